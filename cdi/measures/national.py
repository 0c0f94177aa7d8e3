"""Where the force stands among all forces: reports, averages, ranks and grades up to the day they are looked at."""

from __future__ import annotations

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, not_held, together
from cdi.measures.rates import rates
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Interval

_INSPECTIONS, _RESULTS, _JUDGEMENTS = "inspections", "published_results", "judgements"
_SOURCES = (_INSPECTIONS, "published_results of all forces")


def national(audit: Audit) -> Measured:
    """The published average and the gap to it, the average worked out again, the programme, ranks and grades.

    "Up to" is the day of publication, or the inspection's `as_at` where one is given.
    """
    if not (_INSPECTIONS in audit.reference and _RESULTS in audit.reference):
        held = ("programme.forces", "rank.prior_from_bottom")
        return _average(audit) + not_held(held, "inspections or published_results of all forces")
    return together([_average(audit), _programme(audit), _ranks(audit), _recomputed(audit), _grades(audit)])


def _average(audit: Audit) -> Measured:
    ids = ("national.average", "national.forces", "national.gap")
    averages = audit.reference["national_averages"]
    seen = pd.Timestamp(audit.inspection.seen_on)
    averages = averages[(averages["measure"] == "rate_overall") & (averages["as_at"] <= seen)]
    averages = averages[averages["programme"] == audit.inspection.programme]
    if averages.empty:
        return not_held(ids, "national_averages")
    row = averages.sort_values("as_at").iloc[-1]
    average, forces = float(row["rate_pct"]), int(row["forces_n"])
    base, sources = f"published average of {forces} forces", (str(row["source"]),)
    found = (
        Figure(ids[0], "national average recording rate", average, "percent", formatting.percent(average), base,
               "published", sources),
        Figure(ids[1], "forces in the average", forces, "forces", formatting.count(forces), base, "published", sources),
    )  # fmt: skip
    own = rates(audit).get("overall")
    if own is None:
        return Measured(found, {ids[2]: "no overall rate"})
    gap, level = own.percent - average, audit.method.level
    interval = None
    if own.low is not None and own.high is not None:
        # The average's own error is not published; with 26 forces it is small beside a single force's.
        method = "the force's interval alone; the average is taken as known"
        interval = Interval(own.low - average, own.high - average, own.half_width, level, method)
    figure = Figure(
        id=ids[2],
        label="gap to the national average (force less average)",
        value=gap,
        unit="percentage points",
        printed=formatting.points(gap),
        base=base,
        basis=audit.provenance.basis,
        sources=(*own.sources, "national_averages"),
        interval=interval,
    )
    return Measured((*found, figure))


def _reported(audit: Audit) -> pd.DataFrame:
    """The programme's inspections reported on up to the day; those without a day are placed by their label year."""
    inspections = audit.reference[_INSPECTIONS]
    inspections = inspections[inspections["programme"] == audit.inspection.programme]
    known = inspections["published_on"].notna()
    in_time = inspections["published_on"] <= pd.Timestamp(audit.inspection.seen_on)
    in_year = inspections["label_year"] <= audit.inspection.label_year
    return inspections[(known & in_time) | (~known & in_year)]


def _programme(audit: Audit) -> Measured:
    """Forces in the programme and reported on so far, reports on this force, and months since the audit before."""
    make = Maker(audit, _SOURCES, "published")
    inspections, reported = audit.reference[_INSPECTIONS], _reported(audit)
    scope = inspections[inspections["programme"] == audit.inspection.programme]["force_id"].nunique()
    own = int((reported["force_id"] == audit.force.id).sum())
    return together(
        [
            make.number("programme.forces", "forces reported on in the programme", int(reported["force_id"].nunique()),
                        "distinct forces", "forces"),
            make.number("programme.scope", "forces in the programme", int(scope), "distinct forces", "forces"),
            make.number("programme.own_reports", "reports on this force", own, "reports of the programme so far"),
            _months_since(audit),
        ]
    )  # fmt: skip


def _months_since(audit: Audit) -> Measured:
    figure_id, now = "programme.months_since_prior", audit.inspection.fieldwork_month
    if audit.prior is None:
        return Measured(gaps={figure_id: "prior result not held"})
    before = audit.prior.inspection.fieldwork_month
    if now is None or before is None:
        return Measured(gaps={figure_id: "the month of the fieldwork is not held"})
    months = 12 * (now.year - before.year) + now.month - before.month
    make = Maker(audit, ("audit.toml",), "register")
    base = f"from {formatting.month(before)} to {formatting.month(now)}"
    return make.number(figure_id, "months between the two inspections", months, base, "months")


