"""Recording rates by stratum and overall, with how sure they are: from an audit's records, or as published."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import finding_rules
from cdi.model.audit import Audit
from cdi.model.figure import Basis
from cdi.stats.stratified import Sample, inspectorate, standard_error_from_half_width, yan_su

LABELS = {"overall": "reported crime", "violence": "violent crime", "sexual": "sexual offences", "other": "other crime"}
ESTIMATORS = {"yan_su": yan_su, "inspectorate": inspectorate}
METHODS = {
    "yan_su": "Yan and Su's stratified Wilson interval with finite populations",
    "inspectorate": "inspectorate-style: stratified normal interval with finite population correction",
}
FEWEST = 2
"""Audited reports that a stratum needs before its rate has an error."""
_SOURCES = ("audit_reports", "audit_strata")


@dataclass(frozen=True, slots=True)
class Rate:
    """A recording rate in percent with its interval, and its standard error in points; None when nothing gives one.

    `low` and `high` are in percent; `half_width` is in points, and None for an interval that is not symmetric. A
    published rate may have an error from a reconstructed sample though its half-width was never printed. `method` says
    where the error comes from. `refused` is why the sample is too small for a rate of the force, or nothing.
    """

    percent: float
    error: float | None
    low: float | None
    high: float | None
    half_width: float | None
    method: str
    basis: Basis
    sources: tuple[str, ...]
    recorded: int | None = None
    audited: int | None = None
    refused: str | None = None


def rates(audit: Audit) -> dict[str, Rate]:
    """The rates of an audit by stratum and `overall`: from its records when held, else as published.

    A rate that the sample is too small for is left out.
    """
    return given(estimates(audit))


def given(held: dict[str, Rate]) -> dict[str, Rate]:
    """The rates that the sample is large enough for."""
    return {name: rate for name, rate in held.items() if rate.refused is None}


def estimates(audit: Audit) -> dict[str, Rate]:
    """The same with the rates that are refused, each saying why; none for an audit in the qualitative style."""
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
        audited = audit.count("audit_reports", **due)
        counted[row["stratum"]] = (recorded, audited, row["reports_in_period"], row["weight"])
    found = {
        stratum: _rate(audit, Sample.of([held]), Fraction(100 * held[0], held[1]))
        for stratum, held in counted.items()
        if held[1] >= FEWEST
    }
    if len(found) < len(counted) or not counted:
        # A stratum without a sample leaves the overall rate without an estimate; its parts still stand.
        return found
    known = audit.rows("audit_strata", sampled=False)
    known_weight = float(known["weight"].sum())
    known_rate = float((known["weight"] * known["known_rate"]).sum() / known_weight) if known_weight else 1.0
    return {"overall": _rate(audit, Sample.of(list(counted.values()), known_weight, known_rate))} | found


def _rate(audit: Audit, sample: Sample, percent: Fraction | None = None) -> Rate:
    """A rate by the audit's estimator, refused where its half-width is that of no rate of a force."""
    estimate = ESTIMATORS[audit.method.estimator](sample, audit.method.level)
    half_width = 100 * float(estimate.half_width)
    rules = finding_rules(audit)
    finding = rules.force_estimate(half_width)
    limit = rules.limit("force_estimate", "too small")
    words = {"half_width": formatting.points(half_width), "limit": formatting.points(limit)}
    return Rate(
        percent=float(estimate.rate * 100 if percent is None else percent),
        error=100 * float(estimate.standard_error),
        low=100 * float(estimate.low),
        high=100 * float(estimate.high),
        half_width=half_width if audit.method.estimator == "inspectorate" else None,
        method=METHODS[audit.method.estimator],
        basis=audit.provenance.basis,
        sources=_SOURCES,
        recorded=int(sample.recorded.sum()),
        audited=int(sample.audited.sum()),
        refused=None if finding.outcome == "given" else finding.words.format(**words),
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
        percent = float(row["rate_pct"])
        low = None if half_width is None else percent - half_width
        high = None if half_width is None else percent + half_width
        found[stratum] = Rate(percent, error, low, high, half_width, method, "published", (source,))
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
