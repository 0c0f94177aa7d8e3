"""What documents need besides figures: names, dates, grades and register texts, as plain JSON values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cdi.bundle.plain import plain_cell, plain_rows, terms_of
from cdi.measures.all_forces.units import has_units, unit_of
from cdi.measures.plans import THEMES, snapshot
from cdi.measures.published import published_bases, published_words
from cdi.measures.recommendations import due_on
from cdi.measures.registers import recording_rules, reports_out
from cdi.model.audit import Audit, Inspection
from cdi.model.extra_measure import ExtraMeasure


def facts(audit: Audit) -> dict[str, Any]:
    """Force, inspection, the one before, recommendations with each assessor's latest status, and the registers.

    `recommendations` are those of the audit before, `recommendations_made` those of this one. Registers whose rows
    have names (governance, events, self_audits, guidance, plan.themes, history, rules_in_force) are mappings by that
    name. A register that was not supplied gives an empty list or mapping; documents say so where they would use it.
    """
    return {
        # What is expected of a force later is no fact of this audit.
        "force": audit.force.model_dump(exclude={"calendar"}),
        "inspection": _inspection(audit.inspection),
        "auditor": {
            **asdict(audit.inspection.auditor),
            "comparable_because": audit.method.comparable_because,
        },
        "prior": _inspection(audit.prior.inspection) if audit.prior else None,
        "history": _history(audit),
        "recommendations": _recommendations(audit.prior, audit) if audit.prior else [],
        "recommendations_made": _recommendations(audit, audit),
        "governance": _by_name(audit, "governance_bodies", "body_id"),
        "events": {
            name: {"date": row["event_date"], "precision": row["precision"], "label": row["label"]}
            for name, row in _by_name(audit, "events", "event_id").items()
        },
        "self_audits": _by_name(audit, "self_audits", "audit_id"),
        "plan": _plan(audit),
        "staffing": {"growth": _growth(audit)},
        "guidance": {row["guidance_id"]: row for row in plain_rows(audit.reference.get("guidance"))},
        "reader_glossary": terms_of(audit.reference.get("reader_glossary")),
        "rules": _limit(audit),
        "rules_in_force": _rules_in_force(audit),
        "signed_off": list(audit.signed_off),
        "exclusions": _exclusions(audit),
        "decisions": [{"id": f"line_{place}", **asdict(each)} for place, each in enumerate(audit.decisions, start=1)],
        "extra_measures": [_extra_measure(measure) for measure in audit.extra],
        "finding_rules": plain_rows(audit.reference["finding_rules"]),
        "published_bases": published_bases(audit),
        "published_words": published_words(audit),
        "provenance": {
            "basis": audit.provenance.basis,
            "statement": audit.provenance.statement,
            "sources": list(audit.provenance.sources),
        },
    }


def _inspection(inspection: Inspection) -> dict[str, Any]:
    """The inspection with who did it; the inspectorate's name is left to `auditor`, which has it as on the day."""
    settings = inspection.model_dump(mode="json", exclude={"inspectorate", "inspectorate_name"})
    return {**settings, "auditor": asdict(inspection.auditor)}


def _extra_measure(measure: ExtraMeasure) -> dict[str, Any]:
    """What is said of an extra measure beside its figures, with the ids of these, its table and its chart.

    `beside` has those that set its units side by side, and what a unit is called; None where its groups are no units.
    """
    said = measure.model_dump(mode="json", include={"title", "added_by", "added_on", "reason"})
    ids = {"figure": measure.figure_id, "table": measure.table_id, "chart": measure.chart_id}
    beside = {"figures": measure.beside_id, "unit": unit_of(measure), **measure.beside_exhibits}
    return {"id": measure.name, **said, **ids, "beside": beside if has_units(measure) else None}


def _history(audit: Audit) -> dict[str, Mapping[str, Any]]:
    """Inspections of this force up to the day it is looked at, oldest first, by the name of their audit folder."""
    rows = {row["inspection_id"]: row for row in plain_rows(audit.reference.get("inspections"))}
    own = [report for report in reports_out(audit) if report.force_id == audit.force.id]
    named = {report.ref.audit: rows[report.inspection_id] for report in own}
    return dict(sorted(named.items(), key=lambda pair: (pair[1]["label_year"], pair[0])))


