"""What documents need besides figures: names, dates, grades and register texts, as plain JSON values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from cdi.model.audit import Audit, Inspection


def facts(audit: Audit) -> dict[str, Any]:
    """Force, inspection, the one before, recommendations with each assessor's latest status, events and bodies.

    A register that is not held gives an empty list or mapping; documents say so where they would use it.
    """
    limits = audit.reference["recording_rules"]
    limits = limits[limits["rule"] == "record_within_hours"].sort_values("effective_from")
    limits = limits[limits["effective_from"] <= pd.Timestamp(audit.inspection.audit_period_end)]
    return {
        "force": audit.force.model_dump(),
        "inspection": _inspection(audit.inspection),
        "prior": _inspection(audit.prior.inspection) if audit.prior else None,
        "recommendations": _recommendations(audit),
        "governance": _records(audit, "governance_bodies"),
        "events": {
            str(row["event_id"]): {"date": row["event_date"], "precision": row["precision"], "label": row["label"]}
            for row in _records(audit, "events")
        },
        "rules": {"record_within_hours": int(float(limits["value"].iloc[-1]))} if len(limits) else {},
        "signed_off": list(audit.signed_off),
        "exclusions": _exclusions(audit),
        "finding_rules": [
            {str(name): _plain(cell) for name, cell in row.items()}
            for row in audit.reference["finding_rules"].to_dict("records")
        ],
        "provenance": {
            "basis": audit.provenance.basis,
            "statement": audit.provenance.statement,
            "sources": list(audit.provenance.sources),
        },
    }


def _inspection(inspection: Inspection) -> dict[str, Any]:
    return inspection.model_dump(mode="json")


def _exclusions(audit: Audit) -> list[dict[str, Any]]:
    """For each table with rows left out on purpose: how many it was supplied with, left out, and counted."""
    left_out = Counter(exclusion.table for exclusion in audit.excluded)
    counted = {table: audit.count(table) for table in left_out if audit.holds(table)}
    return [
        {"table": table, "supplied": counted[table] + n, "left_out": n, "counted": counted[table]}
        for table, n in left_out.items()
        if table in counted
    ]


def _recommendations(audit: Audit) -> list[dict[str, Any]]:
    """Recommendations of the audit before, each with the status that each assessor gave last."""
    if audit.prior is None or not audit.prior.holds("recommendations"):
        return []
    published = pd.Timestamp(audit.prior.inspection.published_on)
    statuses = _statuses(audit)
    return [
        {
            "number": row["number"],
            "timescale_months": row["timescale_months"],
            "due": _plain(published + pd.DateOffset(months=int(row["timescale_months"]))),
            "theme": row["theme"],
            "text": row["text"],
            "status": statuses.get(row["rec_id"], {}),
        }
        for row in sorted(_records(audit.prior, "recommendations"), key=lambda row: row["number"])
    ]


def _statuses(audit: Audit) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(_records(audit, "recommendation_status"), key=lambda row: row["as_at"]):
        status = {name: row[name] for name in ("status", "as_at", "caveat")}
        found.setdefault(row["rec_id"], {})[row["assessor"]] = status
    return found


def _records(audit: Audit, table: str) -> list[Mapping[str, Any]]:
    if not audit.holds(table):
        return []
    return [{str(name): _plain(value) for name, value in row.items()} for row in audit.tables[table].to_dict("records")]


def _plain(value: Any) -> Any:
    """A cell as JSON holds it: dates in ISO form, nothing for a null."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp | date):
        return value.date().isoformat() if isinstance(value, pd.Timestamp) else value.isoformat()
    return value.item() if hasattr(value, "item") else value
