"""The tables of `notebooks/method_checks.ipynb`: which methods hold, on which designs, shown in docs/methods.md.

Every table takes the number of draws and a numpy Generator: same state, same table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cdi.evidence import change_pairs
from cdi.house_style import formatting
from cdi.stats import changes, monitoring, multiplicity, proportions, ranks, shrinkage, simulation
from cdi.stats.bootstrap import preston
from cdi.stats.count_changes import compare_counts
from cdi.stats.estimate import Estimate
from cdi.stats.inputs import Bounds, Floats
from cdi.stats.linearised import overall
from cdi.stats.sample import Sample
from cdi.stats.simulation import Population
from cdi.stats.stratified import mover_wilson, normal_interval, yan_su
from cdi.stats.survey import korn_graubard, logit_t

# Rows of (rate, size, audited, weight). The first has the shape of the 2018 re-inspection, the known part included;
# the others are made up to strain a method each: few records, rates near 100%, many strata, strata counted in full,
# a large stratum sampled thinly.
DESIGNS: dict[str, Population] = {
    "inspection (1,662)": Population.of(
        [(0.789, 7350, 774, 29400), (0.878, 519, 278, 2450), (0.807, 17162, 610, 49220)], 19430
    ),
    "a tenth of it (166)": Population.of(
        [(0.789, 7350, 77, 29400), (0.878, 519, 28, 2450), (0.807, 17162, 61, 49220)], 19430
    ),
    "monthly self-audit (75)": Population.of([(0.9, 620, 30, 620), (0.9333, 45, 15, 45), (0.93, 1430, 30, 1430)]),
    "high rate (120)": Population.of([(0.98, 900, 60, 900), (0.9833, 60, 20, 60), (0.987, 1300, 40, 1300)]),
    "six small strata (60)": Population.of(
        [
            (0.90, 80, 10, 80),
            (0.80, 40, 10, 40),
            (0.85, 400, 10, 400),
            (0.95, 150, 10, 150),
            (0.70, 60, 10, 60),
            (0.87, 1200, 10, 1200),
        ]
    ),
    "tiny strata (22)": Population.of(
        [
            (0.5556, 9, 2, 9),
            (0.9091, 11, 3, 11),
            (0.80, 50, 5, 50),
            (0.85, 400, 2, 400),
            (0.90, 90, 4, 90),
            (0.85, 260, 6, 260),
        ]
    ),
    "one stratum (115)": Population.of([(0.87, 30000, 115, 30000)]),
    "half counted in full (200)": Population.of(
        [(0.8333, 18, 18, 18), (1.0, 7, 7, 7), (0.8, 1500, 75, 1500), (0.97, 380, 50, 380), (0.62, 100, 50, 100)]
    ),
    "large stratum thinly sampled (110)": Population.of(
        [(0.95, 400, 60, 400), (0.95, 300, 40, 300), (0.9, 2100, 10, 2100)]
    ),
}

# Beyond what any approximate interval holds: the large stratum is often all recorded, and little else varies; and a
# single stratum whose size and rate fall in one of the gaps of Wilson's interval.
STRAINED: dict[str, Population] = {
    "thin, others near 100% (80)": Population.of([(0.99, 400, 40, 400), (0.99, 300, 30, 300), (0.9, 2100, 10, 2100)]),
    "one stratum in a gap (115)": Population.of([(0.87, 2300, 115, 2300)]),
}

# Counts recorded, of a population, and the sample drawn from it.
COUNTS: dict[str, tuple[int, int, int]] = {
    "10 of 200, 90%": (180, 200, 10),
    "20 of 400, 95%": (380, 400, 20),
    "40 of 60, 90%": (54, 60, 40),
    "50 of 5,000, 99%": (4950, 5000, 50),
    "93 of 400, 90%": (360, 400, 93),
    "115 of 9,000, 87%": (7830, 9000, 115),
    "180 of 257, 88%": (226, 257, 180),
    "429 of 9,000, 79%": (7110, 9000, 429),
}

_REPLICATES = 400
# Places cost more than intervals: the share of the audits that is drawn, and the draws of each.
_RANK_SHARE = 20
_RANK_DRAWS = 1000
_FORCES = 43

DEFAULT = "Yan-Su"
_Interval = Callable[[Sample], Estimate]
_Signals = Callable[[Floats, Floats, Floats], NDArray[np.bool_]]


def design_intervals(generator: np.random.Generator) -> dict[str, _Interval]:
    """Each interval for an overall rate, by the name that the tables use."""
    return {
        DEFAULT: yan_su,
        "inspectorate": normal_interval,
        "MOVER-Wilson": mover_wilson,
        "Korn-Graubard": lambda sample: korn_graubard(overall(sample)),
        "truncated": lambda sample: korn_graubard(overall(sample), truncated=True),
        "logit-t": lambda sample: logit_t(overall(sample)),
        "Preston": lambda sample: preston(sample, generator, _REPLICATES),
    }


COUNT_INTERVALS: dict[str, Callable[[ArrayLike, int, int], Bounds]] = {
    "Wilson": lambda k, n, size: proportions.wilson(k, n, population=size),
    "Clopper-Pearson": lambda k, n, _: proportions.clopper_pearson(k, n),
    "Jeffreys": lambda k, n, _: proportions.jeffreys(k, n),
    "Agresti-Coull": lambda k, n, _: proportions.agresti_coull(k, n),
    "hypergeometric": proportions.hypergeometric,
    "normal": lambda k, n, size: proportions.normal(k, n, population=size),
}


def design_coverage(
    draws: int, generator: np.random.Generator, designs: dict[str, Population] | None = None
) -> pd.DataFrame:
    """Coverage in percent, and mean width in points, of each interval for an overall rate; one row for each design."""
    methods = design_intervals(generator)
    rows = {}
    for name, population in (DESIGNS if designs is None else designs).items():
        coverages = simulation.coverage_of_design(population, methods, draws, generator)
        rows[name] = {label: _covered(one) for label, one in coverages.items()}
    return pd.DataFrame(rows).T.rename_axis("design")


def count_coverage(draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """Coverage in percent, and mean width in points, of each interval for a simple count; one row for each sample."""
    return pd.DataFrame(
        {
            name: {
                label: _covered(simulation.coverage_of_count(*counts, method, draws, generator))
                for label, method in COUNT_INTERVALS.items()
            }
            for name, counts in COUNTS.items()
        }
    ).T.rename_axis("sample")


# Each says of many pairs of audits which it calls changed, at 5%.
CHANGE_TESTS: dict[str, Callable[[Sample, Sample], NDArray[np.bool_]]] = {
    "z, design errors": change_pairs.z_shows,
    "MOVER, Yan-Su": change_pairs.yan_su_shows,
    "MOVER, exact": change_pairs.exact_shows,
    "Newcombe, pooled counts": lambda now, before: _leaves_out_zero(changes.newcombe(*_pooled(now), *_pooled(before))),
    "counts, Fisher": lambda now, before: compare_counts(*_pooled(now), *_pooled(before)).significant,
}


def change_alarms(draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """Percent of pairs of audits of an unchanged population that each test calls changed; 5 is what is promised."""
    return pd.DataFrame(
        {
            name: {
                label: formatting.decimals(100 * simulation.false_alarms(population, test, draws, generator), 1)
                for label, test in CHANGE_TESTS.items()
            }
            for name, population in DESIGNS.items()
        }
    ).T.rename_axis("design")


def report_alarms(draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """Percent of reports with any false claim of change, by the number of independent changes tested in them."""
    rows = {}
    for tests in (1, 3, 10, 43):
        p_values = generator.uniform(size=(draws, tests))
        rows[str(tests)] = {
            "each at 5%": _percent(np.mean((p_values <= multiplicity.SIGNIFICANCE).any(-1))),
            "Holm": _percent(np.mean(multiplicity.significant(p_values).any(-1))),
            "Benjamini-Hochberg": _percent(np.mean(multiplicity.significant(p_values, "benjamini-hochberg").any(-1))),
        }
    return pd.DataFrame(rows).T.rename_axis("changes in the report")


CHARTS: dict[str, _Signals] = {
    "p-chart": lambda k, n, centre: monitoring.p_chart(k, n, centre).signals,
    "EWMA": lambda k, n, centre: monitoring.ewma(k, n, centre).signals,
    "CUSUM": lambda k, n, centre: monitoring.cusum(k, n, centre).signals(),
}
# Monthly audits of varying size, about 77 on average; the rows of the table scale them.
_MONTHS = np.array([94, 56, 78, 58, 73, 67, 82, 58, 88, 91, 43, 93])
MONITORED: dict[str, tuple[float, float]] = {
    "86%, 77 a month": (0.857, 1.0),
    "86%, 31 a month": (0.857, 0.4),
    "95%, 77 a month": (0.95, 1.0),
    "80%, 230 a month": (0.80, 3.0),
}


def chart_alarms(draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """Percent of years of 12 months with a signal though nothing changed, by chart."""
    return pd.DataFrame(
        {
            name: {
                label: _percent(
                    simulation.chart_alarms(rate, np.round(_MONTHS * scale), signals, draws, generator).a_year
                )
                for label, signals in CHARTS.items()
            }
            for name, (rate, scale) in MONITORED.items()
        }
    ).T.rename_axis("rate and audits")


def rank_coverage(draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """Percent of ranges of places at 95% that hold the true place, for 43 forces that differ as the forces do."""
    audits = max(draws // _RANK_SHARE, 1)
    n = np.round(np.geomspace(67, 1662, _FORCES))
    truth = generator.beta(111, 17, size=(audits, _FORCES))
    k = generator.binomial(n.astype(np.int64), truth).astype(np.float64)
    level = ranks.joint_level(0.95, _FORCES)
    alone = [_sampled((row + 0.5, n - row + 0.5), generator) for row in k]
    drawn_in = [_sampled(shrinkage.posterior(row, n, shrinkage.fit(row, n)), generator) for row in k]
    ranges = {
        "joint (Klein and others)": ranks.joint_places(*proportions.wilson(k, n, level)),
        "sampled, rates alone": _stacked(alone),
        "sampled, drawn together": _stacked(drawn_in),
    }
    rows = {}
    for name, bounds in ranges.items():
        coverage = simulation.coverage_of_ranks(ranks.places(truth), bounds)
        rows[name] = {
            "one force": _percent(coverage.each),
            "all 43 together": _percent(coverage.together),
            "mean places in a range": formatting.decimals(coverage.width, 1),
        }
    return pd.DataFrame(rows).T.rename_axis("method")


def markdown(table: pd.DataFrame) -> str:
    """A table of text as a Markdown pipe table, its first column the row names."""
    head = [str(table.index.name), *map(str, table.columns)]
    rows = [[str(name), *map(str, row)] for name, row in zip(table.index, table.to_numpy(), strict=True)]
    lines = [head, ["---", *["--:"] * len(table.columns)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_tables(page: Path, tables: dict[str, pd.DataFrame], draws: int | None, seed: int | None) -> None:
    """Replace what stands between `<!-- table: name -->` and `<!-- end -->` on a page.

    Says what the tables rest on; without draws they are exact.

    Raises ValueError when a table has no such place, so that none is dropped in silence.
    """
    text = page.read_text(encoding="utf-8")
    source = "Exact, by enumeration." if draws is None else f"{formatting.count(draws)} draws, seed {seed}."
    for name, table in tables.items():
        place = re.compile(rf"(<!-- table: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not place.search(text):
            raise ValueError(f"{page.name}: no place for the table {name!r}; expected <!-- table: {name} -->")
        text = place.sub(partial(_between, f"{source}\n\n{markdown(table)}"), text)
    page.write_text(text, encoding="utf-8")


def _between(content: str, marks: re.Match[str]) -> str:
    return f"{marks[1]}{content}\n{marks[2]}"


def _covered(coverage: simulation.Coverage) -> str:
    return f"{formatting.decimals(100 * coverage.covered, 1)} ({formatting.decimals(100 * coverage.width, 1)})"


def _percent(share: float | np.floating) -> str:
    return formatting.decimals(100 * float(share), 1)


def _leaves_out_zero(bounds: Bounds) -> NDArray[np.bool_]:
    return (bounds[0] > 0) | (bounds[1] < 0)


def _pooled(sample: Sample) -> tuple[Floats, Floats]:
    return sample.successes.sum(-1), sample.sampled.sum(-1)


def _sampled(posterior: tuple[Floats, Floats], generator: np.random.Generator) -> Bounds:
    return ranks.sampled_places(*posterior, generator, _RANK_DRAWS)[1]


def _stacked(bounds: list[Bounds]) -> Bounds:
    return np.stack([low for low, _ in bounds]), np.stack([high for _, high in bounds])
