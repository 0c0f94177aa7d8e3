"""Headings against the contract: missing, given twice, unknown, or naming a person."""

from __future__ import annotations

from typing import Protocol

from cdi.contract.personal_data import heading_is_personal
from cdi.contract.vocabulary import TableSchema
from cdi.model.errors import closest
from cdi.model.fault import Fault

NO_PERSONAL_DATA = "no personal data; take the column out, or name it under [drop] in audit.toml"
"""What is expected where a heading names a person or a way to reach one."""

_MISSING = "this column, which is missing and cannot be left out"


class Headed(Protocol):
    """A table with headings, in a file or in a database, that can say where a fault is."""

    @property
    def headings(self) -> list[str]:
        """The names of its columns in their order."""

    def heading_fault(self, expected: str, heading: str, nearest: str | None = None) -> Fault:
        """A fault of a heading that stands there."""

    def fault(
        self, expected: str, *, column: str | None = None, value: str | None = None, nearest: str | None = None
    ) -> Fault:
        """A fault of a column."""


def heading_faults(schema: TableSchema, table: Headed) -> list[Fault]:
    """Columns that are missing, are given twice, are not in the contract, or could hold personal data."""
    headings = table.headings
    missing = [name for name in schema.names if name not in headings]
    strays = [name for name in sorted(set(headings)) if name not in schema.names]
    # A heading that may hold personal data is never taken for a missing column: victim_id is not a name.
    similar = [name for name in strays if not heading_is_personal(name)]
    faults = [
        table.fault("this column, which is missing and cannot be left out", column=name, nearest=closest(name, similar))
        for name in missing
    ]
    for name in sorted(set(headings)):
        if headings.count(name) > 1:
            faults.append(table.heading_fault("each column once", name))
        elif name in strays:
            faults.append(_stray_fault(schema, table, name, missing))
    return faults


def _stray_fault(schema: TableSchema, table: Headed, name: str, missing: list[str]) -> Fault:
    """The fault of a heading that the contract lacks, with the nearest name that it has: a missing one first."""
    if heading_is_personal(name):
        return table.heading_fault(NO_PERSONAL_DATA, name)
    return table.heading_fault(
        f"a column of {schema.name}", name, closest(name, missing) or closest(name, schema.names)
    )
