"""What forces usually call the contract's columns and values: `usual_headings.csv` and `usual_values.csv`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from cdi.contract.vocabulary import Column

_HERE = Path(__file__).parent
# What a form says may be answered, at the end of a heading: (Y/N), (Yes / No / NA), [tick].
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
_ANSWERS = frozenset(
    ["yes", "no", "y", "n", "na", "true", "false", "t", "f", "1", "0", "tick", "not", "known", "unknown", "dk"]
)
_SIGNS = re.compile(r"[\s_\-/.?:'’(),&]+")


def plain_heading(heading: str) -> str:
    """The letters and digits of a heading alone, in lower case: "Date/Time Logged" is datetimelogged.

    What it says of the answers is left out: "Crime Due? (Y/N)" is crimedue.
    """
    plain = heading.lower()
    offered = _IN_BRACKETS.search(plain)
    if offered and {*re.split(r"[\s/,|]+", offered[1].replace("n/a", "na").strip())} <= _ANSWERS:
        plain = plain[: offered.start()] or plain
    return "".join(letter for letter in plain if letter.isalnum())


def plain_word(word: str) -> str:
    """A word without what people write differently, in lower case; a sign that stands alone is kept as it is."""
    return _SIGNS.sub("", word.lower()) or word.strip()


@cache
def usual_headings(table: str) -> Mapping[str, tuple[str, ...]]:
    """For each column of a table what forces call it, plain (see `plain_heading`), in the order of the file."""
    headings: dict[str, list[str]] = {}
    for line in _lines("usual_headings.csv"):
        if line["table"] == table:
            headings.setdefault(line["column"], []).append(plain_heading(line["heading"]))
    return {column: tuple(dict.fromkeys(names)) for column, names in headings.items()}


@cache
def usual_values(column: Column) -> Mapping[str, str]:
    """The value of a choice or boolean column for each plain word (see `plain_word`) that forces use for it.

    Of an optional column also the words for "not established", whose value is the empty cell.
    """
    # A name such as "outcome" is of several tables, each with its own choices.
    valid = {"true", "false"} if column.kind == "boolean" else set(column.choices)
    names = {column.name, "boolean"} if column.kind == "boolean" else {column.name}
    words = {
        plain_word(line["word"]): line["value"]
        for line in _lines("usual_values.csv")
        if line["column"] in names and line["value"] in valid
    }
    empty = dict.fromkeys(NOT_ESTABLISHED, "")
    own = {plain_word(choice): choice for choice in column.choices}
    return {**(empty if column.optional else {}), **words, **own}


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


NOT_ESTABLISHED = frozenset(plain_word(line["word"]) for line in _lines("usual_values.csv") if line["column"] == "*")
"""The plain words that forces write for what was not established."""
