"""Cancelled crimes: whether rightly cancelled, by the right person, and with word to the victim."""

from __future__ import annotations

from cdi.house_style.crime_kinds import CANCELLED, RAPE, VIOLENCE
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.tallies import part_of_rows
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
    return combine([*shares, *_joined(audit, make), _informed(make), _without_authority(make)])


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


def _informed(make: FigureMaker) -> Contribution:
    """Of the victims who should have been told, those who were; a gap where it is not established for anybody."""
    return part_of_rows(
        make,
        "cancellations.victims_informed",
        "victims told that their crime was cancelled",
        _TABLE,
        {"victim_should_be_informed": True},
        {"victim_informed": True},
        "victims who should have been told",
    )


def _without_authority(make: FigureMaker) -> Contribution:
    """Of the cancellations whose approver is known, those approved by another than the rules require."""
    return part_of_rows(
        make,
        "cancellations.without_authority",
        "cancellations approved by someone without the authority",
        _TABLE,
        {},
        {"approved_by": Differs("required_authority")},
        "cancelled crimes whose approver is known",
    )
