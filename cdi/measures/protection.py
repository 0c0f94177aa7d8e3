"""Victims who need protection: reports held outside the main systems, modern slavery, and N100."""

from __future__ import annotations

from typing import Any

from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.tallies import (
    Tally,
    breakdown_of_rows,
    count_unknown,
    gap_of_unknown,
    gaps_of_columns,
    number_of_values,
    part_of_rows,
)
from cdi.model.audit import Audit
from cdi.model.rows import IsNot

_REPORTS, _RECORDS, _N100 = "audit_reports", "reviewed_records", "n100_reviews"
_VULNERABLE: dict[str, Any] = {"sample": "vulnerable_victim", "required": True}
_MISSED: dict[str, Any] = {**_VULNERABLE, "recorded": False}
_PER_RECORD = tuple(
    f"vulnerable.{name}"
    for name in ("records_with_crime", "records_without_crime", "records_correct", "unrecorded_records",
                 "most_from_one_record")
)  # fmt: skip
_SLAVERY: dict[str, Any] = {"sample": "modern_slavery"}
_SLAVERY_FIGURES = ("correct", "associated_rape", "associated_other", "missed", "over_recorded",
                    "over_recorded_associated")  # fmt: skip
_NRM: dict[str, Any] = {"sample": "nrm"}
_WITH_SLAVERY = "crimes found in modern slavery reports"

# What a review of a record with N100 can find, in the order of the report.
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


def protection(audit: Audit) -> Contribution:
    """Vulnerable victims, modern slavery, the national referral mechanism, and N100 in both directions."""
    if missing := [table for table in (_REPORTS, _RECORDS) if not audit.holds(table)]:
        victims = gaps_without(("vulnerable.crimes", "slavery.correct", "nrm.reports"), " or ".join(missing))
    else:
        victims = combine([vulnerable(audit), slavery(audit), nrm(audit)])
    if not audit.holds(_N100):
        return victims + gaps_without(("n100.used_correctly", "n100.required"), _N100)
    return victims + n100(audit)


def vulnerable(audit: Audit) -> Contribution:
    """Records and crimes, always as a pair: most correct records contain no crime at all."""
    make = FigureMaker(audit, (_RECORDS, _REPORTS))
    records = audit.count(_RECORDS, sample="vulnerable_victim")
    if records == 0:
        return Contribution(gaps={"vulnerable.crimes": "no vulnerable-victim records in the audit"})
    return combine([_vulnerable_records(make, records), _vulnerable_crimes(make), _vulnerable_missed(make)])


def _vulnerable_records(make: FigureMaker, records: int) -> Contribution:
    """The records, those with and without a crime, and those that were handled correctly.

    A crime whose record nobody knows leaves all figures but the first unknown.
    """
    audit, base = make.audit, "vulnerable-victim records reviewed"
    number = make.number("vulnerable.records", base, records, base, "records")
    if audit.count(_REPORTS, **_VULNERABLE, record_id=None):
        return number + gaps_of_columns(_PER_RECORD, _REPORTS, ("record_id",))
    faulty, with_crime = (audit.distinct(_REPORTS, "record_id", **where) for where in (_MISSED, _VULNERABLE))
    most = audit.most_alike(_REPORTS, "record_id", **_MISSED)
    with_missed = "records with an unrecorded crime"
    return combine(
        [
            number,
            make.part("vulnerable.records_with_crime", "records that held a crime", with_crime, records, base),
            make.part(
                "vulnerable.records_without_crime", "records without a crime", records - with_crime, records, base
            ),
            make.part("vulnerable.records_correct", "records handled correctly", records - faulty, records, base),
            make.number("vulnerable.unrecorded_records", with_missed, faulty, base, "records"),
            make.number(
                "vulnerable.most_from_one_record",
                "most unrecorded crimes from a single record",
                most,
                with_missed,
                "crimes",
            ),
        ]
    )


def _vulnerable_crimes(make: FigureMaker) -> Contribution:
    """The crimes in the records that were recorded."""
    audit = make.audit
    return make.part(
        "vulnerable.crimes",
        "vulnerable-victim crimes recorded",
        audit.count(_REPORTS, **_VULNERABLE, recorded=True),
        audit.count(_REPORTS, **_VULNERABLE),
        "crimes in vulnerable-victim records",
    )


def _vulnerable_missed(make: FigureMaker) -> Contribution:
    """The unrecorded crimes: the kinds of them, who reported them, and what was done for their victims."""
    base = "unrecorded crimes in vulnerable-victim records"
    return combine(
        [
            breakdown_of_rows(make, "vulnerable.unrecorded_offences", _REPORTS, "offence", _MISSED, base),
            part_of_rows(
                make,
                "vulnerable.third_party",
                "of them reported by a professional third party",
                _REPORTS,
                _MISSED,
                {"reported_by": "third_party_professional"},
                base,
            ),
            number_of_values(
                make,
                "vulnerable.victims_safeguarded",
                "victims of unrecorded crimes who were safeguarded",
                _REPORTS,
                "victim_id",
                {**_MISSED, "safeguarded": True},
                "victims of the unrecorded crimes",
                "victims",
            ),
            part_of_rows(
                make,
                "vulnerable.investigated",
                "of them investigated",
                _REPORTS,
                _MISSED,
                {"investigated": True},
                base,
            ),
        ]
    )


