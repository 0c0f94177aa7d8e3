"""The doors of the package: arguments become arrays of floats, or are refused with the value and the rule.

Numbers are numbers: texts, dates, spans of time, yes and no, objects, masked and missing values are refused with a
TypeError or ValueError, and so is what lies outside the range that a quantity can have.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bounds = tuple[Floats, Floats]
"""The lower and the upper end of an interval, each of the shape of what was asked."""

# Beyond these a count or a weight is a mistake, and its squares or shares lose their last digits.
MOST = 1e15
LEAST = 1e-15

_KINDS = {"b": "yes or no", "c": "complex", "U": "text", "S": "text", "m": "a span of time", "M": "a date"}


def plain(values: ArrayLike) -> Floats:
    """The values as floats; a single one as a number and not as an array without axes."""
    return np.asarray(values, dtype=np.float64)[()]


def verdict(values: ArrayLike) -> NDArray[np.bool_]:
    """Likewise for answers of yes or no."""
    return np.asarray(values, dtype=np.bool_)[()]


def require(holds: NDArray[np.bool_] | np.bool_ | bool, values: ArrayLike, name: str, rule: str) -> None:
    """Raise ValueError naming the first value for which `holds` is not true (NaN never is)."""
    kept = np.asarray(holds)
    if not kept.all():
        first: Any = np.broadcast_to(np.asarray(values), kept.shape)[~kept].flat[0]
        raise ValueError(f"{name} {first:.15g}: expected {rule}")


def numbers(values: ArrayLike, name: str) -> Floats:
    """Finite numbers of at most `MOST` in size."""
    array = as_floats(values, name)
    require(np.isfinite(array), array, name, "a finite number")
    require(np.abs(array) <= MOST, array, name, f"a number of at most {MOST:g} in size")
    return array


def fractions(values: ArrayLike, name: str) -> Floats:
    """Numbers from 0 to 1. What looks like percent is refused as such."""
    array = as_floats(values, name)
    require((array >= 0) & (array <= 1), array, name, "a fraction from 0 to 1 (0.95, not 95 percent)")
    return array


def inner_fractions(values: ArrayLike, name: str) -> Floats:
    """Numbers between 0 and 1, both ends left out."""
    array = as_floats(values, name)
    inside = (array >= LEAST) & (array <= 1 - LEAST)
    require(inside, array, name, "a fraction strictly between 0 and 1 (0.95, not 95 percent)")
    return array


def percents(values: ArrayLike, name: str) -> Floats:
    """Numbers from 0 to 100, given back as fractions.

    A lone 0.95 may mean 0.95 percent and cannot be told from a fraction.
    """
    array = as_floats(values, name)
    require((array >= 0) & (array <= 100), array, name, "a number of percent from 0 to 100")
    return plain(array / 100)


def not_negative(values: ArrayLike, name: str) -> Floats:
    """Zero, or finite numbers from `LEAST` to `MOST`."""
    array = as_floats(values, name)
    good = (array == 0) | ((array >= LEAST) & (array <= MOST))
    require(good, array, name, f"zero or more (zero, or from {LEAST:g} to {MOST:g})")
    return array


def positive(values: ArrayLike, name: str) -> Floats:
    """Finite numbers above zero, from `LEAST` to `MOST`."""
    array = as_floats(values, name)
    require((array >= LEAST) & (array <= MOST), array, name, f"more than zero (from {LEAST:g} to {MOST:g})")
    return array


def standard_errors(values: ArrayLike, name: str) -> Floats:
    """Standard errors of fractions: from 0 to 0.5, the largest that a fraction can have."""
    array = as_floats(values, name)
    good = (array == 0) | ((array >= LEAST) & (array <= 0.5))
    require(good, array, name, "zero or more and at most 0.5, as a fraction (0.0087, not 0.87 points)")
    return array


def whole(values: ArrayLike, name: str) -> Floats:
    """Whole numbers of zero or more, as floats."""
    array = not_negative(values, name)
    require(array == np.floor(array), array, name, "a whole number")
    return array


def whole_number(value: int, name: str, least: int, most: int) -> int:
    """One whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} {value!r}: expected a whole number")
    if not least <= value <= most:
        raise ValueError(f"{name} {value}: expected a whole number from {least:,} to {most:,}")
    return int(value)


def one(value: ArrayLike, name: str) -> float:
    """One finite number."""
    array = numbers(value, name)
    if array.ndim != 0:
        raise ValueError(f"{name} of shape {array.shape}: expected one number")
    return float(array)


def yes_or_no(values: ArrayLike, name: str) -> NDArray[np.bool_]:
    """True and False, or 1 and 0; no text, no missing value."""
    if not np.ma.isMaskedArray(values) and np.asarray(values).dtype == np.bool_:
        return np.asarray(values, dtype=np.bool_)
    array = as_floats(values, name)
    require((array == 0) | (array == 1), array, name, "yes or no: True, False, 1 or 0")
    return np.asarray(array == 1)


def choice(value: str, allowed: tuple[str, ...], name: str) -> str:
    """One of the words allowed, spelt exactly so."""
    if value not in allowed:
        raise ValueError(f"{name} {value!r}: expected one of {', '.join(allowed)}")
    return value


def random_generator(value: np.random.Generator) -> np.random.Generator:
    """A numpy Generator, so that the same state gives the same answer."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"generator {value!r}: expected a numpy.random.Generator")
    return value


def part_of_sample(successes: ArrayLike, sample: ArrayLike) -> tuple[Floats, Floats]:
    """Counts k of n with 0 ≤ k ≤ n and n ≥ 1, broadcast against each other."""
    part, units = np.broadcast_arrays(as_floats(successes, "successes"), as_floats(sample, "sample"))
    good = (part >= 0) & (part <= units) & (units >= 1) & (part == np.floor(part)) & (units == np.floor(units))
    good &= units <= MOST
    if not good.all():
        k, n = part[~good].flat[0], units[~good].flat[0]
        raise ValueError(f"{k:.15g} of {n:.15g}: expected a part of a sample of at least one, both in whole numbers")
    return part, units


def populations(population: ArrayLike | None, sample: Floats) -> Floats:
    """Sizes of the populations sampled from, whole numbers of at least the sample; None or infinity: no correction."""
    size = np.asarray(np.inf) if population is None else as_floats(population, "population")
    size, units = np.broadcast_arrays(size, sample)
    if not (size >= units).all():
        small, drawn = size[~(size >= units)].flat[0], units[~(size >= units)].flat[0]
        raise ValueError(f"population {small:.15g}: smaller than its sample of {drawn:.15g}, the least it can be")
    good = np.isinf(size) | ((size == np.floor(size)) & (size <= MOST))
    require(good, size, "population", f"a whole number of at most {MOST:g}, or infinity")
    return size


def as_floats(values: ArrayLike, name: str) -> Floats:
    """Any numbers as floats, infinity and NaN among them; TypeError for what is no number."""
    if np.ma.isMaskedArray(values) and np.ma.is_masked(values):
        raise ValueError(f"{name}: masked values; expected numbers without gaps")
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        kind = _KINDS.get(array.dtype.kind, "objects that are not all numbers")
        raise TypeError(f"{name} {_shown(values)}: expected numbers, not {kind}")
    if array.size == 0:
        raise ValueError(f"{name} of shape {array.shape}: expected at least one number")
    return array.astype(np.float64, copy=False)


def _shown(values: ArrayLike) -> str:
    shown = repr(values)
    return shown if len(shown) <= 60 else shown[:57] + "..."
