"""Where crime is not recorded, and how soon it is when it is: counts for charts; no figure rests on them.

Rows that were made up to fit published counts hold no pattern, so each value carries the warning that goes with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdi.house_style.crime_kinds import STRATA
from cdi.house_style.routes import ROUTES
from cdi.measures.made_up import describe_made_up
from cdi.measures.registers import hours_to_record
from cdi.model.audit import Audit
from cdi.model.rows import AtMost, Where

_TABLE = "audit_reports"
CRIMES_DUE: Where = {"sample": "main", "required": True}
"""The crimes of the main sample that the force should have recorded."""
_TIMED = {**CRIMES_DUE, "recorded": True, "timeliness_assessable": True}

DAY = 24
HOURS = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, DAY, 36, *range(2 * DAY, 8 * DAY, DAY))
"""The hours at which delays are counted: fine within the day, then every day up to a week."""


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """Crimes of the main sample that were due, and those of them that were not recorded, by route and stratum.

    The keys are (route, stratum) by their names in the table; a route that no audited report came by is in neither.
    The crimes due whose route is `unknown` are in neither. `made_up` is what must be said of rows that nobody recorded.
    """

    due: Mapping[tuple[str, str], int]
    missed: Mapping[tuple[str, str], int]
    made_up: str
    unknown: int = 0

    @property
    def routes(self) -> list[str]:
        """The routes that audited reports came by, in the order of the contract."""
        return [route for route in ROUTES if any(self.due.get((route, kind.id)) for kind in STRATA)]


@dataclass(frozen=True, slots=True)
class Delays:
    """How many crimes of each stratum were recorded within each of `hours`, of those whose delay is established.

    `limits` are the hours that the rules allowed on some day of the audit period. `made_up` is what must be said of
    rows that nobody recorded.
    """

    hours: tuple[float, ...]
    within: Mapping[str, tuple[int, ...]]
    timed: Mapping[str, int]
    limits: tuple[float, ...]
    made_up: str


def count_not_recorded(audit: Audit) -> NotRecorded | None:
    """The crimes not recorded by route and stratum; nothing without the table or a crime due whose route is known."""
    if not audit.holds(_TABLE):
        return None
    due, missed = _by_route(audit, CRIMES_DUE, {**CRIMES_DUE, "recorded": False})
    if not sum(due.values()):
        return None
    unknown = audit.count(_TABLE, **CRIMES_DUE, route=None)
    return NotRecorded(due, missed, describe_made_up(audit), unknown)


def _by_route(audit: Audit, *asked: Where) -> list[dict[tuple[str, str], int]]:
    """How many crimes meet each question by route and stratum, in one pass; in each stratum the most frequent first."""
    counted = audit.rows_of(_TABLE).cross(("route", "stratum"), asked)
    groups = sorted(counted.items(), key=lambda group: str(group[0]))
    return [
        {
            (str(route), kind.id): counts[place]
            for kind in STRATA
            for (route, stratum), counts in sorted(groups, key=lambda group: -group[1][place])
            if stratum == kind.id and route is not None and counts[place]
        }
        for place in range(len(asked))
    ]


def count_delays(audit: Audit) -> Delays | None:
    """The delays of recorded crimes; nothing without the table, or when none could be timed."""
    if not audit.holds(_TABLE):
        return None
    limits = tuple(hours_to_record(audit))
    hours = tuple(sorted({*HOURS, *limits}))
    timed = {kind.id: audit.count(_TABLE, **_TIMED, stratum=kind.id) for kind in STRATA}
    if not sum(timed.values()):
        return None
    questions = [_TIMED, *({**_TIMED, "delay_hours": AtMost(limit)} for limit in hours)]
    counted = audit.rows_of(_TABLE).cross(("stratum",), questions)
    within = {kind.id: tuple(counted[kind.id,][1:]) for kind in STRATA if timed[kind.id]}
    return Delays(hours, within, timed, limits, describe_made_up(audit))
