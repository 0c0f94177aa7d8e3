"""Where a function of many numbers at once is zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cdi.stats.inputs import Floats

# Brackets this narrow, relative to where they started, are below any digit printed.
_NARROW = 1e-14
# Bisection alone would be as narrow after 47 steps; Chandrupatla's rule needs about ten.
_MOST_STEPS = 100


def find_root(function: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """The zero of a monotone function between two arrays of places, elementwise. Chandrupatla (1997).

    Inverse quadratic interpolation where the last three points allow it, bisection elsewhere. Where the function has
    one sign throughout, the end at which it is nearer to zero.
    """
    a, b = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    at_a, at_b = function(a), function(b)
    nearer = np.where(np.abs(at_a) < np.abs(at_b), a, b)
    crossing = np.sign(at_a) * np.sign(at_b) < 0
    width = np.abs(b - a)
    c, at_c, step = a, at_a, np.full(a.shape, 0.5)
    for _ in range(_MOST_STEPS):
        middle = a + step * (b - a)
        at_middle = function(middle)
        same = np.sign(at_middle) == np.sign(at_a)
        c, at_c = np.where(same, a, b), np.where(same, at_a, at_b)
        b, at_b = np.where(same, b, a), np.where(same, at_b, at_a)
        a, at_a = middle, at_middle
        done = (at_a == 0) | (np.abs(b - a) <= _NARROW * width) | ~crossing
        if done.all():
            break
        step = _next_step((a, at_a), (b, at_b), (c, at_c), _NARROW * width)
        step = np.where(at_a == 0, 0.0, step)
    best = np.where(np.abs(at_a) < np.abs(at_b), a, b)
    return np.where(crossing, best, nearer)


def _next_step(a: tuple[Floats, Floats], b: tuple[Floats, Floats], c: tuple[Floats, Floats], least: Floats) -> Floats:
    """How far from a to b to look next, as a share of the way."""
    (xa, ya), (xb, yb), (xc, yc) = a, b, c
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        across, up = (xa - xb) / (xc - xb), (ya - yb) / (yc - yb)
        smooth = (up**2 < across) & ((1 - up) ** 2 < 1 - across)
        inverse = ya / (yb - ya) * yc / (yb - yc) + (xc - xa) / (xb - xa) * ya / (yc - ya) * yb / (yc - yb)
        step = np.where(smooth & np.isfinite(inverse), inverse, 0.5)
        margin = np.where(xa == xb, 0.5, least / np.abs(xb - xa))
    return np.clip(step, np.minimum(margin, 0.5), np.maximum(1 - margin, 0.5))
