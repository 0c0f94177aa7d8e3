"""What was missed: rape, sexual offences, violence and domestic abuse in the main sample."""

from __future__ import annotations

from typing import Any

from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.rates import counts_as_recorded
from cdi.measures.tallies import (
    Tally,
    breakdown_of_rows,
    gap_of_unknown,
    gaps_of_columns,
    is_empty,
    part_of_rows,
    tally,
)
from cdi.model.audit import Audit

_TABLE = "audit_reports"
_MAIN: dict[str, Any] = {"sample": "main", "required": True}
# The contract has rapes in this stratum alone, so a crime of another is none, whatever its category is.
_RAPE = {**_MAIN, "stratum": "sexual", "category": "rape"}
_ACCURATE = {"recorded": True, "classification_correct": True}
_MISSED_RAPES = "rape reports not accurately recorded"
_ABUSE = {**_MAIN, "domestic_abuse": True}


def offences(audit: Audit) -> Contribution:
    """Rape, domestic abuse, and the breakdowns of unrecorded violence and sexual offences."""
    if not audit.holds(_TABLE):
        return gaps_without(("recording.rape", "recording.domestic_abuse"), _TABLE)
    return combine([rape(audit), sexual(audit), violence(audit), domestic_abuse(audit)])


def rape(audit: Audit) -> Contribution:
    """Rape reports recorded as rape; the rest by what became of them. A wrong class is not an accurate record."""
    make, label = FigureMaker(audit, (_TABLE,)), "rape reports accurately recorded"
    accurate = part_of_rows(make, "recording.rape", label, _TABLE, _RAPE, _ACCURATE, "audited reports of rape")
    rows = tally(audit, _TABLE, _RAPE, _ACCURATE)
    if rows.unknown:
        ids = ("rape.unrecorded", "rape.safeguarded", "rape.investigated")
        return accurate + combine(gap_of_unknown(audit, each, _TABLE, {**_RAPE, **_ACCURATE}, rows) for each in ids)
    return accurate + combine(
        [
            _rape_fates(make, rows.no),
            _of_missed_rapes(make, "rape.safeguarded", "victims safeguarded", {"safeguarded": True}),
            _of_missed_rapes(make, "rape.investigated", "reports investigated", {"investigated": True}),
        ]
    )


def _of_missed_rapes(make: FigureMaker, figure_id: str, label: str, asked: dict[str, bool]) -> Contribution:
    """A part of the rapes that were not accurately recorded: what is true of all of them less that of the accurate."""
    every, accurate = (tally(make.audit, _TABLE, base, asked) for base in (_RAPE, {**_RAPE, **_ACCURATE}))
    rows = Tally(every.yes - accurate.yes, every.no - accurate.no, every.unknown - accurate.unknown)
    if rows.unknown and not rows.answered:
        return gaps_of_columns((figure_id,), _TABLE, asked)
    return make.part(figure_id, label, rows.yes, rows.answered, _MISSED_RAPES, unknown=rows.unknown)


def _rape_fates(make: FigureMaker, missed: int) -> Contribution:
    unclassed = is_empty(make.audit, _TABLE, "misclassified_as")
    if missed and unclassed:
        return gaps_of_columns(("rape.unrecorded",), _TABLE, ("misclassified_as",))
    return make.breakdown("rape.unrecorded", _fates(make.audit, missed), _MISSED_RAPES)


def _fates(audit: Audit, missed: int) -> dict[str, int]:
    """What became of the missed reports: another class, N100, no record at all, or a class that is not established."""
    wrong = audit.counts(_TABLE, "misclassified_as", **_RAPE)
    n100 = wrong.pop("N100", 0)
    never = audit.count(_TABLE, **_RAPE, recorded=False, misclassified_as=None)
    fates = {f"misclassified as {name}": n for name, n in sorted(wrong.items())}
    fates |= {"classified as N100": n100, "not recorded at all": never}
    fates["recorded, the class not established"] = missed - sum(fates.values())
    return {label: n for label, n in fates.items() if n}


def sexual(audit: Audit) -> Contribution:
    """Unrecorded sexual offences by offence, rape included."""
    return _unrecorded(audit, "sexual.unrecorded", "sexual", "offence", "audited sexual offences not recorded")


def violence(audit: Audit) -> Contribution:
    """Why violent crimes went unrecorded, the most frequent reason first."""
    name, base = "violence.unrecorded_reasons", "audited violent crimes not recorded"
    return _unrecorded(audit, name, "violence", "reason_not_recorded", base)


def _unrecorded(audit: Audit, name: str, stratum: str, by: str, base: str) -> Contribution:
    """What a rate of a stratum leaves out: crimes without a record, and those in a wrong class where these count so."""
    make, own = FigureMaker(audit, (_TABLE,)), {**_MAIN, "stratum": stratum}
    missed = breakdown_of_rows(make, name, _TABLE, by, {**own, "recorded": False}, base)
    if missed.gaps or "classification_correct" not in counts_as_recorded(audit):
        return missed
    wrong = audit.count(_TABLE, **own, recorded=True, classification_correct=False)
    return missed + make.breakdown(name, {"recorded, but in a wrong class": wrong} if wrong else {}, base)


def domestic_abuse(audit: Audit) -> Contribution:
    """Domestic abuse across the strata: recorded, and the service that victims of the unrecorded crimes had."""
    make = FigureMaker(audit, (_TABLE,))
    missed = {**_ABUSE, "recorded": False}
    base = "audited domestic abuse crimes not recorded"
    service: dict[str, tuple[str, dict[str, Any]]] = {
        "unrecorded_violence": ("of them violence", {"stratum": "violence"}),
        "no_risk_assessment": (
            "of them attended without a risk assessment",
            {"attended": True, "risk_assessed": False},
        ),
        "no_safeguarding": ("of them without safeguarding considered", {"safeguarding_considered": False}),
        "not_investigated": ("of them not investigated", {"investigated": False}),
    }
    return (
        part_of_rows(
            make,
            "recording.domestic_abuse",
            "domestic abuse crimes that were recorded",
            _TABLE,
            _ABUSE,
            {"recorded": True},
            "audited crimes related to domestic abuse",
        )
        + combine(
            part_of_rows(make, f"domestic_abuse.{name}", label, _TABLE, missed, where, base)
            for name, (label, where) in service.items()
        )
        + breakdown_of_rows(
            make,
            "domestic_abuse.unrecorded_offences",
            _TABLE,
            "offence",
            {**missed, "stratum": "violence"},
            "violence among the audited domestic abuse crimes not recorded",
        )
    )
