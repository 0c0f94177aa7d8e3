"""The doors of the package: arguments become arrays of floats, or are refused with the value and the rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bounds = tuple[Floats, Floats]
"""The lower and the upper end of an interval, each of the shape of what was asked."""


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
    """Finite numbers."""
    found = np.asarray(values, dtype=np.float64)
    require(np.isfinite(found), found, name, "a finite number")
    return found


def fractions(values: ArrayLike, name: str) -> Floats:
    """Numbers from 0 to 1."""
    found = np.asarray(values, dtype=np.float64)
    require((found >= 0) & (found <= 1), found, name, "a fraction from 0 to 1")
    return found


def not_negative(values: ArrayLike, name: str) -> Floats:
    """Finite numbers of zero or more."""
    found = np.asarray(values, dtype=np.float64)
    require((found >= 0) & (found < np.inf), found, name, "zero or more")
    return found


def positive(values: ArrayLike, name: str) -> Floats:
    """Finite numbers above zero."""
    found = np.asarray(values, dtype=np.float64)
    require((found > 0) & (found < np.inf), found, name, "more than zero")
    return found


def whole(values: ArrayLike, name: str) -> Floats:
    """Whole numbers of zero or more, as floats."""
    found = not_negative(values, name)
    require(found == np.floor(found), found, name, "a whole number")
    return found


def part_of_sample(successes: ArrayLike, sample: ArrayLike) -> tuple[Floats, Floats]:
    """Counts k of n with 0 ≤ k ≤ n and n ≥ 1, broadcast against each other."""
    part, units = np.broadcast_arrays(np.asarray(successes, dtype=np.float64), np.asarray(sample, dtype=np.float64))
    good = (part >= 0) & (part <= units) & (units >= 1) & (part == np.floor(part)) & (units == np.floor(units))
    if not good.all():
        k, n = part[~good].flat[0], units[~good].flat[0]
        raise ValueError(f"{k:.15g} of {n:.15g}: expected a part of a sample of at least one, both in whole numbers")
    return part, units


def populations(population: ArrayLike | None, sample: Floats) -> Floats:
    """Sizes of the populations sampled from, each at least its sample; None or infinity for no correction."""
    size = np.asarray(np.inf if population is None else population, dtype=np.float64)
    size, units = np.broadcast_arrays(size, sample)
    if not (size >= units).all():
        small, drawn = size[~(size >= units)].flat[0], units[~(size >= units)].flat[0]
        raise ValueError(f"population {small:.15g}: smaller than its sample of {drawn:.15g}, the least it can be")
    return size
