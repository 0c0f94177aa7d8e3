"""When a rate changed: the months from which many samples no longer come from one rate.

The last axis of the counts runs over months, and there is no other: each series is looked at by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import xlogy

from cdi.stats.inputs import Floats, inner_fractions, one, part_of_sample, random_generator, require, whole_number
from cdi.stats.multiplicity import SIGNIFICANCE
from cdi.stats.units import Count, Fraction, SampleSize

LEAST_MONTHS = 3
"""Chosen: fewer months than a quarter are a run of single months, which the p-chart is for."""
DRAWS = 1999
# The 95% point of chi-squared with one degree of freedom: months whose fit is no worse than this may be the one.
_WITHIN = 3.841458820694124
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The rate changed with month `at`, counted from 0; `first` and `last` are the months between which it lies.

    `before` and `after` are the rates of the stretches on either side, each up to the next change. `p_value` is
    multiplied by the number of stretches that were tested when the change was taken in.
    """

    at: int
    first: int
    last: int
    before: float
    after: float
    p_value: float


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Months from `start` up to `end` without it, the best place to divide them, and the p of dividing at all."""

    start: int
    end: int
    at: int
    p_value: float


def change_points(
    successes: Count,
    sampled: SampleSize,
    generator: np.random.Generator,
    significance: Fraction = SIGNIFICANCE,
    months: int = LEAST_MONTHS,
    draws: int = DRAWS,
) -> list[ChangePoint]:
    """The months in which the rate changed, in order; none where chance alone may explain all months.

    Binary segmentation (Scott and Knott 1974): of all divisions that leave at least `months` on either side, the one
    with the largest likelihood ratio G² = 2 (l₁ + l₂ − l), then each side again. Its p is exact but for simulation: the
    largest G² of `draws` hypergeometric divisions of the same total over the same sample sizes, so it holds for
    months of any size and needs no baseline. With m stretches each p is multiplied by m: the chance of one change too
    many is about `significance`. At the end each month is looked for once more between its neighbours (Bai 1997).

    The months `first` to `last` are those whose G² lies within 3.84 of the largest. Same generator state, same answer.
    """
    k, n = part_of_sample(successes, sampled)
    if k.ndim != 1:
        raise ValueError(f"counts of shape {k.shape}: expected one series, an entry for each month")
    random_generator(generator)
    limit = float(inner_fractions(one(significance, "significance"), "significance"))
    whole_number(months, "months of a stretch", 1, 1000)
    whole_number(draws, "draws", 10, 1_000_000)
    require(n.sum() <= 1e9, n.sum(), "units of all months", "no more than a thousand million")
    points = _divide(k, n, generator, limit, months, draws)
    return [_locate(k, n, points, place, months) for place in range(len(points))]


def _divide(
    k: Floats, n: Floats, generator: np.random.Generator, limit: float, least: int, draws: int
) -> list[_Stretch]:
    """The stretches that were divided, by the place where; each p is multiplied by the stretches of that moment."""

    def test(start: int, end: int) -> _Stretch:
        return _test(k, n, start, end, generator, least, draws)

    stretches, divided = [test(0, k.size)], list[_Stretch]()
    while True:
        clearest = min(stretches, key=lambda stretch: stretch.p_value)
        adjusted = min(1.0, clearest.p_value * len(stretches))
        if adjusted > limit:
            return sorted(divided, key=lambda stretch: stretch.at)
        divided.append(replace(clearest, p_value=adjusted))
        stretches.remove(clearest)
        stretches += [test(clearest.start, clearest.at), test(clearest.at, clearest.end)]


def _test(
    k: Floats, n: Floats, start: int, end: int, generator: np.random.Generator, least: int, draws: int
) -> _Stretch:
    """The best place to divide a stretch, with p by the same total spread anew over its months; 1 where it is short."""
    total = k[start:end].sum()
    if end - start < 2 * least or total in (0, n[start:end].sum()):
        return _Stretch(start, end, start, 1.0)
    gain = _gains(k[start:end], n[start:end], least)
    spread = generator.multivariate_hypergeometric(
        n[start:end].astype(np.int64), int(total), size=draws, method="marginals"
    )
    by_chance = _gains(spread.astype(np.float64), n[start:end], least).max(-1)
    p_value = (1 + int((by_chance >= gain.max() - _ROUNDING).sum())) / (draws + 1)
    return _Stretch(start, end, start + least + int(np.argmax(gain)), p_value)


def _gains(k: Floats, n: Floats, least: int) -> Floats:
    """G² of dividing before each month, from month `least` to the last that leaves as many after it."""
    left_k, left_n = np.cumsum(k, -1)[..., least - 1 : -least], np.cumsum(n)[least - 1 : -least]
    all_k, all_n = k.sum(-1, keepdims=True), n.sum()
    parts = _fit(left_k, left_n) + _fit(all_k - left_k, all_n - left_n)
    return np.asarray(2 * (parts - _fit(all_k, all_n)))


def _fit(k: Floats, n: Floats) -> Floats:
    """The largest log-likelihood of k of n, without what no rate changes."""
    return np.asarray(xlogy(k, k / n) + xlogy(n - k, 1 - k / n))


def _locate(k: Floats, n: Floats, points: list[_Stretch], place: int, least: int) -> ChangePoint:
    """One change looked for once more between its neighbours, with the months between which it lies."""
    start = points[place - 1].at if place else 0
    end = points[place + 1].at if place + 1 < len(points) else k.size
    gain = _gains(k[start:end], n[start:end], least)
    may_be = np.flatnonzero(gain >= gain.max() - _WITHIN) + start + least
    at = start + least + int(np.argmax(gain))
    before, after = (k[first:last].sum() / n[first:last].sum() for first, last in ((start, at), (at, end)))
    return ChangePoint(at, int(may_be[0]), int(may_be[-1]), float(before), float(after), points[place].p_value)
