"""Places in a table of groups, and how certain they are. Place 1 is the highest rate; the last axis is groups."""

from __future__ import annotations

import numpy as np

from cdi.stats.inputs import Bounds, Floats, fractions, plain, positive, random_generator, require, whole_number
from cdi.stats.normal import checked_level
from cdi.stats.units import Fraction, Level, Shape


def places(rates: Fraction) -> Floats:
    """The place of each rate; equal rates share the best place, as in a league table."""
    values = np.atleast_1d(fractions(rates, "rate"))
    return plain(1.0 + (values[..., None, :] > values[..., :, None]).sum(-1))


def joint_places(low: Fraction, high: Fraction) -> Bounds:
    """Range of places of each group from intervals of the rates. Klein, Wright and Wieczorek (2020).

    Best place: 1 more than the groups whose interval lies wholly above; last place: all less those wholly below. All
    ranges hold together with the probability that all intervals do: make these at `joint_level` to have that.
    """
    bottom, top = np.broadcast_arrays(
        *(np.atleast_1d(fractions(end, name)) for end, name in ((low, "low"), (high, "high")))
    )
    require(bottom <= top, bottom, "low", "no more than its high")
    above = (bottom[..., None, :] > top[..., :, None]).sum(-1)
    below = (top[..., None, :] < bottom[..., :, None]).sum(-1)
    return 1.0 + above, (bottom.shape[-1] - below).astype(np.float64)


def joint_level(level: Level, groups: int) -> float:
    """The level of each of independent intervals that all hold together at `level`. Šidák (1967)."""
    whole_number(groups, "number of groups", 1, 1_000_000)
    return float(checked_level(level) ** (1 / groups))


def sampled_places(
    first: Shape, second: Shape, generator: np.random.Generator, draws: int = 4000, level: Level = 0.95
) -> tuple[Floats, Bounds]:
    """Median place and its interval from draws of each group's Beta(first, second). Goldstein and Spiegelhalter (1996).

    Narrower than `joint_places`, because each group's interval stands alone; give the posterior of `shrinkage`, or
    k + ½ and n − k + ½ for rates that are not drawn together. Same generator state, same answer.
    """
    whole_number(draws, "draws", 2, 100_000)
    random_generator(generator)
    a, b = np.broadcast_arrays(_shapes(first), _shapes(second))
    sampled = generator.beta(a, b, size=(draws, *a.shape))
    # Sorting twice ranks draws of any number of groups without comparing all pairs.
    order = np.argsort(np.argsort(-sampled, axis=-1), axis=-1) + 1
    tail = (1 - checked_level(level)) / 2
    low, middle, high = np.quantile(order, (tail, 0.5, 1 - tail), axis=0, method="inverted_cdf")
    return middle.astype(np.float64), (low.astype(np.float64), high.astype(np.float64))


def _shapes(values: Shape) -> Floats:
    """Parameters of beta distributions, in a range in which draws neither overflow nor end at 0 and 1 alone."""
    array = np.atleast_1d(positive(values, "parameter of a beta distribution"))
    require(
        (array >= 1e-3) & (array <= 1e12), array, "parameter of a beta distribution", "more than zero: 0.001 to 1e12"
    )
    return array
