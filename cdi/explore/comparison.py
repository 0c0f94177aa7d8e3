"""Two audits of a force beside each other: each figure before and now, with what may be said of the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdi.diff.chance import Grounds, Verdict, verdicts
from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import bind, text_columns
from cdi.explore.answers import Answer, Picture
from cdi.house_style import formatting
from cdi.measures.registers import finding_rules, hours_to_record
from cdi.model.audit import Audit
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Figure, Figures

_OF_ONE_AUDIT = ("prior rate", "change", "additional crimes", "distance", "sample behind a rate", "breakdown")
"""Roles of figures that compare already, or that say nothing by themselves."""


@dataclass(frozen=True, repr=False)
class ComparisonAnswer(Answer):
    """Figures that both audits have, the earlier one as `before`; what one of them lacks is counted in a note."""

    before: Figures
    now: Figures
    years: tuple[str, str]
    said: Mapping[str, Verdict]
    caption: Caption

    @property
    def pairs(self) -> list[tuple[Figure, Figure]]:
        """The figures of both audits, in the order of a report."""
        return [(self.before[name], self.now[name]) for name in self.said]

    @property
    def subject(self) -> str:
        """What is compared."""
        return f"The audit of {self.years[1]} beside that of {self.years[0]}"

    @property
    def table(self) -> Table:
        """One row for each figure."""
        first, last = self.years
        columns = text_columns("Figure", first, last, "What may be said")
        rows = tuple(
            (
                TableCell(formatting.capitalised(now.label)),
                TableCell(before.printed),
                bind(now, now.printed),
                TableCell(self.said[now.id].words),
            )
            for before, now in self.pairs
        )
        return Table("comparison", self.subject, columns, rows, f"{self.caption.source} {self._notes()}")

    def _notes(self) -> str:
        tested = sum(each.tested is not None for each in self.said.values())
        alone = len([*self.before]) + len([*self.now]) - 2 * len(self.said)
        note = f"{formatting.count(tested)} differences were tested, p adjusted by Holm’s rule for all of them."
        return (
            f"{note} {formatting.count(alone)} figures are of one audit alone, or compare already." if alone else note
        )

    def records(self) -> list[dict[str, Any]]:
        """One row for each figure: both values, the tested difference, its interval and adjusted p, and the words."""
        rows = []
        for before, now in self.pairs:
            verdict = self.said[now.id]
            test = verdict.tested
            rows.append(
                {
                    "id": now.id,
                    "label": now.label,
                    "before": before.value,
                    "now": now.value,
                    "unit": now.unit,
                    "difference": test.difference if test else None,
                    "low": test.low if test else None,
                    "high": test.high if test else None,
                    "p_adjusted": test.p_value if test else None,
                    "method": test.method if test else None,
                    "finding": verdict.words,
                }
            )
        return rows

    def chart(self) -> Picture:
        """The figures in percent of both audits, with their intervals."""
        from cdi.exhibits.charts.figures import draw_before_and_now

        return Picture(draw_before_and_now(self.pairs, self.years, self.caption, self.subject))


def compare(audits: tuple[Audit, Audit], figures: tuple[Figures, Figures], caption: Caption) -> ComparisonAnswer:
    """Compare an earlier audit with a later one, both given in this order, by the tests of `cdi diff`."""
    before, now = figures
    names = [each.id for each in now if each.id in before and each.role not in _OF_ONE_AUDIT]
    limits = tuple(_limit(audit) for audit in audits)
    grounds = Grounds(audits[0].inspection, audits[1].inspection, limits=(limits[0], limits[1]))
    said = verdicts([(before[name], now[name]) for name in names], grounds, finding_rules(audits[1]))
    first, last = (str(audit.inspection.label_year) for audit in audits)
    if first == last:
        first, last = (audit.inspection.audit for audit in audits)
    return ComparisonAnswer(before, now, (first, last), said, caption)


def _limit(audit: Audit) -> int | None:
    """The hours within which a crime had to be recorded; None where that changed inside the audit period."""
    limits = hours_to_record(audit)
    return round(limits[0]) if len(limits) == 1 else None
