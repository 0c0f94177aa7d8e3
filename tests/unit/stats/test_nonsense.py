"""Odd values at every door of cdi.stats: a plain refusal or a finite answer, within a second.

Every public function, and every public constructor of a public class, is found by walking the modules. Each argument
is replaced in turn by each odd value while the others keep a good one, which its name chooses. A new function is
tested by itself; a parameter without a good value below fails the test until it has one.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import cdi.stats
from cdi.stats import units
from cdi.stats.durations import time_to_event
from cdi.stats.effective import Evidence
from cdi.stats.linearised import overall
from cdi.stats.monitoring import cusum
from cdi.stats.planning import Strata
from cdi.stats.sample import Sample
from cdi.stats.shrinkage import BetaBinomial
from cdi.stats.stratified import yan_su
from cdi.stats.suppression import HiddenSum, PrintedSum, Release
from tests.thin import thin

pytestmark = pytest.mark.slow

# Doors of other doors, and what takes functions or whole populations made by a program: not asked by people.
INSIDE = {"cdi.stats.inputs", "cdi.stats.units", "cdi.stats.simulation", "cdi.stats.roots", "cdi.stats.fitting_counts"}
# They take checked arrays from their siblings.
FROM_SIBLINGS = {"corrected_size", "score_bounds", "beta_bounds", "by_rule", "stratum_places", "contributions",
                 "with_unsampled"}  # fmt: skip
RECORDS = {"of_records", "clusters"}

SAMPLE = Sample.of([(40, 50, 500, 60.0), (45, 50, 1000, 40.0)])
PLAN = Strata.of([(100, 1.0, 0.8), (200, 2.0, 0.9)])
TABLE = [[40, 5], [3, 12]]
PRINTED = [PrintedSum(np.array([1.0, 1.0]), 9, "total"), PrintedSum(np.array([0.0, 1.0]), 6, "rest")]
RELEASE = Release(PRINTED, [HiddenSum(np.array([1.0, 0.0]), 3, "small")], 4, {"rest": 1.0})
GOOD: dict[str, Any] = {
    "successes": [8, 9], "sampled": [10, 12], "sample": [10, 12], "population": [100, 200], "weight": [1.0, 2.0],
    "successes_now": 8, "sample_now": 10, "successes_before": 5, "sample_before": 12,
    "now": 0.84, "before": 0.8, "error_now": 0.01, "error_before": 0.02, "level": 0.9,
    "percent_now": 84.0, "percent_before": 80.0, "half_width_points_now": 1.7, "half_width_points_before": 2.0,
    "bounds_now": (0.8, 0.9), "bounds_before": (0.7, 0.9), "margin": 0.02, "reference": 0.8, "between": 0.001,
    "z": [1.0, -2.0], "limits": (0.1, 0.9), "times": [3.0, 4.0], "happened": [True, False], "in_time": 5, "due": 40,
    "stratum": [0, 0, 1, 1], "units": [1, 2, 1, 2], "lonely": "remove", "months": 1, "centre": 0.8, "sigmas": 3.0,
    "odds_ratio": 1.5, "p_values": [0.01, 0.2], "rule": "holm", "significance": 0.05, "degrees_of_freedom": 10,
    "half_width": 0.03, "rate": 0.8, "design_effect": 1.2, "least": 2, "budget": 40, "sizes": [3.5, 4.0], "power": 0.8,
    "rates": [0.8, 0.9], "low": 0.7, "high": 0.9, "groups": 43, "first": [8.5, 9.5], "second": [2.5, 3.5],
    "draws": 10, "replicates": 10, "table": TABLE, "error": 0.01, "sensitivity": 0.97, "sensitivity_error": 0.01,
    "specificity": 0.95, "specificity_error": 0.01, "found_a_year": 84_000, "standard_error": 0.01,
    "strata": [(40, 50, 500, 60.0), (45, 50, 1000, 40.0)], "unsampled_weight": 0.0, "unsampled_rate": 1.0,
    "unbiased": False, "clipped": True, "truncated": True, "mean": 0.8, "precision": 100.0, "log_likelihood": -5.0,
    "generator": None, "parts": [1.0, 0.0], "printed": PRINTED[:1], "sign": 1,
}  # fmt: skip
OWN: dict[tuple[str, str], Any] = {
    ("curve_of_counts", "times"): [3.0, 4.0], ("curve_of_counts", "happened"): [2, 1], ("curve_of_counts", "left"): [0, 1],
    ("curve_of_counts", "units"): 9, ("time_to_event", "times"): [3.0, 4.0], ("share_in_time", "happened"): 10, ("outside", "limits"): (0.1, 0.9),
    ("cdi.stats.planning", "rule"): "neyman", ("allocate", "strata"): PLAN,
    ("Strata.of", "strata"): [(100, 1.0, 0.8), (200, 2.0, 0.9)], ("allocate", "rule"): "neyman",
    ("allocate_budget", "strata"): PLAN,
    ("overall_half_width", "strata"): PLAN,
    ("overall_half_width", "sample"): [10.0, 20.0], ("Sample.of_records", "successes"): [1, 0, 1, 1],
    ("clusters", "successes"): [1, 1, 0, 2], ("ewma", "weight"): 0.2, ("Evidence.exact_ends", "z"): 1.96, ("Evidence.score_of_margin", "margin"): 0.02,
    ("Evidence.score_of_margin", "downward"): True, ("Curve.at", "times"): [3.0, 8.0], ("fit", "successes"): [2, 12],
    ("Cusum.signals", "threshold"): 4.5, ("furthest", "limits"): [[1.0, -1.0]],
    **{("Sample", name): getattr(SAMPLE, name) for name in ("successes", "sampled", "population", "weight")},
    **{("Strata", name): getattr(PLAN, name) for name in ("population", "weight", "rate")},
    ("Evidence.together", "rates"): [Evidence.of_sample(SAMPLE), Evidence.of_error(0.8, 0.01)],
}  # fmt: skip
OBJECTS: dict[str, Any] = {
    "Sample": SAMPLE, "Evidence": Evidence.of_sample(SAMPLE), "Linearised": overall(SAMPLE), "Estimate": yan_su(SAMPLE),
    "BetaBinomial": BetaBinomial(0.8, 100.0, -5.0), "Curve": time_to_event([3.0, 4.0, 9.0], [True, True, False]),
    "Cusum": cusum([8, 9], [10, 12], 0.8), "Release": RELEASE,
}  # fmt: skip

# What nobody can have meant: it must be refused wherever a number, a word or an object is due.
NEVER: list[Any] = [
    float("nan"), [0.5, float("nan")], "False", "0.5", None, np.datetime64("NaT"), np.timedelta64(3, "h"), {}, object(),
    np.ma.masked_array([1.0, 2.0], mask=[False, True]), 1 + 2j, [], "Neyman", -np.inf, [None, 1],
]  # fmt: skip
# What is right at some doors and wrong at others: refused, or answered in finite numbers.
PERHAPS: list[Any] = [
    float("inf"), -1, 2.5, 0, 1, 3, 95, 1e300, 1e-300, 10**400, -0.0, True, 1e15, 1e16, 5e-324, [[1, 2, 3]], [1, 2, 3],
    np.ones((2, 3, 4)), np.float32(0.1), 0.9999999999999999, [10.5, 200.5], 1.0000001,
]  # fmt: skip


def public_callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.iter_modules(cdi.stats.__path__, "cdi.stats."):
        if module.name in INSIDE:
            continue
        room = importlib.import_module(module.name)
        for name, thing in vars(room).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.name or name in FROM_SIBLINGS:
                continue
            if inspect.isfunction(thing):
                yield name, thing
            elif inspect.isclass(thing) and dataclasses.is_dataclass(thing):
                yield from public_methods(name, thing)


def public_methods(name: str, kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Constructors that check, makers, and methods of an object above that take an argument."""
    if "__post_init__" in vars(kind):
        yield name, kind
    for each, member in vars(kind).items():
        if each.startswith("_") or each in FROM_SIBLINGS:
            continue
        if isinstance(member, classmethod):
            yield f"{name}.{each}", getattr(kind, each)
        elif inspect.isfunction(member):
            yield f"{name}.{each}", getattr(OBJECTS[name], each)


