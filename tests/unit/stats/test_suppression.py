"""Secondary suppression: what a reader can work out of a table, and what goes unsaid so that it is no more than that.

Expected ranges are Fréchet's bounds of a 2 × 2 table, or come from trying all tables one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress, product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cdi.stats.reader
from cdi.stats.fitting_counts import Sums
from cdi.stats.inputs import Floats
from cdi.stats.suppression import HiddenSum, PrintedSum, Release, Suppression, furthest, suppress
from tests.thin import thin


@pytest.fixture(autouse=True, scope="module", params=[0, 200], ids=["limits first", "whole numbers at once"])
def both_ways(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tables as small as these would otherwise be worked out one way alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cdi.stats.reader, "_BRIEF", request.param)
        yield


Table = Sequence[Sequence[int]]
Cell = tuple[int, int]


def printed_sums(table: Table) -> Iterator[PrintedSum]:
    """Every cell in a group of its own, named c and its place, and the margins, which are always printed."""
    numbers = np.array(table)
    for place, number in np.ndenumerate(numbers):
        parts = np.zeros(numbers.shape)
        parts[place] = 1
        yield PrintedSum(parts.ravel(), number, name(place))
    for axis in (0, 1):
        for line, total in enumerate(numbers.sum(axis=1 - axis)):
            parts = np.zeros(numbers.shape)
            parts[(line, slice(None)) if axis == 0 else (slice(None), line)] = 1
            yield PrintedSum(parts.ravel(), total, "margins")


def name(cell: Sequence[int]) -> str:
    return f"c{cell[0]}{cell[1]}"


def release(table: Table, hidden: Iterable[Cell], width: float = 4) -> Release:
    sums = {each.group: each for each in printed_sums(table)}
    names = [name(cell) for cell in hidden]
    return Release(
        [each for each in printed_sums(table) if each.group not in names],
        [HiddenSum(sums[each].parts, sums[each].total, each) for each in names],
        width,
        {each: 1.0 for each in sums if each != "margins"},
    )


def left_of(table: Table, cell: Cell, unsaid: Iterable[str]) -> tuple[float, float]:
    silent = {*unsaid}
    (target,) = release(table, [cell]).hidden
    return range_of(target.parts, [each for each in printed_sums(table) if each.group not in silent])


def range_of(parts: Floats, printed: Sequence[PrintedSum], limits: Floats | None = None) -> tuple[float, float]:
    low, high = (furthest(parts, printed, limits, sign)[0] for sign in (-1, 1))
    return 0 - low, high


SMALL = [[3, 6, 8], [7, 9, 12], [10, 4, 20]]


def test_a_single_hidden_cell_follows_from_its_margins() -> None:
    assert left_of(SMALL, (0, 0), ["c00"]) == (3, 3)


def test_of_four_hidden_cells_the_range_is_that_of_frechet() -> None:
    table, unsaid = [[20, 50, 10], [8, 19, 22], [17, 32, 12]], ["c10", "c12", "c20", "c22"]
    row, column, whole = 8 + 22, 22 + 12, 8 + 22 + 17 + 12
    assert left_of(table, (1, 2), unsaid) == (max(0, row + column - whole), min(row, column)) == (5, 30)


@pytest.mark.slow
def test_the_cheapest_cells_that_protect_are_chosen() -> None:
    answer = suppress(release(SMALL, [(0, 0), (2, 1)]))
    assert (answer.secondary, answer.exposed) == (("c01", "c20"), ())
    assert left_of(SMALL, (0, 0), ["c00", "c21", *answer.secondary]) == (0, 9)
    assert left_of(SMALL, (2, 1), ["c00", "c21", *answer.secondary]) == (1, 10)


@pytest.mark.slow
def test_what_costs_more_is_spared() -> None:
    dear = release(SMALL, [(0, 0), (2, 1)])
    costs = {**dear.costs, "c01": 9.0}
    answer = suppress(Release(dear.printed, dear.hidden, dear.width, costs))
    assert "c01" not in answer.secondary
    assert answer.exposed == ()


def test_what_no_silence_protects_is_said() -> None:
    table = [[3, 6], [7, 9]]
    bare = release(table, [(0, 0)])
    answer = suppress(Release(bare.printed, bare.hidden, bare.width, {}))
    assert answer.secondary == ()
    assert [each.group for each in answer.certain] == [each.group for each in answer.exposed] == ["c00"]


def test_what_is_part_of_a_small_whole_has_the_range_that_the_whole_allows() -> None:
    """One of three: from 0 to 3 is as wide as it can be, and it is kept as wide."""
    table = [[1, 2], [9, 9]]
    answer = suppress(release(table, [(0, 0)]))
    assert ([each.group for each in answer.exposed], answer.certain) == (["c00"], ())
    assert answer.secondary == ("c01", "c10", "c11")
    assert left_of(table, (0, 0), ["c00", *answer.secondary]) == (0, 3)


def test_what_the_solver_finds_no_way_for_is_said() -> None:
    """A printed sum would have to move by 400, and no printed sum is moved by more than 20 times the width."""
    parts = np.array([1.0, 0.0])
    printed = [PrintedSum(np.array([100.0, 1.0]), 900.0, "much")]
    target = HiddenSum(parts, 9.0, "small")
    answer = suppress(Release(printed, [target], 4, {"much": 1.0}, np.array([[0.0, 1.0]])))
    assert (answer.exposed, answer.certain) == ((target,), (target,))


def test_a_silence_that_helps_in_fractions_alone_is_not_chosen() -> None:
    """2 a + 3 b = 7 holds of 2 and 1 alone, though a might be 3 and a half if it were no count; a + b = 3 of 3 and 0 too."""
    printed = [PrintedSum(np.array([2.0, 3.0]), 7, "dear"), PrintedSum(np.array([1.0, 1.0]), 3, "cheap")]
    target = HiddenSum(np.array([1.0, 0.0]), 2, "small")
    assert suppress(Release(printed, [target], 1, {"dear": 5.0, "cheap": 1.0})) == Suppression(("dear",), ())


def test_a_sum_without_end_needs_one_silence() -> None:
    printed = [PrintedSum(np.array([1.0, 1.0]), 3, "together")]
    target = HiddenSum(np.array([1.0, 0.0]), 2, "small")
    assert suppress(Release(printed, [target], 4, {"together": 1.0})).secondary == ("together",)


def test_what_nothing_printed_bounds_is_safe() -> None:
    assert suppress(Release([], [HiddenSum(ONE, 3, "small")], 4, {})) == Suppression((), ())
    assert suppress(Release([], [], 4, {})) == Suppression((), ())


def test_a_sum_that_nothing_bounds_has_no_end() -> None:
    assert range_of(np.array([1.0, 0.0]), []) == (0, np.inf)


def test_different_values_are_no_more_than_their_rows() -> None:
    rows = PrintedSum(np.array([1.0, 0.0]), 3, "rows")
    assert range_of(np.array([0.0, 1.0]), [rows], np.array([[-1.0, 1.0]])) == (0, 3)


def test_totals_that_contradict_each_other_are_refused() -> None:
    one, other = (PrintedSum(np.array([1.0]), total, "cell") for total in (3, 4))
    with pytest.raises(ValueError, match="no whole numbers fit"):
        range_of(np.array([1.0]), [one, other])


ONE, NAN = np.array([1.0]), float("nan")


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"width": NAN}, "width nan"),
        ({"width": -1.0}, "width -1"),
        ({"costs": {"cell": NAN}}, "cost nan"),
        ({"hidden": [HiddenSum(ONE, NAN, "small")]}, "hidden total nan"),
        ({"hidden": [HiddenSum(np.array([NAN]), 3, "small")]}, "hidden parts nan"),
        ({"printed": [PrintedSum(np.array([1.0, 1.0]), 3, "cell")]}, r"printed sum with parts of shape \(2,\)"),
        ({"limits": np.array([[1.0, 1.0]])}, r"limits of shape \(1, 2\)"),
    ],
)
def test_a_release_that_would_pass_for_safe_unread_is_refused(odd: dict[str, Any], words: str) -> None:
    sound = Release([PrintedSum(ONE, 3, "cell")], [HiddenSum(ONE, 3, "small")], 4, {"cell": 1.0})
    assert suppress(sound).secondary == ("cell",)
    with pytest.raises(ValueError, match=f"^{words}: expected"):
        suppress(replace(sound, **odd))


def test_a_range_just_as_wide_as_asked_for_protects_and_a_narrower_one_does_not() -> None:
    ones, cells = [[1, 1], [1, 1]], [*np.ndindex(2, 2)]  # of which each may be 0, 1 or 2
    assert suppress(release(ones, cells, width=2)).exposed == ()
    assert {each.group for each in suppress(release(ones, cells, width=3)).exposed} == {*map(name, cells)}


def try_examples(examples: int, promise: Callable[..., None], *tried: st.SearchStrategy[Any]) -> None:
    """Hold a promise to so many examples, the same ones each time."""

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(st.tuples(*tried))
    def hold(example: tuple[Any, ...]) -> None:
        promise(*example)

    hold()


def tables_with(margins: tuple[Sequence[int], Sequence[int]], shown: dict[Cell, int]) -> Iterator[np.ndarray]:
    """Every table of two rows with these margins and these cells: the attacker's own search."""
    (top, bottom), columns = margins
    for first in product(*(range(total + 1) for total in columns)):
        second = [total - cell for total, cell in zip(columns, first, strict=True)]
        table = np.array([first, second])
        if sum(first) == top and sum(second) == bottom and all(table[cell] == n for cell, n in shown.items()):
            yield table


