"""The force's action plan: actions by theme and state, when they are due, and which are overdue."""

from __future__ import annotations

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, FigureMaker, combine, gaps_without
from cdi.model.audit import Audit

_TABLE = "action_plan_actions"
_NO_THEME = "other"
THEMES = {
    "leadership_governance": "leadership and governance",
    "victim_focus": "victim focus",
    "processes_systems": "processes and systems",
    "training": "training",
    "out_of_court_disposals": "out-of-court disposals",
}
"""Themes of a plan in the order of the report, with their names; the contract's "other" is none of them."""


def plan(audit: Audit) -> Contribution:
    """Actions of the latest snapshot of the force's plan, complete and open, as a whole and by theme.

    Everything that is not complete is open. Actions of theme "other" belong to no theme and are counted apart. When
    actions are due is measured only in a plan that has months at all.
    """
    ids = ("plan.actions", "plan.complete", "plan.open")
    if not audit.holds(_TABLE):
        return gaps_without(ids, _TABLE)
    actions = snapshot(audit)
    total, complete = len(actions), int((actions["status"] == "complete").sum())
    make, base = FigureMaker(audit, (_TABLE,), "register"), "actions of the plan"
    parts = [make.number(ids[0], base, total, base)]
    if total:
        parts += [
            make.share(ids[1], "actions complete", complete, total, base),
            make.share(ids[2], "actions still open", total - complete, total, base),
        ]
    else:
        parts.append(Contribution(gaps=dict.fromkeys(ids[1:], "the plan holds no actions")))
    if actions["due_month"].notna().any():
        parts += [_dates(make, "plan", actions), _overdue(make, actions)]
    elif total:
        parts.append(_undated("plan.due", "plan.under_review", "plan.overdue"))
    return combine([*parts, _themes(make, actions)])


def snapshot(audit: Audit) -> pd.DataFrame:
    """The actions as they stood on the latest day of the table."""
    actions = audit.tables[_TABLE]
    latest: pd.DataFrame = actions[actions["as_at"] == actions["as_at"].max()]
    return latest


def _dates(make: FigureMaker, name: str, actions: pd.DataFrame) -> Contribution:
    """Of the open actions, those with a month and those under review; nothing when none is open."""
    still = actions[actions["status"] != "complete"]
    if still.empty:
        return Contribution()
    base = "open actions"
    due, review = int(still["due_month"].notna().sum()), int((still["status"] == "under_review").sum())
    return make.share(f"{name}.due", "open actions with a month", due, len(still), base) + make.share(
        f"{name}.under_review", "open actions under review", review, len(still), base
    )


def _overdue(make: FigureMaker, actions: pd.DataFrame) -> Contribution:
    """Open actions whose month had ended on the day of the snapshot; nothing when no open action has a month."""
    dated = actions[(actions["status"] != "complete") & actions["due_month"].notna()]
    if dated.empty:
        return Contribution()
    late = int((dated["due_month"] + pd.offsets.MonthEnd(0) < dated["as_at"]).sum())
    day = formatting.day(dated["as_at"].iloc[0])
    return make.share(
        "plan.overdue", "open actions that are overdue", late, len(dated), Base("with a month, on {day}", {"day": day})
    )


def _themes(make: FigureMaker, actions: pd.DataFrame) -> Contribution:
    named = [theme for theme in THEMES if (actions["theme"] == theme).any()]
    if not named:
        return Contribution()
    dated = bool(actions["due_month"].notna().any())
    without = int((actions["theme"] == _NO_THEME).sum())
    return combine(
        [
            make.number("plan.themes", "themes of the plan", len(named), "themes that have an action"),
            make.number("plan.without_theme", "actions without a theme", without, "actions of the plan"),
            *(_theme(make, theme, actions[actions["theme"] == theme], dated=dated) for theme in named),
        ]
    )


def _theme(make: FigureMaker, theme: str, actions: pd.DataFrame, *, dated: bool) -> Contribution:
    total, complete = len(actions), int((actions["status"] == "complete").sum())
    name, base = f"plan.{theme}", f"actions on {THEMES[theme]}"
    parts = [
        make.number(f"{name}.actions", base, total, base),
        make.share(f"{name}.complete", f"{base} complete", complete, total, base),
        make.share(f"{name}.open", f"{base} still open", total - complete, total, base),
    ]
    dates = _dates(make, name, actions) if dated else _undated(f"{name}.due", f"{name}.under_review")
    return combine([*parts, dates])


def _undated(*ids: str) -> Contribution:
    reason, cure = "when the actions are due was not recorded in this audit", f"column due_month of the table {_TABLE}"
    return Contribution(gaps=dict.fromkeys(ids, reason), cures=dict.fromkeys(ids, cure))
