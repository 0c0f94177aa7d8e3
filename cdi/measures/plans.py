"""The force's action plan: actions by theme and state, when they are due, and which are overdue."""

from __future__ import annotations

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, not_held, together
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
"""Themes of a plan in the order in which they are told, with their names; the contract's "other" is none."""


def plan(audit: Audit) -> Measured:
    """Actions of the latest snapshot of the force's plan, complete and open, as a whole and by theme.

    Everything that is not complete is open. Actions of theme "other" belong to no theme and are counted apart. When
    actions are due is told only of a plan that has months at all.
    """
    ids = ("plan.actions", "plan.complete", "plan.open")
    if not audit.holds(_TABLE):
        return not_held(ids, _TABLE)
    actions = snapshot(audit)
    total, complete = len(actions), int((actions["status"] == "complete").sum())
    make, base = Maker(audit, (_TABLE,), "register"), "actions of the plan"
    found = [make.number(ids[0], base, total, base)]
    if total:
        found += [
            make.share(ids[1], "actions complete", complete, total, base),
            make.share(ids[2], "actions still open", total - complete, total, base),
        ]
    else:
        found.append(Measured(gaps=dict.fromkeys(ids[1:], "the plan holds no actions")))
    if actions["due_month"].notna().any():
        found += [_dates(make, "plan", actions), _overdue(make, actions)]
    return together([*found, _themes(make, actions)])


def snapshot(audit: Audit) -> pd.DataFrame:
    """The actions as they stood on the latest day that is held."""
    actions = audit.tables[_TABLE]
    latest: pd.DataFrame = actions[actions["as_at"] == actions["as_at"].max()]
    return latest


def _dates(make: Maker, name: str, actions: pd.DataFrame) -> Measured:
    """Of the open actions, those with a month and those under review; nothing when none is open."""
    still = actions[actions["status"] != "complete"]
    if still.empty:
        return Measured()
    base = "open actions"
    due, review = int(still["due_month"].notna().sum()), int((still["status"] == "under_review").sum())
    return make.share(f"{name}.due", "open actions with a month", due, len(still), base) + make.share(
        f"{name}.under_review", "open actions under review", review, len(still), base
    )


def _overdue(make: Maker, actions: pd.DataFrame) -> Measured:
    """Open actions whose month had ended on the day of the snapshot; nothing when no open action has a month."""
    dated = actions[(actions["status"] != "complete") & actions["due_month"].notna()]
    if dated.empty:
        return Measured()
    late = int((dated["due_month"] + pd.offsets.MonthEnd(0) < dated["as_at"]).sum())
    day = formatting.day(dated["as_at"].iloc[0])
    return make.share("plan.overdue", "open actions that are overdue", late, len(dated), f"with a month, on {day}")


def _themes(make: Maker, actions: pd.DataFrame) -> Measured:
    named = [theme for theme in THEMES if (actions["theme"] == theme).any()]
    if not named:
        return Measured()
    dated = bool(actions["due_month"].notna().any())
    without = int((actions["theme"] == _NO_THEME).sum())
    return together(
        [
            make.number("plan.themes", "themes of the plan", len(named), "themes that have an action"),
            make.number("plan.without_theme", "actions without a theme", without, "actions of the plan"),
            *(_theme(make, theme, actions[actions["theme"] == theme], dated=dated) for theme in named),
        ]
    )


def _theme(make: Maker, theme: str, actions: pd.DataFrame, *, dated: bool) -> Measured:
    total, complete = len(actions), int((actions["status"] == "complete").sum())
    name, base = f"plan.{theme}", f"actions on {THEMES[theme]}"
    found = [
        make.number(f"{name}.actions", base, total, base),
        make.share(f"{name}.complete", f"{base} complete", complete, total, base),
        make.share(f"{name}.open", f"{base} still open", total - complete, total, base),
    ]
    return together([*found, _dates(make, name, actions)] if dated else found)
