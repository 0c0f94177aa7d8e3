"""The plan of an audit's sample: what `[plan]` of its `audit.toml` wants, against strata and the rates to expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdi.load.audit import read_audit
from cdi.measures.rates import force_rates
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken, nearest
from cdi.stats import planning
from cdi.stats.normal import quantile
from cdi.workspace.names import require_audit
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_audit_settings
from cdi.workspace.settings_models import PlanSettings

# The most cautious rate to expect: no other needs as large a sample.
_CAUTIOUS = 0.5
_CURVE_POINTS = 8


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """One stratum of a plan. Rates are fractions; half-widths fractions; `alone` is the size for its own `wanted`."""

    name: str
    population: int
    weight: float
    rate: float
    rate_from: str
    wanted: float | None
    alone: int | None
    size: int
    half_width: float
    detectable: float | None


@dataclass(frozen=True, slots=True)
class Effort:
    """What a number of units buys: sizes and half-widths by stratum, and the overall half-width; fractions."""

    units: int
    overall: float
    sizes: tuple[int, ...]
    half_widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Sizes of an audit's sample, what they achieve, what other efforts would, and what was assumed.

    `detectable` is the smallest change against the prior audit that would show with `power`; None without one.
    """

    force: str
    audit: str
    level: float
    power: float
    wanted: float | None
    budget: int | None
    strata: tuple[PlannedStratum, ...]
    chosen: Effort
    detectable: float | None
    curve: tuple[Effort, ...]
    assumed: tuple[str, ...]

    @property
    def sizes(self) -> dict[str, int]:
        """The units to draw, by stratum."""
        return {stratum.name: stratum.size for stratum in self.strata}


@dataclass(frozen=True, slots=True)
class _Expectations:
    """What is expected before the audit, by stratum in one order; errors are those of the prior audit's rates."""

    names: tuple[str, ...]
    strata: planning.Strata
    rates_from: tuple[str, ...]
    errors: Mapping[str, float]
    assumed: tuple[str, ...]


def plan_sample(workspace: Workspace, ref: AuditRef) -> SamplePlan:
    """The plan of an audit that has a `[plan]` table; ContractBroken as in `plan_audit`."""
    ref = require_audit(workspace, ref)
    settings = workspace.audit_folder(ref) / "audit.toml"
    return plan_audit(read_audit(workspace, ref), read_audit_settings(settings.parent).plan, settings)


def plan_audit(audit: Audit, wishes: PlanSettings | None, settings: Path) -> SamplePlan:
    """The plan of an audit by what is wanted, as its `settings` file says or whoever asks.

    Raises ContractBroken where nothing is wanted, a stratum does not exist, or the wishes cannot be met.
    """
    if wishes is None or (wishes.half_width_pp is None and not wishes.half_widths_pp and wishes.budget is None):
        raise ContractBroken(
            f"{settings}: no [plan]; expected a table with half_width_pp (such as 2.0), half_widths_pp"
            " by stratum, or a budget of records"
        )
    expectations = _expectations(audit, wishes, settings)
    try:
        return _plan(audit, wishes, expectations)
    except ValueError as impossible:
        raise ContractBroken(f"{settings}, [plan]: {impossible}") from impossible


