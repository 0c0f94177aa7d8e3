"""Audit in, figures out; one module for each subject. Nothing here knows words or pages."""

from __future__ import annotations

from cdi.measures.ahead import count_ahead
from cdi.measures.cancellations import cancellations
from cdi.measures.changes import changes
from cdi.measures.kinds import together
from cdi.measures.offences import offences
from cdi.measures.protection import protection
from cdi.measures.recording import recording
from cdi.measures.registers import registers
from cdi.measures.timeliness import timeliness
from cdi.model.audit import Audit
from cdi.model.figure import Figures

SUBJECTS = (recording, changes, offences, timeliness, cancellations, protection, registers)


def measure(audit: Audit) -> Figures:
    """Every figure of an audit by id, and the named gaps where a table or an earlier result is not held."""
    count_ahead(audit, SUBJECTS)
    found = together(subject(audit) for subject in SUBJECTS)
    return Figures.of(list(found.figures), found.gaps)
