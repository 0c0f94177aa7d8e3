"""Cancelled crimes: whether rightly cancelled, by the right person, and with word to the victim."""

from __future__ import annotations

from cdi.house_style.crime_kinds import CANCELLED, RAPE, VIOLENCE
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.model.audit import Audit
from cdi.model.rows import Differs

_TABLE = "cancelled_crimes"
_CATEGORIES = {kind.id: kind.plural for kind in CANCELLED}
# Categories that are also reported together.
_TOGETHER = {"rape_and_violence": (("rape", "violence"), f"{RAPE.plural} and {VIOLENCE.plural}")}
_IDS = (*(f"cancellations.{name}" for name in (*_CATEGORIES, "all", "victims_informed")),)


def cancellations(audit: Audit) -> Contribution:
    """Correct decisions by category and together, victims who were told, and decisions without authority."""
    if not audit.holds(_TABLE):
        return gaps_without((*_IDS, "cancellations.without_authority"), _TABLE)
    make = FigureMaker(audit, (_TABLE,))
    shares = []
    for name, label in {**_CATEGORIES, "all": "crimes"}.items():
        where = {} if name == "all" else {"category": name}
        shares.append(
            make.part(
                f"cancellations.{name}",
                f"{label} correctly cancelled",
                audit.count(_TABLE, **where, decision_correct=True),
                audit.count(_TABLE, **where),
                f"cancelled {label} reviewed",
            )
        )
    return combine([*shares, *_joined(audit, make), _informed(audit, make), _without_authority(audit, make)])


def _joined(audit: Audit, make: FigureMaker) -> list[Contribution]:
    """Two categories as one, where each of them was reviewed."""
    return [
        make.part(
            f"cancellations.{name}",
            f"{label} correctly cancelled",
            audit.count(_TABLE, category=categories, decision_correct=True),
            audit.count(_TABLE, category=categories),
            f"cancelled {label} reviewed",
        )
        for name, (categories, label) in _TOGETHER.items()
        if all(audit.count(_TABLE, category=category) for category in categories)
    ]


def _informed(audit: Audit, make: FigureMaker) -> Contribution:
    """Of the victims who should have been told, those who were; a gap where it is not established for anybody."""
    figure_id, to_tell = "cancellations.victims_informed", {"victim_should_be_informed": True}
    if audit.count(_TABLE, victim_should_be_informed=None) == audit.count(_TABLE):
        return Contribution(gaps={figure_id: "who should have been told is not held"})
    return make.part(
        figure_id,
        "victims told that their crime was cancelled",
        audit.count(_TABLE, **to_tell, victim_informed=True),
        audit.count(_TABLE, **to_tell),
        "victims who should have been told",
    )


def _without_authority(audit: Audit, make: FigureMaker) -> Contribution:
    """Of the cancellations whose approver is known, those approved by another than the rules require."""
    with_approver = audit.count(_TABLE) - audit.count(_TABLE, approved_by=None)
    if with_approver == 0:
        return Contribution(gaps={"cancellations.without_authority": "who approved each cancellation is not held"})
    return make.part(
        "cancellations.without_authority",
        "cancellations approved by someone without the authority",
        audit.count(_TABLE, approved_by=Differs("required_authority")),
        with_approver,
        "cancelled crimes whose approver is known",
    )
