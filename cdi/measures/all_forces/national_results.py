"""Everything that the page on all forces shows, measured once: the comparison and all that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cdi.measures.all_forces.averages import AverageOnDay, PublishedAverage, averages_over_time, published_averages
from cdi.measures.all_forces.changes import ForceChange, changes_of
from cdi.measures.all_forces.comparison import ForceComparison, compare_forces, counted_units
from cdi.measures.all_forces.coverage import ROUNDS, ComparisonCoverage, check_coverage
from cdi.measures.all_forces.grades import GradeRange, grade_ranges
from cdi.measures.all_forces.results import Registers
from cdi.measures.all_forces.ties import Tie, ties


@dataclass(frozen=True, slots=True)
class NationalResults:
    """The comparison of all forces with all that a page says beside it.

    `averages` are ours over time, `published` those of others with ours on their day; `coverage` is None where too few
    forces stand side by side.
    """

    comparison: ForceComparison
    averages: tuple[AverageOnDay, ...]
    published: tuple[PublishedAverage, ...]
    changes: tuple[ForceChange, ...]
    grades: tuple[GradeRange, ...]
    ties: tuple[Tie, ...]
    coverage: ComparisonCoverage | None


def measure_all_forces(
    registers: Registers, measure: str, programme: str, as_at: date, seed: int, rounds: int = ROUNDS
) -> NationalResults:
    """Compare all forces by a measure, in one programme, as on a day; `seed` fixes the draws, of so many `rounds`.

    Raises UsageRefused as `compare_forces` does.
    """
    comparison = compare_forces(registers, measure, programme, as_at, seed)
    own = [result for result in comparison.history if result.programme == programme]
    together = comparison.side_by_side is not None
    return NationalResults(
        comparison=comparison,
        averages=tuple(averages_over_time(own)),
        published=tuple(published_averages(registers, measure, programme, as_at, own)),
        changes=tuple(changes_of(comparison.history)),
        grades=tuple(grade_ranges(registers, comparison.history)),
        ties=tuple(ties(registers)),
        coverage=check_coverage(counted_units(comparison.rows), seed, rounds) if together else None,
    )
