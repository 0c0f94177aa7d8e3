"""What was recommended, and what force and inspectorate say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import explained_table, text_columns
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_AVAILABLE
from cdi.model.exhibit import CellNumber, Table, TableCell

_DUE = " Due is the publication day plus the time allowed."
_STATUS = {
    "complete": "complete",
    "partly": "partly complete",
    "outstanding": "outstanding",
    "not_stated": "not stated",
}
_Recommendation = Mapping[str, Any]


def tabulate_recommendation_status(recommendations: Sequence[_Recommendation], caption: Caption) -> Table:
    """What force and inspectorate say of each recommendation, side by side, with the day it was due."""
    rows = (
        (_name(each), _due(each), _status(each, "force"), _status(each, "inspectorate")) for each in recommendations
    )
    columns = text_columns("Recommendation", "Due", "Force", "Inspectorate")
    note = caption.register_source + _DUE
    return explained_table("recommendation-status", "Recommendations and their status", columns, rows, note)


def tabulate_recommendations(recommendations: Sequence[_Recommendation], caption: Caption) -> Table | None:
    """The recommendations of this audit: time allowed, day due, and what the force says of each so far.

    Causes of concern and areas for improvement are left out; without any recommendation there is no table.
    """
    rows = [
        (_name(each), _time_allowed(each["timescale_months"]), _due(each), _status(each, "force"))
        for each in recommendations
        if each["type"] == "recommendation"
    ]
    if not rows:
        return None
    columns = text_columns("Recommendation", "Time allowed", "Due", "Status given by the force")
    note = caption.register_source + _DUE
    return explained_table("recommendations-made", "Recommendations of this inspection", columns, rows, note)


def _name(recommendation: _Recommendation) -> TableCell:
    return TableCell(f"{recommendation['number']}. {formatting.capitalised(recommendation['theme'])}")


def _due(recommendation: _Recommendation) -> TableCell:
    due = recommendation["due"]
    return TableCell(formatting.day(date.fromisoformat(due)) if due else NOT_AVAILABLE)


def _status(recommendation: _Recommendation, assessor: str) -> TableCell:
    status = recommendation["status"].get(assessor)
    return TableCell(_STATUS[status["status"]] if status else NOT_AVAILABLE)


def _time_allowed(months: int | None) -> TableCell:
    if months is None:
        return TableCell(NOT_AVAILABLE)
    text = formatting.counted(months, "month") if months else "immediately"
    return TableCell(text, number=CellNumber("months", months, 0, basis="register"))
