"""Grades beside rates: the range of rates seen with each grade, and rates outside the range of the others.

Neither is worked out from the other: the inspectorate has published no limits, and the ranges overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cdi.house_style import formatting
from cdi.measures.all_forces.results import ForceResult, Registers
from cdi.model.auditor import GRADES

_OVERALL = {4: "overall", 5: "recording"}
"""The question that stands for crime recording as a whole: of the four grades, and of the five of a PEEL assessment."""


@dataclass(frozen=True, slots=True)
class GradedRate:
    """One inspection with its grade and its rate. `outside` is whether no other rate of its grade is so low or high."""

    result: ForceResult
    grade: str
    outside: bool


@dataclass(frozen=True, slots=True)
class GradeRange:
    """The rates seen with a grade, of a scale of so many grades: the lowest and the highest."""

    grade: str
    scale: int
    graded: tuple[GradedRate, ...]

    @property
    def name(self) -> str:
        """The grade with the number of grades on its scale: Good (of four)."""
        return f"{self.grade} (of {formatting.in_words(self.scale)})"

    @property
    def lowest(self) -> ForceResult:
        """The result with the lowest rate."""
        return min((each.result for each in self.graded), key=lambda result: (result.percent, result.inspection_id))

    @property
    def highest(self) -> ForceResult:
        """The result with the highest rate."""
        return max((each.result for each in self.graded), key=lambda result: (result.percent, result.inspection_id))


def grade_ranges(registers: Registers, history: Sequence[ForceResult]) -> list[GradeRange]:
    """The range of rates of each grade, best first, the scale of four before that of five."""
    graded = graded_results(registers, history)
    ranges = []
    for scale in (4, 5):
        for grade in GRADES:
            own = [result for result, given, of in graded if (given, of) == (grade, scale)]
            if own:
                rates = tuple(GradedRate(result, grade, is_outside(result, own)) for result in own)
                ranges.append(GradeRange(grade, scale, rates))
    return ranges


def graded_results(registers: Registers, history: Sequence[ForceResult]) -> list[tuple[ForceResult, str, int]]:
    """Each result whose inspection was graded for recording as a whole, with the grade and how many its scale has."""
    judgements = registers["judgements"].to_dict("records")
    grades = {(str(row["inspection_id"]), str(row["question"])): str(row["grade"]) for row in judgements}
    pairs = []
    for result in history:
        scale = 5 if result.programme.startswith("PEEL") else 4
        grade = grades.get((result.inspection_id, _OVERALL[scale]))
        if grade is not None:
            pairs.append((result, grade, scale))
    return pairs


def is_outside(result: ForceResult, others: Sequence[ForceResult]) -> bool:
    """Whether a rate lies outside the range of the other inspections with its grade; no where there are none."""
    rates = [other.percent for other in others if other.inspection_id != result.inspection_id]
    return bool(rates) and not min(rates) <= result.percent <= max(rates)


def range_of_grade(
    registers: Registers, history: Sequence[ForceResult], grade: str, scale: int, before: date
) -> tuple[ForceResult, ForceResult, int] | None:
    """The lowest and the highest result with a grade that was out before a day, and how many there are."""
    own = [
        result
        for result, given, of in graded_results(registers, history)
        if (given, of) == (grade, scale) and result.when < before
    ]
    if not own:
        return None
    by_rate = sorted(own, key=lambda result: (result.percent, result.inspection_id))
    return by_rate[0], by_rate[-1], len(own)
