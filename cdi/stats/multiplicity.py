"""Many tests at once: adjusted p-values, and the rule for calling a change significant."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cdi.stats.inputs import Floats, choice, fractions, plain, verdict
from cdi.stats.units import Fraction, PValue

# What a p-value must not exceed for "statistically significant", the convention behind intervals at 95%.
SIGNIFICANCE = 0.05

Rule = Literal["holm", "bonferroni", "benjamini-hochberg", "benjamini-yekutieli"]


def adjusted(p_values: PValue, rule: Rule) -> Floats:
    """p-values that may be read one by one though many were tested (R's p.adjust); the last axis runs over tests.

    `holm` and `bonferroni` bound the chance of any false claim, under any dependence. `benjamini-hochberg` bounds the
    expected share of false claims among the claims made, for independent or positively dependent tests;
    `benjamini-yekutieli` does so under any dependence.
    """
    choice(rule, get_args(Rule), "multiplicity rule")
    p = np.atleast_1d(fractions(p_values, "p-value"))
    if rule in ("benjamini-hochberg", "benjamini-yekutieli"):
        from scipy.stats import false_discovery_control  # slow to import

        return plain(false_discovery_control(p, axis=-1, method="bh" if rule == "benjamini-hochberg" else "by"))
    if rule == "bonferroni":
        return plain(np.minimum(p * p.shape[-1], 1))
    order = np.argsort(p, axis=-1)
    steps = np.take_along_axis(p, order, -1) * np.arange(p.shape[-1], 0, -1)
    raised = np.minimum(np.maximum.accumulate(steps, axis=-1), 1)
    return np.take_along_axis(raised, np.argsort(order, axis=-1), -1)


def significant(p_values: PValue, rule: Rule = "holm", significance: Fraction = SIGNIFICANCE) -> NDArray[np.bool_]:
    """Which of the tests of one report may be called statistically significant.

    Holm (1979) is the rule for the few, dependent changes of one report: an overall rate moves with its strata. For
    many groups against one reference, choose `benjamini-hochberg`.
    """
    return verdict(adjusted(p_values, rule) <= fractions(significance, "significance"))
