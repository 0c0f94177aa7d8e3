"""The zero of a function of many numbers at once."""

import numpy as np
import pytest

from cdi.stats.roots import find_root


def test_each_place_has_its_own_root_in_few_steps() -> None:
    calls = []

    def cube(x: np.ndarray) -> np.ndarray:
        calls.append(1)
        return x**3 - np.array([1e-9, 0.5, 7.9, 8.0])

    found = find_root(cube, np.zeros(4), np.full(4, 2.0))
    assert found == pytest.approx([1e-3, 0.5 ** (1 / 3), 7.9 ** (1 / 3), 2.0], abs=1e-12)
    assert len(calls) < 40


def test_a_falling_function_and_single_numbers() -> None:
    assert find_root(lambda x: 0.25 - x**2, np.asarray(0.0), np.asarray(1.0)) == pytest.approx(0.5, abs=1e-13)


def test_without_a_crossing_the_nearer_end_is_given() -> None:
    assert find_root(lambda x: x + np.array([1.0, -3.0]), np.zeros(2), np.ones(2)).tolist() == [0.0, 1.0]


def test_a_plateau_costs_bisections_alone() -> None:
    found = find_root(lambda x: np.clip(1e6 * (x - 0.123456789), -37, 37), np.zeros(1), np.ones(1))
    assert found == pytest.approx([0.123456789], abs=1e-12)


def test_a_bracket_of_two_neighbouring_numbers_ends_all_the_same() -> None:
    calls = []

    def step(x: np.ndarray) -> np.ndarray:
        calls.append(1)
        return np.where(x > 1e16, 1.0, -1.0)

    low = np.array([1e16])  # the next number is 1e16 + 2, so no bisection makes the bracket narrower
    assert find_root(step, low, low + 2) in (low, low + 2)
    assert len(calls) == 102
