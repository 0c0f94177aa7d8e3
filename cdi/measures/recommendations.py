"""Recommendations: those that this inspection made, and what became of those of the one before."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, not_held, together
from cdi.model.audit import Audit

_TABLE, _STATUS = "recommendations", "recommendation_status"


def recommendations(audit: Audit) -> Measured:
    """What this inspection recommended, and how far the recommendations of the audit before are met."""
    return followed(audit) + made(audit)


def due_on(published_on: date, months: float | None) -> date | None:
    """The day a recommendation falls due: publication plus the time allowed; nothing where none was stated."""
    if months is None or pd.isna(months):
        return None
    due: pd.Timestamp = pd.Timestamp(published_on) + pd.DateOffset(months=int(months))
    return due.date()


def followed(audit: Audit) -> Measured:
    """How many recommendations of the audit before each assessor calls complete, by the latest word of each."""
    ids = ("recommendations.total", "recommendations.implemented", "recommendations.outstanding")
    if audit.prior is None or not audit.prior.holds(_TABLE):
        return not_held(ids, _TABLE)
    make = Maker(audit, (_TABLE, _STATUS), "register")
    asked = audit.prior.rows(_TABLE, type="recommendation")
    total = len(asked)
    year = audit.prior.inspection.label_year
    base = f"recommendations of {year}"
    found = make.number(ids[0], base, total, base)
    if not audit.holds(_STATUS):
        return found + not_held(ids[1:], _STATUS)
    said = audit.rows(_STATUS, rec_id=tuple(asked["rec_id"]))
    latest = said.sort_values("as_at").groupby(["rec_id", "assessor"]).tail(1)

    def complete(assessor: str) -> int:
        return int(((latest["assessor"] == assessor) & (latest["status"] == "complete")).sum())

    inspectorate = complete("inspectorate")
    return found + together(
        [
            make.part(
                ids[1], "recommendations fully implemented, as the inspectorate sees it", inspectorate, total, base
            ),
            make.number(ids[2], "recommendations still to be implemented", total - inspectorate, base),
            make.part(
                "recommendations.force_completed", "the same as the force sees it", complete("force"), total, base
            ),
            _overdue(
                make, audit.prior.inspection.published_on, asked, latest[latest["assessor"] == "inspectorate"], base
            ),
        ]
    )


def _overdue(make: Maker, published_on: date, asked: pd.DataFrame, latest: pd.DataFrame, base: str) -> Measured:
    """Recommendations that the inspectorate did not call complete on a day after they had fallen due."""
    due = {row["rec_id"]: due_on(published_on, row["timescale_months"]) for row in asked.to_dict("records")}
    still = latest[latest["status"] != "complete"].to_dict("records")
    late = sum((day := due[row["rec_id"]]) is not None and day < row["as_at"].date() for row in still)
    label = "recommendations overdue when the inspectorate last looked"
    return make.share("recommendations.overdue", label, late, len(asked), base)


def made(audit: Audit) -> Measured:
    """The recommendations of this inspection by the time allowed, and those that had fallen due when looked at."""
    if not audit.holds(_TABLE):
        return not_held(("recommendations.made",), _TABLE)
    held = audit.rows(_TABLE, type="recommendation")
    make, total = Maker(audit, (_TABLE,), "register"), len(held)
    base = f"recommendations of {audit.inspection.label_year}"
    found = make.number("recommendations.made", base, total, base)
    timed = held["timescale_months"].dropna()
    if timed.empty:
        ids = ("recommendations.made_within", "recommendations.fallen_due")
        return found + Measured(gaps=dict.fromkeys(ids, "no time allowed is stated"))
    by_time = {_within(months): int((timed == months).sum()) for months in sorted(int(each) for each in timed.unique())}
    seen = audit.inspection.seen_on
    due = [due_on(audit.inspection.published_on, months) for months in timed]
    fallen = sum(day is not None and day <= seen for day in due)
    label = f"recommendations that had fallen due on {formatting.day(seen)}"
    return together(
        [
            found,
            make.breakdown("recommendations.made_within", by_time, base),
            make.share("recommendations.fallen_due", label, fallen, total, base),
        ]
    )


def _within(months: int) -> str:
    return "immediately" if months == 0 else "1 month" if months == 1 else f"{months} months"
