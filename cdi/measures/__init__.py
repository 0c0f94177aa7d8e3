"""Audit in, figures out; one module for each subject.

A figure leaves here with its value as printed and with plain English for what it is: its label and its base. A figure
that cannot be had leaves its reason. Exhibits and templates decide where and in what sentence these are shown, and the
finding rules how strongly they may be put. Nothing here knows pages, charts or notebooks.
"""

from __future__ import annotations

from cdi.measures.all_forces.units import without_units
from cdi.measures.among_forces import among_forces
from cdi.measures.cancellations import cancellations
from cdi.measures.changes import changes
from cdi.measures.disposals import disposals
from cdi.measures.extra import extra
from cdi.measures.figures import Contribution, combine
from cdi.measures.incidents import incidents
from cdi.measures.national import national
from cdi.measures.offences import offences
from cdi.measures.operations import operations
from cdi.measures.oversight import oversight
from cdi.measures.plans import plan
from cdi.measures.prefetch import count_ahead
from cdi.measures.protection import protection
from cdi.measures.published import add_published
from cdi.measures.rates import estimate_rates
from cdi.measures.recommendations import recommendations
from cdi.measures.recording import recording
from cdi.measures.rules import rules
from cdi.measures.staffing import staffing
from cdi.measures.timeliness import timeliness
from cdi.model.audit import Audit
from cdi.model.figure import Figures

SUBJECTS = (
    "Recording rates",
    "Change since the audit before",
    "Rape, sexual offences, violence and domestic abuse",
    "Incident records and referrals",
    "Timeliness",
    "Cancelled crimes",
    "Out-of-court disposals",
    "Vulnerable victims, modern slavery and N100",
    "Recommendations",
    "Action plan",
    "Staff",
    "The force among all forces",
    "How the force works",
    "How the force watches over itself",
    "The rules of recording",
    "Extra measures",
)
"""What `measure_subjects` contributes to, as readers see it, in the same order."""
SIDE_BY_SIDE = "Teams or other units side by side"
OTHER_RESULTS = "Other published results"


def measure(audit: Audit) -> Figures:
    """Every figure of an audit by id, and the named gaps where a table or an earlier result is missing."""
    count_ahead(audit, measure_subjects)
    if audit.prior is not None:
        count_ahead(audit.prior, estimate_rates)
    parts = measure_subjects(audit)
    subjects: dict[str, str] = {}
    for subject, part in zip(SUBJECTS, parts, strict=True):
        subjects |= dict.fromkeys((*(figure.id for figure in part.figures), *part.gaps), subject)
    # To a reader a rate of the audit before belongs to the change since then.
    subjects |= {name: SUBJECTS[1] for name in subjects if name.startswith("prior.")}
    subjects |= {name: SIDE_BY_SIDE for name in subjects if name.startswith("side_by_side.")}
    whole = add_published(audit, combine(parts))
    subjects = dict.fromkeys((*(figure.id for figure in whole.figures), *whole.gaps), OTHER_RESULTS) | subjects
    return Figures.of(list(whole.figures), whole.gaps, whole.cures, subjects)


def measure_subjects(audit: Audit) -> list[Contribution]:
    """What each subject contributes, in the order of a report; the rates are estimated once for all that need them."""
    rates = estimate_rates(audit)
    return [
        recording(audit, rates),
        changes(audit, rates),
        offences(audit),
        incidents(audit),
        timeliness(audit),
        cancellations(audit),
        disposals(audit),
        protection(audit),
        recommendations(audit),
        plan(audit),
        staffing(audit),
        national(audit, rates) + among_forces(audit, rates),
        operations(audit),
        oversight(audit),
        rules(audit),
        extra(audit) + without_units(audit),
    ]
