"""The groups of a cut: a rate with its interval where the sample supports one, else the fraction and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cdi.house_style import formatting
from cdi.measures.cuts import Counts, Cut
from cdi.measures.finding_rules import Finding, FindingRules
from cdi.measures.funnel import Funnel, make_funnel
from cdi.measures.group_tests import RestTest, Stratum, compare_with_rest
from cdi.measures.rate import Rate
from cdi.measures.rates import FEWEST, rate_of_sample, refuse_half_width, unsampled_part
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit
from cdi.model.groups import Cells
from cdi.stats.linearised import domain
from cdi.stats.proportions import wilson
from cdi.stats.sample import Sample
from cdi.stats.survey import korn_graubard

SMALL_BASE = 30
"""Chosen: on a smaller base one record more or less moves the part by more than three percentage points."""
OF_SAMPLE = "Wilson score, of the counts of the sample"
OF_DOMAIN = "weighted by each stratum's yearly volume; Korn and Graubard's interval of a part of a stratified sample"
_QUALITATIVE = "the sample of one force is too small for a rate of that force"
UNWEIGHED = "the strata cannot be weighed, since {reason}"
"""Why there is no rate of a group that cuts across strata, where the audit does not say how much each stands for."""
_STRATUM = "stratum"


@dataclass(frozen=True, slots=True)
class GroupRate:
    """One group: its counts, and in percent its rate where the sample supports one, with the interval.

    `refused` is why there is no rate. Without one the interval is that of the fraction; it is None where nothing is
    known. `rest` compares the group with all others together, and `finding` says what may be said of that.
    """

    values: Cells
    counts: Counts
    percent: float | None
    low: float | None
    high: float | None
    method: str
    refused: str | None = None
    rest: RestTest | None = None
    finding: Finding | None = None

    @property
    def small(self) -> bool:
        """Whether the base is small."""
        return self.counts.of < SMALL_BASE

    @property
    def shown(self) -> float | None:
        """The value that a chart marks: the rate, else the fraction in percent."""
        if self.percent is not None or not self.counts.of:
            return self.percent
        return 100 * self.counts.yes / self.counts.of


@dataclass(frozen=True, slots=True)
class RatesOfGroups:
    """The rates of all groups of a cut; `tested` of them were compared with the rest.

    `level` is that of the intervals, and `many` what must be said where many groups stand side by side. `unweighed` is
    why there is no recording rate of any group, though the sample is large enough for one of them. `incomplete` says
    that groups are left out to protect people; `withheld` are those of them that may be named. `rounded_to` is the base
    that counts of people are rounded to, 1 where they are exact.
    """

    cut: Cut
    rows: tuple[GroupRate, ...]
    level: float
    many: str
    unweighed: str | None = None
    withheld: tuple[Cells, ...] = ()
    incomplete: bool = False
    rounded_to: int = 1

    @property
    def tested(self) -> int:
        """How many groups were tested against the rest."""
        return sum(row.rest is not None for row in self.rows)

    @property
    def funnel(self) -> Funnel | None:
        """The funnel of many groups that ought to have one rate, such as teams; None for rounded or missing groups."""
        return None if self.incomplete or self.rounded_to > 1 else make_funnel(self.cut)


def estimate_groups(audit: Audit, cut: Cut) -> RatesOfGroups:
    """The rate of each group, its interval, and its test against all others, adjusted for all that are tested."""
    sample = _design(audit, cut)
    unweighed = _why_unweighed(audit, cut) if sample is None else None
    rules = finding_rules(audit)
    tests = compare_with_rest(cut, None if sample is None or cut.where else sample)
    rows = []
    for group in cut.groups:
        row, rest = _estimate(audit, cut, group, sample, rules, unweighed), tests.get(group)
        finding = None if rest is None else rules.rest(rest.points, rest.p_value)
        rows.append(GroupRate(group, *row, rest=rest, finding=finding))
    lost = unweighed if any(row.refused == unweighed for row in rows) else None
    return RatesOfGroups(cut, tuple(rows), audit.method.level, rules.outcome("rest", "many").words, lost)


def _design(audit: Audit, cut: Cut) -> dict[str, Stratum] | None:
    """Each sampled stratum as (recorded, audited, population, weight), as the pipeline's rates have it.

    None where the question is no recording rate, the strata are not there, one of them has too few reports, or it is
    not known of a report.
    """
    if not _is_weighed(cut) or not audit.holds("audit_strata"):
        return None
    strata: dict[str, Stratum] = {}
    for row in audit.rows("audit_strata", sampled=True).to_dict("records"):
        counts = cut.whole.get(str(row["stratum"]), Counts())
        if counts.of < FEWEST or counts.unknown:
            return None
        strata[str(row["stratum"])] = (counts.yes, counts.of, float(row["reports_in_period"]), float(row["weight"]))
    return strata if strata.keys() >= cut.whole.keys() else None


def _is_weighed(cut: Cut) -> bool:
    """Whether the rate is one of the main sample, of which each stratum stands for another number of crimes."""
    return cut.question.by_design and "sample" not in cut.where and "required" not in cut.where


def _why_unweighed(audit: Audit, cut: Cut) -> str | None:
    """Why there is no design of strata that must be weighed; nothing where they need not be."""
    if not _is_weighed(cut):
        return None
    if not audit.holds("audit_strata"):
        return UNWEIGHED.format(reason="the table audit_strata was not supplied")
    return UNWEIGHED.format(reason="a stratum has too few reports, or it is not known of all of them")


_Row = tuple[Counts, float | None, float | None, float | None, str, str | None]


def _estimate(
    audit: Audit, cut: Cut, group: Cells, design: dict[str, Stratum] | None,
    rules: FindingRules, unweighed: str | None,
) -> _Row:  # fmt: skip
    counts = cut.counts(group)
    if not counts.of:
        return counts, None, None, None, "", "not known of any"
    if counts.unknown and len(cut.question.asked) > 1:
        # A row that fails one of several conditions is a known no, so the known alone hold too many of these.
        return counts, None, None, None, "", "not known of all, and those of which it is known are not alike the rest"
    low, high = (100 * float(end) for end in wilson(counts.yes, counts.of, audit.method.level))
    fraction = counts, None, low, high, OF_SAMPLE
    if audit.inspection.report_style == "qualitative":
        return *fraction, _QUALITATIVE
    if design is not None and cut.question.name == "recorded" and not cut.where and cut.by in ((), (_STRATUM,)):
        rate = _as_published(audit, group, design)
        return (
            (*fraction, rate.refused)
            if rate.refused
            else (counts, rate.percent, rate.low, rate.high, rate.method, None)
        )
    least = rules.limit("rate", "percent")
    if counts.of < least:
        return *fraction, f"fewer than {formatting.decimals(least, 0)} {cut.question.units}"
    if unweighed is not None:
        return *fraction, unweighed
    percent, method = 100 * counts.yes / counts.of, OF_SAMPLE
    if design is not None:
        percent, low, high = _of_domain(cut, group, design, audit.method.level)
        method = OF_DOMAIN
    refused = refuse_half_width(audit, (high - low) / 2)
    return (*fraction, refused) if refused else (counts, percent, low, high, method, None)


def _as_published(audit: Audit, group: Cells, design: dict[str, Stratum]) -> Rate:
    """The rate of a stratum, or of all, exactly as the report of the audit gives it."""
    if group:
        counts = design[str(group[0])]
        return rate_of_sample(audit, Sample.of([counts]), Fraction(100 * int(counts[0]), int(counts[1])))
    return rate_of_sample(audit, Sample.of([*design.values()], *unsampled_part(audit)))


def _of_domain(cut: Cut, group: Cells, design: dict[str, Stratum], level: float) -> tuple[float, float, float]:
    """Rate and interval, in percent, of a group that cuts across the strata; the unsampled part is in no group."""
    own = cut.groups[group]
    counts = [own.get(stratum, Counts()) for stratum in design]
    sample = Sample.of([*design.values()])
    part = domain(sample, [each.yes for each in counts], [each.of for each in counts])
    estimate = korn_graubard(part, level)
    rate, low, high = (100 * float(each) for each in (estimate.rate, estimate.low, estimate.high))
    return rate, low, high
