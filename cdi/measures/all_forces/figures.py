"""The comparison of all forces as figures: every number that a page may print of it, with its base and its sources."""

from __future__ import annotations

from cdi.house_style import formatting
from cdi.measures.all_forces.averages import AverageOnDay
from cdi.measures.all_forces.comparison import ForceComparison, ForceRow
from cdi.measures.all_forces.coverage import ComparisonCoverage
from cdi.measures.all_forces.national_results import NationalResults
from cdi.measures.all_forces.side_by_side import SideBySide
from cdi.measures.all_forces.standing_figures import StandingFigures
from cdi.measures.figures import Base, Contribution, as_base, combine
from cdi.model.figure import Control, Figure, Figures, Interval, Role, Unit

_RESULTS = ("published_results", "inspections")
_FEW = "fewer than eight forces have a result whose error is known, too few to set side by side"
_OF_COVERAGE = (
    "coverage.inside_95", "coverage.inside_998", "coverage.wide_95", "coverage.wide_998", "coverage.tables",
    "coverage.place",
)  # fmt: skip
"""The figures of simulation, which need enough forces side by side."""


def measure_forces(results: NationalResults) -> Figures:
    """The figures of the page on all forces, with the reasons for those that cannot be had."""
    comparison = results.comparison
    parts = {
        "The forces compared": [_who(comparison), _ends(comparison), *_side_by_side(comparison.side_by_side)],
        "National averages": [_averages(results)],
        "Change between inspections": [_changes(results)],
        "Grades beside rates": [_grades(results)],
        "Arithmetic of published numbers": [_ties(results)],
        "What simulation shows": [_coverage(results.coverage)],
    }
    subjects = {name: combine(part) for name, part in parts.items()}
    whole = combine(subjects.values())
    by_subject = {
        figure_id: name
        for name, part in subjects.items()
        for figure_id in (*(figure.id for figure in part.figures), *part.gaps)
    }
    # What the inspectorate published of forces holds no small numbers of people that are not public.
    return Figures.of(list(whole.figures), whole.gaps, whole.cures, by_subject, Control(0))


def _who(comparison: ForceComparison) -> Contribution:
    """How many forces have a result, are compared, or are set apart, and why."""
    of = Base("latest results of forces in the {regime}", {"regime": comparison.regime.label})
    later = sum(row.later is not None for row in comparison.rows)
    return combine(
        [
            _count("forces.shown", "forces with a result", len(comparison.rows), of, "forces"),
            _count("forces.missing", "forces without a result", len(comparison.missing), of, "forces"),
            _count("forces.compared", "forces compared", len(comparison.compared), of, "forces"),
            _count("forces.bands", "forces whose result is a band", len(comparison.apart("a band")), of, "forces"),
            _count("forces.no_size", "forces whose error is unknown", len(comparison.apart("no size")), of, "forces"),
            _count("forces.short", "forces audited for a short period", len(comparison.apart("short period")), of,
                   "forces"),
            _count("forces.superseded", "forces with a later report that gives no such result", later, of, "forces"),
        ]
    )  # fmt: skip


def _ends(comparison: ForceComparison) -> Contribution:
    """The lowest and the highest of all results, as they were published."""
    if not comparison.rows:
        return Contribution(gaps=dict.fromkeys(("forces.lowest", "forces.highest"), "no force has a result"))
    return _own("forces.lowest", comparison.rows[0]) + _own("forces.highest", comparison.rows[-1])


def _own(figure_id: str, row: ForceRow) -> Contribution:
    """The published result of one force; one that is not a point is printed with its word, and has no interval."""
    result, interval = row.result, None
    if result.interval is not None and result.half_width is not None:
        interval = Interval(
            *result.interval, float(result.half_width), 0.95, "published", formatting.places(result.half_width)
        )
    base = Base("as published for {force}", {"force": row.name})
    figure = Figure(
        id=figure_id,
        label=f"{row.name}: latest result",
        value=result.value,
        unit="percent",
        printed=result.printed,
        base=base.words,
        basis="published",
        sources=_RESULTS,
        interval=interval,
        role="stated",
        base_values=base.values,
        places=result.places,
    )
    return Contribution((figure,))


def _side_by_side(table: SideBySide | None) -> list[Contribution]:
    """The rate of all together, who differs from it, by how much they differ, and how wide places are."""
    standing = StandingFigures("forces", "forces", "forces", "published", _RESULTS)
    if table is None:
        return [Contribution(gaps=dict.fromkeys(("forces.average", *standing.ids), _FEW))]
    of = Base("forces compared, {forces} in all", {"forces": formatting.count(len(table.standings))})
    together = _percent("forces.average", "rate of the forces compared together", table.centre, of, "average")
    return [together, standing.describe(table, of)]


