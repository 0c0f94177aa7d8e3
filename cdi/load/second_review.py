"""What a second auditor decided of records that were audited already: a CSV file of their ids and the decisions."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cdi.contract.parsing import ParsedTable, parse_table
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TableSchema
from cdi.load.csv import read_csv
from cdi.model.errors import closest
from cdi.model.fault import Fault, InputFaulty
from cdi.model.groups import as_cell

_NEAREST = 10
"""Chosen: so many ids are compared with all others; a file of other records altogether would take minutes."""


def read_second_review(path: Path, table: str, column: str, audited: Collection[str]) -> dict[str, bool | None]:
    """The second decision on each record by its id: that of a column of yes and no; None where it is empty.

    The file has the key of the table and that column, by the names of the contract, and no other. Raises InputFaulty
    with every fault: a cell that is no decision, a record twice, and one that is not among the `audited`.
    """
    schema = AUDIT_TABLES[table]
    key = schema.key[0]
    own = TableSchema("second_review", "a second decision", schema.key, (schema.column(key), schema.column(column)))
    parsed = parse_table(own, read_csv(path, path.parent))
    if faults := parsed.all_faults() or _find_strangers(parsed, key, audited):
        raise InputFaulty(faults)
    decisions = [as_cell(each) for each in parsed.frame[column]]
    return {
        str(each): None if decision is None else bool(decision)
        for each, decision in zip(parsed.frame[key], decisions, strict=True)
    }


def _find_strangers(parsed: ParsedTable, key: str, audited: Collection[str]) -> list[Fault]:
    """Records that were not audited."""
    ids = parsed.frame[key].astype(str)
    strangers = ids[~ids.isin(list(audited))]
    return [
        parsed.text.fault(
            "the id of a record that was audited",
            row=int(str(row)),
            column=key,
            value=value,
            nearest=closest(value, audited) if number < _NEAREST else None,
        )
        for number, (row, value) in enumerate(strangers.items())
    ]
