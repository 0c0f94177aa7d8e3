"""What changed since the audit before: the recording rates, tested, and the crimes a year that follow."""

from __future__ import annotations

from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, combine, gaps_without
from cdi.measures.rates import LABELS, Rate, Rates
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit, Inspection
from cdi.model.figure import Conclusion, Figure, Interval, Test
from cdi.stats.changes import equivalence
from cdi.stats.multiplicity import Rule, adjusted
from cdi.stats.rate_changes import RateChange, compare_rates
from cdi.stats.volumes import additional

# Rates that are compared with the audit before, with the crime group of the yearly totals that each applies to.
COMPARED = {"overall": "total_ex_fraud", "violence": "violence", "sexual": "sexual"}
# An overall rate moves with its strata, so the tests of one report depend on each other. Holm (1979).
RULE: Rule = "holm"
TEST_IN_WORDS = "two-sided test by exact intervals (MOVER)"
RULE_IN_WORDS = "p adjusted by Holm's rule for the changes tested"


def changes(audit: Audit, rates: Rates) -> Contribution:
    """The changes that may be tested, each called significant only as one of several tests in the report."""
    if audit.prior is None:
        return _gaps(dict.fromkeys(COMPARED, "prior result not held"))
    prior, now, before = audit.prior.inspection, rates.now, rates.before
    reasons = {name: _why_no_change(audit, prior, now.get(name), before.get(name)) for name in COMPARED}
    tests = {name: _test(audit, now[name], before[name]) for name, reason in reasons.items() if reason is None}
    values = adjusted([change.p_value for change in tests.values()], RULE) if tests else ()
    return _gaps({name: reason for name, reason in reasons.items() if reason is not None}) + combine(
        Contribution((_change(audit, prior, name, now[name], before[name], change, float(p_value)),))
        + _additional(audit, name, now[name], before[name])
        for (name, change), p_value in zip(tests.items(), values, strict=True)
    )


def _gaps(reasons: dict[str, str]) -> Contribution:
    return Contribution(
        gaps={f"{kind}.{name}": reason for name, reason in reasons.items() for kind in ("change", "additional")}
    )


def _why_no_change(audit: Audit, prior: Inspection, this: Rate | None, last: Rate | None) -> str | None:
    """Why a change cannot be tested; nothing when it can."""
    if last is None:
        return "prior result not held"
    if this is None:
        return "no rate of this audit"
    if differs := finding_rules(audit).comparison(audit.inspection, prior):
        return differs.words
    if this.error is None or last.error is None or this.evidence is None or last.evidence is None:
        return "no standard error is held for one of the two rates"
    if this.evidence.certain and last.evidence.certain:
        return "neither rate has a sampling error, so there is nothing to test"
    return None


def _test(audit: Audit, this: Rate, last: Rate) -> RateChange:
    assert this.evidence is not None and last.evidence is not None  # noqa: S101, PT018 - else a gap
    return compare_rates(this.evidence, last.evidence, audit.method.level)


def _change(
    audit: Audit, prior: Inspection, name: str, this: Rate, last: Rate, change: RateChange, p_value: float
) -> Figure:
    method = f"{TEST_IN_WORDS}, {RULE_IN_WORDS}; this audit {this.method}; audit before {last.method}"
    rules = finding_rules(audit)
    no_worse = _no_worse(this, last, rules.limit("no_worse", "shown"))
    low, high, difference = 100 * float(change.low), 100 * float(change.high), this.percent - last.percent
    significance = rules.significance_level()
    conclusion = _conclude(difference, p_value, significance)
    return Figure(
        id=f"change.{name}",
        label=f"change in the recording of {LABELS[name]}",
        value=difference,
        unit="percentage points",
        printed=formatting.points(difference),
        base="{now} less {before}",
        basis=audit.provenance.basis,
        sources=(*this.sources, *last.sources),
        interval=Interval(low, high, None, change.level, "MOVER on exact intervals"),
        test=Test(float(change.score), p_value, 1 - significance, method, conclusion, no_worse),
        role="change",
        base_values={"now": str(audit.inspection.label_year), "before": str(prior.label_year)},
    )


def _no_worse(this: Rate, last: Rate, margin: float) -> float | None:
    """The one-sided p of "no worse than by the margin", in points; None where neither rate has a normal error."""
    if not this.error and not last.error:
        return None
    rates, errors = (this.percent / 100, last.percent / 100), ((this.error or 0) / 100, (last.error or 0) / 100)
    return float(equivalence(*rates, *errors, margin / 100).not_worse)


def _conclude(difference: float, p_value: float, significance: float) -> Conclusion:
    if p_value > significance:
        return "not shown"
    return "rise" if difference > 0 else "fall"


def _additional(audit: Audit, name: str, this: Rate, last: Rate) -> Contribution:
    figure_id = f"additional.{name}"
    if not audit.holds("recorded_crime_totals"):
        return gaps_without((figure_id,), "recorded_crime_totals")
    totals = audit.rows("recorded_crime_totals", crime_group=COMPARED[name], auditable_route="all", months=12)
    if len(totals) != 1:
        return Contribution(gaps={figure_id: f"no single 12-month total of {COMPARED[name]} held"})
    row, level = totals.iloc[0], audit.method.level
    rates, errors = (this.percent / 100, last.percent / 100), ((this.error or 0) / 100, (last.error or 0) / 100)
    estimate, low, high = map(float, additional(int(row["recorded"]), *rates, *errors, level))
    base = Base("crimes recorded in the 12 months to {day}", {"day": formatting.day(row["period_end"])})
    figure = Figure(
        id=figure_id,
        label=f"additional {LABELS[name]} recorded in a year",
        value=estimate,
        unit="crimes",
        printed=formatting.estimate(estimate),
        base=base.words,
        basis=audit.provenance.basis,
        sources=("recorded_crime_totals", *this.sources, *last.sources),
        interval=Interval(low, high, (high - low) / 2, level, "delta method, yearly total as known"),
        role="additional crimes",
        base_values=base.values,
    )
    return Contribution((figure,))
