"""A force's own headings and values fitted to the contract, as `audit.toml` maps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cdi.contract.personal_data import heading_is_personal
from cdi.contract.vocabulary import TableSchema, TextTable
from cdi.model.errors import closest
from cdi.model.fault import Fault

REST = "*"
"""In a drop list: every other column that is not in the contract and does not look personal."""

# What forces call these columns in their own extracts, without case, spaces and signs.
_USUAL: dict[str, tuple[str, ...]] = {
    "crime_id": ("urn", "crimenumber", "crimeno", "crimeref", "crimereference", "crimerefno"),
    "record_id": ("incidentnumber", "incidentno", "incidentref", "logno", "lognumber", "incidenturn"),
    "received_at": ("datereported", "reporteddate", "datetimereported", "reportedat", "datereceived"),
    "recorded_at": ("daterecorded", "recordeddate", "crimeddate", "datecrimed"),
    "category": ("crimetype", "crimecategory", "offencegroup"),
    "offence": ("offencetitle", "hocroffence", "crimedescription"),
    "cancelled_on": ("datecancelled", "cancelleddate", "datenocrimed"),
}


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


def mapped(table: TextTable, schema: TableSchema, fitting: Fitting) -> TextTable:
    """The table under the contract's names; a mapped heading that the file lacks is a fault of the table."""
    frame, faults = table.frame, list(table.faults)
    for name, heading in fitting.columns.items():
        if heading not in frame.columns:
            expected = "this heading, which [map] names and the file lacks"
            near = closest(heading, frame.columns)
            faults.append(Fault(table.file, expected, column=name, found=heading, nearest=near, sheet=table.sheet))
    names = {heading: name for name, heading in fitting.columns.items()}
    unwanted = [
        heading for heading in frame.columns if heading not in names and is_dropped(heading, fitting.drop, schema)
    ]
    frame = frame.drop(columns=unwanted).rename(columns=names)
    letters = {names.get(heading, heading): place for heading, place in table.letters.items()}
    frame = frame.assign(**fitting.constants)
    # An optional column that the file does not have is "not established" throughout.
    absent = [column.name for column in schema.columns if column.optional and column.name not in frame.columns]
    frame = frame.assign(**dict.fromkeys(absent, ""))
    for column, by_value in fitting.values.items():
        if column in frame.columns:
            written = {text: value for value, texts in by_value.items() for text in texts}
            cells = frame[column].map(lambda text, known=written: known.get(text.strip(), text))
            frame = frame.assign(**{column: cells})
    return replace(table, frame=frame, letters=letters, faults=tuple(faults))


def is_dropped(heading: str, drop: Sequence[str], schema: TableSchema) -> bool:
    """Whether a heading that is not mapped is to be left out: named, or under "*" and neither ours nor personal."""
    return heading in drop or (REST in drop and heading not in schema.names and not heading_is_personal(heading))


def proposal(headings: Sequence[str], schema: TableSchema) -> dict[str, tuple[str, str]]:
    """For each contract column the heading that fits it best, and how: exact, normalised, usual name or nearest."""
    from difflib import SequenceMatcher

    plain = {heading: _plain(heading) for heading in headings}
    found: dict[str, tuple[str, str]] = {}
    for name in schema.names:
        same = [heading for heading in headings if plain[heading] == _plain(name)]
        usual = [heading for heading in headings if plain[heading] in _USUAL.get(name, ())]
        if name in headings:
            found[name] = (name, "exact")
        elif same or usual:
            found[name] = (same[0], "normalised") if same else (usual[0], "usual name")
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


def like_a_choice(word: str, choices: Sequence[str]) -> str | None:
    """The choice that a word differs from in nothing but case, spaces and signs: "Control Room" is control_room."""
    return next((choice for choice in choices if _plain(choice) == _plain(word)), None)


def _plain(heading: str) -> str:
    return "".join(letter for letter in heading.lower() if letter.isalnum())
