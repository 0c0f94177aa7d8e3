"""The level that is asked for reaches every interval of an answer: at a higher one, each is wider."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

import cdi.stats
from cdi.stats.linearised import overall
from cdi.stats.planning import Strata
from cdi.stats.rate_changes import Evidence
from cdi.stats.sample import Sample
from cdi.stats.shrinkage import BetaBinomial

SAMPLE = Sample.of([(80, 100, 2000, 2000), (45, 60, 900, 900)])
STRATA = Strata(np.array([2000.0, 900.0]), np.array([2000.0, 900.0]), np.array([0.8, 0.75]))
NOW, BEFORE = Evidence.of_error(0.8, 0.02), Evidence.of_error(0.7, 0.03)
TABLE = [[40, 5], [7, 48]]


def seeded() -> np.random.Generator:
    return np.random.default_rng(15)


# Arguments of every public function of `stats` that has a level by default, without that level.
ARGUMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "bootstrap.preston": lambda: {"sample": SAMPLE, "generator": seeded(), "replicates": 400},
    "changes.least_significant": lambda: {"error_now": 0.02, "error_before": 0.03},
    "changes.newcombe": lambda: {"successes_now": 80, "sample_now": 100, "successes_before": 60, "sample_before": 90},
    "changes.z_test": lambda: {"now": 0.8, "before": 0.7, "error_now": 0.02, "error_before": 0.03},
    "changes.z_test_published": lambda: {
        "percent_now": 80, "percent_before": 70, "half_width_points_now": 2, "half_width_points_before": 3,
    },
    "comparisons.exact_limits": lambda: {"sampled": [50, 200], "reference": 0.8},
    "comparisons.normal_limits": lambda: {"sampled": [50, 200], "reference": 0.8},
    "count_changes.compare_counts": lambda: {
        "successes_now": [80, 3], "sample_now": [100, 6], "successes_before": [60, 1], "sample_before": [90, 7],
    },
    "durations.curve_of_counts": lambda: {"times": [2, 5], "happened": [20, 9], "left": [1, 2], "units": 60},
    "durations.share_in_time": lambda: {"in_time": 556, "happened": 611, "due": 774},
    "durations.time_to_event": lambda: {"times": [2, 2, 5, 5, 7, 9], "happened": [1, 1, 0, 1, 0, 1]},
    "planning.allocate": lambda: {"strata": STRATA, "half_width": 0.03},
    "planning.half_width": lambda: {"sample": 200, "rate": 0.8, "population": 3000},
    "planning.minimum_detectable_change": lambda: {"error_now": 0.02, "error_before": 0.03},
    "planning.overall_half_width": lambda: {"strata": STRATA, "sample": [100, 60]},
    "planning.sample_size": lambda: {"half_width": 0.03, "rate": 0.8, "population": 3000},
    "proportions.agresti_coull": lambda: {"successes": 80, "sample": 100},
    "proportions.clopper_pearson": lambda: {"successes": 80, "sample": 100},
    "proportions.hypergeometric": lambda: {"successes": 80, "sample": 100, "population": 900},
    "proportions.jeffreys": lambda: {"successes": 80, "sample": 100},
    "proportions.normal": lambda: {"successes": 80, "sample": 100},
    "proportions.wilson": lambda: {"successes": 80, "sample": 100},
    "ranks.sampled_places": lambda: {"first": np.arange(40, 80), "second": np.arange(60, 20, -1), "generator": seeded()},
    "rate_changes.compare_rates": lambda: {"now": NOW, "before": BEFORE},
    "rate_changes.difference_bounds": lambda: {"now": NOW, "before": BEFORE},
    "raters.ac1": lambda: {"table": TABLE},
    "raters.kappa": lambda: {"table": TABLE},
    "raters.rogan_gladen": lambda: {
        "rate": 0.8, "error": 0.02, "sensitivity": 0.95, "sensitivity_error": 0.01, "specificity": 0.9,
        "specificity_error": 0.02,
    },
    "shrinkage.shrunk": lambda: {"successes": [80, 70], "sampled": [100, 90], "model": BetaBinomial(0.8, 50.0, 0.0)},
    "stratified.mover_wilson": lambda: {"sample": SAMPLE},
    "stratified.normal_interval": lambda: {"sample": SAMPLE},
    "stratified.standard_error_from_half_width": lambda: {"half_width": 0.03},
    "stratified.yan_su": lambda: {"sample": SAMPLE},
    "survey.korn_graubard": lambda: {"estimate": overall(SAMPLE)},
    "survey.logit_t": lambda: {"estimate": overall(SAMPLE)},
    "survey.normal_t": lambda: {"estimate": overall(SAMPLE)},
    "volumes.additional": lambda: {
        "found_a_year": 10_000, "now": 0.9, "before": 0.8, "error_now": 0.02, "error_before": 0.03,
    },
}  # fmt: skip
# Not wider but smaller: the error behind a margin that was stated at a higher level.
SMALLER = {"stratified.standard_error_from_half_width"}
# The margins were stated at the level that is asked for, so the difference's margin is the same at any.
THE_SAME = {"changes.z_test_published"}


@cache
def with_level() -> dict[str, Callable[..., Any]]:
    """Every public function of `stats` with a level that a caller may leave out."""
    return {
        f"{module.name}.{name}": function
        for module in pkgutil.iter_modules(cdi.stats.__path__)
        for name, function in vars(importlib.import_module(f"cdi.stats.{module.name}")).items()
        if inspect.isfunction(function) and function.__module__ == f"cdi.stats.{module.name}"
        if not name.startswith("_") and (level := inspect.signature(function).parameters.get("level"))
        if level.default is not inspect.Parameter.empty
    }


def widths(answer: Any) -> Iterator[Any]:
    """Of every interval in an answer how wide it is; of an answer without any, the answer."""
    match answer:
        case (low, high):
            yield from ([np.subtract(high[1], high[0])] if isinstance(high, tuple) else [np.subtract(high, low)])
        case (_, low, high):
            yield np.subtract(high, low)
        case _ if hasattr(answer, "low"):
            yield np.subtract(answer.high, answer.low)
        case _ if hasattr(type(answer), "__slots__"):
            ends = [getattr(answer, name) for name in answer.__slots__ if name.endswith("_bounds")]
            yield from (np.subtract(high, low) for low, high in ends)
        case _:
            yield np.asarray(answer, dtype=float)


def test_every_function_with_a_level_is_here() -> None:
    assert set(ARGUMENTS) == set(with_level())


@pytest.mark.parametrize("name", sorted(set(ARGUMENTS) - THE_SAME))
def test_at_a_higher_level_every_interval_is_wider(name: str) -> None:
    function = with_level()[name]
    lower, usual, higher = ([*widths(function(**ARGUMENTS[name](), level=level))] for level in (0.8, 0.95, 0.998))
    assert usual
    for one, middle, other in zip(lower, usual, higher, strict=True):
        least, most = (other, one) if name in SMALLER else (one, other)
        assert np.all(least < middle)
        assert np.all(middle < most)
    for one, other in zip(usual, widths(function(**ARGUMENTS[name]())), strict=True):
        np.testing.assert_array_equal(one, other, "95% is what is meant without a level")


def test_published_margins_are_taken_at_their_level() -> None:
    function, given = with_level()["changes.z_test_published"], ARGUMENTS["changes.z_test_published"]()
    lower, higher = function(**given, level=0.8), function(**given, level=0.998)
    assert lower.high - lower.low == pytest.approx(higher.high - higher.low)
    assert lower.standard_error > function(**given).standard_error > higher.standard_error


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_answer_says_the_level_that_it_has(name: str) -> None:
    answer = with_level()[name](**ARGUMENTS[name](), level=0.9)
    assert getattr(answer, "level", 0.9) == 0.9
