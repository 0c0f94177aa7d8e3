"""How many units to sample: sizes for wanted half-widths, their allocation over strata, and what a size can show.

Planning takes the variance of a rate as (1 − n/N) p (1 − p)/n, so that sizes have a closed form (Cochran, Sampling
Techniques, 1977, chapters 4 and 5). The estimators divide by n − 1: a sample that finds the expected rates has
half-widths wider by a factor of √(n/(n − 1)), under one in a thousand from 500 units on. The normal quantile is exact
here: 1.959964 at 95%.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from cdi.stats.inputs import (
    Floats,
    as_floats,
    choice,
    inner_fractions,
    not_negative,
    one,
    populations,
    positive,
    require,
    standard_errors,
    whole,
)
from cdi.stats.normal import quantile
from cdi.stats.units import Count, ErrorOfFraction, Fraction, Level, PopulationSize, SampleSize, Weight

Array = NDArray[np.float64]
Rule = Literal["neyman", "proportional"]

# A stratum's variance cannot be estimated from a single unit (Cochran 1977, section 5A.12).
FEWEST = 2

# Larger populations than this are a mistake; sizes beyond it are not whole numbers any more.
MOST_UNITS = 1e12
# An effect outside this range is no property of a design.
EFFECTS = (0.01, 1000.0)

# Sizes carry noise in the last digits; a size this little above a whole number is that number.
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Strata:
    """What is known of the strata before a sample; the last axis runs over strata, earlier ones over groups.

    `population` N is the number of units to draw from, `weight` the units that the stratum stands for in the
    overall rate, `rate` the rate expected (a fraction, strictly between 0 and 1: a rate of exactly 0 or 1 would make
    any sample look exact). `unsampled_weight` belongs to a part that is not sampled and adds no variance.
    `design_effect` multiplies the variance of a simple sample: 1 + (m − 1)ρ for clusters of m units with correlation ρ.
    Raises ValueError for values outside these rules.
    """

    population: Array
    weight: Array
    rate: Array
    unsampled_weight: float = 0.0
    design_effect: float = 1.0

    def __post_init__(self) -> None:
        for part in (self.population, self.weight, self.rate):
            if not isinstance(part, np.ndarray):
                raise TypeError(f"strata {part!r}: expected arrays; take Strata.of for rows of numbers")
        if not self.population.shape == self.weight.shape == self.rate.shape or self.population.ndim == 0:
            raise ValueError("population, weight and rate: expected arrays of one shape, one entry for each stratum")
        size = whole(self.population, "population")
        require((size >= 1) & (size <= MOST_UNITS), size, "population", f"a whole number from 1 to {MOST_UNITS:g}")
        positive(self.weight, "weight")
        inner_fractions(self.rate, "expected rate")
        not_negative(self.unsampled_weight, "unsampled weight")
        _effect(self.design_effect)

    @classmethod
    def of(
        cls, strata: list[tuple[float, float, float]], unsampled_weight: float = 0.0, design_effect: float = 1.0
    ) -> Strata:
        """Strata from rows of (population, weight, expected rate)."""
        if not strata:
            raise ValueError(f"strata {strata!r}: expected at least one row of population, weight and rate")
        columns = [np.array(column, dtype=np.float64) for column in zip(*strata, strict=True)]
        return cls(columns[0], columns[1], columns[2], unsampled_weight, design_effect)

    @property
    def load(self) -> Array:
        """W S: the share of the overall weight times the standard deviation of a unit."""
        share = self.weight / (self.weight.sum(axis=-1, keepdims=True) + self.unsampled_weight)
        return np.asarray(share * np.sqrt(self.design_effect * self.rate * (1 - self.rate)))


def sample_size(
    half_width: Fraction, rate: Fraction, population: PopulationSize, level: Level = 0.95, design_effect: float = 1.0
) -> Array:
    """Units for a wanted half-width of one rate: n₀/(1 + n₀/N) with n₀ = z² p(1 − p)/d²; not rounded.

    Elementwise; half-width and rate are fractions; an infinite population gives n₀. Raises ValueError for a half-width
    of zero (a census), a rate not strictly between 0 and 1, or a population below one.
    """
    wanted, p, size = _width(half_width), inner_fractions(rate, "expected rate"), populations(population, np.ones(()))
    infinite = quantile(level) ** 2 * _effect(design_effect) * p * (1 - p) / wanted**2
    return np.asarray(infinite / (1 + infinite / size))


def half_width(
    sample: SampleSize, rate: Fraction, population: PopulationSize, level: Level = 0.95, design_effect: float = 1.0
) -> Array:
    """The half-width to expect of one rate, z √((1 − n/N) p(1 − p)/n): the inverse of `sample_size`, elementwise.

    A fraction; zero for a census. Raises ValueError for a sample that is empty or larger than its population.
    """
    n, p = positive(sample, "sample"), inner_fractions(rate, "expected rate")
    size = populations(population, n)
    return np.asarray(quantile(level) * np.sqrt(_effect(design_effect) * (1 - n / size) * p * (1 - p) / n))


def overall_half_width(strata: Strata, sample: SampleSize, level: Level = 0.95) -> Array:
    """The half-width to expect of the overall rate, z √(Σ W² S² (1/n − 1/N)), as a fraction; one for each group."""
    n = positive(sample, "sample")
    require((n > 0) & (n <= strata.population), n, "sample", "more than zero and no more than the population")
    return np.asarray(quantile(level) * np.sqrt(_variance(strata.load, n, strata.population)))


def allocate(
    strata: Strata,
    half_width: Fraction,
    level: Level = 0.95,
    least: Weight = FEWEST,
    rule: Rule = "neyman",
) -> Array:
    """The fewest units, by stratum, that give the overall rate the wanted half-width; not rounded.

    Neyman: n ∝ W S with a total of (Σ W S)²/(V + Σ W² S²/N), V = (d/z)². A stratum that would need more than it holds
    is taken whole and the others are worked out again; likewise one that needs fewer than `least` (such as the size
    for its own half-width) gets `least`, or its whole population. "proportional" makes n ∝ N instead. `half_width` is
    a fraction, one for each group. Raises ValueError for a half-width of zero.
    """
    wanted = _width(half_width)
    choice(rule, get_args(Rule), "allocation rule")
    low, high = _bounds(strata, least)
    load, target = strata.load, np.broadcast_to((wanted / quantile(level)) ** 2, low.shape[:-1])
    shape = load if rule == "neyman" else strata.population

    def level_of(free: Array, fixed: Array) -> Array:
        spent = np.where(free, -(load**2) / high, load**2 * (1 / fixed - 1 / high)).sum(axis=-1)
        return np.asarray(np.where(free, load**2 / shape, 0.0).sum(axis=-1) / (target - spent))

    return _filled(shape, low, high, lambda n: _variance(load, n, high) <= target, level_of)


def allocate_budget(strata: Strata, budget: Count, least: Weight = FEWEST) -> NDArray[np.int64]:
    """How to spend a number of units: whole sizes by stratum that add up to the budget exactly.

    Neyman (n ∝ W S) above `least` and up to the population. A budget below the sum of `least` cuts those sizes in
    proportion, to no fewer than two, so that a larger budget never gives a stratum less. `budget` is one for each
    group. Raises ValueError for a budget below two units a stratum or above the population.
    """
    fewest, most = _bounds(strata, FEWEST)
    units = np.broadcast_to(not_negative(budget, "budget"), most.shape[:-1])
    floor, ceiling = fewest.sum(axis=-1), most.sum(axis=-1)
    require(units == np.floor(units), units, "budget", "a whole number of units")
    require(units >= floor, units, "budget", f"{_shown(floor)} or more, {FEWEST} units a stratum")
    require(units <= ceiling, units, "budget", f"no more than the population, {_shown(ceiling)}")
    wanted = rounded_up(_bounds(strata, least)[0])
    short = (units < wanted.sum(axis=-1))[..., None]
    shape = np.where(short, wanted, strata.load)
    low, high = np.where(short, fewest, wanted), np.where(short, wanted, most)

    def level_of(free: Array, fixed: Array) -> Array:
        left = units - np.where(free, 0.0, fixed).sum(axis=-1)
        return np.asarray(left / np.where(free, shape, 0.0).sum(axis=-1))

    exact = _filled(shape, low, high, lambda n: n.sum(axis=-1) >= units, level_of)
    return _whole(exact, units)


def rounded_up(sizes: Weight) -> NDArray[np.int64]:
    """Sizes as whole units, never fewer than worked out."""
    return np.ceil(not_negative(sizes, "size") - _NOISE).astype(np.int64)


def minimum_detectable_change(
    error_now: ErrorOfFraction, error_before: ErrorOfFraction, level: Level = 0.95, power: float = 0.8
) -> Array:
    """The smallest true change that a two-sided z test finds with the given power: (z₁₋α⁄₂ + z_power) √(s₁² + s₀²).

    A fraction, as the standard errors are, elementwise. The error now is the one expected at the planned rate; the
    samples are independent; the chance of finding a change in the wrong direction is left out (under 1 in 100,000
    from a power of 0.5 on). Raises ValueError for a negative error or a power not between 0.5 and 1.
    """
    now, before = (standard_errors(value, "standard error") for value in (error_now, error_before))
    if not 0.5 <= one(power, "power") <= 1 - 1e-9:
        raise ValueError(f"power {power}: expected a fraction from 0.5 to below 1, such as 0.8")
    return np.asarray((quantile(level) + ndtri(power)) * np.hypot(now, before))


def _width(half_width: Fraction) -> Floats:
    wanted = as_floats(half_width, "half-width")
    good = (wanted >= 1e-6) & (wanted < 1)
    require(good, wanted, "half-width", "more than zero and below 1, as a fraction (0.03 for 3 points)")
    return wanted


def _effect(design_effect: float) -> float:
    value = one(design_effect, "design effect")
    require(EFFECTS[0] <= value <= EFFECTS[1], value, "design effect", f"from {EFFECTS[0]:g} to {EFFECTS[1]:g}")
    return value


def _variance(load: Array, sample: Array, population: Array) -> Array:
    return np.asarray((load**2 * (1 / sample - 1 / population)).sum(axis=-1))


def _bounds(strata: Strata, least: Weight) -> tuple[Array, Array]:
    """The fewest and the most units of each stratum."""
    wanted = np.maximum(np.broadcast_to(not_negative(least, "least size"), strata.population.shape), FEWEST)
    return np.minimum(wanted, strata.population), strata.population


def _filled(
    shape: Array,
    low: Array,
    high: Array,
    enough: Callable[[Array], NDArray[np.bool_]],
    level_of: Callable[[Array, Array], Array],
) -> Array:
    """Sizes λ · shape kept between low and high, with λ just large enough.

    The sizes bend where a stratum leaves its lower or reaches its upper bound; between two bends the free strata are
    known and λ has a closed form. `enough` judges sizes with the bends as one more axis in front.
    """
    bends = np.sort(np.concatenate([low / shape, high / shape], axis=-1), axis=-1)
    at_bends = _kept(np.moveaxis(bends, -1, 0)[..., None], shape, low, high)
    at_bends[-1] = high  # the last bend takes everything, whatever the division left over
    first = np.argmax(enough(at_bends), axis=0)[..., None]
    around = [np.take_along_axis(bends, index, axis=-1) for index in (np.maximum(first - 1, 0), first)]
    middle = (around[0] + around[1]) / 2
    fixed = _kept(middle, shape, low, high)
    free = (low < middle * shape) & (middle * shape < high)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Without free strata there is no level to find; `fixed` then holds every size.
        height = level_of(free, fixed)[..., None]
    return np.where(free, _kept(np.where(free, height, 0.0), shape, low, high), fixed)


def _kept(level: Array, shape: Array, low: Array, high: Array) -> Array:
    return np.asarray(np.clip(level * shape, low, high))


def _whole(sizes: Array, total: Array) -> NDArray[np.int64]:
    """Largest remainders: whole sizes of the same total."""
    base = np.floor(sizes + _NOISE)
    rank = np.argsort(np.argsort(base - sizes, axis=-1, kind="stable"), axis=-1)
    missing = (total - base.sum(axis=-1))[..., None]
    return np.asarray(base + (rank < missing), dtype=np.int64)


def _shown(value: Floats) -> str:
    return ", ".join(f"{number:,.12g}" for number in np.atleast_1d(np.asarray(value, dtype=np.float64)))
