"""Where the force stands among all forces: reports, averages, ranks and grades up to the day they are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from statistics import fmean
from typing import TypeVar

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, FigureMaker, combine, gaps_without
from cdi.measures.published_rates import PUBLISHED_AS
from cdi.measures.rate import WITHOUT_PRIOR, Rate, Rates
from cdi.measures.registers import INSPECTIONS, InspectionReport, reports, reports_out
from cdi.model.audit import Audit
from cdi.model.auditor import GRADES
from cdi.model.figure import Figure, Interval

Result = TypeVar("Result")

_RESULTS, _JUDGEMENTS, _AVERAGES = "published_results", "judgements", "national_averages"
_SOURCES = (INSPECTIONS, "published_results of all forces")
# Figures that only an inspection of the national programme has.
_OF_THE_PROGRAMME = (
    "programme.forces", "programme.scope", "programme.own_reports", "rank.prior_from_bottom", "rank.this_from_bottom",
    "national.recomputed", "national.recomputed_forces", "judgements.same_overall",
)  # fmt: skip
# HMIC held its samples of 2014 to be too small for rates of single forces; the rates that others worked out from them
# are no rates of forces here.
_WITHOUT_RATES = "CDI-2014"
# An average that others worked out, or that was only stated, is held against ours and is quoted of no force.
_QUOTED = "read"
# The average's own error is not published; with 26 forces it is small beside a single force's.
_METHOD = "the force's interval alone; the average is taken as known"


def national(audit: Audit, rates: Rates) -> Contribution:
    """The published average and the gap to it, the average worked out again, the programme, ranks and grades.

    "Up to" is the day of publication, or the inspection's `as_at` where one is given.
    """
    if not audit.inspection.auditor.inspects:
        return _of_another_audit(audit, rates.now.get("overall"))
    average = _average(audit, rates.now.get("overall"))
    if not (INSPECTIONS in audit.reference and _RESULTS in audit.reference):
        ids = ("programme.forces", "rank.prior_from_bottom")
        return average + gaps_without(ids, "inspections or published_results of all forces")
    own = [report for report in reports_out(audit) if report.programme == audit.inspection.programme]
    overall = _overall_rates(audit)
    return combine(
        [
            average,
            _programme(audit, own),
            _prior_rank(audit, own, overall, rates.before.get("overall")),
            _own_rank(audit, own, overall, rates.now.get("overall")),
            _recomputed(audit, own, overall),
            _grades(audit, own),
        ]
    )


def _of_another_audit(audit: Audit, own: Rate | None) -> Contribution:
    """An audit that is not the inspectorate's: no rank, no grades, and an average only where methods are comparable."""
    kind = audit.inspection.kind
    outside = f"the {kind} is no part of the national programme"
    apart = _months_since(audit) + Contribution(gaps=dict.fromkeys(_OF_THE_PROGRAMME, outside))
    if audit.method.comparable_because is not None:
        return apart + _average(audit, own)
    why = f"the method of the {kind} is not stated to be comparable with the inspectorate's"
    return apart + Contribution(gaps=dict.fromkeys(("national.average", "national.forces", "national.gap"), why))


def _average(audit: Audit, own: Rate | None) -> Contribution:
    """The programme's latest published average, the forces in it, and how far the force lies from it."""
    ids = ("national.average", "national.forces", "national.gap")
    averages, seen = audit.reference[_AVERAGES], pd.Timestamp(audit.inspection.seen_on)
    averages = averages[(averages["measure"] == PUBLISHED_AS["overall"]) & (averages["as_at"] <= seen)]
    averages = averages[averages["programme"] == audit.inspection.programme]
    averages = averages[averages["known_by"] == _QUOTED]
    if averages.empty:
        day = formatting.day(audit.inspection.seen_on)
        why = f"no average of the programme {audit.inspection.programme} is held from on or before {day}"
        return Contribution(gaps=dict.fromkeys(ids, why), cures=dict.fromkeys(ids, f"a row of {_AVERAGES}"))
    row = averages.sort_values("as_at").iloc[-1]
    average, forces = row["rate_pct"], int(row["forces_n"])
    base = Base("published average of {forces} forces", {"forces": formatting.count(forces)})
    make = FigureMaker(audit, (str(row["source"]),), "published")
    published = Contribution((_mean(ids[0], "national average recording rate", average, base, make.sources),))
    published += make.number(ids[1], "forces in the average", forces, base, "forces")
    if own is None:
        return published + Contribution(gaps={ids[2]: "no overall rate"})
    return published + Contribution((_gap(audit, ids[2], own, average, base),))


