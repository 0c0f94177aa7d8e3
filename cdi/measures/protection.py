"""Victims who need protection: reports held outside the main systems, modern slavery, and N100."""

from __future__ import annotations

from typing import Any

from cdi.measures.figures import Maker, Measured, not_held, together
from cdi.model.audit import Audit
from cdi.model.rows import IsNot

_REPORTS, _RECORDS, _N100 = "audit_reports", "reviewed_records", "n100_reviews"
_VULNERABLE: dict[str, Any] = {"sample": "vulnerable_victim", "required": True}
_SLAVERY: dict[str, Any] = {"sample": "modern_slavery"}
_NRM: dict[str, Any] = {"sample": "nrm"}

# What a review of a record with N100 can find, in the order that it is told.
_N100_OUTCOMES = (
    ("from another force area, and transferred there", {"outcome": "transferred_other_force"}),
    (
        "reported by the public, and should have been rape at the outset",
        {"outcome": "should_be_rape", "third_party_professional": False},
    ),
    (
        "reported by a professional third party, and should have been rape at the outset",
        {"outcome": "should_be_rape", "third_party_professional": True},
    ),
    ("later recorded as another crime", {"outcome": "later_other_crime"}),
    ("correctly classified", {"outcome": "correct"}),
)


def protection(audit: Audit) -> Measured:
    """Vulnerable victims, modern slavery, the national referral mechanism, and N100 in both directions."""
    if audit.holds(_REPORTS) and audit.holds(_RECORDS):
        found = together([vulnerable(audit), slavery(audit), nrm(audit)])
    else:
        found = not_held(("vulnerable.crimes", "slavery.correct", "nrm.reports"), f"{_REPORTS} or {_RECORDS}")
    return found + (n100(audit) if audit.holds(_N100) else not_held(("n100.used_correctly", "n100.required"), _N100))


def vulnerable(audit: Audit) -> Measured:
    """Records and crimes, always as a pair: most correct records hold no crime at all."""
    make = Maker(audit, (_RECORDS, _REPORTS))
    records = audit.count(_RECORDS, sample="vulnerable_victim")
    if records == 0:
        return Measured(gaps={"vulnerable.crimes": "no vulnerable-victim records in the audit"})
    missed = {**_VULNERABLE, "recorded": False}
    unrecorded = audit.count(_REPORTS, **missed)
    faulty = audit.distinct(_REPORTS, "record_id", **missed)
    held = audit.distinct(_REPORTS, "record_id", **_VULNERABLE)
    reviewed, crimes = "vulnerable-victim records reviewed", "crimes in vulnerable-victim records"
    not_recorded = "unrecorded crimes in vulnerable-victim records"
    return together(
        [
            make.number("vulnerable.records", reviewed, records, reviewed, "records"),
            make.part("vulnerable.records_with_crime", "records that held a crime", held, records, reviewed),
            make.part("vulnerable.records_without_crime", "records without a crime", records - held, records, reviewed),
            make.part("vulnerable.records_correct", "records handled correctly", records - faulty, records, reviewed),
            make.part(
                "vulnerable.crimes",
                "vulnerable-victim crimes recorded",
                audit.count(_REPORTS, **_VULNERABLE, recorded=True),
                audit.count(_REPORTS, **_VULNERABLE),
                crimes,
            ),
            make.number(
                "vulnerable.unrecorded_records", "records with an unrecorded crime", faulty, reviewed, "records"
            ),
            make.number(
                "vulnerable.most_from_one_record",
                "most unrecorded crimes from a single record",
                audit.most_alike(_REPORTS, "record_id", **missed),
                "records with an unrecorded crime",
                "crimes",
            ),
            make.breakdown("vulnerable.unrecorded_offences", audit.counts(_REPORTS, "offence", **missed), not_recorded),
            make.part(
                "vulnerable.third_party",
                "of them reported by a professional third party",
                audit.count(_REPORTS, **missed, reported_by="third_party_professional"),
                unrecorded,
                not_recorded,
            ),
            make.number(
                "vulnerable.victims_safeguarded",
                "victims of unrecorded crimes who were safeguarded",
                audit.distinct(_REPORTS, "victim_id", **missed, safeguarded=True),
                "victims of the unrecorded crimes",
                "victims",
            ),
            make.part(
                "vulnerable.investigated",
                "of them investigated",
                audit.count(_REPORTS, **missed, investigated=True),
                unrecorded,
                not_recorded,
            ),
        ]
    )