def _plan(audit: Audit, wishes: PlanSettings, expectations: _Expectations) -> SamplePlan:
    level, strata = audit.method.level, expectations.strata
    wanted = np.array([wishes.half_widths_pp.get(name, np.nan) / 100 for name in expectations.names])
    least = _least(strata, wanted, level)
    chosen = _effort(strata, _chosen_sizes(strata, wishes, level, least), level)
    detectable = {
        name: _detectable(width, expectations.errors.get(name), level, wishes.power)
        for name, width in zip((*expectations.names, "overall"), (*chosen.half_widths, chosen.overall), strict=True)
    }
    planned = tuple(
        PlannedStratum(
            name=name,
            population=int(strata.population[at]),
            weight=float(strata.weight[at]),
            rate=float(strata.rate[at]),
            rate_from=expectations.rates_from[at],
            wanted=None if np.isnan(wanted[at]) else float(wanted[at]),
            alone=None if np.isnan(wanted[at]) else int(least[at]),
            size=chosen.sizes[at],
            half_width=chosen.half_widths[at],
            detectable=detectable[name],
        )
        for at, name in enumerate(expectations.names)
    )
    return SamplePlan(
        force=audit.force.id,
        audit=audit.inspection.audit,
        level=level,
        power=wishes.power,
        wanted=None if wishes.half_width_pp is None else wishes.half_width_pp / 100,
        budget=wishes.budget,
        strata=planned,
        chosen=chosen,
        detectable=detectable["overall"],
        curve=_curve(strata, chosen, level),
        assumed=expectations.assumed,
    )


def _least(strata: planning.Strata, wanted: NDArray[np.float64], level: float) -> NDArray[np.int64]:
    """The size of each stratum for its own wanted half-width; the fewest where none is wanted."""
    least = np.minimum(np.full(wanted.shape, planning.FEWEST), strata.population)
    asked = ~np.isnan(wanted)
    if not asked.any():
        return planning.rounded_up(least)
    least[asked] = planning.sample_size(
        wanted[asked], strata.rate[asked], strata.population[asked], level, strata.design_effect
    )
    return planning.rounded_up(least)


