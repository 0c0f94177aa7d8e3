"""Out-of-court disposals: whether for the right people, explained to them, and with the victim heard."""

from __future__ import annotations

from typing import Any

from cdi.house_style.disposal_kinds import DISPOSALS
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.tallies import gaps_of_columns, is_empty, part_of_rows
from cdi.model.audit import Audit
from cdi.model.rows import Possibly

_TABLE = "out_of_court_disposals"


def disposals(audit: Audit) -> Contribution:
    """Each kind of disposal that was sampled, and all kinds together; the bases of the questions differ."""
    if not audit.holds(_TABLE):
        return gaps_without(("disposals.all.sampled",), _TABLE)
    make = FigureMaker(audit, (_TABLE,))
    return combine(_kind(make, *kind) for kind in DISPOSALS.items()) + _all(make)


def _kind(make: FigureMaker, kind: str, what: str) -> Contribution:
    """How many of the kind were sampled, and the answers to each question that is asked of it."""
    of_kind, sampled = {"type": kind}, make.audit.count(_TABLE, type=kind)
    if sampled == 0:
        return Contribution(gaps={f"disposals.{kind}.sampled": f"no {what} in the sample"})
    name, base = f"disposals.{kind}", f"{what} sampled"
    parts = [
        make.number(f"{name}.sampled", base, sampled, base, "records"),
        _question(make, f"{name}.suitable", "whose offender was suitable", of_kind, "offender_suitable", what),
        _question(make, f"{name}.informed", "explained to the offender", of_kind, "implications_explained", what),
        _question(make, f"{name}.with_victim", "with a victim to consult", of_kind, "victim_to_consult", what),
    ]
    if make.audit.count(_TABLE, **of_kind, victim_to_consult=Possibly(condition=True)):
        parts.append(_views(make, f"{name}.views_considered", of_kind, f"{what} with a victim to consult"))
    if kind == "community_resolution":
        label = "with a meaningful outcome"
        parts.append(_question(make, f"{name}.meaningful", label, of_kind, "outcome_meaningful", what))
    return combine(parts) + _lowest_age(make, name, of_kind, what)


def _question(
    make: FigureMaker, figure_id: str, label: str, where: dict[str, Any], column: str, what: str
) -> Contribution:
    """Rows that say yes, of all rows that say yes or no; a gap where none does."""
    return part_of_rows(make, figure_id, f"{what} {label}", _TABLE, where, {column: True}, f"{what} sampled")


def _views(make: FigureMaker, figure_id: str, where: dict[str, Any], base: str) -> Contribution:
    label, asked = "where the victim's views were considered", {"victim_views_considered": True}
    return part_of_rows(make, figure_id, label, _TABLE, {**where, "victim_to_consult": True}, asked, base)


def _lowest_age(make: FigureMaker, name: str, of_kind: dict[str, Any], what: str) -> Contribution:
    """The youngest offender to whom the disposal was given against the rule on age; nothing when there is none."""
    figure_id, broken = f"{name}.lowest_age", {**of_kind, "noncompliance": "age"}
    if is_empty(make.audit, _TABLE, "noncompliance"):
        return gaps_of_columns((figure_id,), _TABLE, ("noncompliance",))
    if make.audit.count(_TABLE, **broken, offender_age=None):
        return gaps_of_columns((figure_id,), _TABLE, ("offender_age",))
    youngest = make.audit.least(_TABLE, "offender_age", **broken)
    if youngest is None:
        return Contribution()
    label, base = "age of the youngest offender outside the rule", f"{what} given against the rule on age"
    return make.number(figure_id, label, int(youngest), base, "years")


def _all(make: FigureMaker) -> Contribution:
    sampled, base = make.audit.count(_TABLE), "out-of-court disposals sampled"
    return combine(
        [
            make.number("disposals.all.sampled", base, sampled, base, "records"),
            _question(
                make, "disposals.all.suitable", "whose offender was suitable", {}, "offender_suitable", "disposals"
            ),
            _views(make, "disposals.all.views_considered", {}, "disposals with a victim to consult"),
        ]
    )
