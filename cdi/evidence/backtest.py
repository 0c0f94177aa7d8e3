"""The back-test: every figure statement of the source documents, looked for in the document that it belongs to.

The delivered tree (`<document>.json`) is read; a test proves that the pages print what the tree holds.

A statement is found by what the printed text is bound to (a figure's id and facet, or a fact's path), never by its
number: equal numbers that mean different things do not answer for each other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from cdi.house_style.formatting import ZERO_WORDS, count, in_words, percent, stated
from cdi.load.reference import read_source_figures
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.document_json import document_as_json, document_from_bytes
from cdi.model.errors import PublicationRefused
from cdi.pipeline.events import Listener, ignore
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.paths import Workspace

Verdict = Literal["equal", "different", "author_text", "constant", "document_metadata", "not_derivable"]
VERDICTS: dict[Verdict, str] = {
    "equal": "computed and equal",
    "author_text": "author text",
    "constant": "constant",
    "document_metadata": "document metadata",
    "not_derivable": "not derivable",
    "different": "different",
}
# Counts that a document may write as words; all of a part is its denominator.
_WORDS = {in_words(number, 1000): number for number in range(1000)} | dict.fromkeys(ZERO_WORDS, 0)


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of text of a finished document that is bound to a figure or a fact."""

    name: str
    facet: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure statement of a source document and what became of it; `printed` is what our document prints there."""

    figure: str
    force: str
    audit: str
    document: str
    verdict: Verdict
    bound_to: str
    expected: str
    printed: str
    note: str


@dataclass(frozen=True, slots=True)
class Length:
    """A document's words, and how many of them its author wrote; the rest is generated or fixed by the template."""

    words: int
    author: int

    @property
    def generated(self) -> float:
        """The share of words that no author of this document wrote, in percent."""
        return 100 * (self.words - self.author) / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Every statement with its verdict, and the length of every document looked at."""

    statements: tuple[Statement, ...]
    lengths: Mapping[tuple[AuditRef, str], Length]

    def count(self, verdict: Verdict) -> int:
        """How many statements have the verdict."""
        return sum(each.verdict == verdict for each in self.statements)

    def refuse_different(self) -> None:
        """Raise PublicationRefused when any statement is different or missing in our documents."""
        if different := self.count("different"):
            raise PublicationRefused(f"{different} figures of the source documents are different or missing in ours")


def back_test(workspace: Workspace, listener: Listener = ignore) -> Scoreboard:
    """Bring every document of the source pack up to date, and look for every statement in it."""
    rows = read_source_figures(workspace)
    statements: list[Statement] = []
    lengths: dict[tuple[AuditRef, str], Length] = {}
    for key, of_audit in rows.groupby(["force", "audit"], sort=False, observed=True):
        ref = AuditRef(*(str(part) for part in key))
        documents = tuple(str(name) for name in of_audit["document"].unique())
        folder = build(workspace, Request(ref, documents), listener).folder
        conclusions = _conclusions(folder)
        for name in documents:
            document = document_from_bytes((folder / f"{name}.json").read_bytes())
            printed, of_document = bindings(document), of_audit[of_audit["document"] == name]
            statements += [judge_statement(row, printed, conclusions) for row in of_document.to_dict("records")]
            lengths[ref, name] = _length(document)
    return Scoreboard(tuple(statements), lengths)


def judge_statement(row: Mapping[Any, Any], printed: Iterable[Printed], conclusions: Mapping[str, str]) -> Statement:
    """One statement against what a document prints; `conclusions` are the outcomes of tests of changes, by id."""
    name = row["fact"] if pd.notna(row["fact"]) else row["figure_id"] if pd.notna(row["figure_id"]) else ""
    facet = row["facet"] if pd.notna(row["facet"]) else ""
    note = row["note"] if pd.notna(row["note"]) else ""
    expected = row["expected"] if pd.notna(row["expected"]) else ""
    there = [each for each in printed if each.name == name and each.facet == facet]
    values = sorted({_normal(each, conclusions) for each in there})
    verdict: Verdict = row["kind"] if row["kind"] in VERDICTS else "equal"
    if expected and values != [expected]:
        verdict = "different"
    return Statement(
        figure=row["figure"],
        force=row["force"],
        audit=row["audit"],
        document=row["document"],
        verdict=verdict,
        bound_to=f"{name} {facet}".strip(),
        expected=expected,
        printed=", ".join(values) or "not in the document",
        note=note,
    )


def _normal(printed: Printed, conclusions: Mapping[str, str]) -> str:
    """What is printed in the form that the table of statements has."""
    if printed.facet == "finding":
        return conclusions.get(printed.name, "no test")
    if printed.facet == "quantity":
        return printed.text.lower().removeprefix("the ")
    if printed.facet in ("numerator", "denominator", "missing", "value") and printed.text.lower() in _WORDS:
        return count(_WORDS[printed.text.lower()])
    if printed.facet == "value" and not printed.text[:1].isdigit():
        # A word that stands for a number, such as lowest for a rank of 1.
        return stated(float(printed.value))
    return printed.text


def bindings(document: Document) -> list[Printed]:
    """Every bound text of a document, in reading order; of a fact, the value in the form that programs compare."""
    plain = document_as_json(document)
    return [printed for part in _texts([plain["blocks"], plain["notes"]]) if (printed := _bound(part)) is not None]


def _bound(part: Mapping[str, Any]) -> Printed | None:
    facet, value = part.get("facet") or "", str(part.get("value"))
    if part.get("fact") is not None:
        return Printed(part["fact"], facet, value, value)
    return Printed(part["figure"], facet, part["text"], value) if part.get("figure") is not None else None


def _texts(plain: Any) -> Iterator[Mapping[str, Any]]:
    """Every part of a tree that has a text of its own, such as a run or a cell; charts are pictures."""
    if isinstance(plain, Mapping):
        if isinstance(plain.get("text"), str):
            yield plain
        for name, value in plain.items():
            if name != "chart":
                yield from _texts(value)
    elif isinstance(plain, list | tuple):
        for each in plain:
            yield from _texts(each)


def _length(document: Document) -> Length:
    """The running words of a document: what is read, without notes and pictures."""
    words = " ".join(part["text"] for part in _texts(document_as_json(document)["blocks"])).split()
    return Length(len(words), document.author_words)


def _conclusions(folder: Path) -> dict[str, str]:
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]
    return {name: figure["test"]["conclusion"] for name, figure in figures.items() if figure["test"]}


def as_json(board: Scoreboard) -> str:
    """Every statement with its verdict, as a list."""
    return json.dumps([asdict(each) for each in board.statements], indent=1, ensure_ascii=False)


def as_text(board: Scoreboard, *, notes: bool = False) -> str:
    """The scoreboard for a person: by document, then what is different; with `notes`, every remark on the sources."""
    lines = []
    by_document: dict[tuple[str, str, str], Counter[str]] = {}
    for each in board.statements:
        by_document.setdefault((each.force, each.audit, each.document), Counter())[each.verdict] += 1
    for (force, audit, document), counted in by_document.items():
        parts = ", ".join(f"{counted[verdict]} {label}" for verdict, label in VERDICTS.items() if counted[verdict])
        length = board.lengths[AuditRef(force, audit), document]
        size = f"{count(length.words)} words, {percent(length.generated, 0)} generated"
        lines.append(f"{document} ({force} {audit}): {parts}; {size}")
    lines.append(f"{len(board.statements)} figure statements:")
    lines += [f"  {board.count(verdict):>4} {label}" for verdict, label in VERDICTS.items()]
    for each in board.statements:
        if each.verdict == "different":
            lines.append(
                f"{each.document}, {each.figure}: {each.bound_to}: expected {each.expected}, found {each.printed}"
            )
    if notes:
        lines += [f"{each.document}, {each.figure}: {each.note}" for each in board.statements if each.note]
    return "\n".join(lines) + "\n"
