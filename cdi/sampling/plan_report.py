"""A plan as a person reads it on a terminal, as JSON, and as a chart."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cdi.exhibits.charts import Line, draw_half_width_curve
from cdi.house_style import formatting
from cdi.model.exhibit import Chart
from cdi.sampling.plan import Effort, PlannedStratum, SamplePlan

_FORMAT = 1
_BAR = 40


def as_text(plan: SamplePlan) -> str:
    """Tables of the sizes and of half-width against effort, and what was assumed."""
    why = "a budget of records" if plan.budget is not None else "the wanted half-widths"
    parts = [
        f"{plan.force} {plan.audit}: {formatting.count(plan.chosen.units)} units to audit, from {why};"
        f" {formatting.level(plan.level)} level",
        _sizes(plan),
        f"Half-width against effort (percentage points; * is the plan)\n{_curve(plan)}",
        "Assumed:\n" + "\n".join(f"  {line}" for line in plan.assumed),
    ]
    if plan.detectable is not None:
        parts.insert(
            2,
            "The last column is the smallest change against the audit before that would be found in "
            f"{formatting.percent(100 * plan.power, 0)} of audits.",
        )
    return "\n\n".join(parts)


def _sizes(plan: SamplePlan) -> str:
    headings = (
        "stratum",
        "population",
        "expected",
        "from",
        "wanted ±",
        "size alone",
        "size",
        "gives ±",
        "finds change",
    )
    rows = [_row(stratum) for stratum in plan.strata]
    population = formatting.count(sum(stratum.population for stratum in plan.strata))
    total = ("overall", population, "", "", _points(plan.wanted), "", formatting.count(plan.chosen.units))
    return _aligned([headings, *rows, (*total, _points(plan.chosen.overall), _points(plan.detectable))])


def _row(stratum: PlannedStratum) -> tuple[str, ...]:
    return (
        stratum.name,
        formatting.count(stratum.population),
        formatting.percent(100 * stratum.rate),
        stratum.rate_from,
        _points(stratum.wanted),
        "" if stratum.alone is None else formatting.count(stratum.alone),
        formatting.count(stratum.size),
        _points(stratum.half_width),
        _points(stratum.detectable),
    )


def _curve(plan: SamplePlan) -> str:
    headings = ("units", "overall ±", *(f"{stratum.name} ±" for stratum in plan.strata), "")
    rows, widest = [], max(effort.overall for effort in plan.curve)
    for effort in plan.curve:
        mark = "*" if effort.units == plan.chosen.units else ""
        bar = "▇" * int(_BAR * effort.overall / widest) if widest else ""
        rows.append(
            (mark + formatting.count(effort.units), _points(effort.overall), *map(_points, effort.half_widths), bar),
        )
    return _aligned([headings, *rows], last_left=True)


def _aligned(rows: Sequence[tuple[str, ...]], *, last_left: bool = False) -> str:
    """Columns of equal width: text to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    left = {at for at, heading in enumerate(rows[0]) if heading in ("stratum", "from")}
    if last_left:
        left.add(len(widths) - 1)
    lines = [
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _points(fraction: float | None) -> str:
    """A half-width or change as bare percentage points: 2.72."""
    return "" if fraction is None else formatting.decimals(100 * fraction, 2)


def as_json(plan: SamplePlan) -> str:
    """Everything of a plan; half-widths and changes in percentage points, rates in percent."""
    return json.dumps(
        {
            "format": _FORMAT,
            "force": plan.force,
            "audit": plan.audit,
            "level": plan.level,
            "power": plan.power,
            "units": plan.chosen.units,
            "half_width_pp": 100 * plan.chosen.overall,
            "wanted_pp": _times_100(plan.wanted),
            "budget": plan.budget,
            "detectable_change_pp": _times_100(plan.detectable),
            "strata": [
                {
                    "stratum": stratum.name,
                    "population": stratum.population,
                    "weight": stratum.weight,
                    "expected_pct": 100 * stratum.rate,
                    "expected_from": stratum.rate_from,
                    "wanted_pp": _times_100(stratum.wanted),
                    "size_alone": stratum.alone,
                    "size": stratum.size,
                    "half_width_pp": 100 * stratum.half_width,
                    "detectable_change_pp": _times_100(stratum.detectable),
                }
                for stratum in plan.strata
            ],
            "curve": [_effort(plan, effort) for effort in plan.curve],
            "assumed": list(plan.assumed),
        },
        indent=1,
        ensure_ascii=False,
    )


def _effort(plan: SamplePlan, effort: Effort) -> dict[str, object]:
    names = [stratum.name for stratum in plan.strata]
    return {
        "units": effort.units,
        "half_width_pp": 100 * effort.overall,
        "strata": {
            name: {"size": size, "half_width_pp": 100 * width}
            for name, size, width in zip(names, effort.sizes, effort.half_widths, strict=True)
        },
    }


def _times_100(fraction: float | None) -> float | None:
    return None if fraction is None else 100 * fraction


def as_svg(plan: SamplePlan) -> str:
    """The curve as a picture of its own, with title and description for those who cannot see it."""
    return draw_plan(plan).svg


def draw_plan(plan: SamplePlan, source: str = "cdi plan-sample", warning: str = "") -> Chart:
    """The curve as a chart; `warning` is what must be said of made-up rows."""
    efforts = [effort.units for effort in plan.curve]
    lines = [Line("overall", tuple(100 * effort.overall for effort in plan.curve))]
    lines += [
        Line(stratum.name, tuple(100 * effort.half_widths[at] for effort in plan.curve))
        for at, stratum in enumerate(plan.strata)
    ]
    what = f"{plan.force} {plan.audit}"
    return draw_half_width_curve(efforts, lines, chosen=plan.chosen.units, what=what, source=source, warning=warning)
