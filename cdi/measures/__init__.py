"""Audit in, figures out; one module for each subject. Nothing here knows words or pages."""

from __future__ import annotations

from cdi.measures.cancellations import cancellations
from cdi.measures.changes import changes
from cdi.measures.disposals import disposals
from cdi.measures.figures import together
from cdi.measures.incidents import incidents
from cdi.measures.national import national
from cdi.measures.offences import offences
from cdi.measures.operations import operations
from cdi.measures.oversight import oversight
from cdi.measures.plans import plan
from cdi.measures.prefetch import count_ahead
from cdi.measures.protection import protection
from cdi.measures.published import published
from cdi.measures.recommendations import recommendations
from cdi.measures.recording import recording
from cdi.measures.rules import rules
from cdi.measures.staffing import staffing
from cdi.measures.timeliness import timeliness
from cdi.model.audit import Audit
from cdi.model.figure import Figures

SUBJECTS = (
    recording, changes, offences, incidents, timeliness, cancellations, disposals, protection, published,
    recommendations, plan, staffing, national, operations, oversight, rules,
)  # fmt: skip


def measure(audit: Audit) -> Figures:
    """Every figure of an audit by id, and the named gaps where a table or an earlier result is not held."""
    count_ahead(audit, SUBJECTS)
    found = together(subject(audit) for subject in SUBJECTS)
    return Figures.of(list(found.figures), found.gaps)
