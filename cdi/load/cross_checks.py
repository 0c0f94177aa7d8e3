"""What the rows of an audit must say beyond the contract: of their own inspection, and of each other's tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from cdi.contract.parsing import ParsedTable
from cdi.contract.records import AUDIT_REPORTS
from cdi.contract.tables import FOREIGN_KEYS
from cdi.contract.vocabulary import Rule, TableSchema
from cdi.house_style import formatting
from cdi.load.fit import CheckedTable
from cdi.model.audit import Inspection
from cdi.model.fault import Fault


def own_rules(schema: TableSchema, inspection: Inspection, force: str) -> list[Rule]:
    """That rows are of this inspection and this force, and that audited reports came in within the audit period."""
    own = {"inspection_id": inspection.id, "force_id": force}
    rules = [_always(name, value) for name, value in own.items() if name in schema.names]
    period = inspection.period
    return [*rules, _within_period(*period)] if schema is AUDIT_REPORTS and period else rules


def _always(column: str, value: str) -> Rule:
    """The column says the same in every row."""
    return Rule(column=column, expected=value, broken=lambda rows: rows[column] != value)


def _within_period(start: date, end: date) -> Rule:
    """Reports of the main sample were received within the audit period, its first and its last day included."""
    first, after = pd.Timestamp(start), pd.Timestamp(end) + pd.Timedelta(days=1)
    return Rule(
        column="received_at",
        expected=f"a time within the audit period, {formatting.day(start)} to {formatting.day(end)}",
        compared_with=("sample",),
        broken=lambda rows: (
            (rows["sample"] == "main") & ((rows["received_at"] < first) | (rows["received_at"] >= after))
        ),
    )


def orphan_faults(tables: Mapping[str, CheckedTable]) -> list[Fault]:
    """Rows that point at a row of another table that is not there, where both tables were supplied.

    Only tables of one kind of source are compared: no id leaves a database.
    """
    faults = []
    for (name, column), (other_name, key) in FOREIGN_KEYS.items():
        table, other = tables.get(name), tables.get(other_name)
        if table is None or other is None or type(table) is not type(other):
            continue
        keys = other.cells(key)
        if keys is not None:
            faults += table.rule_faults([_points_at(column, keys, f"a {key} of {other_name}")])
    return faults


def _points_at(column: str, keys: object, expected: str) -> Rule:
    return Rule(
        column=column,
        expected=expected,
        broken=lambda rows: rows[column].notnull() & ~rows[column].isin(keys),
        other_table=True,
    )


def small_strata_faults(tables: Mapping[str, CheckedTable]) -> list[Fault]:
    """Strata whose finite population is smaller than the sample that was drawn from it."""
    strata, reports = tables.get("audit_strata"), tables.get("audit_reports")
    if not isinstance(strata, ParsedTable) or reports is None:
        return []
    needed = {"stratum", "sampled", "reports_in_period"}
    counted = ("sample", "required", "stratum")
    if not needed <= {*strata.frame.columns} or any(reports.cells(name) is None for name in counted):
        return []
    faults = []
    for row, line in strata.frame[strata.frame["sampled"].fillna(value=False)].iterrows():
        audited = reports.rows.count({"sample": "main", "required": True, "stratum": line["stratum"]})
        population = line["reports_in_period"]
        if population is not pd.NA and population < audited:
            expected = f"{formatting.count(audited)} or more, the reports audited in the stratum"
            column, size = "reports_in_period", str(population)
            faults.append(strata.text.fault(expected, row=int(str(row)), column=column, value=size))
    return faults