def _limit(audit: Audit) -> dict[str, int]:
    """The hours to record a crime within, as they were at the end of the audit period; nothing without such a rule."""
    rule = (
        recording_rules(audit).on(audit.inspection.audit_period_end or audit.inspection.day).get("record_within_hours")
    )
    return {rule.rule: int(rule.number)} if rule is not None and rule.number is not None else {}


def _rules_in_force(audit: Audit) -> dict[str, Mapping[str, Any]]:
    """Each rule as it stood on the day the inspection is looked at, with the day it took effect."""
    in_force = recording_rules(audit).on(audit.inspection.seen_on)
    return {
        name: {
            "rule": rule.rule,
            "effective_from": rule.effective_from.isoformat(),
            "value": rule.value,
            "unit": rule.unit,
            "reference": rule.reference,
        }
        for name, rule in in_force.items()
    }


def _exclusions(audit: Audit) -> list[dict[str, Any]]:
    """For each table with rows left out on purpose: how many it was supplied with, left out, and counted."""
    left_out = Counter(exclusion.table for exclusion in audit.excluded)
    counted = {table: audit.count(table) for table in left_out if audit.holds(table)}
    return [
        {"table": table, "supplied": counted[table] + n, "left_out": n, "counted": counted[table]}
        for table, n in left_out.items()
        if table in counted
    ]


def _recommendations(issued_by: Audit, followed_in: Audit) -> list[dict[str, Any]]:
    """The recommendations of one audit, each with the status that each assessor gave last in the tables of another."""
    if not issued_by.holds("recommendations"):
        return []
    statuses = _statuses(followed_in)
    published = issued_by.inspection.published_on
    return [
        {
            "number": row["number"],
            "type": row["type"],
            "timescale_months": row["timescale_months"],
            "due": plain_cell(due_on(published, row["timescale_months"])),
            "theme": row["theme"],
            "text": row["text"],
            "status": statuses.get(row["rec_id"], {}),
        }
        for row in sorted(_records(issued_by, "recommendations"), key=_place)
    ]


def _place(row: Mapping[str, Any]) -> tuple[bool, str, int]:
    """Recommendations first, then causes of concern and areas for improvement, each by number."""
    return row["type"] != "recommendation", row["type"], row["number"]


def _statuses(audit: Audit) -> dict[str, dict[str, Any]]:
    """By recommendation and assessor, the status that was given last."""
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(_records(audit, "recommendation_status"), key=lambda row: row["as_at"]):
        status = {name: row[name] for name in ("status", "as_at", "caveat")}
        latest.setdefault(row["rec_id"], {})[row["assessor"]] = status
    return latest


def _plan(audit: Audit) -> dict[str, Any]:
    """The day of the plan's latest snapshot, and its themes in order with the last month that an open action has."""
    if not audit.holds("action_plan_actions") or (actions := snapshot(audit)).empty:
        return {}
    themes = {}
    for theme, name in THEMES.items():
        of_theme = actions[actions["theme"] == theme]
        due = of_theme[of_theme["status"] != "complete"]["due_month"].max()
        if not of_theme.empty:
            themes[theme] = {"name": name, "due_month": plain_cell(due)}
    return {"as_at": plain_cell(actions["as_at"].iloc[0]), "themes": themes}


def _growth(audit: Audit) -> dict[str, Any]:
    """The budget year that pays for added posts; nothing when there are none."""
    rows = [row for row in _records(audit, "staffing") if row["change"] == "growth" and row["budget_year"]]
    return {"budget_year": rows[0]["budget_year"], "as_at": rows[0]["as_at"]} if rows else {}


def _by_name(audit: Audit, table: str, key: str) -> dict[str, Mapping[str, Any]]:
    return {str(row[key]): row for row in _records(audit, table)}


def _records(audit: Audit, table: str) -> list[Mapping[str, Any]]:
    return plain_rows(audit.tables[table]) if audit.holds(table) else []
