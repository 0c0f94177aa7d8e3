"""How the force watches over itself: meetings that see audit results, audits of its own, reviews by peers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, slug, together
from cdi.model.audit import Audit
from cdi.model.figure import Figure

_BODIES, _AUDITS, _EVENTS = "governance_bodies", "self_audits", "events"


def oversight(audit: Audit) -> Measured:
    """Bodies that receive audit results, own audits by topic with their results, and peer reviews."""
    return together([_bodies(audit), _own_audits(audit), _peer_reviews(audit)])


def _bodies(audit: Audit) -> Measured:
    if not audit.holds(_BODIES):
        return Measured()
    if audit.count(_BODIES, receives_audit_results=None) == audit.count(_BODIES):
        return Measured(gaps={"governance.receive_audit_results": "which bodies receive audit results is not held"})
    n, label = audit.count(_BODIES, receives_audit_results=True), "bodies that receive audit results"
    return Maker(audit, (_BODIES,), "register").number("governance.receive_audit_results", label, n, "bodies held")


def _own_audits(audit: Audit) -> Measured:
    if not audit.holds(_AUDITS):
        return Measured()
    make = Maker(audit, (_AUDITS,), "register")
    topics = {topic: n for topic, n in audit.counts(_AUDITS, "topic").items() if n}
    counted = together(
        make.number(f"self_audits.{slug(topic)}", f"own audits of {topic}", n, "audits held")
        for topic, n in sorted(topics.items())
    )
    return counted + together(_own_result(make, row) for row in audit.tables[_AUDITS].to_dict("records"))


def _own_result(make: Maker, row: Mapping[Hashable, Any]) -> Measured:
    """What one own audit found compliant; nothing where it is not stated."""
    figure_id = f"self_audits.{slug(str(row['audit_id']))}.rate"
    label, base = f"compliant in the force's own audit of {row['topic']}", "the force's own audit"
    if not pd.isna(row["n"]) and not pd.isna(row["compliant"]):
        return make.part(figure_id, label, int(row["compliant"]), int(row["n"]), base)
    if pd.isna(row["rate_pct"]):
        return Measured()
    rate = float(row["rate_pct"])
    printed = formatting.percent(rate, formatting.places(rate))
    note = f"{base}; how many cases is not stated"
    return Measured((Figure(figure_id, label, rate, "percent", printed, note, "register", make.sources),))


def _peer_reviews(audit: Audit) -> Measured:
    n = audit.count(_EVENTS, kind="peer_review") if audit.holds(_EVENTS) else 0
    if n == 0:
        return Measured()
    return Maker(audit, (_EVENTS,), "register").number("events.peer_reviews", "peer reviews", n, "events held")
