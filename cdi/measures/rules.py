"""The rules that the audited reports came under: hours to record in, ages, values; by the dates they took effect."""

from __future__ import annotations

from typing import get_args

from cdi.house_style import formatting
from cdi.measures.figures import Contribution, FigureMaker, combine
from cdi.measures.registers import RECORDING_RULES, recording_rules, rule_during_audit
from cdi.model.audit import Audit
from cdi.model.figure import Unit

_UNITS: dict[str | None, Unit] = {unit: unit for unit in get_args(Unit)}
_LABELS = {
    "record_within_hours": "hours that the rules give to record a crime",
    "cannabis_warning_min_age": "lowest age for a cannabis warning",
    "pnd_goods_max_gbp": "highest value of goods for a penalty notice",
}


def rules(audit: Audit) -> Contribution:
    """Each rule that is a number and was one and the same throughout the audit period.

    A rule that changed inside the period is a gap, since no one value applied; a rule that is a role is not a figure.
    """
    return combine(_rule(audit, rule) for rule in recording_rules(audit).numbers())


def _rule(audit: Audit, name: str) -> Contribution:
    figure_id, applied = f"rules.{name}", rule_during_audit(audit, name)
    numbers = [row.number for row in applied if row.number is not None]
    if len(set(numbers)) != 1:
        return Contribution(gaps={figure_id: f"{in_turn(numbers) or 'no value'} in force during the audit period"})
    row, make = applied[-1], FigureMaker(audit, (RECORDING_RULES,), "register")
    return make.number(
        figure_id, _LABELS.get(name, name), int(numbers[-1]), row.reference, _UNITS.get(row.unit, "count")
    )


def in_turn(numbers: list[float]) -> str:
    """Numbers that applied one after another, as a reason names them: 72 and 24; nothing when there are none."""
    return " and ".join(formatting.stated(number) for number in numbers)
