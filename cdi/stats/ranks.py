"""Places in a table of forces, with how sure they are. Place 1 is the highest rate; the last axis runs over forces."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cdi.stats.inputs import Bounds, Floats, numbers, plain, require
from cdi.stats.normal import checked_level


def places(rates: ArrayLike) -> Floats:
    """The place of each rate; equal rates share the best place, as in a league table."""
    values = numbers(rates, "rate")
    return plain(1.0 + (values[..., None, :] > values[..., :, None]).sum(-1))


def joint_places(low: ArrayLike, high: ArrayLike) -> Bounds:
    """Range of places of each force from intervals of the rates. Klein, Wright and Wieczorek (2020).

    Best place: 1 more than the forces whose interval lies wholly above; last place: all less those wholly below. All
    ranges hold together with the probability that all intervals do: make these at `joint_level` to have that.
    """
    bottom, top = numbers(low, "low"), numbers(high, "high")
    require(bottom <= top, bottom, "low", "no more than its high")
    above = (bottom[..., None, :] > top[..., :, None]).sum(-1)
    below = (top[..., None, :] < bottom[..., :, None]).sum(-1)
    return 1.0 + above, (bottom.shape[-1] - below).astype(np.float64)


def joint_level(level: float, forces: int) -> float:
    """The level of each of independent intervals that all hold together at `level`. Šidák (1967)."""
    if forces < 1:
        raise ValueError(f"number of forces {forces}: expected at least one")
    return float(checked_level(level) ** (1 / forces))


def sampled_places(
    first: ArrayLike, second: ArrayLike, generator: np.random.Generator, draws: int = 4000, level: float = 0.95
) -> tuple[Floats, Bounds]:
    """Median place and its interval from draws of each force's Beta(first, second). Goldstein and Spiegelhalter (1996).

    Narrower than `joint_places`, because each force's interval stands alone; give the posterior of `shrinkage`, or
    k + ½ and n − k + ½ for rates that are not drawn together. Same generator state, same answer.
    """
    if draws < 2:
        raise ValueError(f"draws {draws}: expected two or more")
    a, b = np.broadcast_arrays(numbers(first, "first"), numbers(second, "second"))
    require((a > 0) & (b > 0), np.minimum(a, b), "parameter of a beta distribution", "more than zero")
    sampled = generator.beta(a, b, size=(draws, *a.shape))
    # Sorting twice ranks draws of any number of forces without comparing all pairs.
    order = np.argsort(np.argsort(-sampled, axis=-1), axis=-1) + 1
    tail = (1 - checked_level(level)) / 2
    low, middle, high = np.quantile(order, (tail, 0.5, 1 - tail), axis=0, method="inverted_cdf")
    return middle.astype(np.float64), (low.astype(np.float64), high.astype(np.float64))
