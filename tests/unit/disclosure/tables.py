"""A small own audit, whose few rows have small groups of victims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cdi.model.audit import Audit
from cdi.model.extra_measure import ExtraMeasure, table_of
from tests.unit.disclosure.test_policy import own
from tests.unit.measures.tables import table


def crimes(number: int, **cells: str) -> list[dict[str, str]]:
    """So many crimes of the main sample that are alike; recorded ones have a record of the right class."""
    row = {
        "sample": "main", "stratum": "violence", "category": "violence", "offence": "common assault",
        "required": "true", "recorded": "false", "timeliness_assessable": "false", "domestic_abuse": "false", "weight": "1",
    } | cells  # fmt: skip
    if row["recorded"] == "true":
        row = {"classification_correct": "true", "recorded_at": "2026-04-12T08:30"} | row
    return [row] * number


def audit_of(audit: Audit, rows: list[dict[str, str]], *extra: ExtraMeasure, **tables: str) -> Audit:
    """An own audit of these crimes alone, and of other tables written as text."""
    names = [*dict.fromkeys(name for row in rows for name in row)]
    lines = [" | ".join(names), *(" | ".join(row.get(name, "") for name in names) for row in rows)]
    frames = {"audit_reports": table("audit_reports", "\n".join(lines))} if rows else {}
    frames |= {name: table(name, text) for name, text in tables.items()}
    return replace(own(audit), tables=frames, records={}, prior=None, extra=extra)


def measure_of(of: Any = "recorded", by: tuple[str, ...] = (), **where: Any) -> ExtraMeasure:
    return ExtraMeasure(
        name="mine", title="Mine", table=table_of(of), of=of, by=by, where=where, added_by="analyst",
        added_on=date(2026, 1, 2), reason="to see",
    )  # fmt: skip
