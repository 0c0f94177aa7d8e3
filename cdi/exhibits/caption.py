"""What stands on every chart and table of one audit: where, when, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cdi.house_style import formatting
from cdi.model.audit import Audit, Inspection

# Home Office Counting Rules, April 2015: a no-crime is called a cancelled crime.
_CANCELLED_SINCE = date(2015, 4, 1)


@dataclass(frozen=True, slots=True)
class Caption:
    """The place and the period in words, and the source lines.

    `source` stands under what rests on rows, and says when the rows are reconstructed; `register_source` stands under
    what rests on registers, which are never reconstructed. A report from before April 2015 speaks of no-crimes, a later
    one of cancelled crimes.
    """

    place: str
    period: str
    source: str
    register_source: str
    speaks_of_no_crimes: bool = False

    @classmethod
    def of(cls, audit: Audit) -> Caption:
        """The caption of an audit."""
        inspection = audit.inspection
        old = inspection.seen_on < _CANCELLED_SINCE
        origin = f"Source: {audit.force.name}, {_origin(inspection)} {inspection.label_year}"
        if audit.provenance.basis == "made up":
            invented = f"{origin}; made-up data of a force that does not exist."
            return cls(audit.force.name, _period(inspection), invented, invented, old)
        reconstructed = "; reconstructed data" if audit.provenance.basis == "reconstruction" else ""
        return cls(audit.force.name, _period(inspection), f"{origin}{reconstructed}.", f"{origin}.", old)


def _origin(inspection: Inspection) -> str:
    """Who audited and what it was: HMICFRS re-inspection, or internal audit."""
    auditor = inspection.auditor
    return f"{auditor.name} {auditor.exercise}" if auditor.inspects else auditor.exercise


def _period(inspection: Inspection) -> str:
    if inspection.period is None:
        return f"audit of {inspection.label_year}"
    return " to ".join(dict.fromkeys(formatting.day(day) for day in inspection.period))  # one day stands once
