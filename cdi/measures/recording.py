"""How much of reported crime was recorded: in the sample, overall and by stratum, and in the audit before."""

from __future__ import annotations

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, left_out, together
from cdi.measures.rates import FEWEST, LABELS, Rate, estimates, given, rates
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Interval

PRIOR = ("overall", "violence", "sexual")
"""The earlier rates that papers name."""


def recording(audit: Audit) -> Measured:
    """The sample by stratum, the rates it gives and how they lie to the overall rate, and the earlier rates."""
    held = estimates(audit)
    return together([_sample(audit, held), _rates(audit, held), _gaps_to_overall(given(held)), _prior(audit)])


def _sample(audit: Audit, held: dict[str, Rate]) -> Measured:
    """The audited reports and how many of them were recorded, as the sample has them: no weights, no population."""
    make = Maker(audit, ("audit_reports",))
    return together(
        make.part(f"audited.{name}", f"audited {LABELS[name]} recorded", rate.recorded or 0, rate.audited,
                  f"reports of {LABELS[name].removeprefix('reported ')} audited")
        for name, rate in held.items() if rate.audited
    )  # fmt: skip


def _rates(audit: Audit, held: dict[str, Rate]) -> Measured:
    gaps = {f"recording.{name}": rate.refused for name, rate in held.items() if rate.refused}
    gaps |= {} if "overall" in held else {"recording.overall": _why_no_overall(audit)}
    figures = []
    for name, rate in given(held).items():
        base = f"{formatting.count(rate.audited)} reports of crime audited" if rate.audited else "as published"
        if name == "overall" and rate.audited:
            base += f" ({formatting.count(rate.recorded or 0)} recorded), each stratum weighted by its yearly volume"
        base += left_out(audit, rate.sources)
        figures.append(_rate_figure(audit, f"recording.{name}", f"{LABELS[name]} recorded", rate, base))
    return Measured(tuple(figures), gaps)


def _gaps_to_overall(now: dict[str, Rate]) -> Measured:
    """How far the rate of each stratum lies from the overall rate, of which it is a part; so without a test."""
    overall = now.get("overall")
    figures = []
    for name, rate in now.items():
        if overall is None or name == "overall":
            continue
        gap = rate.percent - overall.percent
        figures.append(
            Figure(
                id=f"gap.{name}_to_overall",
                label=f"rate of {LABELS[name]} less the overall rate",
                value=gap,
                unit="percentage points",
                printed=formatting.points(gap),
                base="difference of the two rates",
                basis=rate.basis,
                sources=rate.sources,
            )
        )
    return Measured(tuple(figures))


def _why_no_overall(audit: Audit) -> str:
    if audit.inspection.report_style == "qualitative":
        return "the sample of one force is too small for a rate of that force; the programme gives one for all forces"
    if not audit.holds("audit_reports") and not audit.holds("published_results"):
        return "neither audit_reports nor published_results held"
    if audit.holds("audit_reports") and not audit.holds("audit_strata"):
        return "audit_strata not held, so the strata cannot be weighed"
    return f"a stratum has fewer than {FEWEST} audited reports, or no overall rate was published"


def _prior(audit: Audit) -> Measured:
    before = rates(audit.prior) if audit.prior else {}
    if not before:
        return Measured(gaps={f"prior.{name}": "prior result not held" for name in PRIOR})
    assert audit.prior is not None  # noqa: S101 - rates were read from it
    year = audit.prior.inspection.label_year
    figures, gaps = [], {}
    for name in PRIOR:
        if name not in before:
            gaps[f"prior.{name}"] = f"prior result not held: no {LABELS[name]} rate of {year}"
            continue
        label = f"{LABELS[name]} recorded, {year}"
        figures.append(_rate_figure(audit, f"prior.{name}", label, before[name], f"the {year} audit, as published"))
    return Measured(tuple(figures), gaps)


def _rate_figure(audit: Audit, figure_id: str, label: str, rate: Rate, base: str) -> Figure:
    interval = None
    if rate.low is not None and rate.high is not None:
        interval = Interval(rate.low, rate.high, rate.half_width, audit.method.level, rate.method)
    return Figure(
        id=figure_id,
        label=label,
        value=rate.percent,
        unit="percent",
        printed=formatting.percent(rate.percent),
        base=base,
        basis=rate.basis,
        sources=rate.sources,
        numerator=rate.recorded,
        denominator=rate.audited,
        interval=interval,
        standard_error=rate.error,
    )
