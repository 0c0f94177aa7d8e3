"""How soon recorded crime was recorded."""

from __future__ import annotations

from cdi.measures.figures import Maker, Measured, not_held, together
from cdi.measures.rules import in_force
from cdi.model.audit import Audit
from cdi.model.rows import AtMost

_TABLE = "audit_reports"
_STRATA = {"violence": "violent crimes", "sexual": "sexual offences", "other": "other crimes"}
_IDS = tuple(f"timeliness.{name}" for name in (*_STRATA, "all"))


def timeliness(audit: Audit) -> Measured:
    """Recorded crimes whose delay is known, recorded within the limit in force: by stratum and together.

    The base is recorded crime only: a crime never recorded has no delay. Limits come from `recording_rules` by
    date; when the limit changed inside the audit period the shares are gaps, as two rules cannot share one base.
    """
    if not audit.holds(_TABLE):
        return not_held(_IDS, _TABLE)
    limits = limits_in_force(audit)
    if len(limits) != 1:
        found = " and ".join(f"{limit:g}" for limit in limits) or "no"
        return Measured(gaps=dict.fromkeys(_IDS, f"{found} hours limit in force during the audit period"))
    timed = {"sample": "main", "required": True, "recorded": True, "timeliness_assessable": True}
    make = Maker(audit, (_TABLE, "recording_rules"))
    shares = []
    for name, label in {**_STRATA, "all": "crimes"}.items():
        where = timed if name == "all" else {**timed, "stratum": name}
        shares.append(
            make.part(
                f"timeliness.{name}",
                f"{label} recorded within {limits[0]:g} hours",
                audit.count(_TABLE, **where, delay_hours=AtMost(limits[0])),
                audit.count(_TABLE, **where),
                f"audited {label} that were recorded and could be timed",
            )
        )
    return together(shares)


def limits_in_force(audit: Audit) -> list[float]:
    """The limits in hours that applied on some day of the audit period, in order of their dates."""
    return [float(value) for value in in_force(audit, "record_within_hours")["value"]]
