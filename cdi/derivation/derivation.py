"""How a figure was made, as a value: as lines of text, as a table of a notebook, and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from cdi.derivation.hiding import Hiding
from cdi.derivation.pages import Pages
from cdi.derivation.rows import RowIds, Sides
from cdi.house_style import formatting
from cdi.load.corrections import Correction
from cdi.measures.figures import printed_base
from cdi.model.audit_ref import AuditRef
from cdi.model.decisions import Exclusion
from cdi.model.figure import Figure
from cdi.model.one_line import on_one_line

FORMAT = 1
# Chosen: what a terminal shows in a few lines; the JSON has every id.
_MOST_IDS = 40

_Part = tuple[str, tuple[str, ...]]
"""A part of the answer: what it is, and its lines."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure that cannot be had: why, and what would fill it (None where nothing would).

    `hiding` is the rule for a breakdown of which reports hide all parts; the parts can be had.
    """

    id: str
    ref: AuditRef
    subject: str
    reason: str
    cure: str | None
    hiding: Hiding | None = None

    def parts(self) -> Iterator[_Part]:
        """What there is to say, part by part."""
        yield "Gap", (f"{self.id} in {self.ref}",)
        yield "Subject", (self.subject,)
        yield "Why there is no figure", (self.reason,)
        if self.hiding is not None:
            yield "In reports", (str(self.hiding),)
            return
        yield "What would fill it", (self.cure or "nothing that an audit folder can hold",)

    def as_json(self) -> dict[str, Any]:
        """The gap as plain values."""
        hiding = None if self.hiding is None else asdict(self.hiding)
        plain = {"format": FORMAT, "id": self.id, **asdict(self.ref), "gap": self.reason, "cure": self.cure}
        return plain | {"hidden": hiding}

    def __str__(self) -> str:
        return _as_text(self.parts())

    def _repr_html_(self) -> str:
        return _as_html(f"Why there is no figure {self.id}", self.parts())


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure with its formula, the rows on either side, the hand decisions on them, its sources and its sentences.

    `corrections` are of the rows on either side, or of the registers that it rests on; `exclusions` are rows of its
    tables that were left out on purpose, and so are on neither side. `provenance` says what the rows are. `hiding` says
    why reports do not print it, and is None where they may.
    """

    figure: Figure
    ref: AuditRef
    subject: str
    formula: str
    sides: Sides
    corrections: tuple[Correction, ...]
    exclusions: tuple[Exclusion, ...]
    provenance: tuple[str, ...]
    pages: Pages
    hiding: Hiding | None = None

    def parts(self) -> Iterator[_Part]:
        """What there is to say, part by part; a part with nothing to say is left out."""
        figure = self.figure
        yield "Figure", (f"{figure.id} in {self.ref}: {figure.printed}",)
        yield "Definition", tuple(self._definition())
        yield "Formula", (self.formula,)
        yield "Base", (printed_base(figure),)
        yield "Interval and test", tuple(self._uncertainty())
        yield from _side("Rows counted in", self.sides.counted)
        yield from _side("Rows of the base that are not counted in", self.sides.not_counted)
        if self.sides.counted is None:
            yield (
                "Rows",
                ("it is not counted in rows of its own; the formula and the sources say what it follows from",),
            )
        yield "Corrections", tuple(map(_correction, self.corrections)) or ("none",)
        yield "Rows left out on purpose", tuple(map(_exclusion, self.exclusions)) or ("none",)
        yield "Sources", (*figure.sources, *self.provenance)
        if self.hiding is not None:
            yield "In reports", (str(self.hiding),)
        yield "Printed in", tuple(self._sentences()) or ("no document",)

    def _definition(self) -> Iterator[str]:
        yield f"{formatting.capitalised(self.figure.label)} ({self.figure.role}; {self.subject})"
        if self.sides.counted is not None:
            yield from (f"counted: {condition}" for condition in self.sides.counted.conditions)
        if self.sides.not_counted is not None:
            yield from (f"of: {condition}" for condition in self.sides.not_counted.conditions)

    def _uncertainty(self) -> Iterator[str]:
        interval, test = self.figure.interval, self.figure.test
        if interval is None and test is None:
            yield "none: nothing in it is left to chance, or nothing gives it"
        if interval is not None:
            low, high = (formatting.decimals(bound, 2) for bound in (interval.low, interval.high))
            yield f"{formatting.level(interval.level)}: {low} to {high} ({self.figure.unit}), {interval.method}"
        if test is not None:
            yield f"p = {formatting.p_value(test.p_value)}: {test.conclusion}; {test.method}"
        if self.figure.caution is not None:
            yield self.figure.caution

    def _sentences(self) -> Iterator[str]:
        for each in self.pages.sentences:
            yield f"{each.document} › {each.section}: {each.text}" if each.section else f"{each.document}: {each.text}"
        yield from self.pages.unread

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values, with every id; of corrections the place and the reason, not what cells say."""
        sides = {"counted": self.sides.counted, "not_counted": self.sides.not_counted}
        return {
            "format": FORMAT,
            "id": self.figure.id,
            **asdict(self.ref),
            "subject": self.subject,
            "figure": self.figure.as_json(),
            "formula": self.formula,
            "rows": {name: None if side is None else asdict(side) for name, side in sides.items()},
            "corrections": [
                {name: getattr(each, name) for name in ("table", "key", "column", "reason", "decided_by", "decided_on")}
                for each in self.corrections
            ],
            "exclusions": [asdict(each) for each in self.exclusions],
            "provenance": list(self.provenance),
            "sentences": [asdict(each) for each in self.pages.sentences],
            "unread": list(self.pages.unread),
            "hidden": None if self.hiding is None else asdict(self.hiding),
        }

    def __str__(self) -> str:
        return _as_text(self.parts())

    def _repr_html_(self) -> str:
        return _as_html(f"How {self.figure.id} was made", self.parts())


def _side(name: str, side: RowIds | None) -> Iterator[_Part]:
    """The ids of one side on one line, as many as a person looks through."""
    if side is None:
        return
    shown = ", ".join(on_one_line(each) for each in side.ids[:_MOST_IDS])
    more = len(side.ids) - _MOST_IDS
    yield (
        name,
        (
            f"{formatting.count(len(side.ids))} by {side.unit}{': ' if shown else ''}{shown}"
            + (f" and {formatting.count(more)} more (the JSON lists all)" if more > 0 else ""),
        ),
    )


def _correction(correction: Correction) -> str:
    """Where a cell was corrected and why; what it said and says stays in corrections.csv."""
    decided = f"{correction.reason} ({correction.decided_by}, {correction.decided_on})"
    return f"{correction.table} {correction.key}, {correction.column}: {decided}"


def _exclusion(exclusion: Exclusion) -> str:
    return f"{exclusion.table} {exclusion.key}: {exclusion.reason} ({exclusion.decided_by}, {exclusion.decided_on})"


def _as_text(parts: Iterator[_Part]) -> str:
    return "\n".join("\n".join((name, *(f"  {line}" for line in lines))) for name, lines in parts)


def _as_html(caption: str, parts: Iterator[_Part]) -> str:
    """A table with a caption, in which each row has its header."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{"<br>".join(map(escape, lines))}</td></tr>'
        for name, lines in parts
    )
    head = '<thead><tr><th scope="col">Part</th><th scope="col">What it says</th></tr></thead>'
    return f"<table><caption>{escape(caption)}</caption>{head}<tbody>{rows}</tbody></table>"
