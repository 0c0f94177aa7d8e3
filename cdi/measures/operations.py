"""How the force works, in numbers that somebody stated: hours, days, windows and shares."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from cdi.house_style import formatting
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without, id_word
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Role, Unit

_TABLE = "operational_facts"
# Keys that are figures of another subject; every other key is a figure operations.<key>.
_ELSEWHERE = {
    "auditable_share": "auditable.share",
    "force_margin": "small_sample.margin",
}
_LABELS = {
    "auditable_share": "recorded crime that comes by an auditable route",
    "force_margin": "margin of error that the programme gives for a force's sample",
}


def operations(audit: Audit) -> Contribution:
    """Every operational fact by its latest date, the hours between opening and closing, and how many were trained."""
    if not audit.holds(_TABLE):
        return gaps_without(("auditable.share",), _TABLE)
    rows = audit.tables[_TABLE].sort_values("as_at").groupby("key", sort=True).tail(1).to_dict("records")
    facts = {str(row["key"]): row for row in rows}
    stated = combine(_fact(key, row) for key, row in facts.items())
    if "auditable_share" not in facts:
        stated += Contribution(gaps={"auditable.share": "the auditable share is not held"})
    return stated + _range(facts) + _open_hours(audit, facts) + _trained(audit, facts)


def _fact(key: str, row: Mapping[Hashable, Any]) -> Contribution:
    value, stated = float(row["value"]), f"{row['base']}, as the {row['stated_by']} states"
    figure_id = _ELSEWHERE.get(key, f"operations.{id_word(key)}")
    return Contribution(
        (_figure(figure_id, _LABELS.get(key, key.replace("_", " ")), value, row["unit"], stated, "stated"),)
    )


def _figure(figure_id: str, label: str, value: float, unit: Unit, base: str, role: Role) -> Figure:
    places = formatting.places(value)
    printed = {"percent": formatting.percent, "percentage points": formatting.points}.get(unit, formatting.decimals)
    text = printed(value, places)
    return Figure(figure_id, label, value, unit, text, base, "register", (_TABLE,), role=role, places=places)


def _range(facts: dict[str, Any]) -> Contribution:
    """The full width of the margin of error of a small sample."""
    if "force_margin" not in facts:
        return Contribution()
    width = 2 * float(facts["force_margin"]["value"])
    label = "range between the bounds of that margin"
    return Contribution(
        (_figure("small_sample.range", label, width, "percentage points", "twice the margin", "margin"),)
    )


def _open_hours(audit: Audit, facts: dict[str, Any]) -> Contribution:
    """Hours a day between <name>_open and <name>_close."""
    names = [key.removesuffix("_open") for key in facts if key.endswith("_open")]
    make = FigureMaker(audit, (_TABLE,), "register")
    return combine(
        make.number(
            f"operations.{name}_hours",
            f"hours a day of the {name.replace('_', ' ')}",
            int(float(facts[f"{name}_close"]["value"]) - float(facts[f"{name}_open"]["value"])),
            "from opening to closing",
            "hours",
        )
        for name in names
        if f"{name}_close" in facts
    )


def _trained(audit: Audit, facts: dict[str, Any]) -> Contribution:
    """Of those to be trained, the number who were; a gap unless both numbers are stated."""
    if not {"trained_n", "in_scope_n"} <= facts.keys():
        return Contribution(gaps={"training.trained": "how many were trained is not held"})
    trained, scope = (int(float(facts[key]["value"])) for key in ("trained_n", "in_scope_n"))
    make = FigureMaker(audit, (_TABLE,), "register")
    return make.share(
        "training.trained", "officers and staff trained", trained, scope, "officers and staff to be trained"
    )
