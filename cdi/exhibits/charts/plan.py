"""How far the actions of the force's plan are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.shares import draw_shares
from cdi.house_style import formatting
from cdi.model.exhibit import Chart
from cdi.model.figure import Figures


def draw_plan_progress(figures: Figures, plan: Mapping[str, Any], caption: Caption) -> Chart | None:
    """Actions complete by theme, on the day of the plan; the actions are known in full, so without intervals.

    `plan` is that of the facts: the day as `as_at`, and the `themes` by name. Nothing without a plan or its themes.
    """
    complete = figures.get("plan.complete")
    if complete is None:
        return None
    themes = {name: formatting.capitalised(theme["name"]) for name, theme in plan.get("themes", {}).items()}
    return draw_shares(
        figures,
        {f"plan.{name}.complete": label for name, label in themes.items()},
        chart_id="plan-progress",
        said=[complete],
        headline=f"{complete.printed} actions of the plan are complete",
        subtitle=f"Actions complete by theme, {caption.place}, at {formatting.day(date.fromisoformat(plan['as_at']))}",
        source=caption.source,
        axis="Share of the theme’s actions that is complete (%)",
    )
