"""What is about people and what about the force's work: one reviewed table, and the names that an audit may choose."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from cdi.model.disclosure import Disclosure
from cdi.model.errors import closest
from cdi.model.fault import Fault

About = Literal["people", "process", "one"]
"""`one` is a value of a single person or record, such as the age of the youngest, which no number of people covers."""
_TABLE = Path(__file__).with_name("about_people.csv")


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


def unknown_names(chosen: Disclosure, file: Path) -> Iterator[Fault]:
    """The names that an audit classes and that are neither a column nor the beginning of ids that the table knows."""
    classes = {kind: {row.name for row in read_classes() if row.kind == kind} for kind in ("figure", "column")}
    valid = [row.name for row in read_classes()]
    for key, names in (("people", chosen.people), ("process", chosen.process)):
        for name in names:
            if name not in classes["column"] and name.partition(".")[0] not in classes["figure"]:
                yield Fault(
                    str(file),
                    "the beginning of a figure's id, or table.column of a column that rows are counted by",
                    column=f"disclosure.{key}",
                    value=name,
                    nearest=closest(name, valid),
                    private=(),
                )
