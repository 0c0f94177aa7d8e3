"""How much of reported crime was recorded: overall, by stratum, against the audit before, and in a year."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from cdi import formatting
from cdi.measures.kinds import Measured, left_out, together
from cdi.model.audit import Audit
from cdi.model.figure import Basis, Conclusion, Figure, Interval, Test
from cdi.stats.changes import Change, z_test
from cdi.stats.stratified import Estimate, Sample, inspectorate, standard_error_from_half_width
from cdi.stats.volumes import additional

# Rates that are compared with the audit before, with the crime group of the yearly totals that each applies to.
COMPARED = {"overall": "total_ex_fraud", "violence": "violence", "sexual": "sexual"}
LABELS = {"overall": "reported crime", "violence": "violent crime", "sexual": "sexual offences", "other": "other crime"}
INSPECTORATE = "inspectorate-style: stratified normal interval with finite population correction"
_SOURCES = ("audit_reports", "audit_strata")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Rate:
    """A recording rate in percent with its standard error in points; `error` None when nothing gives one.

    `half_width` is the printed or computed half-width in points; a published rate may have an error from a
    reconstructed sample though its half-width was never printed. `method` says where the error comes from.
    """

    percent: float
    error: float | None
    half_width: float | None
    method: str
    basis: Basis
    sources: tuple[str, ...]
    recorded: int | None = None
    audited: int | None = None


def recording(audit: Audit) -> Measured:
    """Rates by stratum and overall, the earlier rates, the changes and the additional crimes a year."""
    now, before = rates(audit), rates(audit.prior) if audit.prior else {}
    return together([_rates(audit, now), _gaps_to_overall(now), _prior(audit, before), _changes(audit, now, before)])


def rates(audit: Audit) -> dict[str, Rate]:
    """The rates of an audit by stratum and `overall`: from its records when held, else as published.

    None for an audit in the qualitative style, whose sample is too small for a rate of one force.
    """
    if audit.inspection.report_style == "qualitative":
        return {}
    if audit.holds("audit_reports") and audit.holds("audit_strata"):
        return _from_records(audit)
    return _from_publication(audit) if audit.holds("published_results") else {}


def _from_records(audit: Audit) -> dict[str, Rate]:
    strata = audit.rows("audit_strata", sampled=True)
    correct = {"classification_correct": True} if audit.inspection.misclassified_counts_as == "unrecorded" else {}
    counted: dict[str, tuple[int, int, int, float]] = {}
    for row in strata.to_dict("records"):
        due = {"sample": "main", "stratum": row["stratum"], "required": True}
        recorded = audit.count("audit_reports", **due, recorded=True, **correct)
        counted[row["stratum"]] = (
            recorded,
            audit.count("audit_reports", **due),
            row["reports_in_period"],
            row["weight"],
        )
    level, basis = audit.method.level, audit.provenance.basis
    found = {}
    for stratum, (recorded, audited, population, weight) in counted.items():
        if audited < _FEWEST:
            continue
        one = inspectorate(Sample.of([(recorded, audited, population, weight)]), level)
        found[stratum] = _rate(one, Fraction(100 * recorded, audited), basis, recorded, audited)
    if len(found) < len(counted) or not counted:
        # A stratum without a sample leaves the overall rate without an estimate; its parts still stand.
        return found
    known = audit.rows("audit_strata", sampled=False)
    known_weight = float(known["weight"].sum())
    known_rate = float((known["weight"] * known["known_rate"]).sum() / known_weight) if known_weight else 1.0
    whole = inspectorate(Sample.of(list(counted.values()), known_weight, known_rate), level)
    totals = [sum(column) for column in list(zip(*counted.values(), strict=True))[:2]]
    return {"overall": _rate(whole, float(whole.rate) * 100, basis, int(totals[0]), int(totals[1]))} | found


def _rate(estimate: Estimate, percent: Fraction | float, basis: Basis, recorded: int, audited: int) -> Rate:
    return Rate(
        percent=float(percent),
        error=100 * float(estimate.standard_error),
        half_width=100 * float(estimate.half_width),
        method=INSPECTORATE,
        basis=basis,
        sources=_SOURCES,
        recorded=recorded,
        audited=audited,
    )


def _from_publication(audit: Audit) -> dict[str, Rate]:
    results = {row["measure"]: row for row in audit.tables["published_results"].to_dict("records")}
    found = {}
    for stratum in ("overall", "violence", "sexual", "other"):
        row = results.get(f"rate_{stratum}")
        if row is None:
            continue
        half_width = None if pd.isna(row["ci_half_width_pp"]) else float(row["ci_half_width_pp"])
        error, method = _published_error(audit, stratum, half_width)
        source = f"{audit.inspection.report_title}, {audit.inspection.inspectorate} ({row['basis']})"
        found[stratum] = Rate(float(row["rate_pct"]), error, half_width, method, "published", (source,))
    return found


def _published_error(audit: Audit, stratum: str, half_width: float | None) -> tuple[float | None, str]:
    if half_width is not None:
        return float(standard_error_from_half_width(half_width, audit.method.level)), "published half-width"
    if audit.holds("audit_strata"):
        held = audit.rows("audit_strata", stratum=stratum)
        if len(held) == 1 and held[["audited", "recorded"]].notna().all(axis=None):
            row = held.iloc[0]
            sample = Sample.of([(row["recorded"], row["audited"], row["reports_in_period"], row["weight"])])
            return 100 * float(inspectorate(sample).standard_error), "half-width not published; reconstructed sample"
    return None, "half-width not published"


def _rates(audit: Audit, now: dict[str, Rate]) -> Measured:
    gaps = {} if "overall" in now else {"recording.overall": _why_no_overall(audit)}
    figures = []
    for name, rate in now.items():
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
    return f"a stratum has fewer than {_FEWEST} audited reports, or no overall rate was published"


def _prior(audit: Audit, before: dict[str, Rate]) -> Measured:
    if not before:
        return Measured(gaps={f"prior.{name}": "prior result not held" for name in COMPARED})
    assert audit.prior is not None  # noqa: S101 - rates were read from it
    year = audit.prior.inspection.label_year
    figures, gaps = [], {}
    for name in COMPARED:
        if name not in before:
            gaps[f"prior.{name}"] = f"prior result not held: no {LABELS[name]} rate of {year}"
            continue
        label = f"{LABELS[name]} recorded, {year}"
        figures.append(_rate_figure(audit, f"prior.{name}", label, before[name], f"the {year} audit, as published"))
    return Measured(tuple(figures), gaps)


def _rate_figure(audit: Audit, figure_id: str, label: str, rate: Rate, base: str) -> Figure:
    interval = None
    if rate.half_width is not None:
        low, high = rate.percent - rate.half_width, rate.percent + rate.half_width
        interval = Interval(low, high, rate.half_width, audit.method.level, rate.method)
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
    )


def _changes(audit: Audit, now: dict[str, Rate], before: dict[str, Rate]) -> Measured:
    return together(_change(audit, name, now, before) for name in COMPARED)


def _change(audit: Audit, name: str, now: dict[str, Rate], before: dict[str, Rate]) -> Measured:
    ids = (f"change.{name}", f"additional.{name}")
    if name not in now or name not in before:
        return Measured(gaps=dict.fromkeys(ids, "prior result not held"))
    this, last = now[name], before[name]
    if this.error is None or last.error is None:
        return Measured(gaps=dict.fromkeys(ids, "no standard error is held for one of the two rates"))
    change = z_test(this.percent, last.percent, this.error, last.error, audit.method.level)
    difference, high = float(change.difference), float(change.high)
    assert audit.prior is not None  # noqa: S101 - there are earlier rates
    base = f"{audit.inspection.label_year} less {audit.prior.inspection.label_year}"
    method = f"two-sided z test; this audit {this.method}; audit before {last.method}"
    figure = Figure(
        id=ids[0],
        label=f"change in the recording of {LABELS[name]}",
        value=difference,
        unit="percentage points",
        printed=formatting.points(difference),
        base=base,
        basis=audit.provenance.basis,
        sources=(*this.sources, *last.sources),
        interval=Interval(float(change.low), high, high - difference, change.level, "difference of normal estimates"),
        test=Test(float(change.z), float(change.p_value), change.level, method, _conclusion(change)),
    )
    return Measured((figure,)) + _additional(audit, name, this, last)


def _conclusion(change: Change) -> Conclusion:
    if not change.significant:
        return "not shown"
    return "rise" if change.difference > 0 else "fall"


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
