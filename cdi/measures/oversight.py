"""How the force watches over itself: meetings that see audit results, audits of its own, reviews by peers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without, id_word
from cdi.measures.tallies import gap_of_unknown, tally
from cdi.model.audit import Audit
from cdi.model.figure import Figure

_BODIES, _AUDITS, _EVENTS = "governance_bodies", "self_audits", "events"


def oversight(audit: Audit) -> Contribution:
    """Bodies that receive audit results, own audits by topic with their results, and peer reviews."""
    return combine([_bodies(audit), _own_audits(audit), _peer_reviews(audit)])


def _bodies(audit: Audit) -> Contribution:
    figure_id, label = "governance.receive_audit_results", "bodies that receive audit results"
    if not audit.holds(_BODIES):
        return gaps_without((figure_id,), _BODIES)
    bodies = tally(audit, _BODIES, {}, {"receives_audit_results": True})
    if bodies.unknown and not bodies.yes:
        return gap_of_unknown(audit, figure_id, _BODIES, {"receives_audit_results": True}, bodies)
    make = FigureMaker(audit, (_BODIES,), "register")
    return make.number(figure_id, label, bodies.yes, "bodies held", unknown=bodies.unknown)


def _own_audits(audit: Audit) -> Contribution:
    if not audit.holds(_AUDITS):
        return gaps_without(("self_audits.held",), _AUDITS)
    make = FigureMaker(audit, (_AUDITS,), "register")
    topics = {topic: n for topic, n in audit.counts(_AUDITS, "topic").items() if n}
    counted = combine(
        make.number(f"self_audits.{id_word(topic)}", f"own audits of {topic}", n, "audits held")
        for topic, n in sorted(topics.items())
    )
    return counted + combine(_own_result(make, row) for row in audit.tables[_AUDITS].to_dict("records"))


def _own_result(make: FigureMaker, row: Mapping[Hashable, Any]) -> Contribution:
    """The share that one own audit calls compliant; a gap where it is not stated."""
    figure_id = f"self_audits.{id_word(str(row['audit_id']))}.rate"
    label, base = f"compliant in the force's own audit of {row['topic']}", "the force's own audit"
    if not pd.isna(row["n"]) and not pd.isna(row["compliant"]):
        return make.part(figure_id, label, int(row["compliant"]), int(row["n"]), base)
    if pd.isna(row["rate_pct"]):
        reason, cure = (
            "the share that complied was not recorded",
            f"column compliant or rate_pct of the table {_AUDITS}",
        )
        return Contribution(gaps={figure_id: reason}, cures={figure_id: cure})
    rate, places = float(row["rate_pct"]), formatting.places(row["rate_pct"])
    printed = formatting.percent(rate, places)
    note = f"{base}; how many cases is not stated"
    figure = Figure(
        figure_id, label, rate, "percent", printed, note, "register", make.sources, role="stated", places=places
    )
    return Contribution((figure,))


def _peer_reviews(audit: Audit) -> Contribution:
    if not audit.holds(_EVENTS):
        return gaps_without(("events.peer_reviews",), _EVENTS)
    n = audit.count(_EVENTS, kind="peer_review")
    if n == 0:
        return Contribution()
    return FigureMaker(audit, (_EVENTS,), "register").number("events.peer_reviews", "peer reviews", n, "events held")
