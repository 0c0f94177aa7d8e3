"""Recording rates by stratum and overall, with how sure they are: from an audit's records, or as published."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cdi.house_style import formatting
from cdi.house_style.crime_kinds import RATED
from cdi.measures.published_rates import PUBLISHED, PUBLISHED_LEVEL, PublishedRate, published_rates
from cdi.measures.rate import Rate, Rates, large_enough
from cdi.measures.registers import finding_rules
from cdi.measures.tallies import count_unknown
from cdi.model.audit import Audit
from cdi.stats.caution import warn_of_interval
from cdi.stats.effective import Evidence
from cdi.stats.stratified import Sample, normal_interval, yan_su

LABELS = {kind.id: kind.collective for kind in RATED}
ESTIMATORS = {"yan_su": yan_su, "inspectorate": normal_interval}
METHODS = {
    "yan_su": "Yan and Su's stratified Wilson interval with finite populations",
    "inspectorate": "inspectorate-style: stratified normal interval with finite population correction",
}
FEWEST = 2
"""Audited reports that a stratum needs before its rate has an error."""
_SOURCES = ("audit_reports", "audit_strata")


def estimate_rates(audit: Audit) -> Rates:
    """The rates of an audit, and those of the audit before it where there is one."""
    return Rates(_estimates(audit), force_rates(audit.prior) if audit.prior else {})


def force_rates(audit: Audit) -> dict[str, Rate]:
    """The rates of one audit that may be given for the force: from its records when held, else as published."""
    return large_enough(_estimates(audit))


def _estimates(audit: Audit) -> dict[str, Rate]:
    """Every rate, the refused ones with their reasons; none for an audit in the qualitative style."""
    if audit.inspection.report_style == "qualitative":
        return {}
    if audit.holds("audit_reports") and audit.holds("audit_strata"):
        return _from_records(audit)
    return _from_publication(audit) if audit.holds("published_results") else {}


def _from_records(audit: Audit) -> dict[str, Rate]:
    strata = audit.rows("audit_strata", sampled=True).to_dict("records")
    if count_unclassified(audit):
        return {}
    counted = {str(row["stratum"]): _count_stratum(audit, row) for row in strata}
    rates = {
        stratum: _with_counts(
            rate_of_sample(audit, Sample.of([counts]), Fraction(100 * counts[0], counts[1])), [counts]
        )
        for stratum, counts in counted.items()
        if counts[1] >= FEWEST
    }
    if len(rates) < len(counted) or not counted:
        # A stratum without a sample leaves the overall rate without an estimate; its parts still stand.
        return keep_published(audit, rates)
    overall = rate_of_sample(audit, Sample.of(list(counted.values()), *unsampled_part(audit)))
    return keep_published(audit, {"overall": _with_counts(overall, [*counted.values()])} | rates)


def _with_counts(rate: Rate, strata: Sequence[_Stratum]) -> Rate:
    """The rate with the counts that were made of the rows: the same numbers, and they may remember these rows."""
    return replace(
        rate, recorded=sum(recorded for recorded, *_ in strata), audited=sum(audited for _, audited, *_ in strata)
    )


def unsampled_part(audit: Audit) -> tuple[float, float]:
    """The weight of the strata that were not sampled, and their rate, which is taken as known; 1 where none is."""
    unsampled = audit.rows("audit_strata", sampled=False)
    weight = float(unsampled["weight"].sum())
    return weight, float((unsampled["weight"] * unsampled["known_rate"]).sum() / weight) if weight else 1.0


def count_unclassified(audit: Audit) -> int:
    """Recorded reports of which nobody knows whether the class is right, where a rate of this audit depends on it."""
    if audit.inspection.misclassified_counts_as == "recorded" or not audit.holds("audit_reports"):
        return 0
    return count_unknown(
        audit, "audit_reports", {"sample": "main", "required": True, "recorded": True, "classification_correct": True}
    )


def counts_as_recorded(audit: Audit) -> dict[str, bool]:
    """What a report is that a rate of this audit counts as recorded; its class is right too, where that counts."""
    correct = {"classification_correct": True} if audit.inspection.misclassified_counts_as == "unrecorded" else {}
    return {"recorded": True, **correct}


_Stratum = tuple[int, int, int, float]


def _count_stratum(audit: Audit, row: Mapping[Hashable, Any]) -> _Stratum:
    """Recorded and audited reports of a stratum, its population and its weight."""
    due = {"sample": "main", "stratum": row["stratum"], "required": True}
    recorded = audit.count("audit_reports", **due, **counts_as_recorded(audit))
    return recorded, audit.count("audit_reports", **due), row["reports_in_period"], row["weight"]


def rate_of_sample(audit: Audit, sample: Sample, percent: Fraction | None = None) -> Rate:
    """A rate by the audit's estimator, refused where its half-width is too wide for a rate of the force."""
    estimate = ESTIMATORS[audit.method.estimator](sample, audit.method.level)
    half_width = 100 * float(estimate.half_width)
    return Rate(
        percent=float(estimate.rate * 100 if percent is None else percent),
        error=100 * float(estimate.standard_error),
        low=100 * float(estimate.low),
        high=100 * float(estimate.high),
        half_width=half_width if audit.method.estimator == "inspectorate" else None,
        level=audit.method.level,
        method=METHODS[audit.method.estimator],
        basis=audit.provenance.basis,
        sources=_SOURCES,
        recorded=int(sample.successes.sum()),
        audited=int(sample.sampled.sum()),
        refused=refuse_half_width(audit, half_width),
        evidence=Evidence.of_sample(sample),
        caution=_caution(sample),
    )


