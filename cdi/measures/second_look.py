"""A second auditor's decisions beside the first's: how far they agree, and how far the rate would move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdi.measures.made_up import describe_made_up
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused
from cdi.model.extra_measure import REPORTS
from cdi.model.groups import as_cell
from cdi.model.rows import FrameRows, Where
from cdi.stats.proportions import binomial_error, wilson
from cdi.stats.raters import ac1, kappa, rogan_gladen

_AUDITED: Where = {"sample": "main", "required": True}
AGREEMENT = (
    "kappa with the error of Fleiss, Cohen and Everitt (1969), AC1 with that of Gwet (2008)",
    "the rate behind the first decisions by Rogan and Gladen (1978), the second auditor taken for right; roughly, "
    "since what was reviewed is a part of what was audited",
)
"""The methods: of the agreement, and of the rate."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number between its bounds; percent, points or a coefficient as its name says."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The records that two auditors decided on, by what the first said and then the second, of a column of yes and no.

    `apart` are those on which they differ, as (id, first, second). `audited` and `yes` count all that the first decided
    on. `alike` and the rates are in percent. Kappa is None where both used one answer throughout. `corrected` is the
    rate that the second auditor would find in all audited records, and None where that cannot be said: see `why`.
    """

    column: str
    counts: Mapping[tuple[bool, bool], int]
    apart: tuple[tuple[str, bool, bool], ...]
    unknown: int
    yes: int
    audited: int
    alike: Coefficient
    kappa: Coefficient | None
    ac1: Coefficient | None
    first: Coefficient
    corrected: Coefficient | None
    why: str
    level: float
    made_up: str

    @property
    def reviewed(self) -> int:
        """The records that both decided on."""
        return sum(self.counts.values())


def first_decisions(audit: Audit, column: str) -> dict[str, bool | None]:
    """What the audit decided of each crime of the main sample, by its id.

    Raises UsageRefused where the rows stay where they are: decisions are set side by side record by record.
    """
    if REPORTS in audit.records:
        raise UsageRefused(
            f"the rows of {REPORTS} stay where they are, so two decisions on a record cannot be set side by side here"
        )
    frame = FrameRows(audit.tables[REPORTS]).meeting(_AUDITED)
    decisions = [as_cell(each) for each in frame[column]]
    return {
        str(each): None if decision is None else bool(decision)
        for each, decision in zip(frame["crime_id"], decisions, strict=True)
    }


def look_twice(
    audit: Audit, column: str, first: Mapping[str, bool | None], second: Mapping[str, bool | None]
) -> SecondLook:
    """Compare the second decisions with the first on the same records; those with an empty one count as unknown.

    The records of `second` are among those of `first`. Raises UsageRefused where no record has both decisions.
    """
    pairs = [(each, first[each], decision) for each, decision in second.items()]
    both = [(each, one, two) for each, one, two in pairs if one is not None and two is not None]
    if not both:
        raise UsageRefused(f"second review: no record with both decisions on {column}; expected one or more")
    counts = {(one, two): 0 for one in (True, False) for two in (True, False)}
    for _, one, two in both:
        counts[one, two] += 1
    decided = [decision for decision in first.values() if decision is not None]
    yes, level = sum(decided), audit.method.level
    corrected, why = _correct(counts, yes, len(decided), level)
    return SecondLook(
        column,
        counts,
        tuple(pair for pair in both if pair[1] != pair[2]),
        len(pairs) - len(both),
        yes,
        len(decided),
        _share(counts[True, True] + counts[False, False], len(both), level),
        *_agree(counts, level),
        _share(yes, len(decided), level),
        corrected,
        why,
        level,
        describe_made_up(audit),
    )


def _share(part: int, whole: int, level: float) -> Coefficient:
    low, high = wilson(part, whole, level)
    return Coefficient(100 * part / whole, 100 * float(low), 100 * float(high))


def _agree(counts: Mapping[tuple[bool, bool], int], level: float) -> tuple[Coefficient | None, Coefficient | None]:
    table = [[counts[one, two] for two in (True, False)] for one in (True, False)]
    same = len({answer for pair, number in counts.items() if number for answer in pair}) == 1
    chance_corrected = None if same else kappa(table, level)
    agreements = (chance_corrected, ac1(table, level))
    return tuple(  # type: ignore[return-value] # two of them
        None if each is None else Coefficient(float(each.coefficient), float(each.low), float(each.high))
        for each in agreements
    )


def _correct(
    counts: Mapping[tuple[bool, bool], int], yes: int, audited: int, level: float
) -> tuple[Coefficient | None, str]:
    """The rate with the first auditor's errors taken out, in percent, and why there is none where there is none."""
    second_yes = counts[True, True] + counts[False, True]
    second_no = counts[True, False] + counts[False, False]
    if not second_yes or not second_no:
        return None, "the second auditor decided all alike, so one kind of error was not looked for"
    right_yes, right_no = counts[True, True] / second_yes, counts[False, False] / second_no
    if right_yes + right_no <= 1:
        return None, "the first decisions say nothing of the second"
    rate = rogan_gladen(
        yes / audited,
        float(binomial_error(yes, audited)),
        right_yes,
        float(binomial_error(counts[True, True], second_yes)),
        right_no,
        float(binomial_error(counts[False, False], second_no)),
        level,
    )
    return Coefficient(*(100 * float(each) for each in (rate.rate, rate.low, rate.high))), ""
