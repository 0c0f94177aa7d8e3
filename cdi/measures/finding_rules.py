"""What may be said: an estimate in, the strongest statement that the rules permit out, with its words.

The rules are data (`data/reference/finding_rules.csv`, each with its reference); they are the only source of words
such as "statistically significant" or "the vast majority" in documents, charts, tables and alternative texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cdi.house_style.formatting import half_up, stated
from cdi.model.audit import Inspection
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Conclusion, Figure
from cdi.stats.multiplicity import SIGNIFICANCE

ONE_DIRECTION: tuple[Conclusion, ...] = ("rise", "fall")
"""The outcomes of `changes` that all the changes of a report share."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A permitted statement: the rule it rests on, its outcome, the words with {slots} for figures, the source."""

    rule: str
    outcome: str
    words: str
    reference: str


@dataclass(frozen=True, slots=True)
class _Row:
    rule: str
    outcome: str
    at_least: float | None
    below: float | None
    words: str
    reference: str

    def finding(self) -> Finding:
        return Finding(self.rule, self.outcome, self.words, self.reference)


@dataclass(frozen=True, slots=True)
class FindingRules:
    """The rules of `finding_rules`, asked by subject."""

    rows: tuple[_Row, ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> FindingRules:
        """The rules from rows of the register; empty cells are None or NaN."""
        return cls(
            tuple(
                _Row(row["rule"], row["outcome"], _number(row["at_least"]), _number(row["below"]),
                     row["words"] if isinstance(row["words"], str) else "", row["reference"])
                for row in rows
            )
        )  # fmt: skip

    def outcome(self, rule: str, outcome: str) -> Finding:
        """The finding of that rule and outcome; PublicationRefused when the register lacks it."""
        return self._row(rule, outcome).finding()

    def limit(self, rule: str, outcome: str) -> float:
        """The number at which an outcome begins: the least sample for percent, the margin of "no worse"."""
        least = self._row(rule, outcome).at_least
        if least is None:
            raise PublicationRefused(f"finding rule {rule}, {outcome}: no number to begin at")
        return least

    def significance_level(self) -> float:
        """What a p-value must not exceed for "statistically significant": that of the register, else 0.05.

        The register may give it in percent, as the end of the outcome "rise" of `change`.
        """
        row = next((row for row in self.rows if (row.rule, row.outcome) == ("change", "rise")), None)
        return SIGNIFICANCE if row is None or row.below is None else row.below / 100

    def rate(self, sample: int) -> Finding:
        """Whether a part of so many units may be printed in percent, or as a fraction only."""
        return self._band("rate", sample)

    def force_estimate(self, half_width: float) -> Finding:
        """Whether a sample with this half-width, in percentage points, gives a rate of the force."""
        return self._band("force_estimate", half_width)

    def comparison(self, now: Inspection, before: Inspection) -> Finding | None:
        """Why the recording rates of two audits may not be compared; None when they may."""
        if now.misclassified_counts_as != before.misclassified_counts_as:
            return self.outcome("comparison", "base differs")
        if before.period and now.period and before.period[1] >= now.period[0]:
            return self.outcome("comparison", "periods overlap")
        return None

    def change(self, figure: Figure) -> Finding:
        """What may be said of a change by its test; "none" when it prints as nothing."""
        return self.tested("change", figure.value, _conclusion(figure), figure.places)

    def change_in_brief(self, figure: Figure) -> Finding:
        """The same in the few words that stand beside a key figure."""
        return self.tested("change_in_brief", figure.value, _conclusion(figure), figure.places)

    def before(self, figure: Figure) -> Finding:
        """The words that may stand between a rate and the rate before, by the test of the change: "up from"."""
        return self.tested("before", figure.value, _conclusion(figure), figure.places)

    def changes(self, conclusions: Collection[Conclusion]) -> Finding:
        """What may be said of all the changes of one report together, by the conclusions of their tests.

        Without any test nothing may be said: PublicationRefused.
        """
        different = set(conclusions)
        if not different:
            raise PublicationRefused("no change was tested, so nothing may be said of the changes together")
        if {"rise", "fall"} <= different:
            return self.outcome("changes", "both ways")
        if different == {"not shown"}:
            return self.outcome("changes", "none")
        return self.outcome("changes", "some" if "not shown" in different else different.pop())

    def significance(self, figure: Figure) -> Finding:
        """What the cell of a table says of the test of a change; PublicationRefused without a test."""
        return self.outcome("significance", _conclusion(figure))

    def significance_heading(self) -> Finding:
        """The heading of the column of such cells."""
        return self.outcome("significance", "heading")

    def tested(
        self,
        rule: Literal["change", "change_in_brief", "before", "difference"],
        points: float,
        conclusion: Conclusion,
        places: int = 1,
    ) -> Finding:
        """What may be said of a difference in percentage points that was tested and is printed with so many decimals.

        `change` is for recording rates, of which more is better; `difference` for any other part.
        """
        if conclusion != "not shown":
            return self.outcome(rule, conclusion)
        if half_up(points, places) == 0:
            return self.outcome(rule, "none")
        return self.outcome(rule, "rise not shown" if points > 0 else "fall not shown")

    def rest(self, points: float, p_value: float) -> Finding:
        """What may be said of a group beside all others, by the difference in points and its adjusted p."""
        if p_value > self.significance_level():
            return self.outcome("rest", "not shown")
        return self.outcome("rest", "above" if points > 0 else "below")

    def no_worse(self, figure: Figure) -> Finding | None:
        """Whether a change that no test shows is at least shown to be no fall by the margin; None when it is not."""
        test = figure.test
        shown = test is not None and test.not_worse is not None and test.not_worse <= self.significance_level()
        return self.outcome("no_worse", "shown") if shown else None

    def z_differs(self, figure: Figure) -> Finding | None:
        """Whether the z test would answer otherwise than the figure's test; None when not, or when there is no z."""
        test = figure.test
        if test is None or test.z_p_value is None:
            return None
        level = self.significance_level()
        return self.outcome("change", "z differs") if (test.z_p_value <= level) != (test.p_value <= level) else None

    def average(self, gap: Figure) -> Finding:
        """How a force compares with an average, by the interval of the gap; without one only the gap is stated."""
        interval = gap.interval
        if interval is None:
            return self.outcome("average", "untested below" if gap.value < 0 else "untested above")
        if interval.high < 0:
            return self.outcome("average", "below")
        if interval.low > 0:
            return self.outcome("average", "above")
        return self.outcome("average", "not shown")

    def share(self, figure: Figure) -> Finding:
        """The word of quantity for a part: few, a majority, the vast majority.

        Of a share that was published without its counts, only none and all may be said; else PublicationRefused.
        """
        if figure.numerator is None and figure.unit == "percent" and figure.value in (0, 100):
            return self.outcome("share", "none" if figure.value == 0 else "all")
        if figure.numerator is None or not figure.denominator:
            raise PublicationRefused(f"figure {figure.id}: no word of quantity without its counts")
        if figure.numerator in (0, figure.denominator):
            return self.outcome("share", "none" if figure.numerator == 0 else "all")
        if 2 * figure.numerator == figure.denominator:
            return self.outcome("share", "half")
        return self._band("share", 100 * figure.numerator / figure.denominator)

    def _row(self, rule: str, outcome: str) -> _Row:
        for row in self.rows:
            if (row.rule, row.outcome) == (rule, outcome):
                return row
        raise PublicationRefused(f"finding_rules lacks {rule}, {outcome}")

    def _band(self, rule: str, value: float) -> Finding:
        for row in self.rows:
            if row.rule == rule and (row.at_least or 0) <= value and (row.below is None or value < row.below):
                return row.finding()
        raise PublicationRefused(f"finding_rules has no outcome of {rule} for {stated(value)}")


def _conclusion(figure: Figure) -> Conclusion:
    if figure.test is None:
        raise PublicationRefused(f"figure {figure.id} has no test, so nothing may be said of the change")
    return figure.test.conclusion


def _number(cell: Any) -> float | None:
    return None if cell is None or cell != cell else float(cell)  # noqa: PLR0124 - NaN is the one that differs