def _averages(results: NationalResults) -> Contribution:
    """The newest averages of ours, and how many published ones ours come to."""
    ids = ("averages.latest", "averages.first", "averages.weighted", "averages.weighed", "averages.published",
           "averages.tied")  # fmt: skip
    if not results.averages:
        return Contribution(gaps=dict.fromkeys(ids, "no force has a result"))
    newest: AverageOnDay = results.averages[-1]
    of = Base("reports out on {day}, of {forces} forces",
              {"day": formatting.day(newest.day), "forces": formatting.count(newest.forces)})  # fmt: skip
    weighed = Contribution(gaps={ids[2]: "no yearly estimate of unrecorded crime gives a force its weight"})
    if newest.weighted is not None:
        weighed = _percent(ids[2], "mean weighted by reported crime", newest.weighted, of, "average")
    given = "averages that others give, up to the day of the page"
    return combine(
        [
            _percent(ids[0], "plain mean of the latest results", newest.latest, of, "average"),
            _percent(ids[1], "plain mean of the first results", newest.first, of, "average"),
            weighed,
            _count(ids[3], "forces with a weight", newest.weighed, of, "forces"),
            _count(ids[4], "published averages", len(results.published), given),
            _count(ids[5], "published averages that ours come to", sum(bool(p.ties_with) for p in results.published),
                   given),
        ]
    )  # fmt: skip


def _changes(results: NationalResults) -> Contribution:
    changes = results.changes
    tested = [change for change in changes if change.conclusion is not None]
    of = "changes between successive inspections of a force"
    return combine(
        [
            _count("changes.all", "changes between inspections", len(changes), of),
            _count("changes.tested", "changes that could be tested", len(tested), of),
            _count("changes.rise", "tested changes that are a rise", sum(c.conclusion == "rise" for c in tested), of),
            _count("changes.fall", "tested changes that are a fall", sum(c.conclusion == "fall" for c in tested), of),
        ]
    )


def _grades(results: NationalResults) -> Contribution:
    graded = [each for grades in results.grades for each in grades.graded]
    of = "inspections with a grade for recording and a result"
    outside = sum(each.outside for each in graded)
    return _count("grades.graded", "inspections graded", len(graded), of) + _count(
        "grades.outside", "inspections outside the range of the others with their grade", outside, of
    )


def _ties(results: NationalResults) -> Contribution:
    of = "checks of the published numbers of all inspections"
    inspections = {tie.inspection_id for tie in results.ties}
    return combine(
        [
            _count("ties.checks", "checks made", len(results.ties), of),
            _count("ties.inspections", "inspections that can be checked", len(inspections), of),
            _count("ties.failed", "checks that do not hold", sum(not tie.holds for tie in results.ties), of),
        ]
    )


def _coverage(coverage: ComparisonCoverage | None) -> Contribution:
    if coverage is None:
        return Contribution(gaps=dict.fromkeys(_OF_COVERAGE, _FEW))
    rounds = formatting.count(coverage.rounds)
    of = Base("{rounds} simulated tables of {units} forces, with the sizes that theirs have",
              {"rounds": rounds, "units": formatting.count(coverage.units)})  # fmt: skip
    (inner, outer), (wide_inner, wide_outer) = coverage.inside.values(), coverage.inside_wide.values()
    shares = {
        "inside_95": ("forces of one rate inside the inner limits", inner),
        "inside_998": ("forces of one rate inside the outer limits", outer),
        "wide_95": ("forces that differ inside the inner limits with the spread added", wide_inner),
        "wide_998": ("forces that differ inside the outer limits with the spread added", wide_outer),
        "tables": ("tables of one rate in which any force is called different", coverage.false_tables),
        "place": ("ranges that hold the true place", coverage.place),
    }
    percents = [_percent(f"coverage.{name}", label, share, of, "number") for name, (label, share) in shares.items()]
    return combine([*percents, _count("coverage.rounds", "simulated tables", coverage.rounds, of)])


def _count(figure_id: str, label: str, value: int, base: str | Base, unit: Unit = "count") -> Contribution:
    written = as_base(base)
    figure = Figure(
        id=figure_id,
        label=label,
        value=value,
        unit=unit,
        printed=formatting.count(value),
        base=written.words,
        basis="published",
        sources=_RESULTS,
        base_values=written.values,
    )
    return Contribution((figure,))


def _percent(figure_id: str, label: str, value: float, base: Base, role: Role) -> Contribution:
    figure = Figure(
        id=figure_id,
        label=label,
        value=value,
        unit="percent",
        printed=formatting.percent(value),
        base=base.words,
        basis="published",
        sources=_RESULTS,
        role=role,
        base_values=base.values,
    )
    return Contribution((figure,))