def _chosen_sizes(
    strata: planning.Strata, wishes: PlanSettings, level: float, least: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A budget, where given, decides; else the wanted half-widths do.

    A budget that is too small for the wishes cuts them in proportion; when only some strata have a wish, it goes to
    the overall rate instead, since a proportion would leave the others with next to nothing.
    """
    wished = least
    if wishes.half_width_pp is not None:
        wished = planning.rounded_up(planning.allocate(strata, wishes.half_width_pp / 100, level, least))
    if wishes.budget is None:
        return wished
    kept = wishes.half_width_pp is not None or wishes.budget >= wished.sum()
    return planning.allocate_budget(strata, wishes.budget, wished if kept else planning.FEWEST)


def _effort(strata: planning.Strata, sizes: NDArray[np.int64], level: float) -> Effort:
    widths = planning.half_width(sizes, strata.rate, strata.population, level, strata.design_effect)
    overall = float(planning.overall_half_width(strata, sizes, level))
    return Effort(int(sizes.sum()), overall, tuple(map(int, sizes)), tuple(map(float, widths)))


def _detectable(half_width: float, error_before: float | None, level: float, power: float) -> float | None:
    if error_before is None:
        return None
    error_now = half_width / quantile(level)
    return float(planning.minimum_detectable_change(error_now, error_before, level, power))


def _curve(strata: planning.Strata, chosen: Effort, level: float) -> tuple[Effort, ...]:
    """What round numbers of units up to twice the chosen one buy, the chosen one among them.

    Fewer units cut the chosen sizes in proportion, more go where they narrow the overall rate most.
    """
    fewest, most = planning.FEWEST * strata.population.size, int(strata.population.sum())
    step = _round_step(2 * chosen.units / _CURVE_POINTS)
    efforts = {units for units in range(step, 2 * chosen.units + 1, step) if fewest <= units <= most}
    return tuple(
        _effort(strata, planning.allocate_budget(strata, units, chosen.sizes), level)
        for units in sorted(efforts | {chosen.units})
    )


def _round_step(about: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not above the value."""
    power = 10 ** max(0, int(np.floor(np.log10(max(about, 1)))))
    return int(max(step * power for step in (1, 2, 5) if step == 1 or step * power <= about))


def _expectations(audit: Audit, wishes: PlanSettings, path: Path) -> _Expectations:
    populations, weights, known_weight, assumed = _sizes_of_strata(audit, wishes, path)
    names = tuple(populations)
    for key, given in (
        ("half_widths_pp", wishes.half_widths_pp),
        ("rates_pct", wishes.rates_pct),
        ("weights", wishes.weights),
    ):
        for name in given:
            if name not in names:
                raise ContractBroken(f"{path}, [plan.{key}]: no stratum {name!r}; {nearest(name, list(names))}")
    prior = force_rates(audit.prior) if audit.prior else {}
    expected = [_expected(audit, wishes, name) for name in names]
    if wishes.half_width_pp is None and wishes.budget is None and (bare := set(names) - set(wishes.half_widths_pp)):
        raise ContractBroken(
            f"{path}, [plan.half_widths_pp]: nothing for {', '.join(sorted(bare))}; expected a half-width for each"
            " stratum, an overall half_width_pp, or a budget"
        )
    strata = planning.Strata.of(
        [(populations[name], weights[name], rate) for name, (rate, _) in zip(names, expected, strict=True)],
        known_weight,
        wishes.design_effect,
    )
    errors = {name: rate.error / 100 for name, rate in prior.items() if rate.error}
    return _Expectations(
        names, strata, tuple(source for _, source in expected), errors, (*assumed, *_always(wishes, audit))
    )


def _sizes_of_strata(
    audit: Audit, wishes: PlanSettings, path: Path
) -> tuple[dict[str, int], dict[str, float], float, list[str]]:
    """Population and weight of each stratum that is sampled, the weight of what is not, and what that assumes."""
    populations, weights, known_weight, assumed = dict(wishes.populations), dict(wishes.weights), 0.0, []
    if audit.holds("audit_strata"):
        for row in audit.rows("audit_strata", sampled=True).to_dict("records"):
            populations.setdefault(row["stratum"], int(row["reports_in_period"]))
            weights.setdefault(row["stratum"], float(row["weight"]))
        unsampled = audit.rows("audit_strata", sampled=False)
        known_weight = float(unsampled["weight"].sum())
        assumed += [f"{name} is not sampled and its rate is taken as known" for name in unsampled["stratum"]]
    if not populations:
        raise ContractBroken(f"{path}, [plan]: no strata; expected audit_strata.csv, or populations by stratum")
    unweighted = [name for name in populations if name not in weights]
    if unweighted:
        assumed.append(f"{', '.join(unweighted)} weighted by population")
    return (
        populations,
        {name: weights.get(name, float(size)) for name, size in populations.items()},
        known_weight,
        assumed,
    )


def _expected(audit: Audit, wishes: PlanSettings, name: str) -> tuple[float, str]:
    """The rate to expect of a stratum, and where it comes from."""
    if name in wishes.rates_pct:
        return wishes.rates_pct[name] / 100, "given"
    if audit.prior is not None:
        before = f"the {audit.prior.inspection.label_year} audit"
        rate = force_rates(audit.prior).get(name)
        if rate is not None and 0 < rate.percent < 100:
            return rate.percent / 100, before
        if audit.prior.holds("audit_strata"):
            for row in (
                audit.prior.rows("audit_strata", stratum=name).dropna(subset=["audited", "recorded"]).to_dict("records")
            ):
                if 0 < row["recorded"] < row["audited"]:
                    return row["recorded"] / row["audited"], f"{before} ({row['basis']})"
    return _CAUTIOUS, "none known: the most cautious"


def _always(wishes: PlanSettings, audit: Audit) -> list[str]:
    lines = ["the rates found are the expected ones; a rate nearer 50% gives a wider interval"]
    lines.append("every sampled unit can be audited; add reserve units for those that cannot")
    if wishes.design_effect != 1:
        lines.append(f"a design effect of {wishes.design_effect} for units drawn in clusters")
    else:
        lines.append("units are drawn one by one; incidents drawn whole need a design effect")
    if audit.prior is not None:
        lines.append("this audit and the one before are independent samples")
    return lines