CALLS = dict(public_callables())
PARAMETERS = {name: inspect.signature(call).parameters for name, call in CALLS.items()}


def good_values(name: str) -> dict[str, Any]:
    values = {}
    for parameter in PARAMETERS[name].values():
        own = (name, parameter.name)
        kind = str(parameter.annotation)
        if own in OWN:
            values[parameter.name] = OWN[own]
        elif kind in OBJECTS:
            values[parameter.name] = OBJECTS[kind]
        elif kind == "np.random.Generator":
            values[parameter.name] = np.random.default_rng(1)
        else:
            assert parameter.name in GOOD, f"{name}: no good value for {parameter.name!r}; add one to GOOD"
            values[parameter.name] = GOOD[parameter.name]
    if name.rpartition(".")[2] in RECORDS:
        values |= {"stratum": [0, 0, 1, 1]}
    if name.startswith("domain"):
        values |= {"successes": [12, 9], "sampled": [16, 10]}
    return values


def _expect_words(refusal: Exception) -> None:
    assert str(refusal).strip()


def is_finite(answer: Any) -> bool:
    if dataclasses.is_dataclass(answer):
        return all(is_finite(getattr(answer, each.name)) for each in dataclasses.fields(answer))
    if isinstance(answer, tuple | list):
        return all(is_finite(each) for each in answer)
    if isinstance(answer, str) or answer is None:
        return True
    return not np.isnan(np.asarray(answer, dtype=float)).any()