def ranges_and_protection_are_those_of_trying_every_table(numbers: list[int], chosen: set[int]) -> None:
    table = np.array(numbers).reshape(2, 3)
    margins = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    hidden = [(place // 3, place % 3) for place in sorted(chosen)]

    def tried(unsaid: Iterable[str], cell: Cell) -> tuple[int, int]:
        shown = {place: int(n) for place, n in np.ndenumerate(table) if name(place) not in {*unsaid}}
        values = [each[cell] for each in tables_with(margins, shown)]
        return min(values), max(values)

    for cell in hidden:
        assert left_of(table.tolist(), cell, map(name, hidden)) == tried([*map(name, hidden)], cell)
    answer = suppress(release(table.tolist(), hidden, width=2))
    exposed = {each.group for each in answer.exposed}
    unsaid = [*map(name, hidden), *answer.secondary]
    for cell in hidden:
        low, high = tried(unsaid, cell)
        assert bool(high - low >= 2) == (name(cell) not in exposed)
        # A cell that stays exposed would be exposed if every cell were hidden, and is so no more than then.
        everything = [name(place) for place, _ in np.ndenumerate(table)]
        assert name(cell) not in exposed or high - low == np.ptp(tried(everything, cell)) < 2
        assert bool(high == low) == (name(cell) in {each.group for each in answer.certain})


@pytest.mark.slow
@pytest.mark.parametrize("examples", thin((5, 12, 25), keep=1))
def test_ranges_and_protection_are_those_of_trying_every_table(examples: int) -> None:
    try_examples(
        examples,
        ranges_and_protection_are_those_of_trying_every_table,
        st.lists(st.integers(0, 8), min_size=6, max_size=6),
        st.sets(st.integers(0, 5), min_size=1, max_size=5),
    )


def no_cheaper_silence_lets_a_sum_rise_as_far(numbers: list[int], chosen: int, prices: list[int]) -> None:
    table, cell = np.array(numbers).reshape(2, 3), (chosen // 3, chosen % 3)
    everything = [*tables_with((table.sum(axis=1).tolist(), table.sum(axis=0).tolist()), {})]
    others = [each for each in np.ndindex(2, 3) if each != cell]
    costs = dict(zip(map(name, np.ndindex(2, 3)), prices, strict=True))

    def rises(silent: Iterable[Cell]) -> bool:
        shown = {*others} - {*silent}
        return any(
            each[cell] >= table[cell] + 2 and all(each[one] == table[one] for one in shown) for each in everything
        )

    assume(rises(others))
    silences = [[*compress(others, marks)] for marks in product((0, 1), repeat=5)]
    least = min(sum(costs[name(each)] for each in silent) for silent in silences if rises(silent))
    answer = suppress(replace(release(table.tolist(), [cell], width=2), costs=costs))
    assert answer.exposed == ()
    assert sum(costs[each] for each in answer.secondary) <= least


@pytest.mark.slow
@pytest.mark.parametrize("examples", thin((5, 12, 25), keep=1))
def test_no_cheaper_silence_lets_a_sum_rise_as_far(examples: int) -> None:
    try_examples(
        examples,
        no_cheaper_silence_lets_a_sum_rise_as_far,
        st.lists(st.integers(0, 8), min_size=6, max_size=6),
        st.integers(0, 5),
        st.lists(st.sampled_from([1, 2, 10]), min_size=6, max_size=6),
    )


def the_sums_that_prove_a_limit_are_enough_for_it(numbers: list[int], chosen: int, sign: int) -> None:
    cell, printed = (chosen // 3, chosen % 3), [*printed_sums(np.array(numbers).reshape(3, 3).tolist())]
    rows = [each for each in printed if each.group != name(cell)]
    first = np.eye(9)[:1] - np.eye(9)[8:]
    limits = first if numbers[0] <= numbers[8] else -first
    sums = Sums(np.array([each.parts for each in rows]), np.array([float(each.total) for each in rows]), limits)
    target, places = np.eye(9)[chosen], np.arange(len(rows))
    limit = sums.problem(target, places).limit(sign)
    assert limit is not None
    assert limit.by_totals
    by_all, by_proof = (sums.problem(target, each).furthest(sign)[0] for each in (places, limit.places))
    assert by_all <= by_proof <= limit.most + 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("examples", thin((8, 15, 60), keep=1))
def test_the_sums_that_prove_a_limit_are_enough_for_it(examples: int) -> None:
    try_examples(
        examples,
        the_sums_that_prove_a_limit_are_enough_for_it,
        st.lists(st.integers(0, 3), min_size=9, max_size=9),
        st.integers(0, 8),
        st.sampled_from([1, -1]),
    )


def test_a_limit_that_a_leeway_sets_says_so() -> None:
    sums = Sums(np.array([[1.0, 1.0]]), np.array([5.0]), np.zeros((0, 2)))
    none, one = np.arange(0), np.arange(1)
    limit = sums.problem(np.array([1.0, 0.0]), none, one, leeway=3).limit(1)
    assert limit is not None
    assert (limit.most, limit.by_totals, limit.places.tolist()) == (8, False, [])
    assert sums.problem(np.array([1.0, 0.0]), none).limit(1) is None


@pytest.mark.slow
def test_what_a_reader_knows_beforehand_narrows_the_range_and_may_leave_a_sum_exposed() -> None:
    """Of 3 + 3 = 6 the first is 0 to 6 once the second is unsaid; a reader who knows it is the smaller has 0 to 3."""
    first, second = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    printed = [PrintedSum(second, 3, "second"), PrintedSum(first + second, 6, "total")]
    told = Release(printed, [HiddenSum(first, 3, "first")], 4, {"second": 1.0})
    assert suppress(told).secondary == ("second",)
    assert suppress(told).exposed == ()
    smaller = replace(told, limits=np.array([[1.0, -1.0]]))
    assert [each.group for each in suppress(smaller).exposed] == ["first"]
    assert suppress(replace(smaller, width=3)).secondary == ("second",)


def test_where_nothing_is_hidden_all_is_printed() -> None:
    answer = suppress(release(SMALL, []))
    assert (answer.secondary, answer.exposed) == ((), ())
