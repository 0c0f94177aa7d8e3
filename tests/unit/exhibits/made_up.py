"""Made-up groups, months and forces, chosen so that each way of drawing and of wording them occurs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise

from cdi.measures.all_forces.comparison import ForceComparison, compare_forces
from cdi.measures.all_forces.side_by_side import CountedUnit, SideBySide, set_side_by_side
from cdi.measures.cuts import Counts, Cut
from cdi.measures.finding_rules import Finding
from cdi.measures.group_rates import GroupRate, RatesOfGroups
from cdi.measures.group_tests import RestTest
from cdi.measures.monthly import LevelChange, LevelChanges, MonthByMonth
from cdi.measures.questions import SampleQuestion
from cdi.measures.second_look import Coefficient, SecondLook
from cdi.measures.waiting import Wait, Waits
from cdi.model.groups import Cells
from cdi.stats.durations import curve_of_counts
from tests.unit.measures.test_all_forces import LATER, REGISTERS

WARNING = "Made-up rows: a pattern in them means nothing."
ASKED = SampleQuestion("recorded", "audit_reports", {}, {}, "audited crimes", "recorded", by_design=True)
LONG = "A name of a group that is longer than any sheet has room for beside it"
NOTHING_SAID = Finding("rest", "not shown", "not shown to differ", "r")


def cut_of(
    by: tuple[str, ...], groups: Mapping[Cells, tuple[int, ...]], *, made_up: str = "", unplaced: int = 0
) -> Cut:
    """A cut whose groups have so many of so many, and of so many more it is not known."""
    counts = {cells: {"": Counts(*numbers)} for cells, numbers in groups.items()}
    where = {"domestic_abuse": True} if unplaced else {}
    return Cut(ASKED, by, where, counts, {}, Counts(1, unplaced), unplaced, {}, made_up)


def rates_of(cut: Cut, refused: Mapping[Cells, str] | None = None, **more: object) -> RatesOfGroups:
    """A rate for each group of a cut, but a fraction only for those refused; each is tested against the rest."""
    rows = []
    for cells in cut.groups:
        counts, why = cut.counts(cells), (refused or {}).get(cells)
        share = 100 * counts.yes / counts.of if counts.of else None
        low, high = (None, None) if share is None else (share - 4.5, share + 3.25)
        rest = RestTest(2.5, 0.04, "a test") if len(cut.groups) > 1 else None
        rows.append(
            GroupRate(
                cells, counts, None if why else share, low, high, "a method", why, rest, rest and NOTHING_SAID
            )
        )  # fmt: skip
    return RatesOfGroups(cut, tuple(rows), 0.9, "with {count} groups one may lie apart by chance", **more)  # type: ignore[arg-type]


# Of all teams together 85 in 100 are recorded. Ten lie apart on both sides, of which two by less than the outer limits.
TEAMS: dict[Cells, tuple[int, ...]] = {
    **{(f"Team {n}",): (85 + n % 3, 100) for n in range(12)},
    **{(f"Low {n} {LONG}",): (30 + 4 * n, 90 + n) for n in range(5)},
    **{(f"High {n}",): (700 + n, 700 + 2 * n) for n in range(5)},
    ("Nobody",): (0, 0),
    ("Small",): (2, 3),
}
KINDS: dict[Cells, tuple[int, ...]] = {
    (None,): (400, 500, 3), ("theft",): (1, 2), (LONG,): (28, 29), ("arson",): (30, 30), ("fraud",): (0, 31),
    ("nothing known",): (0, 0, 4),
}  # fmt: skip
MANY_KINDS: dict[Cells, tuple[int, ...]] = {(f"offence {n}",): (n, 2 * n + 30) for n in range(33)}
TWO: dict[Cells, tuple[int, ...]] = {
    ("officer", True): (20, 40), ("officer", False): (1200, 1300), ("nrm", True): (3, 4), ("crime_bureau", False): (90, 91)
}  # fmt: skip
MANY_ACROSS: dict[Cells, tuple[int, ...]] = {
    (kind, route): ((kind == "assault with injury" and 30) or 50 + at, 70 + at)
    for kind in ("assault with injury", "theft", "robbery of a person", "arson", "fraud", "burglary")
    for at, route in enumerate(("officer", "nrm", "crime_bureau", "control_room", "other"))
}
TOO_MANY_ACROSS: dict[Cells, tuple[int, ...]] = {
    (f"offence {kind}", f"reason {reason}"): (kind + reason, 40) for kind in range(8) for reason in range(8)
}
YEAR = (*range(202401, 202413), *range(202502, 202504))
MONTHS: dict[Cells, tuple[int, ...]] = {(month,): (70 + 2 * at, 100) for at, month in enumerate(YEAR)}


def months_of(counts: Mapping[Cells, tuple[int, ...]], made_up: str = "") -> MonthByMonth:
    """The months in which something is known; January 2025 is empty, and so is what has no counts."""
    cut = cut_of(("month",), counts, made_up=made_up)
    known = {int(str(cells[0])): cut.counts(cells) for cells in counts if cut.counts(cells).of}
    return MonthByMonth(cut, tuple(known), tuple(known.values()), (202501,))


UP_AND_DOWN = [80, 81, 79, 80, 82, 80, 60, 61, 80, 99, 99, 98, 80, 80]
UNSTEADY: dict[Cells, tuple[int, ...]] = {(month,): (yes, 100) for month, yes in zip(YEAR, UP_AND_DOWN, strict=True)}
ALL_RECORDED: dict[Cells, tuple[int, ...]] = {(month,): (99 + at % 2, 100) for at, month in enumerate(YEAR[:7])}


def level_changes(made_up: str = "") -> LevelChanges:
    """Two changes, one of a single month and one that may have been any of three."""
    series = months_of(UNSTEADY, made_up)
    fell = Finding("levels", "fall", "a statistically significant fall", "r")
    rose = Finding("levels", "rise", "a statistically significant rise", "r")
    stretches = [sum(series.counts[start:end], Counts()) for start, end in ((0, 6), (6, 9), (9, 14))]
    return LevelChanges(
        series,
        (
            LevelChange(202407, 202407, 202407, stretches[0], stretches[1], -13.25, 0.0004, fell),
            LevelChange(202410, 202409, 202411, stretches[1], stretches[2], 24.2, 0.0213, rose),
        ),
        0.05,
    )


HOURS = (6.0, 12.0, 24.0, 48.0, 72.0, 96.0, 120.0, 144.0, 168.0)


def wait(values: Cells, within: tuple[int, ...], never: int, later: int = 0) -> Wait:
    """A group of which so many were recorded within each of the hours, `later` ones after all of them."""
    timed = (within[-1] if within else 0) + later
    happened = [after - before for before, after in pairwise((0, *within))]
    curve = curve_of_counts(HOURS, happened, [0] * len(HOURS), timed + never, 0.9) if within else None
    return Wait(values, within or (0,) * len(HOURS), timed, never, 1, curve)


def waits_of(by: tuple[str, ...], *groups: Wait, limits: tuple[float, ...] = (24.0,), made_up: str = "") -> Waits:
    """The waits of groups, with crimes that are in none."""
    return Waits(by, {"domestic_abuse": True}, HOURS, limits, groups, 3, 2, 0.9, made_up)


SLOW = (0, 10, 20, 30, 40, 50, 60, 70, 80)
FAST = (50, 60, 70, 70, 75, 75, 75, 75, 76)


def decided_twice(*, sure: bool, made_up: str = "") -> SecondLook:
    """What two auditors decided; where the second's rate cannot be said, neither can how far they agree."""
    coefficient = Coefficient(0.625, 0.4375, 0.8125) if sure else None
    rate = Coefficient(82.25, 80.1, 84.4)
    counts = {(True, True): 1200, (True, False): 7, (False, True): 2, (False, False): 30}
    apart = (("r1", True, False), ("r2", False, True))
    return SecondLook(
        "recorded", counts, apart, 0 if sure else 4, 1400, 1600, Coefficient(99.3, 98.7, 99.6), coefficient, coefficient,
        Coefficient(87.5, 85.8, 89.1), rate if sure else None, "" if sure else "too few were looked at twice", 0.9, made_up,
    )  # fmt: skip


@cache
def few_forces() -> ForceComparison:
    """Five forces, of which two are a band and one is set apart."""
    return compare_forces(REGISTERS, "rate_overall", "CDI-rolling", LATER, seed=1)


def units_of(*extra: CountedUnit, alike: int = 8) -> SideBySide:
    """Units of about 900 in 1,000 each, and others."""
    units = [CountedUnit(f"u{n}", f"Unit {n}", 900 + n, 1000 + n) for n in range(alike)]
    together = set_side_by_side([*extra, *units], 1, draws=200)
    assert together is not None
    return together


@cache
def apart_units() -> SideBySide:
    """Two far below, whose names would lie on one another, one that is large, and many that are alike."""
    return units_of(
        CountedUnit("low", LONG, 500, 1000), CountedUnit("lower", "Lower", 505, 1040),
        CountedUnit("large", "A large one of a long name", 2950, 3000), CountedUnit("small", "Small", 20, 40), alike=16,
    )  # fmt: skip


AVERAGE_DAYS = (date(2016, 8, 25), date(2017, 6, 15), date(2017, 9, 7), date(2018, 4, 10))