def _mean(figure_id: str, label: str, rate: float | Decimal, base: Base, sources: tuple[str, ...]) -> Figure:
    places = formatting.places(rate) if isinstance(rate, Decimal) else 1
    return Figure(
        id=figure_id,
        label=label,
        value=float(rate),
        unit="percent",
        printed=formatting.percent(rate, places),
        places=places,
        base=base.words,
        basis="published",
        sources=sources,
        role="average",
        base_values=base.values,
    )


def _gap(audit: Audit, figure_id: str, own: Rate, published: Decimal, base: Base) -> Figure:
    """The force's rate less the average, with the force's own interval at its own level."""
    average, interval = float(published), None
    points, places = own.percent - average, min(own.places, formatting.places(published))
    if own.low is not None and own.high is not None:
        bounds = own.low - average, own.high - average
        interval = Interval(*bounds, own.half_width, own.level, _METHOD, own.half_width_places)
    return Figure(
        id=figure_id,
        label="gap to the national average (force less average)",
        value=points,
        unit="percentage points",
        printed=formatting.points(points, places),
        places=places,
        base=base.words,
        basis=audit.provenance.basis,
        sources=(*own.sources, _AVERAGES),
        interval=interval,
        role="distance",
        base_values=base.values,
    )


def _programme(audit: Audit, out: list[InspectionReport]) -> Contribution:
    """Forces in the programme and reported on so far, reports on this force, and months since the audit before."""
    make, distinct = FigureMaker(audit, _SOURCES, "published"), "distinct forces"
    scope = {report.force_id for report in reports(audit) if report.programme == audit.inspection.programme}
    so_far, own = _forces(out), sum(report.force_id == audit.force.id for report in out)
    return combine(
        [
            make.number("programme.forces", "forces reported on in the programme", so_far, distinct, "forces"),
            make.number("programme.scope", "forces in the programme", len(scope), distinct, "forces"),
            make.number("programme.own_reports", "reports on this force", own, "reports of the programme so far"),
            _months_since(audit),
        ]
    )


def _forces(reported: Iterable[InspectionReport]) -> int:
    return len({report.force_id for report in reported})


def _months_since(audit: Audit) -> Contribution:
    figure_id, now = "programme.months_since_prior", audit.inspection.fieldwork_month
    if audit.prior is None:
        return Contribution(gaps={figure_id: WITHOUT_PRIOR})
    before = audit.prior.inspection.fieldwork_month
    if now is None or before is None:
        return Contribution(gaps={figure_id: "the month of the fieldwork is not held"})
    months = 12 * (now.year - before.year) + now.month - before.month
    base = Base("from {before} to {now}", {"before": formatting.month(before), "now": formatting.month(now)})
    make = FigureMaker(audit, ("audit.toml",), "register")
    return make.number(figure_id, "months between the two inspections", months, base, "months")


def _prior_rank(
    audit: Audit, out: list[InspectionReport], rates: Mapping[str, float], before: Rate | None
) -> Contribution:
    """The place of the audit before among first inspections, from the lowest."""
    figure_id = "rank.prior_from_bottom"
    first = {report.inspection_id for report in out if report.kind == "inspection"} & rates.keys()
    if audit.prior is None or before is None:
        return Contribution(gaps={figure_id: WITHOUT_PRIOR})
    if audit.prior.inspection.id not in first:
        return Contribution(gaps={figure_id: "the audit before is not among the published first inspections"})
    place = sum(rates[inspection] < before.percent for inspection in first) + 1
    label = f"place of {audit.prior.inspection.label_year} from the lowest"
    base = Base("first inspections of {forces} forces", {"forces": formatting.count(_forces(out))})
    return FigureMaker(audit, _SOURCES, "published").number(figure_id, label, place, base, "rank", "rank")


