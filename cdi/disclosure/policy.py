"""What is about people and what about the force's work: one reviewed table, and what an audit chooses otherwise."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from cdi.measures.questions import find_question, why_no_limit
from cdi.model.audit import Audit
from cdi.model.errors import closest
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.fault import Fault, InputFaulty
from cdi.model.figure import Figure

About = Literal["people", "process", "one"]
"""`one` is a value of a single person or record, such as the age of the youngest, which no number of people covers."""
_TABLE = Path(__file__).with_name("classes.csv")
_OUT_ALREADY = ("published", "register")
_SETTINGS = "audit.toml"


@dataclass(frozen=True, slots=True)
class Class:
    """A row of the table: what figures whose ids begin so, or a column that rows are counted by, are about."""

    kind: str
    name: str
    about: About
    why: str


@cache
def read_classes() -> tuple[Class, ...]:
    """The table of the shipped figures and columns, as it was reviewed."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Class(row["kind"], row["name"], _about(row["about"]), row["why"]) for row in csv.DictReader(file))


def _about(word: str) -> About:
    if word not in get_args(About):
        raise ValueError(f"{_TABLE.name}: {word!r}; expected one of {', '.join(get_args(About))}")
    return cast("About", word)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be printed of an audit: the least number of people that is, and what its figures are about.

    `inspects` says that the audit is the inspectorate's, whose counts are published by law and stay as they are.
    """

    threshold: int
    figures: Mapping[str, About]
    columns: Mapping[str, About]
    inspects: bool

    def is_small(self, number: float) -> bool:
        """Whether a number of people is hidden; none is not, since it says what the force did and of nobody."""
        return 0 < number < self.threshold

    def class_of(self, figure_id: str) -> About | None:
        """What a figure is about, by the longest name that its id begins with; None where nobody classed it."""
        words = figure_id.split(".")
        names = (".".join(words[:length]) for length in range(len(words), 0, -1))
        return next((self.figures[name] for name in names if name in self.figures), None)

    def concerns(self, figure: Figure) -> bool:
        """Whether a figure, other than one of an extra measure, is to be held to the threshold."""
        if self.inspects or figure.basis in _OUT_ALREADY:
            return False
        return self.class_of(figure.id) != "process"

    def concerns_measure(self, audit: Audit, measure: ExtraMeasure) -> bool:
        """Whether an extra measure asks, chooses or cuts by a column that is about people, whoever audited."""
        return self.concerns_columns(audit, measure.table, measure.of, [*measure.by, *measure.where])

    def concerns_columns(self, audit: Audit, table: str, of: str, columns: Iterable[str]) -> bool:
        """Whether a question by some columns, or the question itself, is about people."""
        named = [*columns]
        if of != "in_time" or not why_no_limit(audit):
            question = find_question(audit, of)
            named += [*question.base, *question.asked]
        return any(self.columns.get(f"{table}.{name}") != "process" for name in named)


def policy_of(audit: Audit) -> Policy:
    """The policy of an audit. InputFaulty where it classes what there is not, with the nearest name."""
    classes = {kind: {row.name: row.about for row in read_classes() if row.kind == kind} for kind in _KINDS}
    chosen = audit.disclosure
    faults = [*_strangers("people", chosen.people, classes), *_strangers("process", chosen.process, classes)]
    if faults:
        raise InputFaulty(faults)
    changed: dict[str, About] = {**dict.fromkeys(chosen.people, _PEOPLE), **dict.fromkeys(chosen.process, _PROCESS)}
    whole = {
        kind: {name: about for name, about in rows.items() if not _lies_in(name, changed)}
        for kind, rows in classes.items()
    }
    columns = whole["column"] | {name: about for name, about in changed.items() if name in classes["column"]}
    figures = whole["figure"] | {name: about for name, about in changed.items() if name not in classes["column"]}
    return Policy(chosen.threshold, figures, columns, audit.inspection.auditor.inspects)


_KINDS = ("figure", "column")
_PEOPLE: About = "people"
_PROCESS: About = "process"


def _lies_in(name: str, chosen: Iterable[str]) -> bool:
    """Whether what is chosen for a name, or for what it begins with, takes the place of what the table says."""
    return any(name == each or name.startswith(f"{each}.") for each in chosen)


def _strangers(key: str, names: Iterable[str], classes: Mapping[str, Mapping[str, About]]) -> Iterable[Fault]:
    """The names that are neither a column nor the beginning of ids that the table knows."""
    columns, figures = classes["column"], classes["figure"]
    valid = [*figures, *columns]
    for name in names:
        if name not in columns and name.partition(".")[0] not in figures:
            expected = "the beginning of a figure's id, or table.column of a column that rows are counted by"
            yield Fault(
                _SETTINGS, expected, column=f"disclosure.{key}", value=name, nearest=closest(name, valid), private=()
            )
