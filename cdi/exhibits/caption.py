"""What the charts and tables of one audit say of themselves: where, when, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.house_style import formatting
from cdi.model.audit import Audit


@dataclass(frozen=True, slots=True)
class Caption:
    """The place and the period in words, and the source lines.

    `source` stands under what rests on rows, and says when the rows are reconstructed; `register_source` stands under
    what rests on registers, which are never reconstructed.
    """

    place: str
    period: str
    source: str
    register_source: str

    @classmethod
    def of(cls, audit: Audit) -> Caption:
        """The caption of an audit."""
        inspection = audit.inspection
        start, end = formatting.day(inspection.audit_period_start), formatting.day(inspection.audit_period_end)
        origin = f"Source: {audit.force.name}, {inspection.inspectorate} {inspection.kind} {inspection.label_year}"
        reconstructed = "; reconstructed data" if audit.provenance.basis == "reconstruction" else ""
        return cls(audit.force.name, f"{start} to {end}", f"{origin}{reconstructed}.", f"{origin}.")
