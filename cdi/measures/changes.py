"""What changed since the audit before: the recording rates, tested, and the crimes a year that follow."""

from __future__ import annotations

from cdi.house_style import formatting
from cdi.measures.figures import Measured, finding_rules, together
from cdi.measures.rates import LABELS, Rate, rates
from cdi.model.audit import Audit
from cdi.model.figure import Conclusion, Figure, Interval, Test
from cdi.stats.changes import Change, equivalence, z_test
from cdi.stats.multiplicity import Rule, adjusted
from cdi.stats.volumes import additional

# Rates that are compared with the audit before, with the crime group of the yearly totals that each applies to.
COMPARED = {"overall": "total_ex_fraud", "violence": "violence", "sexual": "sexual"}
# An overall rate moves with its strata, so the tests of one report depend on each other. Holm (1979).
RULE: Rule = "holm"
RULE_IN_WORDS = "p adjusted by Holm's rule for the changes tested"


def changes(audit: Audit) -> Measured:
    """The changes that may be tested, each called significant only as one of several tests in the report."""
    now, before = rates(audit), rates(audit.prior) if audit.prior else {}
    gaps, tested = dict[str, str](), dict[str, Change]()
    for name in COMPARED:
        why = _why_no_change(audit, now.get(name), before.get(name))
        if why is not None:
            gaps |= dict.fromkeys((f"change.{name}", f"additional.{name}"), why)
            continue
        this, last = now[name], before[name]
        tested[name] = z_test(this.percent, last.percent, this.error or 0, last.error or 0, audit.method.level)
    values = adjusted([change.p_value for change in tested.values()], RULE) if tested else ()
    found = [
        _change(audit, name, now[name], before[name], change, float(p_value))
        for (name, change), p_value in zip(tested.items(), values, strict=True)
    ]
    return together([Measured(gaps=gaps), *found])


def _why_no_change(audit: Audit, this: Rate | None, last: Rate | None) -> str | None:
    """Why a change cannot be tested; nothing when it can."""
    if audit.prior is None or last is None:
        return "prior result not held"
    if this is None:
        return "no rate of this audit"
    if differs := finding_rules(audit).comparison(audit.inspection, audit.prior.inspection):
        return differs.words
    if this.error is None or last.error is None:
        return "no standard error is held for one of the two rates"
    if this.error == last.error == 0:
        return "neither rate has a sampling error, so there is nothing to test"
    return None


def _change(audit: Audit, name: str, this: Rate, last: Rate, change: Change, p_value: float) -> Measured:
    assert audit.prior is not None  # noqa: S101 - there are earlier rates
    base = f"{audit.inspection.label_year} less {audit.prior.inspection.label_year}"
    method = f"two-sided z test, {RULE_IN_WORDS}; this audit {this.method}; audit before {last.method}"
    margin = finding_rules(audit).limit("no_worse", "shown")
    no_worse = equivalence(this.percent, last.percent, this.error or 0, last.error or 0, margin).not_worse
    low, high, difference = float(change.low), float(change.high), float(change.difference)
    conclusion = _conclusion(difference, p_value, audit.method.level)
    figure = Figure(
        id=f"change.{name}",
        label=f"change in the recording of {LABELS[name]}",
        value=difference,
        unit="percentage points",
        printed=formatting.points(difference),
        base=base,
        basis=audit.provenance.basis,
        sources=(*this.sources, *last.sources),
        interval=Interval(low, high, high - difference, change.level, "difference of normal estimates"),
        test=Test(float(change.z), p_value, change.level, method, conclusion, float(no_worse)),
    )
    return Measured((figure,)) + _additional(audit, name, this, last)


def _conclusion(difference: float, p_value: float, level: float) -> Conclusion:
    if p_value > 1 - level:
        return "not shown"
    return "rise" if difference > 0 else "fall"


def _additional(audit: Audit, name: str, this: Rate, last: Rate) -> Measured:
    figure_id = f"additional.{name}"
    if not audit.holds("recorded_crime_totals"):
        return Measured(gaps={figure_id: "recorded_crime_totals not held"})
    totals = audit.rows("recorded_crime_totals", crime_group=COMPARED[name], auditable_route="all", months=12)
    if len(totals) != 1:
        return Measured(gaps={figure_id: f"no single 12-month total of {COMPARED[name]} held"})
    row = totals.iloc[0]
    found = additional(
        int(row["recorded"]),
        this.percent / 100,
        last.percent / 100,
        (this.error or 0) / 100,
        (last.error or 0) / 100,
        audit.method.level,
    )
    estimate, low, high = map(float, found)
    figure = Figure(
        id=figure_id,
        label=f"additional {LABELS[name]} recorded in a year",
        value=estimate,
        unit="crimes",
        printed=formatting.estimate(estimate),
        base=f"crimes recorded in the 12 months to {formatting.day(row['period_end'])}",
        basis=audit.provenance.basis,
        sources=("recorded_crime_totals", *this.sources, *last.sources),
        interval=Interval(low, high, (high - low) / 2, audit.method.level, "delta method, yearly total as known"),
    )
    return Measured((figure,))
