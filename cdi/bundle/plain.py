"""Rows of registers as plain JSON values, as facts hold them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd


def terms_of(glossary: pd.DataFrame | None) -> list[Mapping[str, Any]]:
    """The terms that are explained to readers, each with all the forms that it has in a text."""
    return [_term(row) for row in plain_rows(glossary)]


def _term(row: Mapping[str, Any]) -> dict[str, Any]:
    """A term that is explained to readers, with all the forms that it has in a text."""
    forms = [form.strip() for form in (row["forms"] or "").split(";") if form.strip()]
    return {"term": row["term"], "forms": [row["term"], *forms], "meaning": row["meaning"], "source": row["source"]}


def plain_rows(frame: pd.DataFrame | None) -> list[Mapping[str, Any]]:
    """Each row by the names of its columns; no rows of a register that is not there."""
    rows = [] if frame is None else frame.to_dict("records")
    return [{str(name): plain_cell(value) for name, value in row.items()} for row in rows]


def plain_cell(value: Any) -> Any:
    """A cell as JSON holds it: dates in ISO form, nothing for a null."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp | date):
        return value.date().isoformat() if isinstance(value, pd.Timestamp) else value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.item() if hasattr(value, "item") else value
