"""The force's action plan by theme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import (
    answer_cell,
    explained_table,
    number_columns,
    printed_cell,
    text_columns,
)
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_APPLICABLE
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Figures


def tabulate_plan(figures: Figures, plan: Mapping[str, Any], caption: Caption) -> Table | None:
    """The actions by theme, with the last month that an open action of each is expected by.

    `plan` is that of the facts, with its `themes` by name; nothing when no theme has actions.
    """
    themes = plan.get("themes", {})
    rows = [_row(figures, name, theme) for name, theme in themes.items() if f"plan.{name}.actions" in figures]
    if not rows:
        return None
    columns = (
        *text_columns("Theme"),
        *number_columns("Actions", "Complete", "Open", "Under review, of the open"),
        *text_columns("Open ones expected by"),
    )
    without_theme = figures.get("plan.without_theme")
    note = caption.source + (" An action without a theme is not shown." if without_theme is not None else "")
    return explained_table("plan", "Actions of the plan by theme", columns, rows, note)


def _row(figures: Figures, name: str, theme: Mapping[str, Any]) -> tuple[TableCell, ...]:
    due = theme["due_month"]
    return (
        TableCell(formatting.capitalised(theme["name"])),
        printed_cell(figures, f"plan.{name}.actions"),
        *(answer_cell(figures, f"plan.{name}.{state}") for state in ("complete", "open", "under_review")),
        TableCell(formatting.month(date.fromisoformat(due)) if due else NOT_APPLICABLE),
    )
