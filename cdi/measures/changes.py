"""What changed since the audit before: the recording rates, tested, and the crimes a year that follow."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, combine, gaps_without
from cdi.measures.rate import WITHOUT_PRIOR, Rate, Rates
from cdi.measures.rates import LABELS
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit, Inspection
from cdi.model.figure import Conclusion, Figure, Interval, Test
from cdi.stats.changes import z_test
from cdi.stats.effective import Evidence
from cdi.stats.multiplicity import Rule, adjusted
from cdi.stats.rate_changes import compare_rates, equivalence
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
        return _gaps(dict.fromkeys(COMPARED, WITHOUT_PRIOR))
    prior, now, before = audit.prior.inspection, rates.now, rates.before
    reasons = {name: _why_no_change(audit, prior, now.get(name), before.get(name)) for name in COMPARED}
    tests = _test(audit, {name: (now[name], before[name]) for name, reason in reasons.items() if reason is None})
    return _gaps({name: reason for name, reason in reasons.items() if reason is not None}) + combine(
        Contribution((_change(audit, prior, name, now[name], before[name], test),))
        + _additional(audit, name, now[name], before[name])
        for name, test in tests.items()
    )


def _gaps(reasons: dict[str, str]) -> Contribution:
    return Contribution(
        gaps={f"{kind}.{name}": reason for name, reason in reasons.items() for kind in ("change", "additional")}
    )


def _why_no_change(audit: Audit, prior: Inspection, this: Rate | None, last: Rate | None) -> str | None:
    """Why a change cannot be tested; nothing when it can."""
    if last is None:
        return WITHOUT_PRIOR
    if this is None:
        return "no rate of this audit"
    if differs := finding_rules(audit).comparison(audit.inspection, prior):
        return differs.words
    if this.error is None or last.error is None or this.evidence is None or last.evidence is None:
        return "no standard error is held for one of the two rates"
    if this.evidence.certain and last.evidence.certain:
        return "neither rate has a sampling error, so there is nothing to test"
    return None


@dataclass(frozen=True, slots=True)
class _Tested:
    """One change by its test: ends in points, `p_value` adjusted for the others, `not_worse` by the rules' margin."""

    low: float
    high: float
    score: float
    p_value: float
    not_worse: float
    z: float | None
    z_p_value: float | None


def _test(audit: Audit, pairs: dict[str, tuple[Rate, Rate]]) -> dict[str, _Tested]:
    """All changes of the report, in one call."""
    if not pairs:
        return {}
    now = Evidence.together([this.evidence for this, _ in pairs.values() if this.evidence])
    before = Evidence.together([last.evidence for _, last in pairs.values() if last.evidence])
    change = compare_rates(now, before, audit.method.level)
    no_worse = equivalence(now, before, finding_rules(audit).limit("no_worse", "shown") / 100).not_worse
    columns = (100 * change.low, 100 * change.high, change.score, adjusted(change.p_value, RULE), no_worse)
    beside = _z_tests(pairs)
    return {
        name: _Tested(float(low), float(high), float(score), float(p_value), float(not_worse), *beside[name])
        for name, low, high, score, p_value, not_worse in zip(pairs, *columns, strict=True)
    }


def _z_tests(pairs: dict[str, tuple[Rate, Rate]]) -> dict[str, tuple[float | None, float | None]]:
    """The z of normal errors with its p, adjusted among themselves; nothing where neither rate has such an error."""
    tested = {
        name: z_test(this.percent / 100, last.percent / 100, (this.error or 0) / 100, (last.error or 0) / 100)
        for name, (this, last) in pairs.items()
        if this.error or last.error
    }
    values = adjusted([test.p_value for test in tested.values()], RULE) if tested else ()
    z_and_p = {name: (float(test.z), float(p)) for (name, test), p in zip(tested.items(), values, strict=True)}
    return {name: z_and_p.get(name, (None, None)) for name in pairs}


def _change(audit: Audit, prior: Inspection, name: str, this: Rate, last: Rate, tested: _Tested) -> Figure:
    method = f"{TEST_IN_WORDS}, {RULE_IN_WORDS}; this audit {this.method}; audit before {last.method}"
    significance = finding_rules(audit).significance_level()
    difference, places = this.percent - last.percent, min(this.places, last.places)
    conclusion = _conclude(difference, tested.p_value, significance)
    return Figure(
        id=f"change.{name}",
        label=f"change in the recording of {LABELS[name]}",
        value=difference,
        unit="percentage points",
        printed=formatting.points(difference, places),
        places=places,
        base="{now} less {before}",
        basis=audit.provenance.basis,
        sources=(*this.sources, *last.sources),
        interval=Interval(tested.low, tested.high, None, audit.method.level, "MOVER on exact intervals"),
        test=Test(
            tested.score,
            tested.p_value,
            1 - significance,
            method,
            conclusion,
            tested.not_worse,
            tested.z,
            tested.z_p_value,
        ),
        role="change",
        base_values={"now": str(audit.inspection.label_year), "before": str(prior.label_year)},
    )


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
