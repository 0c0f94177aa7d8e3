"""Whether funnel limits, tests and ranges of places hold as often as they say, at the sample sizes that there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cdi.measures.all_forces.side_by_side import CountedUnit, shapes_of, spread_model
from cdi.measures.funnel import LEVELS
from cdi.stats.comparisons import (
    against_reference,
    dispersion,
    exact_against_reference,
    exact_limits,
    normal_limits,
    outside,
    pooled_rate,
)
from cdi.stats.inputs import Floats
from cdi.stats.multiplicity import significant
from cdi.stats.ranks import places, sampled_places
from cdi.stats.simulation import coverage_of_ranks

ROUNDS = 100
"""Chosen: so many tables of all forces; the error of a share of 95% from 32 forces in each is below half a point."""
_PLACE_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class ComparisonCoverage:
    """What `rounds` simulated tables showed, in percent.

    `inside` are the units inside their exact limits by level, when all units have one rate; `inside_wide` those inside
    the limits with the spread added, when units differ as they seem to. `false_tables` are the tables in which any unit
    of one rate is called different. `place` are the ranges that hold the true place.
    """

    rounds: int
    units: int
    inside: dict[float, float]
    inside_wide: dict[float, float]
    false_tables: float
    place: float


def check_coverage(units: Sequence[CountedUnit], seed: int, rounds: int = ROUNDS) -> ComparisonCoverage | None:
    """Draw tables of units of these sizes from rates that are given, and count how often each statement holds.

    None where the units differ no more than by chance: then there is no spread to draw from.
    """
    generator = np.random.default_rng(seed)
    n = np.array([unit.counted for unit in units], dtype=np.float64)
    k = np.array([unit.successes for unit in units], dtype=np.float64)
    model, centre = spread_model(k, n), float(pooled_rate(k, n))
    if model is None:
        return None
    alike = generator.binomial(n.astype(np.int64), centre, size=(rounds, len(n))).astype(np.float64)
    truth = generator.beta(model.mean * model.precision, (1 - model.mean) * model.precision, size=(rounds, len(n)))
    apart = generator.binomial(n.astype(np.int64), truth).astype(np.float64)
    ranges = [_range(row, n, generator) for row in apart]
    bounds = np.stack([low for low, _ in ranges]), np.stack([high for _, high in ranges])
    ranks = coverage_of_ranks(places(truth), bounds)
    return ComparisonCoverage(
        rounds=rounds,
        units=len(n),
        inside={level: _share_inside(alike, n, exact_limits(n, centre, level)) for level in LEVELS},
        inside_wide=_inside_wide(apart, n),
        false_tables=100 * float(np.mean([_any_called(row, n) for row in alike])),
        place=100 * float(ranks.each),
    )


def _range(k: Floats, n: Floats, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """The ranges of places, counted from the highest; the comparison counts the same ones from the lowest."""
    return sampled_places(*shapes_of(k, n, spread_model(k, n)), generator, _PLACE_DRAWS)[1]


def _inside_wide(apart: Floats, n: Floats) -> dict[float, float]:
    """The units inside limits that each table makes for itself, from its own centre and its own spread."""
    shares: dict[float, list[float]] = {level: [] for level in LEVELS}
    for k in apart:
        centre = float(pooled_rate(k, n))
        between = float(dispersion(against_reference(k, n, centre)[0], n, centre).between)
        for level, inside in shares.items():
            inside.append(_share_inside(k, n, normal_limits(n, centre, level, between)))
    return {level: float(np.mean(inside)) for level, inside in shares.items()}


def _share_inside(k: Floats, n: Floats, limits: tuple[Floats, Floats]) -> float:
    return 100 * float(1 - np.mean(outside(k, n, limits)))


def _any_called(k: Floats, n: Floats) -> bool:
    """Whether a unit of a table is called different, as the comparison would call it."""
    p_values = exact_against_reference(k, n, float(pooled_rate(k, n)))
    return bool(significant(p_values, "benjamini-hochberg").any())
