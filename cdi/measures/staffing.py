"""Posts and full-time equivalents, never mixed: who is in post, what was added, and what it costs."""

from __future__ import annotations

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, FigureMaker, combine, gaps_without, id_word
from cdi.model.audit import Audit
from cdi.model.figure import Figure

_TABLE = "staffing"
_DECISION_MAKER = "decision maker"


def staffing(audit: Audit) -> Contribution:
    """Decision makers then and now, posts in place by role, the growth and its cost, and special teams.

    Posts are headcounts. A row that gives full-time equivalents alone never enters a sum of posts.
    """
    ids = ("staffing.decision_makers_before", "staffing.decision_makers_now", "staffing.growth_cost")
    if not audit.holds(_TABLE):
        return gaps_without(ids, _TABLE)
    make, rows = FigureMaker(audit, (_TABLE,), "register"), audit.tables[_TABLE]
    makers = rows[rows["role"] == _DECISION_MAKER]
    return combine(
        [_then_and_now(make, makers), _growth(make, makers), _realigned(make, rows), _in_post(make, rows),
         _slavery_team(make, rows)]
    )  # fmt: skip


def _then_and_now(make: FigureMaker, makers: pd.DataFrame) -> Contribution:
    """Posts of decision makers on the first day of the table, and on the last with the growth."""
    ids = ("staffing.decision_makers_before", "staffing.decision_makers_now")
    if makers.empty:
        return Contribution(gaps=dict.fromkeys(ids, "no decision makers are held"))
    days = sorted(makers["as_at"].unique())
    earlier = Contribution(gaps={ids[0]: "decision makers are held for one day only"})
    if len(days) > 1:
        before = makers[makers["as_at"] == days[0]]
        earlier = _posts(make, ids[0], "decision makers before", before, _on(before))
    now = makers[makers["as_at"] == days[-1]]
    return earlier + _posts(make, ids[1], "decision makers with the growth", now, _on(now))


def _posts(make: FigureMaker, figure_id: str, label: str, rows: pd.DataFrame, base: str | Base) -> Contribution:
    """The sum of posts, or a gap where some of them are known as full-time equivalents alone."""
    without_posts = rows["headcount"].isna()
    if without_posts.any():
        fte = formatting.decimals(float(rows.loc[without_posts, "fte"].sum()), 1)
        return Contribution(
            gaps={figure_id: f"{fte} full-time equivalents are held without posts, and the two do not add"}
        )
    return make.number(figure_id, label, int(rows["headcount"].sum()), base, "posts")


def _on(rows: pd.DataFrame) -> Base:
    return Base("posts on {day}", {"day": formatting.day(rows["as_at"].iloc[0])})


def _growth(make: FigureMaker, makers: pd.DataFrame) -> Contribution:
    """Posts that were added, officers and temporary ones, and their cost, on the latest day."""
    cost_id = "staffing.growth_cost"
    growth = makers[(makers["change"] == "growth") & (makers["as_at"] == makers["as_at"].max())]
    if growth.empty:
        return Contribution(gaps={cost_id: "no growth of decision makers is held"})
    temporary, base = growth["temporary"].astype(bool), _on(growth)
    posts = _posts(make, "staffing.growth_officers", "added officer posts", growth[~temporary], base) + _posts(
        make, "staffing.growth_temporary", "added temporary posts", growth[temporary], base
    )
    if growth["cost_gbp"].isna().all():
        return posts + Contribution(gaps={cost_id: "the cost of the added posts is not held"})
    return posts + make.number(cost_id, "cost of the added posts", int(growth["cost_gbp"].sum()), base, "pounds")


def _realigned(make: FigureMaker, rows: pd.DataFrame) -> Contribution:
    """Full-time equivalents of posts that were given another task; nothing when there are none."""
    moved = rows[(rows["change"] == "realigned") & rows["fte"].notna()]
    if moved.empty:
        return Contribution()
    moved = moved[moved["as_at"] == moved["as_at"].max()]
    total = float(moved["fte"].sum())
    figure = Figure(
        id="staffing.realigned_fte",
        label="posts given another task, in full-time equivalents",
        value=total,
        unit="FTE",
        printed=formatting.decimals(total, 1),
        base="full-time equivalents on {day}",
        basis="register",
        sources=make.sources,
        base_values={"day": formatting.day(moved["as_at"].iloc[0])},
    )
    return Contribution((figure,))


def _in_post(make: FigureMaker, rows: pd.DataFrame) -> Contribution:
    """Posts that have people in them by role, each on the latest day that the table has for it."""
    roles = []
    for role, posts in rows[rows["status"] == "in_post"].groupby("role", sort=True):
        latest = posts[posts["as_at"] == posts["as_at"].max()]
        roles.append(_posts(make, f"staffing.in_post.{id_word(str(role))}", f"{role}s in post", latest, _on(latest)))
    return combine(roles)


def _slavery_team(make: FigureMaker, rows: pd.DataFrame) -> Contribution:
    team = rows[rows["team"] == "modern slavery"]
    if team.empty:
        return Contribution()
    roles = [
        _posts(make, f"staffing.slavery_{id_word(str(role))}s", f"{role}s of the slavery team", posts, "posts")
        for role, posts in team.groupby("role", sort=True)
    ]
    return combine([*roles, _posts(make, "staffing.slavery_team", "posts of the slavery team", team, "posts")])
