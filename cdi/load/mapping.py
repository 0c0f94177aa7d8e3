"""A force's own headings and values fitted to the contract, as `audit.toml` maps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdi.contract.personal_data import heading_is_personal
from cdi.contract.vocabulary import TableSchema
from cdi.model.errors import closest
from cdi.workspace.settings_models import AuditSettings

REST = "*"
"""In a drop list: every other column that is not in the contract and does not look personal."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """How one table of a source fits the contract.

    `columns` gives a contract name the heading of the source, `values` a column's contract value the words the force
    uses for it, `constants` a column the one value it has in every row; columns of `drop` are left out.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    drop: Sequence[str] = ()

    @classmethod
    def of(cls, settings: AuditSettings, table: str) -> Fitting:
        """What [map], [values], [constants] and [drop] say of a table."""
        return cls(
            settings.map.get(table, {}),
            settings.values.get(table, {}),
            settings.constants.get(table, {}),
            settings.drop.get(table, []),
        )


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What becomes of the columns of a source.

    `names` gives each heading that is kept its name afterwards, `copies` a column that is filled from a heading which
    fills another one already, that other one; `words` a column the contract's value for each word of the force,
    `constants` a column its one value. `absent` are optional columns that the source lacks: they are "not established"
    throughout. `not_there` gives a contract name the heading that [map] names and the source lacks.
    """

    names: Mapping[str, str]
    copies: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]
    absent: tuple[str, ...]
    not_there: Mapping[str, str]


def plan_columns(headings: Sequence[str], schema: TableSchema, fitting: Fitting) -> ColumnPlan:
    """How a table with these headings comes to have the contract's; a stray heading keeps its name and is a fault."""
    mapped = {heading: name for name, heading in reversed(list(fitting.columns.items()))}
    copies = {
        name: mapped[heading]
        for name, heading in fitting.columns.items()
        if mapped[heading] != name and heading in headings
    }
    kept = [each for each in headings if each in mapped or not is_dropped(each, fitting.drop, schema)]
    names = {heading: mapped.get(heading, heading) for heading in kept}
    there = {*names.values(), *copies, *fitting.constants}
    return ColumnPlan(
        names,
        copies,
        {
            column: {word: value for value, words in by_value.items() for word in words}
            for column, by_value in fitting.values.items()
            if column in there
        },
        fitting.constants,
        tuple(column.name for column in schema.columns if column.optional and column.name not in there),
        {name: heading for name, heading in fitting.columns.items() if heading not in headings},
    )


def is_dropped(heading: str, drop: Sequence[str], schema: TableSchema) -> bool:
    """Whether a heading that is not mapped is to be left out: named, or under "*" and neither ours nor personal."""
    return heading in drop or (REST in drop and heading not in schema.names and not heading_is_personal(heading))


def nearest_heading(heading: str, headings: Sequence[str]) -> str | None:
    """The heading that looks most like this one, unless it may hold personal data."""
    return closest(heading, [each for each in headings if not heading_is_personal(each)])
