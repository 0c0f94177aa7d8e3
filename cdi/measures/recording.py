"""How much of reported crime was recorded: in the sample, overall and by stratum, and in the audit before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdi.house_style import formatting
from cdi.house_style.crime_kinds import HEADLINES
from cdi.measures.figures import Base, Contribution, FigureMaker, combine, count_excluded
from cdi.measures.published import published_words
from cdi.measures.published_rates import PUBLISHED_AS
from cdi.measures.rate import WITHOUT_PRIOR, Rate, Rates, worth_of
from cdi.measures.rates import FEWEST, LABELS, count_unclassified, counts_as_recorded
from cdi.measures.tallies import Tally, gaps_of_columns, part_of_rows
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Interval, Role

PRIOR = tuple(kind.id for kind in HEADLINES)
"""The earlier rates that papers name."""
_AUDITED = {**LABELS, "overall": "crime"}
_WITHOUT_STRATA = "the table audit_strata was not supplied"


def recording(audit: Audit, rates: Rates) -> Contribution:
    """The sample by stratum, the rates it gives and how they compare with the overall rate, and the earlier rates."""
    return combine([_sample(audit), _rates(audit, rates), _distances(rates.now), _prior(audit, rates.before)])


def _sample(audit: Audit) -> Contribution:
    """The audited reports and how many of them were recorded, as the sample has them: no weights, no population.

    They are counted whether or not a rate rests on them.
    """
    if not audit.holds("audit_reports"):
        return Contribution()
    return combine(_part_recorded(audit, name) for name in LABELS)


def _part_recorded(audit: Audit, name: str) -> Contribution:
    due: dict[str, Any] = {"sample": "main", "required": True}
    due |= {} if name == "overall" else {"stratum": name}
    if not audit.count("audit_reports", **due):
        return Contribution()
    label, base = f"audited {LABELS[name]} recorded", f"reports of {_AUDITED[name]} audited"
    make, asked = FigureMaker(audit, ("audit_reports",)), counts_as_recorded(audit)
    return part_of_rows(make, f"audited.{name}", label, "audit_reports", due, asked, base, "sample behind a rate")


def _rates(audit: Audit, rates: Rates) -> Contribution:
    gaps = {
        f"recording.{name}": rate.refused if name == "overall" else f"for {LABELS[name]}, {rate.refused}"
        for name, rate in rates.estimates.items()
        if rate.refused
    }
    without = _without_rates(audit, [name for name in LABELS if name not in rates.estimates])
    figures = [
        _rate_figure(
            f"recording.{name}",
            f"{LABELS[name]} recorded",
            rate,
            _base(audit, name, rate),
            "recording rate",
            count_excluded(audit, rate.sources),
        )
        for name, rate in rates.now.items()
    ]
    return Contribution(tuple(figures), gaps) + without


def _without_rates(audit: Audit, names: list[str]) -> Contribution:
    """Why there is no overall rate, or none of a stratum, and what would give one."""
    ids = [f"recording.{name}" for name in names]
    if unclassified := count_unclassified(audit):
        rows = Tally(0, audit.count("audit_reports", sample="main", required=True) - unclassified, unclassified)
        return gaps_of_columns(ids, "audit_reports", ("classification_correct",), rows)
    reasons = {f"recording.{name}": _why_no_rate(audit, name) for name in names}
    cures = {figure_id: cure for figure_id in ids if (cure := _cure(audit)) is not None}
    return Contribution(gaps=reasons, cures=cures)


def _cure(audit: Audit) -> str | None:
    if audit.inspection.report_style == "qualitative":
        return None
    if audit.holds("audit_reports") and not audit.holds("audit_strata"):
        return "the table audit_strata"
    if not audit.holds("audit_reports") and not audit.holds("published_results"):
        return "the tables audit_reports and audit_strata, or the table published_results"
    return None


def _base(audit: Audit, name: str, rate: Rate) -> Base:
    """What a rate of this audit is of; the overall rate says that it is weighted, since its counts do not divide."""
    if not rate.audited:
        apart = audit.holds("audit_reports")
        return Base(
            f"as published; {_WITHOUT_STRATA}, so the reports audited are not weighed" if apart else "as published"
        )
    counts = {"audited": formatting.count(rate.audited)}
    if name != "overall":
        return Base("{audited} reports of crime audited", counts)
    counts["recorded"] = formatting.count(rate.recorded or 0)
    words = "{audited} reports of crime audited ({recorded} recorded)"
    weighted = audit.count("audit_strata") > 1
    return Base(f"{words}, each stratum weighted by its yearly volume" if weighted else words, counts)


def _distances(now: Mapping[str, Rate]) -> Contribution:
    """How far the rate of each stratum lies from the overall rate, of which it is a part, so no test fits the two."""
    if "overall" not in now:
        return Contribution()
    overall = now["overall"]
    return Contribution(tuple(_distance(name, rate, overall) for name, rate in now.items() if name != "overall"))


def _distance(name: str, rate: Rate, overall: Rate) -> Figure:
    points, places = rate.percent - overall.percent, min(rate.places, overall.places)
    return Figure(
        id=f"gap.{name}_to_overall",
        label=f"rate of {LABELS[name]} less the overall rate",
        value=points,
        unit="percentage points",
        printed=formatting.points(points, places),
        places=places,
        base="difference of the two rates",
        basis=rate.basis,
        sources=rate.sources,
        role="distance",
    )


def _why_no_rate(audit: Audit, name: str) -> str:
    if audit.inspection.report_style == "qualitative":
        return "the sample of one force is too small for a rate of that force; the programme gives one for all forces"
    if not audit.holds("audit_reports") and not audit.holds("published_results"):
        return "neither audit_reports nor published_results held"
    if audit.holds("audit_reports") and not audit.holds("audit_strata"):
        return f"{_WITHOUT_STRATA}, so the strata cannot be weighed"
    if audit.holds("audit_reports"):
        return (
            f"a stratum has fewer than {FEWEST} audited reports"
            if name == "overall"
            else f"fewer than {FEWEST} reports of {_AUDITED[name]} were audited"
        )
    rate = "overall rate" if name == "overall" else f"rate of {LABELS[name]}"
    if PUBLISHED_AS[name] in published_words(audit):
        return f"the {rate} was published in words alone"
    return f"no {rate} was published"


def _prior(audit: Audit, before: Mapping[str, Rate]) -> Contribution:
    if audit.prior is None or not before:
        return Contribution(gaps={f"prior.{name}": WITHOUT_PRIOR for name in PRIOR})
    year = str(audit.prior.inspection.label_year)
    base = Base("the {year} audit, as published", {"year": year})
    return Contribution(
        tuple(
            _rate_figure(f"prior.{name}", f"{LABELS[name]} recorded, {year}", before[name], base, "prior rate")
            for name in PRIOR
            if name in before
        ),
        {f"prior.{name}": f"no {LABELS[name]} rate of {year} is held" for name in PRIOR if name not in before},
    )


def _rate_figure(figure_id: str, label: str, rate: Rate, base: Base, role: Role, excluded: int = 0) -> Figure:
    interval = None
    if rate.low is not None and rate.high is not None:
        bounds = rate.low, rate.high
        interval = Interval(*bounds, rate.half_width, rate.level, rate.method, rate.half_width_places)
    return Figure(
        id=figure_id,
        label=label,
        value=rate.percent,
        unit="percent",
        printed=formatting.percent(rate.percent, rate.places),
        places=rate.places,
        base=base.words,
        basis=rate.basis,
        sources=rate.sources,
        numerator=rate.recorded,
        denominator=rate.audited,
        interval=interval,
        standard_error=rate.error,
        worth=worth_of(rate.evidence),
        caution=rate.caution,
        role=role,
        base_values=base.values,
        excluded=excluded,
    )
