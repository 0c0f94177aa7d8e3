"""What was missed: rape, sexual offences, violence and domestic abuse in the main sample."""

from __future__ import annotations

from typing import Any

from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.model.audit import Audit

_TABLE = "audit_reports"
_MAIN: dict[str, Any] = {"sample": "main", "required": True}
_RAPE = {**_MAIN, "category": "rape"}
_ABUSE = {**_MAIN, "domestic_abuse": True}


def offences(audit: Audit) -> Contribution:
    """Rape, domestic abuse, and the breakdowns of unrecorded violence and sexual offences."""
    if not audit.holds(_TABLE):
        return gaps_without(("recording.rape", "recording.domestic_abuse"), _TABLE)
    return combine([rape(audit), sexual(audit), violence(audit), domestic_abuse(audit)])


def rape(audit: Audit) -> Contribution:
    """Rape reports recorded as rape; the rest by what became of them. A wrong class is not an accurate record."""
    make = FigureMaker(audit, (_TABLE,))
    accurate = {**_RAPE, "recorded": True, "classification_correct": True}
    total, right = audit.count(_TABLE, **_RAPE), audit.count(_TABLE, **accurate)
    missed = "rape reports not accurately recorded"

    def among_missed(**where: bool) -> int:
        return audit.count(_TABLE, **_RAPE, **where) - audit.count(_TABLE, **accurate, **where)

    return (
        make.part("recording.rape", "rape reports accurately recorded", right, total, "audited reports of rape")
        + make.breakdown("rape.unrecorded", _fates(audit, total - right), missed)
        + make.part("rape.safeguarded", "victims safeguarded", among_missed(safeguarded=True), total - right, missed)
        + make.part("rape.investigated", "reports investigated", among_missed(investigated=True), total - right, missed)
    )


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
    """Unrecorded sexual offences by offence, rape included; a crime in the wrong class counts as recorded here."""
    counts = audit.counts(_TABLE, "offence", **_MAIN, stratum="sexual", recorded=False)
    return FigureMaker(audit, (_TABLE,)).breakdown("sexual.unrecorded", counts, "audited sexual offences not recorded")


def violence(audit: Audit) -> Contribution:
    """Why violent crimes went unrecorded, the most frequent reason first."""
    counts = audit.counts(_TABLE, "reason_not_recorded", **_MAIN, stratum="violence", recorded=False)
    return FigureMaker(audit, (_TABLE,)).breakdown(
        "violence.unrecorded_reasons", counts, "audited violent crimes not recorded"
    )


def domestic_abuse(audit: Audit) -> Contribution:
    """Domestic abuse across the strata: recorded, and the service that victims of the unrecorded crimes had."""
    make = FigureMaker(audit, (_TABLE,))
    missed = {**_ABUSE, "recorded": False}
    unrecorded = audit.count(_TABLE, **missed)
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
        make.part(
            "recording.domestic_abuse",
            "domestic abuse crimes that were recorded",
            audit.count(_TABLE, **_ABUSE, recorded=True),
            audit.count(_TABLE, **_ABUSE),
            "audited crimes related to domestic abuse",
        )
        + combine(
            make.part(f"domestic_abuse.{name}", label, audit.count(_TABLE, **missed, **where), unrecorded, base)
            for name, (label, where) in service.items()
        )
        + make.breakdown(
            "domestic_abuse.unrecorded_offences",
            audit.counts(_TABLE, "offence", **missed, stratum="violence"),
            "violence among the audited domestic abuse crimes not recorded",
        )
    )
