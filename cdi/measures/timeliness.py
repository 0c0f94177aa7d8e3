"""How soon recorded crime was recorded."""

from __future__ import annotations

from cdi.house_style import formatting
from cdi.house_style.crime_kinds import STRATA
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.registers import hours_to_record
from cdi.measures.rules import in_turn
from cdi.measures.tallies import part_of_rows
from cdi.model.audit import Audit
from cdi.model.rows import AtMost

_TABLE = "audit_reports"
_STRATA = {kind.id: kind.plural for kind in STRATA}
_IDS = tuple(f"timeliness.{name}" for name in (*_STRATA, "all"))


def timeliness(audit: Audit) -> Contribution:
    """Recorded crimes whose delay is established, recorded within the limit in force: by stratum, and all of them.

    The base is recorded crime only: a crime never recorded has no delay. Limits come from `recording_rules` by
    date; when the limit changed inside the audit period the shares are gaps, as two rules cannot share one base.
    """
    if not audit.holds(_TABLE):
        return gaps_without(_IDS, _TABLE)
    limits = hours_to_record(audit)
    if len(limits) != 1:
        reason = f"{in_turn(limits) or 'no'} hours limit in force during the audit period"
        return Contribution(gaps=dict.fromkeys(_IDS, reason))
    timed = {"sample": "main", "required": True, "recorded": True, "timeliness_assessable": True}
    make = FigureMaker(audit, (_TABLE, "recording_rules"))
    hours = within(limits[0])
    shares = []
    for name, label in {**_STRATA, "all": "crimes"}.items():
        where = timed if name == "all" else {**timed, "stratum": name}
        shares.append(
            part_of_rows(
                make,
                f"timeliness.{name}",
                f"{label} recorded {hours}",
                _TABLE,
                where,
                {"delay_hours": AtMost(limits[0])},
                f"audited {label} that were recorded and could be timed",
                "part in time",
            )
        )
    return combine(shares)


def within(hours: float) -> str:
    """The limit as labels name it: within 24 hours."""
    return f"within {formatting.stated(hours)} hours"