def slavery(audit: Audit) -> Contribution:
    """Modern slavery crimes recorded in the right class, the crimes found with them, and crimes recorded in error."""
    make = FigureMaker(audit, (_REPORTS,))
    own = {**_SLAVERY, "required": True, "category": "modern_slavery"}
    if unknown := audit.count(_REPORTS, **_SLAVERY, category=None):
        others = audit.count(_REPORTS, **_SLAVERY) - unknown
        ids = [f"slavery.{name}" for name in _SLAVERY_FIGURES]
        return gaps_of_columns(ids, _REPORTS, ("category",), Tally(0, others, unknown) if others else None)
    total = audit.count(_REPORTS, **own)
    if total == 0:
        return Contribution(gaps={"slavery.correct": "no modern slavery crimes in the audit"})
    right = {"recorded": True, "classification_correct": True}
    label, base = "modern slavery crimes correctly recorded", "audited modern slavery crimes"
    return combine(
        [
            part_of_rows(make, "slavery.correct", label, _REPORTS, own, right, base),
            _recorded_with_slavery(make),
            _missed_with_slavery(make),
            _over_recorded_slavery(make),
        ]
    )


def _recorded_with_slavery(make: FigureMaker) -> Contribution:
    """Rapes and other crimes that were recorded from the same reports."""
    recorded = {**_SLAVERY, "required": True, "recorded": True}
    rapes, own, total = (
        make.audit.count(_REPORTS, **recorded, **kind)
        for kind in ({"category": "rape"}, {"category": "modern_slavery"}, {})
    )
    other, label = total - own - rapes, "other crimes recorded with them"
    return make.number(
        "slavery.associated_rape", "rapes recorded with them", rapes, _WITH_SLAVERY, "crimes"
    ) + make.number("slavery.associated_other", label, other, _WITH_SLAVERY, "crimes")


def _missed_with_slavery(make: FigureMaker) -> Contribution:
    """Other crimes of the same reports that were missed, by offence, and N100 where it was not used."""
    audit, name = make.audit, "slavery.missed"
    due = {**_SLAVERY, "required": True, "recorded": False, "category": IsNot("modern_slavery")}
    missed = breakdown_of_rows(make, name, _REPORTS, "offence", due, _WITH_SLAVERY)
    if not audit.holds(_N100):
        return missed + gaps_without((f"{name}.n100_classification",), _N100)
    unused = audit.count(_N100, **_SLAVERY, outcome="missed")
    return missed + make.breakdown(name, {"N100 classification": unused} if unused else {}, _WITH_SLAVERY)


def _over_recorded_slavery(make: FigureMaker) -> Contribution:
    """Modern slavery crimes that were recorded though none was due, and other such crimes of the same reports."""
    excess = {**_SLAVERY, "required": False}
    own = make.audit.count(_REPORTS, **excess, category="modern_slavery")
    others, name = {**excess, "category": IsNot("modern_slavery")}, "slavery.over_recorded_associated"
    return make.number(
        "slavery.over_recorded", "modern slavery crimes recorded in error", own, _WITH_SLAVERY, "crimes"
    ) + breakdown_of_rows(make, name, _REPORTS, "offence", others, _WITH_SLAVERY)


def nrm(audit: Audit) -> Contribution:
    """Reports through the national referral mechanism: every one has an outcome, no action needed among them."""
    make = FigureMaker(audit, (_RECORDS, _REPORTS, _N100))
    reports = audit.count(_RECORDS, **_NRM)
    if reports == 0:
        return Contribution(gaps={"nrm.reports": "no national referral mechanism reports in the audit"})
    base = "reports received through the national referral mechanism"
    idle = audit.count(_RECORDS, **_NRM, outcome="no_action_needed")
    return combine(
        [
            make.number("nrm.reports", base, reports, base, "records"),
            make.number(
                "nrm.recorded",
                "crimes recorded",
                audit.count(_REPORTS, **_NRM, required=True, recorded=True),
                base,
                "crimes",
            ),
            _missed_in_nrm(make, base),
            _missed_n100(make, base),
            make.number("nrm.no_action", "reports that needed no action", idle, base, "records"),
        ]
    )


def _missed_in_nrm(make: FigureMaker, base: str) -> Contribution:
    """Modern slavery crimes missed; a gap where nobody knows of which kind a missed crime is."""
    figure_id, missed = "nrm.missed_slavery", {**_NRM, "required": True, "recorded": False}
    own = {**missed, "category": "modern_slavery"}
    if unknown := count_unknown(make.audit, _REPORTS, own):
        rows = Tally(0, make.audit.count(_REPORTS, **missed) - unknown, unknown)
        return gap_of_unknown(make.audit, figure_id, _REPORTS, own, rows)
    n = make.audit.count(_REPORTS, **own)
    return make.number(figure_id, "modern slavery crimes missed", n, base, "crimes")


def _missed_n100(make: FigureMaker, base: str) -> Contribution:
    figure_id, label = "nrm.missed_n100", "N100 classifications missed"
    if not make.audit.holds(_N100):
        return gaps_without((figure_id,), _N100)
    return make.number(figure_id, label, make.audit.count(_N100, **_NRM, outcome="missed"), base, "records")


def n100(audit: Audit) -> Contribution:
    """N100 both ways: records that carry it, by what the review found; records that required it, where it was used."""
    make = FigureMaker(audit, (_N100,))
    used = audit.count(_N100, sample="n100_used")
    base = "records with an N100 classification reviewed"
    outcomes = {label: audit.count(_N100, sample="n100_used", **where) for label, where in _N100_OUTCOMES}
    correct = audit.count(_N100, sample="n100_used", outcome="correct")
    return combine(
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
