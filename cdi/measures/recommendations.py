"""Recommendations: those of this inspection, and what became of those of the one before."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, FigureMaker, combine, gaps_without
from cdi.measures.tallies import Tally
from cdi.model.audit import Audit

_TABLE, _STATUS = "recommendations", "recommendation_status"
_NOT_SAID = "where each recommendation stands was not recorded in this audit"


def recommendations(audit: Audit) -> Contribution:
    """What this inspection recommended, and how far the recommendations of the audit before are met."""
    return follow_up(audit) + issue(audit)


def due_on(published_on: date | None, months: float | None) -> date | None:
    """The day a recommendation falls due: publication plus the time allowed; nothing where either is not stated."""
    if published_on is None or months is None or pd.isna(months):
        return None
    due: pd.Timestamp = pd.Timestamp(published_on) + pd.DateOffset(months=int(months))
    return due.date()


def follow_up(audit: Audit) -> Contribution:
    """How many recommendations of the audit before each assessor calls complete, by the latest word of each."""
    ids = ("recommendations.total", "recommendations.implemented", "recommendations.outstanding")
    if audit.prior is None or not audit.prior.holds(_TABLE):
        return gaps_without(ids, _TABLE)
    make = FigureMaker(audit, (_TABLE, _STATUS), "register")
    asked = audit.prior.rows(_TABLE, type="recommendation")
    base = _recommendations_of(audit.prior)
    total = make.number(ids[0], base.printed, len(asked), base)
    if not audit.holds(_STATUS):
        return total + gaps_without(ids[1:], _STATUS)
    statuses = audit.rows(_STATUS, rec_id=tuple(asked["rec_id"]))
    latest = statuses.sort_values("as_at").groupby(["rec_id", "assessor"]).tail(1)
    return total + _complete(make, asked, latest, base) + _overdue(make, audit.prior, asked, latest, base)


def _recommendations_of(audit: Audit) -> Base:
    return Base("recommendations of {year}", {"year": str(audit.inspection.label_year)})


def _complete(make: FigureMaker, asked: pd.DataFrame, latest: pd.DataFrame, base: Base) -> Contribution:
    """Recommendations that are complete, as the inspectorate and as the force sees them, and those that are not."""
    inspectorate, force = (_by(assessor, asked, latest) for assessor in ("inspectorate", "force"))
    label = "recommendations fully implemented, as the inspectorate sees it"
    left, own = "recommendations still to be implemented", "the same as the force sees it"
    parts = [
        _part_complete(make, "recommendations.implemented", label, inspectorate, base),
        _part_complete(make, "recommendations.force_completed", own, force, base),
    ]
    if inspectorate.answered or not len(asked):
        number = make.number("recommendations.outstanding", left, inspectorate.no, base, unknown=inspectorate.unknown)
        return combine([*parts, number])
    return combine([*parts, Contribution(gaps={"recommendations.outstanding": _NOT_SAID})])


def _by(assessor: str, asked: pd.DataFrame, latest: pd.DataFrame) -> Tally:
    """The recommendations that an assessor calls complete, those it does not, and those that it has no row for."""
    own = latest[latest["assessor"] == assessor]
    complete = int((own["status"] == "complete").sum())
    return Tally(complete, len(own) - complete, len(asked) - len(own))


def _part_complete(make: FigureMaker, figure_id: str, label: str, rows: Tally, base: Base) -> Contribution:
    if rows.unknown and not rows.answered:
        return Contribution(gaps={figure_id: _NOT_SAID}, cures={figure_id: f"rows of the table {_STATUS}"})
    return make.part(figure_id, label, rows.yes, rows.answered, base, unknown=rows.unknown)


def _overdue(make: FigureMaker, prior: Audit, asked: pd.DataFrame, latest: pd.DataFrame, base: Base) -> Contribution:
    """Recommendations that the inspectorate did not call complete on a day after they had fallen due."""
    published_on, by_inspectorate = prior.inspection.published_on, latest["assessor"] == "inspectorate"
    due = {row["rec_id"]: due_on(published_on, row["timescale_months"]) for row in asked.to_dict("records")}
    open_rows = latest[by_inspectorate & (latest["status"] != "complete")].to_dict("records")
    late = sum((day := due[row["rec_id"]]) is not None and day < row["as_at"].date() for row in open_rows)
    # Without a word of the inspectorate, or without a time allowed while it is open, nobody knows whether it is late.
    unknown = len(asked) - int(by_inspectorate.sum()) + sum(due[row["rec_id"]] is None for row in open_rows)
    label, figure_id = "recommendations overdue when the inspectorate last looked", "recommendations.overdue"
    if unknown and unknown == len(asked):
        return Contribution(gaps={figure_id: "when each recommendation was due was not recorded in this audit"})
    return make.share(figure_id, label, late, len(asked) - unknown, base, unknown)


def issue(audit: Audit) -> Contribution:
    """The recommendations of this inspection by the time allowed, and those that had fallen due when looked at."""
    if not audit.holds(_TABLE):
        return gaps_without(("recommendations.made",), _TABLE)
    own = audit.rows(_TABLE, type="recommendation")
    make, base = FigureMaker(audit, (_TABLE,), "register"), _recommendations_of(audit)
    total = make.number("recommendations.made", base.printed, len(own), base)
    months = sorted(int(each) for each in own["timescale_months"].dropna())
    if not months:
        ids = ("recommendations.made_within", "recommendations.fallen_due")
        return total + Contribution(gaps=dict.fromkeys(ids, "no time allowed is stated"))
    by_time: dict[str, tuple[str | int, int]] = {_within(each): (each, months.count(each)) for each in months}
    seen = audit.inspection.seen_on
    due = [due_on(audit.inspection.published_on, each) for each in months]
    fallen = sum(day is not None and day <= seen for day in due)
    label = f"recommendations that had fallen due on {formatting.day(seen)}"
    return combine(
        [
            total,
            make.breakdown_of("recommendations.made_within", by_time, base, len(own) - len(months)),
            make.share("recommendations.fallen_due", label, fallen, len(months), base, len(own) - len(months)),
        ]
    )


def _within(months: int) -> str:
    return "immediately" if months == 0 else "1 month" if months == 1 else f"{months} months"