@pytest.mark.parametrize("name", CALLS)
def test_good_values_are_answered(name: str) -> None:
    assert is_finite(CALLS[name](**good_values(name)))


DOORS = [(name, parameter) for name in CALLS for parameter in PARAMETERS[name]]
# None means "no finite population" or "the population's own weights" there; any truth is a switch.
MAY_BE_NONE = {"population", "weight"}
SWITCHES = {"unbiased", "clipped", "truncated"}
# Of a sum nothing may be printed, and there may be no limits.
MEANT: dict[tuple[str, str], Any] = {("furthest", "printed"): [], ("furthest", "limits"): None}


@pytest.mark.parametrize(("name", "parameter"), thin(DOORS, keep=72))
@pytest.mark.filterwarnings("error")
def test_what_nobody_can_mean_is_refused(name: str, parameter: str) -> None:
    answered = []
    for odd in NEVER:
        if parameter in SWITCHES or (odd is None and parameter in MAY_BE_NONE):
            continue
        if (name, parameter) in MEANT and repr(odd) == repr(MEANT[name, parameter]):
            continue
        start = time.perf_counter()
        try:
            answer = CALLS[name](**good_values(name) | {parameter: odd})
        except (ValueError, TypeError, AttributeError) as refusal:
            _expect_words(refusal)
        else:
            answered.append((odd, answer))
        assert time.perf_counter() - start < 1
    assert answered == []


@pytest.mark.parametrize(("name", "parameter"), thin(DOORS, keep=72))
@pytest.mark.filterwarnings("error")
def test_what_may_be_wrong_is_refused_or_answered_in_numbers(name: str, parameter: str) -> None:
    for odd in PERHAPS:
        start = time.perf_counter()
        try:
            answer = CALLS[name](**good_values(name) | {parameter: odd})
        except (ValueError, TypeError, AttributeError) as refusal:
            _expect_words(refusal)
        else:
            assert is_finite(answer), (odd, answer)
        assert time.perf_counter() - start < 1, odd


def is_refused_or_answered_in_numbers(door: tuple[str, str], odd: Any) -> None:
    name, parameter = door
    try:
        answer = CALLS[name](**good_values(name) | {parameter: odd})
    except (ValueError, TypeError, AttributeError) as refusal:
        _expect_words(refusal)
    else:
        assert is_finite(answer)


@pytest.mark.parametrize("examples", thin((25, 100, 500), keep=1))
@pytest.mark.filterwarnings("error")
def test_any_number_or_text_is_refused_or_answered_in_numbers(examples: int) -> None:
    odd = some.floats(allow_nan=True) | some.integers() | some.text(max_size=3)
    seeded = settings(max_examples=examples, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True)
    seeded(given(some.sampled_from(DOORS), odd)(is_refused_or_answered_in_numbers))()


def test_every_argument_has_its_unit_in_its_type_or_name() -> None:
    named = {name for name in vars(units) if name[0].isupper()} | set(OBJECTS) | {"Strata"}
    other = {"generator", "lonely", "rule", "draws", "replicates", "months", "groups", "strata", "limits", "bounds_now",
             "bounds_before", "sigmas", "odds_ratio", "design_effect", "power", *SWITCHES, "unsampled_weight",
             "unsampled_rate", "mean", "precision", "log_likelihood", "weight", "rates", "threshold", "printed",
             "sign"}  # fmt: skip
    without = [
        f"{name}({parameter.name}: {parameter.annotation})"
        for name in CALLS
        if not inspect.isclass(CALLS[name])  # fields say their units in the docstring
        for parameter in PARAMETERS[name].values()
        if str(parameter.annotation).removesuffix(" | None") not in named and parameter.name not in other
    ]
    assert without == []