def _ranks(audit: Audit) -> Measured:
    """Places from the lowest: the audit before among first inspections, this audit among each force's latest."""
    reported, results = _reported(audit), audit.reference[_RESULTS]
    overall = results[results["measure"] == "rate_overall"]
    forces = int(reported["force_id"].nunique())
    first = overall[overall["inspection_id"].isin(reported[reported["kind"] == "inspection"]["inspection_id"])]
    latest = _latest(reported, overall, "rate_pct")
    now, before = rates(audit).get("overall"), rates(audit.prior).get("overall") if audit.prior else None
    make = Maker(audit, _SOURCES, "published")
    listed = audit.prior is not None and audit.prior.inspection.id in set(first["inspection_id"])
    missing = (
        "prior result not held" if before is None else "the audit before is not among the published first inspections"
    )
    found = Measured(gaps={} if before and listed else {"rank.prior_from_bottom": missing})
    if before and audit.prior and listed:
        label = f"place of {audit.prior.inspection.label_year} from the lowest"
        base = f"first inspections of {forces} forces"
        place = int((first["rate_pct"] < before.percent).sum()) + 1
        found += make.number("rank.prior_from_bottom", label, place, base, "rank")
    if now is None:
        return found + Measured(gaps={"rank.this_from_bottom": "no overall rate"})
    others = latest[latest["force_id"] != audit.force.id]
    place = int((others["rate_pct"] < now.percent).sum()) + 1
    base = f"latest overall rate of {len(others) + 1} forces"
    return found + make.number("rank.this_from_bottom", "place of this audit from the lowest", place, base, "rank")


def _latest(reported: pd.DataFrame, results: pd.DataFrame, column: str) -> pd.DataFrame:
    """Each force's latest report that has a result; a report without a day is taken as of the end of its label year."""
    end_of_year = pd.to_datetime(reported["label_year"].astype(str) + "-12-31")
    dated = reported.assign(when=reported["published_on"].fillna(end_of_year))
    joined = dated.merge(results[["inspection_id", column]], on="inspection_id")
    return joined.sort_values(["when", "inspection_id"]).groupby("force_id").tail(1)


def _recomputed(audit: Audit) -> Measured:
    """The plain mean of each force's latest published overall rate, to hold against the average that was published."""
    ids = ("national.recomputed", "national.recomputed_forces")
    overall = audit.reference[_RESULTS]
    latest = _latest(_reported(audit), overall[overall["measure"] == "rate_overall"], "rate_pct")
    if latest.empty:
        return Measured(gaps=dict.fromkeys(ids, "no overall rate of any force is held"))
    mean, forces = float(latest["rate_pct"].mean()), len(latest)
    base = f"plain mean of the latest published rates of {forces} forces"
    label = "mean of the forces' latest recording rates"
    figure = Figure(ids[0], label, mean, "percent", formatting.percent(mean), base, "published", _SOURCES)
    make = Maker(audit, _SOURCES, "published")
    return Measured((figure,)) + make.number(ids[1], "forces in that mean", forces, "distinct forces", "forces")


def _grades(audit: Audit) -> Measured:
    """Forces by the overall grade of their latest report, and those graded as this force is.

    Only reports with a known day count, because the others cannot be placed before or after.
    """
    figure_id, own = "judgements.same_overall", audit.inspection.grades.get("overall")
    judgements = audit.reference.get(_JUDGEMENTS)
    if own is None or judgements is None:
        return Measured(gaps={figure_id: "no overall grade" if own is None else f"{_JUDGEMENTS} not held"})
    reported = _reported(audit)
    known = reported["published_on"].notna()
    latest = _latest(reported[known], judgements[judgements["question"] == "overall"], "grade")
    base = f"forces by their latest report published by {formatting.day(audit.inspection.seen_on)}"
    base += f"; {int((~known).sum())} without a known day left out" if not known.all() else ""
    make = Maker(audit, (_INSPECTIONS, _JUDGEMENTS), "published")
    same = int((latest["grade"] == own).sum())
    grades = {str(grade): int(n) for grade, n in latest["grade"].value_counts(sort=False).items() if n}
    return make.share(figure_id, f"forces graded {own} overall", same, len(latest), base) + make.breakdown(
        "judgements.overall", grades, base
    )
