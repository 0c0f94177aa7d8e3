"""What must hold before a report is published; every gate is looked at, so that all refusals are said at once."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.publication.candidate import Candidate, Gate, Refusal
from cdi.publication.gates_of_build import (
    audit_came_out,
    data_without_fault,
    earlier_versions_whole,
    files_as_delivered,
    nothing_owed,
    up_to_date,
)
from cdi.publication.gates_of_forms import forms_follow
from cdi.publication.gates_of_pages import pages_accessible, pdf_archivable
from cdi.publication.gates_of_text import (
    data_named,
    figures_traceable,
    people_protected,
    quotes_approved,
    signed_off,
)

GATES = (
    Gate("built from data, settings, words and code as they are now", up_to_date),
    Gate("files are as they were delivered", files_as_delivered),
    Gate("data and settings hold their contract", data_without_fault),
    Gate("the audit itself has come out", audit_came_out),
    Gate("nothing is still to be supplied", nothing_owed),
    Gate("numbers in the text are figures of the report", figures_traceable),
    Gate("quotations are approved", quotes_approved),
    Gate("small numbers of people are protected", people_protected),
    Gate("rows that are no records are called so", data_named),
    Gate("pages, PDF, Word and workbook are what the signed content lays out", forms_follow),
    Gate("pages pass the checks of accessibility that need no browser", pages_accessible),
    Gate("PDF files are tagged and made to last", pdf_archivable),
    Gate("earlier versions are as they were published", earlier_versions_whole),
    Gate("analyst, assurer and approver have signed exactly this", signed_off),
)


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """What must hold, and why it does not; it holds when there is no refusal."""

    holds: str
    refusals: tuple[Refusal, ...]


def look_at_gates(candidate: Candidate, gates: tuple[Gate, ...] = GATES) -> tuple[GateOutcome, ...]:
    """What became of each gate, in their order."""
    return tuple(GateOutcome(gate.holds, tuple(gate.look(candidate))) for gate in gates)