def _own_rank(audit: Audit, out: list[InspectionReport], rates: Mapping[str, float], now: Rate | None) -> Contribution:
    """The place of this audit among each force's latest rate, from the lowest."""
    figure_id, label = "rank.this_from_bottom", "place of this audit from the lowest"
    if now is None:
        return Contribution(gaps={figure_id: "no overall rate"})
    latest = _latest(out, rates)
    others = [rate for force, rate in latest.items() if force != audit.force.id]
    place = sum(rate < now.percent for rate in others) + 1
    base = Base("latest overall rate of {forces} forces", {"forces": formatting.count(len(others) + 1)})
    return FigureMaker(audit, _SOURCES, "published").number(figure_id, label, place, base, "rank", "rank")


def _overall_rates(audit: Audit) -> dict[str, float]:
    """The published overall rate of each inspection that has one, in percent."""
    results = audit.reference[_RESULTS]
    overall = results[(results["measure"] == PUBLISHED_AS["overall"]) & results["rate_pct"].notna()]
    unrated = {report.inspection_id for report in reports(audit) if report.programme == _WITHOUT_RATES}
    overall = overall[~overall["inspection_id"].isin(unrated)]
    return {str(row["inspection_id"]): float(row["rate_pct"]) for row in overall.to_dict("records")}


def _latest(reported: Iterable[InspectionReport], results: Mapping[str, Result]) -> dict[str, Result]:
    """By force, the result of its latest report that has one; of two reports of a day, the later by its id."""
    in_order = sorted(reported, key=lambda report: (report.when, report.inspection_id))
    return {report.force_id: results[report.inspection_id] for report in in_order if report.inspection_id in results}


def _recomputed(audit: Audit, out: list[InspectionReport], rates: Mapping[str, float]) -> Contribution:
    """The plain mean of each force's latest published overall rate, beside the average that was published."""
    ids = ("national.recomputed", "national.recomputed_forces")
    latest = _latest(out, rates)
    if not latest:
        return Contribution(gaps=dict.fromkeys(ids, "no overall rate of any force is held"))
    forces = len(latest)
    base = Base("plain mean of the latest published rates of {forces} forces", {"forces": formatting.count(forces)})
    mean = fmean(latest.values())
    figure = _mean(ids[0], "mean of the forces' latest recording rates", mean, base, _SOURCES)
    make = FigureMaker(audit, _SOURCES, "published")
    return Contribution((figure,)) + make.number(ids[1], "forces in that mean", forces, "distinct forces", "forces")


def _grades(audit: Audit, out: list[InspectionReport]) -> Contribution:
    """Forces by the overall grade of their latest report, and those graded as this force is.

    Only reports with a known day count, because the others cannot be placed before or after.
    """
    figure_id, own = "judgements.same_overall", audit.inspection.grades.get("overall")
    judgements = audit.reference.get(_JUDGEMENTS)
    if own is None or judgements is None:
        return Contribution(
            gaps={figure_id: "no overall grade" if own is None else f"the table {_JUDGEMENTS} was not supplied"}
        )
    dated = [report for report in out if report.published_on is not None]
    overall = judgements[judgements["question"] == "overall"]
    grades = dict(zip(overall["inspection_id"].astype(str), overall["grade"].astype(str), strict=True))
    by_force = Counter(_latest(dated, grades).values())
    in_order = {grade: by_force[grade] for grade in GRADES if by_force[grade]}
    make = FigureMaker(audit, (INSPECTIONS, _JUDGEMENTS), "published")
    base = _graded(audit, len(out) - len(dated))
    return make.share(
        figure_id, f"forces graded {own} overall", by_force[own], by_force.total(), base
    ) + make.breakdown("judgements.overall", in_order, base)


def _graded(audit: Audit, undated: int) -> Base:
    base, day = "forces by their latest report published by {day}", formatting.day(audit.inspection.seen_on)
    if not undated:
        return Base(base, {"day": day})
    return Base(f"{base}; {{undated}} without a known day left out", {"day": day, "undated": formatting.count(undated)})
