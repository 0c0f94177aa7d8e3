"""Whether a difference is more than chance would make, and when that question has no meaning.

There are three cases. Both builds count the same records: a correction, which sampling error does not explain. Records
were added to a sample: the added ones are the new information. Another audit: two independent samples. Nothing else is
tested, and the reason is given. All words come from `finding_rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from cdi.bundle.row_digests import Fingerprints
from cdi.diff.overlap import SAMPLED, Overlap, overlaps
from cdi.house_style import formatting
from cdi.measures.changes import RULE, TEST_IN_WORDS
from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Inspection, Method
from cdi.model.figure import Conclusion, Figure, Role
from cdi.stats.count_changes import compare_counts
from cdi.stats.effective import Evidence
from cdi.stats.inputs import plain
from cdi.stats.multiplicity import adjusted
from cdi.stats.rate_changes import compare_rates

# Counts behind a rate, and rates of an audit before: tested, or not, under another id.
_ELSEWHERE: tuple[Role, ...] = ("sample behind a rate", "prior rate")
_COMPARES: tuple[Role, ...] = ("change", "additional crimes")
_CLASSIFIED = "audit_reports"
# Percentages worked out from counts agree to within this many percent.
_EXACT = 1e-9
COUNTS_IN_WORDS = "Fisher's exact test"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What decides how two builds may be compared.

    `limits` are the hours within which a crime had to be recorded, before and after.
    """

    before: Inspection
    after: Inspection
    rows_before: Mapping[str, Fingerprints] = field(default_factory=dict)
    rows_after: Mapping[str, Fingerprints] = field(default_factory=dict)
    limits: tuple[int | None, int | None] = (None, None)

    @property
    def same_audit(self) -> bool:
        """Whether both builds are of one audit."""
        return self.before.audit == self.after.audit