def slavery(audit: Audit) -> Measured:
    """Modern slavery crimes recorded in the right class, the crimes found with them, and crimes recorded in error."""
    make = Maker(audit, (_REPORTS,))
    due = {**_SLAVERY, "required": True}
    own = {**due, "category": "modern_slavery"}
    if audit.count(_REPORTS, **own) == 0:
        return Measured(gaps={"slavery.correct": "no modern slavery crimes in the audit"})
    with_them = "crimes found in modern slavery reports"
    missed = audit.counts(_REPORTS, "offence", **due, recorded=False, category=IsNot("modern_slavery"))
    if audit.holds(_N100):
        unused = audit.count(_N100, **_SLAVERY, outcome="missed")
        missed |= {"N100 classification": unused} if unused else {}
    excess = {**_SLAVERY, "required": False}
    beside = audit.counts(_REPORTS, "offence", **excess, category=IsNot("modern_slavery"))
    excess_own = audit.count(_REPORTS, **excess, category="modern_slavery")
    rapes = audit.count(_REPORTS, **due, category="rape", recorded=True)
    recorded = audit.count(_REPORTS, **due, recorded=True)
    return together(
        [
            make.part(
                "slavery.correct",
                "modern slavery crimes correctly recorded",
                audit.count(_REPORTS, **own, recorded=True, classification_correct=True),
                audit.count(_REPORTS, **own),
                "audited modern slavery crimes",
            ),
            make.number("slavery.associated_rape", "rapes recorded with them", rapes, with_them, "crimes"),
            make.number(
                "slavery.associated_other",
                "other crimes recorded with them",
                recorded - audit.count(_REPORTS, **own, recorded=True) - rapes,
                with_them,
                "crimes",
            ),
            make.breakdown("slavery.missed", missed, with_them),
            make.number(
                "slavery.over_recorded", "modern slavery crimes recorded in error", excess_own, with_them, "crimes"
            ),
            make.breakdown("slavery.over_recorded_associated", beside, with_them),
        ]
    )


def nrm(audit: Audit) -> Measured:
    """Reports through the national referral mechanism: every one has an outcome, no action needed among them."""
    make = Maker(audit, (_RECORDS, _REPORTS, _N100))
    reports = audit.count(_RECORDS, **_NRM)
    if reports == 0:
        return Measured(gaps={"nrm.reports": "no national referral mechanism reports in the audit"})
    base = "reports received through the national referral mechanism"
    missed = {**_NRM, "required": True, "recorded": False, "category": "modern_slavery"}
    unused = audit.count(_N100, **_NRM, outcome="missed") if audit.holds(_N100) else 0
    idle = audit.count(_RECORDS, **_NRM, outcome="no_action_needed")
    return together(
        [
            make.number("nrm.reports", base, reports, base, "records"),
            make.number(
                "nrm.recorded",
                "crimes recorded",
                audit.count(_REPORTS, **_NRM, required=True, recorded=True),
                base,
                "crimes",
            ),
            make.number(
                "nrm.missed_slavery", "modern slavery crimes missed", audit.count(_REPORTS, **missed), base, "crimes"
            ),
            make.number("nrm.missed_n100", "N100 classifications missed", unused, base, "records"),
            make.number("nrm.no_action", "reports that needed no action", idle, base, "records"),
        ]
    )


def n100(audit: Audit) -> Measured:
    """N100 both ways: records that carry it, by what the review found; records that required it, where it was used."""
    make = Maker(audit, (_N100,))
    used = audit.count(_N100, sample="n100_used")
    base = "records with an N100 classification reviewed"
    outcomes = {label: audit.count(_N100, sample="n100_used", **where) for label, where in _N100_OUTCOMES}
    correct = audit.count(_N100, sample="n100_used", outcome="correct")
    return together(
        [
            make.part("n100.used_correctly", "N100 records correctly classified", correct, used, base),
            make.breakdown("n100.used_outcomes", {label: n for label, n in outcomes.items() if n}, base),
            make.part(
                "n100.required",
                "records that required N100 and had it",
                audit.count(_N100, sample="n100_required", n100_applied=True),
                audit.count(_N100, sample="n100_required"),
                "records reviewed on which N100 was required",
            ),
        ]
    )