def _caution(sample: Sample) -> str | None:
    """Why the interval may hold less often than it says, for readers; nothing where nothing speaks against it."""
    caution = warn_of_interval(sample)
    if caution is None:
        return None
    every = caution.failures and not caution.rarer
    number = "all" if every else f"only {caution.rarer} of the" if caution.rarer else "none of the"
    verb = "were" if every or caution.rarer > 1 else "was"
    side = "not recorded" if caution.failures and not every else "recorded"
    where = (
        ""
        if len(sample.sampled) == 1
        else f" in the stratum with {formatting.percent(100 * caution.share, 0)} of the weight"
    )
    return (
        f"the interval may hold less often than it says: {number} {formatting.count(caution.sampled)} reports "
        f"audited{where} {verb} {side}"
    )


def keep_published(audit: Audit, rates: dict[str, Rate]) -> dict[str, Rate]:
    """Rates from records with the intervals published of those rates; where others have none, each says which it is."""
    results = published_rates(audit)
    kept = {name: _as_published(audit, rate, results.get(name)) for name, rate in rates.items()}
    published = [name for name, rate in kept.items() if rate.method == PUBLISHED]
    if not published or len(published) == len(kept):
        return kept
    words = dict.fromkeys(published, "the interval is the published one")
    words |= {
        name: "the interval is worked out here, since none was published"
        for name in kept
        if name not in results or (name not in published and results[name].half_width is None)
    }
    return {name: _remark(rate, words.get(name)) for name, rate in kept.items()}


def _remark(rate: Rate, words: str | None) -> Rate:
    """The rate with words that stand before its caution."""
    return replace(rate, caution="; ".join(filter(None, [words, rate.caution])) or None)


def _as_published(audit: Audit, rate: Rate, result: PublishedRate | None) -> Rate:
    if result is None:
        return rate
    if not result.prints_as(rate.percent):
        return _remark(rate, f"rate and interval are those of the records; {result.printed} was published")
    places = result.places if audit.provenance.basis == "reconstruction" else rate.places
    if result.bounds is None or result.half_width is None:
        return replace(rate, places=places)
    low, high = result.bounds
    return replace(
        rate,
        error=result.error,
        low=low,
        high=high,
        half_width=float(result.half_width),
        level=PUBLISHED_LEVEL,
        method=PUBLISHED,
        refused=None,
        evidence=_evidence(float(result.percent), result.error),
        caution=None,
        places=places,
        half_width_places=result.half_width_places,
    )


def refuse_half_width(audit: Audit, half_width: float) -> str | None:
    """Why no rate of the force is given with this half-width, in points; nothing where one is."""
    rules = finding_rules(audit)
    finding = rules.force_estimate(half_width)
    if finding.outcome == "given":
        return None
    limit = rules.limit("force_estimate", "too small")
    return finding.words.format(half_width=formatting.points(half_width), limit=formatting.points(limit))


def _from_publication(audit: Audit) -> dict[str, Rate]:
    return {
        stratum: _published_rate(audit, stratum, result) for stratum, result in published_rates(audit, own=True).items()
    }


def _published_rate(audit: Audit, stratum: str, result: PublishedRate) -> Rate:
    """A rate as it was printed: its interval holds at the level that was published, whatever this audit's is."""
    error, method = _published_error(audit, stratum, result)
    percent, bounds = float(result.percent), result.bounds
    return Rate(
        percent=percent,
        error=error,
        low=bounds and bounds[0],
        high=bounds and bounds[1],
        half_width=None if result.half_width is None else float(result.half_width),
        level=PUBLISHED_LEVEL,
        method=method,
        basis="published",
        sources=(f"{audit.inspection.report_title}, {audit.inspection.auditor.name} ({result.basis})",),
        evidence=_evidence(percent, error),
        places=result.places,
        half_width_places=result.half_width_places,
    )


def _evidence(percent: float, error: float | None) -> Evidence | None:
    return Evidence.of_error(percent / 100, error / 100) if error and 0 < percent < 100 else None


def _published_error(audit: Audit, stratum: str, result: PublishedRate) -> tuple[float | None, str]:
    if result.half_width is not None:
        return result.error, PUBLISHED
    if audit.holds("audit_strata"):
        strata = audit.rows("audit_strata", stratum=stratum)
        if len(strata) == 1 and strata[["audited", "recorded"]].notna().all(axis=None):
            row = strata.iloc[0]
            sample = Sample.of([(row["recorded"], row["audited"], row["reports_in_period"], row["weight"])])
            return 100 * float(normal_interval(sample).standard_error), "half-width not published; reconstructed sample"
    return None, "half-width not published"