@dataclass(frozen=True, slots=True)
class Tested:
    """A difference that was tested, in percentage points, with its interval; `p_value` is adjusted for all tested."""

    difference: float
    low: float
    high: float
    level: float
    p_value: float
    method: str
    rule: Literal["change", "difference"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of a difference. `more_than_chance` is None where that is not tested or has no meaning.

    `outcome` is that of the finding rule; `place` where the new value lies in the interval that was given before.
    """

    outcome: str
    words: str
    more_than_chance: bool | None = None
    tested: Tested | None = None
    place: Literal["inside", "outside"] | None = None

    @property
    def case(self) -> str:
        """Outcome and place in one: overlap, inside."""
        return f"{self.outcome}, {self.place}" if self.place else self.outcome


def verdicts(pairs: Iterable[tuple[Figure, Figure]], grounds: Grounds, rules: FindingRules) -> dict[str, Verdict]:
    """The verdict on each pair of a figure before and after, by id; the tests among them are adjusted together."""
    judge = _within if grounds.same_audit else _between
    results = {after.id: judge(before, after, grounds, rules) for before, after in pairs}
    tests = {name: result for name, result in results.items() if isinstance(result, Tested)}
    values = adjusted([test.p_value for test in tests.values()], RULE) if tests else ()
    judged = {
        name: _judge_test(test, float(value), rules) for (name, test), value in zip(tests.items(), values, strict=True)
    }  # fmt: skip
    return {name: judged[name] if isinstance(result, Tested) else result for name, result in results.items()}


def _judge_test(test: Tested, p_value: float, rules: FindingRules) -> Verdict:
    shown = p_value <= rules.significance_level()
    conclusion: Conclusion = "not shown" if not shown else "rise" if test.difference > 0 else "fall"
    finding = rules.tested(test.rule, test.difference, conclusion)
    words = finding.words.format(size=formatting.points(abs(test.difference)))
    return Verdict(finding.outcome, words, shown, replace(test, p_value=p_value))


def _within(before: Figure, after: Figure, grounds: Grounds, rules: FindingRules) -> Verdict | Tested:
    """Two builds of one audit."""
    if before.base != after.base:
        return _rebuild_verdict(rules, "base changed")
    tables = _tables(before, after)
    if not tables:
        published = "published" in (before.basis, after.basis) and before.interval is not None
        return (
            _correction_verdict(rules, "published", before, after) if published else _rebuild_verdict(rules, "counted")
        )
    overlap = overlaps(grounds.rows_before, grounds.rows_after, _with_prior(after, tables, grounds))
    if overlap is None:
        return _correction_verdict(rules, "not known", before, after)
    if overlap.same:
        return _correction_verdict(rules, "same records", before, after)
    if overlap.shared == 0:
        return _correction_verdict(rules, "other records", before, after)
    if after.role in _ELSEWHERE:
        return _rebuild_verdict(rules, "follows")
    if overlap.extended and grounds.before.misclassified_counts_as == grounds.after.misclassified_counts_as:
        return _added(before, after) or _correction_verdict(rules, "overlap", before, after, overlap)
    return _correction_verdict(rules, "overlap", before, after, overlap)


def _with_prior(figure: Figure, tables: list[str], grounds: Grounds) -> list[str]:
    """The tables by the names of their fingerprints: of the audit before for its rates, of both for what compares."""
    prior = [f"{grounds.after.prior}/{table}" for table in tables]
    if figure.role == "prior rate":
        return prior
    if figure.role in _COMPARES:
        return tables + [name for name in prior if name in {**grounds.rows_before, **grounds.rows_after}]
    return tables


def _added(before: Figure, after: Figure) -> Tested | None:
    """The records that were added, against those before; None where counts do not make the figure, or none came.

    Both are drawn from one population without replacement, so the variance of their difference has no finite
    population correction: S²(1/n₁ + 1/n₀). The difference of the figures is that of the two parts, times n₁/(n₁ + n₀).
    """
    old, new = _counts(before), _counts(after)
    if old is None or new is None:
        return None
    recorded, audited = new[0] - old[0], new[1] - old[1]
    if not 0 <= recorded <= audited or audited == 0:
        return None
    method = f"records added against those before: {COUNTS_IN_WORDS}"
    return _by_counts(before, after, (recorded, audited), old, audited / new[1], method)


def _between(before: Figure, after: Figure, grounds: Grounds, rules: FindingRules) -> Verdict | Tested:
    """Builds of two audits."""
    tables = _tables(before, after)
    rates = before.standard_error is not None and after.standard_error is not None
    if not tables and not rates:
        return _rebuild_verdict(rules, "counted")
    if after.role in _ELSEWHERE or after.test is not None:
        return _rebuild_verdict(rules, "follows")
    if refused := _refusal(after, tables, rates, grounds, rules):
        return refused
    if rates:
        return _by_errors(before, after) or _rebuild_verdict(rules, "no interval")
    if before.base != after.base:
        return _rebuild_verdict(rules, "base changed")
    old, new = _counts(before), _counts(after)
    if old is None or new is None or before.interval is None or after.interval is None:
        return _rebuild_verdict(rules, "no interval")
    return _by_counts(before, after, new, old, 1.0, COUNTS_IN_WORDS)


def _refusal(
    after: Figure, tables: list[str], rates: bool, grounds: Grounds, rules: FindingRules
) -> Verdict | None:  # fmt: skip
    """Why the samples of two audits are no two samples of one thing; None when they are."""
    earlier, later = sorted((grounds.before, grounds.after), key=lambda each: each.audit_period_start or each.day)
    if not rates and _CLASSIFIED not in tables:
        # How a crime in a wrong class counts decides nothing here.
        earlier = earlier.model_copy(update={"misclassified_counts_as": later.misclassified_counts_as})
    if refused := rules.comparison(later, earlier):
        return Verdict(refused.outcome, refused.words)
    if after.role == "part in time" and grounds.limits[0] != grounds.limits[1]:
        limit = rules.outcome("comparison", "limit differs")
        return Verdict(limit.outcome, limit.words.format(before=grounds.limits[0], now=grounds.limits[1]))
    return None


def _by_errors(before: Figure, after: Figure) -> Tested | None:
    """Two stratified rates, as the report tests them; None when no error of one of them is known."""
    interval = after.interval or before.interval
    level = interval.level if interval else Method().level
    new, old = _evidence(after), _evidence(before)
    if new is None or old is None or (new.certain and old.certain):
        return None
    change = compare_rates(new, old, level)
    low, high = 100 * float(change.low), 100 * float(change.high)
    return Tested(after.value - before.value, low, high, level, float(change.p_value), TEST_IN_WORDS, "change")


def _evidence(figure: Figure) -> Evidence | None:
    """What the rate is worth as a sample; of a figure built before that was kept, by its normal error."""
    rate, worth = figure.value / 100, figure.worth
    if worth is None:
        error = (figure.standard_error or 0) / 100
        return Evidence.of_error(rate, error) if error and 0 < rate < 1 else None
    below, above = (np.inf if size is None else size for size in (worth.below, worth.above))
    parts = (rate, below, above, worth.drawn_below, worth.drawn_above)
    return Evidence(*(plain(part) for part in parts))


def _by_counts(
    before: Figure, after: Figure, new: tuple[int, int], old: tuple[int, int], share: float, method: str
) -> Tested:
    """Two parts by their counts; the difference times `share` is that of the figures."""
    interval = after.interval or before.interval
    level = interval.level if interval else Method().level
    comparison = compare_counts(*new, *old, level)
    scale = 100 * share
    return Tested(
        difference=scale * float(comparison.difference),
        low=scale * float(comparison.low),
        high=scale * float(comparison.high),
        level=level,
        p_value=float(comparison.p_value),
        method=method,
        rule="change" if after.standard_error is not None else "difference",
    )


def _counts(figure: Figure) -> tuple[int, int] | None:
    """Numerator and denominator where they make the value; None for a weighted rate, or one without them."""
    if figure.numerator is None or not figure.denominator or figure.unit != "percent":
        return None
    plain = abs(100 * figure.numerator / figure.denominator - figure.value) <= _EXACT
    return (figure.numerator, figure.denominator) if plain else None


def _tables(before: Figure, after: Figure) -> list[str]:
    """The sampled tables that the figures rest on."""
    return sorted(SAMPLED & {*before.sources, *after.sources})


def _rebuild_verdict(rules: FindingRules, outcome: str) -> Verdict:
    return Verdict(outcome, rules.outcome("rebuild", outcome).words)


def _correction_verdict(
    rules: FindingRules, outcome: str, before: Figure, after: Figure, overlap: Overlap | None = None
) -> Verdict:
    """The case, and where the new value lies in the interval that readers were given before."""
    interval = before.interval
    if outcome == "same records" and abs(before.value - after.value) <= _EXACT:
        outcome, interval = "other interval", None
    words = rules.outcome("rebuild", outcome).words
    if overlap is not None:
        counts = {"shared": overlap.shared, "before": overlap.before, "after": overlap.after}
        words = words.format(**{name: formatting.count(n) for name, n in counts.items()})
    if interval is None:
        return Verdict(outcome, words)
    place: Literal["inside", "outside"] = "inside" if interval.low <= after.value <= interval.high else "outside"
    return Verdict(outcome, f"{words}; {rules.outcome('rebuild', place).words}", place=place)
