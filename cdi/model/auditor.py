"""Who audited: the kinds of audit, the inspectorate's name on a day, and the words that follow from both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal["inspection", "re-inspection", "thematic", "PEEL", "internal audit", "peer review", "joint audit"]
KINDS_OF_INSPECTION = ("inspection", "re-inspection", "thematic", "PEEL")
"""The kinds that the inspectorate does; the others are a force's own, its peers', or several bodies' together."""
Grade = Literal["Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate"]
Question = Literal["overall", "effectiveness", "efficiency", "leadership", "recording"]
QUESTIONS: tuple[str, ...] = get_args(Question)
"""What is graded; "recording" is the question of a PEEL assessment on recording data about crime."""
GRADES: tuple[str, ...] = get_args(Grade)
"""Best first. Adequate is given by PEEL assessments alone, from 2021 on."""
_FOUR_GRADES = tuple(grade for grade in GRADES if grade != "Adequate")

# HMIC became HMICFRS on 19 July 2017, when it took on fire and rescue services; the sovereign changed on 8 September
# 2022. Both from general knowledge of the public record.
_INSPECTORATES = (
    (date(2022, 9, 8), "HMICFRS", "His Majesty's Inspectorate of Constabulary and Fire & Rescue Services"),
    (date(2017, 7, 19), "HMICFRS", "Her Majesty's Inspectorate of Constabulary and Fire & Rescue Services"),
    (date.min, "HMIC", "Her Majesty's Inspectorate of Constabulary"),
)


# What an audit that is not the inspectorate's did, how it states a rate, and where its report is.
_OTHERS = ("examined", "found", "held by the force")


@dataclass(frozen=True, slots=True)
class Auditor:
    """Who audited, in the words that documents use.

    `name` begins or continues a sentence, with the verb `did` ("HMICFRS inspected", "the joint audit examined") or
    `finds` ("estimates", "found"). `full_name` is the same at first mention, `the` a second mention, `people` those who
    did the work. `exercise` is what they did: "re-inspection", "internal audit"; `of_force` the same as seen from the
    force: "the HMICFRS re-inspection", "its own audit". `where` says where the report is. `inspects` is whether it is
    the inspectorate, which alone grades forces and whose rates the national average is made of.
    """

    name: str
    full_name: str
    the: str
    people: str
    exercise: str
    of_force: str
    did: str
    finds: str
    where: str
    inspects: bool


def name_inspectorate(day: date) -> tuple[str, str]:
    """The inspectorate's short and full name on a day: HMIC until 18 July 2017, HMICFRS from 19 July 2017."""
    return next((short, full) for first, short, full in _INSPECTORATES if day >= first)


def name_auditor(kind: Kind, day: date, *, has_day: bool = True) -> Auditor:
    """Who did an audit of that kind whose report came out on that day.

    Where only the year is known and the inspectorate was renamed in it, the short name stands alone.
    """
    match kind:
        case "internal audit":
            own = "the force's own audit"
            return Auditor(own, own, own, "the auditors", kind, "its own audit", *_OTHERS, inspects=False)
        case "peer review" | "joint audit":
            people = "the reviewers" if kind == "peer review" else "the auditors"
            the = f"the {kind}"
            return Auditor(the, the, the, people, kind, the, *_OTHERS, inspects=False)
    short, full = name_inspectorate(day)
    named = has_day or name_inspectorate(day.replace(month=1, day=1)) == (short, full)
    exercise = {"thematic": "thematic inspection", "PEEL": "PEEL assessment"}.get(kind, kind)
    return Auditor(
        name=short,
        full_name=f"{full} ({short})" if named else short,
        the="the inspectorate",
        people="inspectors",
        exercise=exercise,
        of_force=f"the {short} {exercise}",
        did="inspected",
        finds="estimates",
        where="on the inspectorate's web site",
        inspects=True,
    )


def grades_of(kind: Kind) -> tuple[str, ...]:
    """The grades that an audit of that kind can give: five in PEEL, four in other inspections, else none."""
    if kind == "PEEL":
        return GRADES
    return _FOUR_GRADES if kind in KINDS_OF_INSPECTION else ()
