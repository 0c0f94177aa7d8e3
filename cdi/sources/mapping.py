"""A force's own headings and values fitted to the contract, as `audit.toml` maps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cdi.schema.columns import Fault, TableSchema, TextTable
from cdi.schema.personal import heading_is_personal

Columns = Mapping[str, str]
Values = Mapping[str, Mapping[str, Sequence[str]]]
REST = "*"
"""In a drop list: every other column that is not in the contract and does not look personal."""


def mapped(
    table: TextTable, schema: TableSchema, columns: Columns, values: Values, drop: Sequence[str], constants: Columns
) -> tuple[TextTable, list[Fault]]:
    """The table under the contract's names.

    `columns` maps a contract name to a heading of the file, `values` a column's contract value to what the force
    writes, `constants` a column to the one value it has for every row. Columns of `drop` are left out. A mapped
    heading that the file lacks is a fault.
    """
    frame, letters = table.frame, dict(table.letters)
    faults = [
        Fault(table.file, name, heading, "this heading, which [map] names and the file lacks", table.sheet)
        for name, heading in columns.items()
        if heading not in frame.columns
    ]
    names = {heading: name for name, heading in columns.items()}
    unwanted = [heading for heading in frame.columns if _dropped(heading, drop, names, schema)]
    frame = frame.drop(columns=unwanted).rename(columns=names)
    letters = {names.get(heading, heading): place for heading, place in letters.items()}
    for name, value in constants.items():
        frame = frame.assign(**{name: value})
    for name in schema.names:
        # An optional column that the file does not have is "not established" throughout.
        if name not in frame.columns and schema.column(name).optional:
            frame = frame.assign(**{name: ""})
    for column, by_value in values.items():
        if column in frame.columns:
            written = {text: value for value, texts in by_value.items() for text in texts}
            frame = frame.assign(
                **{column: frame[column].map(lambda text, known=written: known.get(text.strip(), text))}
            )
    return replace(table, frame=frame, letters=letters), faults


def _dropped(heading: str, drop: Sequence[str], names: Mapping[str, str], schema: TableSchema) -> bool:
    if heading in drop:
        return True
    other = heading not in names and heading not in schema.names
    return REST in drop and other and not heading_is_personal(heading)


def proposal(headings: Sequence[str], schema: TableSchema) -> dict[str, tuple[str, str]]:
    """For each contract column the heading that fits it best, and how: exact, normalised or nearest."""
    from difflib import SequenceMatcher

    plain = {heading: _plain(heading) for heading in headings}
    found: dict[str, tuple[str, str]] = {}
    for name in schema.names:
        if name in headings:
            found[name] = (name, "exact")
            continue
        same = [heading for heading in headings if plain[heading] == _plain(name)]
        if same:
            found[name] = (same[0], "normalised")
    taken = {heading for heading, _ in found.values()}
    left = [
        (SequenceMatcher(None, _plain(name), plain[heading]).ratio(), name, heading)
        for name in schema.names
        if name not in found
        for heading in headings
        # A heading that may hold personal data is never taken for the nearest column: victim_id is not a name.
        if heading not in taken and not heading_is_personal(heading)
    ]
    for ratio, name, heading in sorted(left, reverse=True):
        if ratio >= 0.6 and name not in found and heading not in taken:
            found[name] = (heading, "nearest")
            taken.add(heading)
    return found


def _plain(heading: str) -> str:
    return "".join(letter for letter in heading.lower() if letter.isalnum())


def as_settings(found: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """A proposal as the `[map.…]` table of `audit.toml`; columns that already have their names need no line."""
    return {name: heading for name, (heading, how) in found.items() if how != "exact"}
