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

# How alike two headings must be before one is taken for the other; 1 is the same.
_ALIKE = 0.6

# What forces call these columns in their own extracts, without case, spaces and signs.
_USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "crime_id": ("urn", "crimenumber", "crimeno", "crimeref", "crimereference", "crimerefno"),
    "record_id": ("incidentnumber", "incidentno", "incidentref", "logno", "lognumber", "incidenturn"),
    "received_at": ("datereported", "reporteddate", "datetimereported", "reportedat", "datereceived"),
    "recorded_at": ("daterecorded", "recordeddate", "crimeddate", "datecrimed"),
    "category": ("crimetype", "crimecategory", "offencegroup"),
    "offence": ("offencetitle", "hocroffence", "crimedescription"),
    "cancelled_on": ("datecancelled", "cancelleddate", "datenocrimed"),
}

Match = tuple[str, str]
"""A heading, and how it was recognised: exact, normalised, usual name or nearest."""


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

    `names` gives each heading that is kept its name afterwards, `words` a column the contract's value for each word of
    the force, `constants` a column its one value. `absent` are optional columns that the source lacks: they are "not
    established" throughout. `not_there` gives a contract name the heading that [map] names and the source lacks.
    """

    names: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]
    absent: tuple[str, ...]
    not_there: Mapping[str, str]


def plan_columns(headings: Sequence[str], schema: TableSchema, fitting: Fitting) -> ColumnPlan:
    """How a table with these headings comes to have the contract's; a stray heading keeps its name and is a fault."""
    mapped = {heading: name for name, heading in fitting.columns.items()}
    kept = [each for each in headings if each in mapped or not is_dropped(each, fitting.drop, schema)]
    names = {heading: mapped.get(heading, heading) for heading in kept}
    there = {*names.values(), *fitting.constants}
    return ColumnPlan(
        names,
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


def propose_headings(headings: Sequence[str], schema: TableSchema) -> dict[str, Match]:
    """For each contract column the heading that fits it best, and how: exact, normalised, usual name or nearest."""
    matches = {name: match for name in schema.names if (match := _same_heading(name, headings))}
    return _with_nearest_headings(matches, headings, schema.names)


def _same_heading(name: str, headings: Sequence[str]) -> Match | None:
    """The heading that is the column's name, but for case, spaces and signs, or a usual name of it."""
    if name in headings:
        return name, "exact"
    for heading in headings:
        if _letters(heading) == _letters(name):
            return heading, "normalised"
    usual = _USUAL_NAMES.get(name, ())
    return next(((heading, "usual name") for heading in headings if _letters(heading) in usual), None)


def _with_nearest_headings(
    matches: Mapping[str, Match], headings: Sequence[str], names: Sequence[str]
) -> dict[str, Match]:
    """The matches, and for the other columns the headings left over that are most alike, the likest pair first.

    A heading that may hold personal data is never taken for the nearest column: victim_id is not a name.
    """
    from difflib import SequenceMatcher

    taken = {heading for heading, _ in matches.values()}
    pairs = [
        (SequenceMatcher(None, _letters(name), _letters(heading)).ratio(), name, heading)
        for name in names
        if name not in matches
        for heading in headings
        if heading not in taken and not heading_is_personal(heading)
    ]
    proposed = dict(matches)
    for alike, name, heading in sorted(pairs, reverse=True):
        if alike >= _ALIKE and name not in proposed and heading not in taken:
            proposed[name] = (heading, "nearest")
            taken.add(heading)
    return proposed


def nearest_heading(heading: str, headings: Sequence[str]) -> str | None:
    """The heading that looks most like this one, unless it may hold personal data."""
    return closest(heading, [each for each in headings if not heading_is_personal(each)])


def like_a_choice(word: str, choices: Sequence[str]) -> str | None:
    """The choice that a word differs from in nothing but case, spaces and signs: "Control Room" is control_room."""
    return next((choice for choice in choices if _letters(choice) == _letters(word)), None)


def _letters(heading: str) -> str:
    """The letters and digits alone, in lower case."""
    return "".join(letter for letter in heading.lower() if letter.isalnum())
