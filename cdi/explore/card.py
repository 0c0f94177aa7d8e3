"""The card of an audit: what it is, what it rests on, its headline figures, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables import tabulate_input_tables
from cdi.explore.answers import in_house_style, show_table
from cdi.house_style import formatting
from cdi.house_style.crime_kinds import HEADLINES
from cdi.measures.figures import printed_base
from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Figures

_NEXT = (
    "audit.figures",
    'audit.rate(by="route").chart()',
    'audit.unrecorded(by="offence").chart()',
    'audit.delays(by="route").chart()',
    'audit.columns("audit_reports")',
)


@dataclass(frozen=True)
class Card:
    """What the card says, in its parts; `headlines` are the figures with what their changes allow to be said."""

    title: str
    facts: tuple[str, ...]
    warning: str | None
    headlines: tuple[tuple[Figure, str], ...]
    refused: tuple[str, ...]
    lacks: tuple[str, ...]

    @classmethod
    def of(cls, audit: Audit, figures: Figures, rules: FindingRules, documents: Sequence[str]) -> Card:
        """The card of an audit whose data have no fault, since one with faults is not opened."""
        inspection, caption = audit.inspection, Caption.of(audit)
        when = f"published {formatting.day(inspection.published_on)}" if inspection.published_on else ""
        facts = [
            inspection.report_title,
            f"{inspection.auditor.name}, reports of {caption.period}" + (f", {when}" if when else ""),
            f"Documents: {', '.join(documents)}" if documents else "No document is named for it",
        ]
        if audit.excluded:
            facts.append(f"{formatting.count(len(audit.excluded))} rows left out on purpose")
        shown = [figures[f"recording.{kind.id}"] for kind in HEADLINES if f"recording.{kind.id}" in figures]
        without = [f"recording.{kind.id}" for kind in HEADLINES if f"recording.{kind.id}" in figures.gaps]
        return cls(
            f"{audit.force.name}, {inspection.auditor.exercise} {inspection.label_year}",
            tuple(facts),
            audit.provenance.statement if audit.provenance.basis != "records" else None,
            tuple((figure, _change(figures, figure, rules)) for figure in shown),
            tuple(f"{name}: {figures.gaps[name]}" for name in without),
            _lacks(figures),
        )

    def as_text(self, audit: Audit) -> str:
        """The card for a terminal."""
        lines = [self.title, *self.facts, *([self.warning] if self.warning else [])]
        for figure, change in self.headlines:
            lines.append(f"  {figure.printed}  {figure.label}{_bounds(figure)}{f'; {change}' if change else ''}")
        lines += [*self.refused, *self.lacks, *_table_lines(audit), f"Next: {'; '.join(_NEXT)}"]
        return "\n".join(lines)

    def as_html(self, audit: Audit) -> str:
        """The card for a notebook."""
        keys = "".join(_key(figure, change) for figure, change in self.headlines)
        warning = f'<p class="note">{escape(self.warning)}</p>' if self.warning else ""
        parts = [
            f'<p class="title">{escape(self.title)}</p>',
            f"<p>{'<br>'.join(map(escape, self.facts))}</p>{warning}",
            f'<ul class="strip">{keys}</ul>' if keys else "",
            *(f"<p>{escape(line)}</p>" for line in (*self.refused, *self.lacks)),
            show_table(tabulate_input_tables(audit)),
            f"<p>Next: {', '.join(f'<code>{escape(call)}</code>' for call in _NEXT)}</p>",
        ]
        return in_house_style("".join(parts))


def _change(figures: Figures, figure: Figure, rules: FindingRules) -> str:
    """What may be said of the change since the audit before, or nothing."""
    change = figures.get(figure.id.replace("recording.", "change."))
    if change is None or change.test is None:
        return ""
    return rules.change(change).words.format(size=formatting.points(abs(change.value)))


def _lacks(figures: Figures) -> tuple[str, ...]:
    """What cannot be had, and what would fill it: the number of gaps, and the cures that fill the most."""
    if not figures.gaps:
        return ("No fault in the data, and no figure is missing.",)
    cures = [*dict.fromkeys(figures.cures.values())]
    cures.sort(key=lambda cure: -sum(each == cure for each in figures.cures.values()))
    words = f"No fault in the data; {formatting.count(len(figures.gaps))} figures cannot be had."
    return (words, *([f"What would fill most of them: {'; '.join(cures[:3])}."] if cures else []))


def _table_lines(audit: Audit) -> list[str]:
    table = tabulate_input_tables(audit)
    return [f"{table.caption}: {', '.join(f'{row[0].text} ({row[1].text})' for row in table.rows)}"]


def _bounds(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = (formatting.decimals(end, 1) for end in (figure.interval.low, figure.interval.high))
    return f" ({formatting.level(figure.interval.level)} interval {low} to {high})"


def _key(figure: Figure, change: str) -> str:
    """One headline figure: its value, its interval as a bar and in words, and what it is out of."""
    bar = ""
    if figure.interval is not None:
        low, high = max(figure.interval.low, 0.0), min(figure.interval.high, 100.0)
        bar = (
            f'<span class="bar" aria-hidden="true"><i style="left:{_place(low)};width:{_place(high - low)}"></i>'
            f'<u style="left:{_place(figure.value)}"></u></span>'
        )
    words = f"{formatting.capitalised(_bounds(figure).strip(' ()'))}; " if figure.interval else ""
    how = f"<small>{escape(words + printed_base(figure))}</small>"
    moved = f"<span>{escape(formatting.capitalised(change))}</span>" if change else ""
    label = f"<span>{escape(formatting.capitalised(figure.label))}</span>"
    return f'<li class="key">{label}<b>{escape(figure.printed)}</b>{bar}{how}{moved}</li>'


def _place(percent: float) -> str:
    return formatting.percent(percent, 2)
