"""The force of an audit among the others: their latest published results, its range of places, the rates of its grade.

Everything is as on the day on which the audit is looked at, and of its own programme.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cdi.house_style import formatting
from cdi.measures.all_forces.comparison import ForceComparison, ForceRow, PublishedForces, latest_results
from cdi.measures.all_forces.grades import range_of_grade
from cdi.measures.all_forces.regimes import REGIMES, regime_of
from cdi.measures.all_forces.results import ForceResult
from cdi.measures.all_forces.side_by_side import shapes_of, spread_model
from cdi.measures.figures import Base, Contribution, FigureMaker
from cdi.measures.funnel import FEWEST_GROUPS
from cdi.measures.rate import Rate, Rates
from cdi.measures.registers import reports
from cdi.model.audit import Audit
from cdi.model.figure import Figure
from cdi.stats.ranks import sampled_places

_TABLES = ("inspections", "published_results", "judgements", "forces")
_SOURCES = ("inspections", "published_results of all forces")
_PLACES = ("among.compared", "among.place_low", "among.place_high")
_ENDS = ("among.lowest", "among.highest")
_GRADE = ("among.graded", "among.grade_lowest", "among.grade_highest")
_MEASURE = "rate_overall"
# What fixes the draws behind places: the same for every force, and chosen before any was made.
_SEED = 2018


def among_forces(audit: Audit, rates: Rates) -> Contribution:
    """How many others have a result, the range of places of this one, and the rates that went with its grade."""
    ids = ("among.forces", *_ENDS, *_PLACES, *_GRADE)
    comparison = other_forces(audit)
    if comparison is None:
        why = "results of other forces are not held, or are not comparable with this audit"
        return Contribution(gaps=dict.fromkeys(ids, why))
    others, own = comparison.rows, rates.now.get("overall")
    make = FigureMaker(audit, _SOURCES, "published")
    base = Base("latest results of other forces by {day}", {"day": formatting.day(comparison.as_at)})
    shown = make.number("among.forces", "other forces with a result", len(others), base, "forces")
    ends = zip(_ENDS, ("lowest", "highest"), (others[0], others[-1]), strict=True)
    stated = [
        _published(name, f"{end} result of another force, {row.name}", row.result, base) for name, end, row in ends
    ]
    return shown + Contribution(tuple(stated)) + _places(make, comparison, own) + _grade(audit, comparison)


def other_forces(audit: Audit) -> ForceComparison | None:
    """The latest results of the other forces, the lowest first; None where they are not comparable or not held.

    Only an inspection of a programme that gives rates of forces is set beside others.
    """
    programmes = {regime.programme for regime in REGIMES if regime.gives_rates}
    inspection = audit.inspection
    if not inspection.auditor.inspects or inspection.programme not in programmes:
        return None
    if any(name not in audit.reference for name in _TABLES):
        return None
    published = PublishedForces.of(audit.reference, reports(audit), _MEASURE)
    whole = latest_results(published, regime_of(inspection.programme), inspection.seen_on)
    rows = tuple(row for row in whole.rows if row.force_id != audit.force.id)
    return replace(whole, rows=rows) if rows else None


def _places(make: FigureMaker, comparison: ForceComparison, own: Rate | None) -> Contribution:
    """The range that holds the place of this rate at 95%, from the lowest, among those whose error is known."""
    units = None if own is None else _units_of(own)
    compared = comparison.compared
    if own is None or units is None:
        why = "no overall rate" if own is None else "it is not known how sure the force's own rate is"
        return Contribution(gaps=dict.fromkeys(_PLACES, why))
    if len(compared) + 1 < FEWEST_GROUPS:
        return Contribution(gaps=dict.fromkeys(_PLACES, "fewer than eight forces can be compared"))
    low, high = _range_of_places(compared, own, units)
    number = len(compared) + 1
    base = Base("places of {forces} forces, from the lowest", {"forces": formatting.count(number)})
    count = make.number(_PLACES[0], "forces whose places are compared", number, base, "forces")
    count += make.number(_PLACES[1], "lowest place that the force may have", low, base, "rank", "rank")
    return count + make.number(_PLACES[2], "highest place that the force may have", high, base, "rank", "rank")


def _range_of_places(compared: list[ForceRow], own: Rate, units: int) -> tuple[int, int]:
    sizes = [row.result.units or 0 for row in compared]
    successes = [row.result.successes or 0 for row in compared]
    n = np.array([units, *sizes], dtype=np.float64)
    k = np.array([int(formatting.half_up(own.percent / 100 * units)), *successes], dtype=np.float64)
    _, (best, last) = sampled_places(*shapes_of(k, n, spread_model(k, n)), np.random.default_rng(_SEED))
    return len(n) + 1 - int(last[0]), len(n) + 1 - int(best[0])


def _units_of(own: Rate) -> int | None:
    """The simple sample that a rate's interval is worth, at its less certain end; None where nothing gives one."""
    if own.evidence is None:
        return None
    units = min(float(own.evidence.below), float(own.evidence.above))
    return max(1, int(units)) if np.isfinite(units) else None


def _grade(audit: Audit, comparison: ForceComparison) -> Contribution:
    """The lowest and the highest rate that other inspections with the same grade had before this one."""
    scale = 5 if audit.inspection.programme.startswith("PEEL") else 4
    grade = audit.inspection.grades.get("recording" if scale == 5 else "overall")
    if grade is None:
        return Contribution(gaps=dict.fromkeys(_GRADE, "no grade for recording as a whole"))
    seen = range_of_grade(audit.reference, comparison.history, grade, scale, audit.inspection.day)
    if seen is None:
        why = f"no other inspection was graded {grade} before, on a scale of {formatting.in_words(scale)}"
        return Contribution(gaps=dict.fromkeys(_GRADE, why))
    lowest, highest, number = seen
    base = Base("inspections graded {grade} before {day}",
                {"grade": grade, "day": formatting.day(audit.inspection.day)})  # fmt: skip
    count = FigureMaker(audit, _SOURCES, "published").number(_GRADE[0], f"inspections graded {grade}", number, base)
    return count + Contribution(
        (
            _published(_GRADE[1], f"lowest rate graded {grade}", lowest, base),
            _published(_GRADE[2], f"highest rate graded {grade}", highest, base),
        )
    )


def _published(figure_id: str, label: str, result: ForceResult, base: Base) -> Figure:
    return Figure(
        id=figure_id,
        label=label,
        value=result.value,
        unit="percent",
        printed=result.printed,
        base=base.words,
        basis="published",
        sources=_SOURCES,
        role="stated",
        base_values=base.values,
        places=result.places,
    )
