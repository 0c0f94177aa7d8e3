"""Teams side by side follow from the counts of every team: with one of them hidden, or rounded, nothing is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdi.disclosure import protect
from cdi.disclosure.numbers import Results
from cdi.disclosure.protection import REASON
from cdi.disclosure.rounding import NOT_BESIDE
from cdi.exhibits.charts import draw_side_by_side
from cdi.exhibits.tables import tabulate_side_by_side
from cdi.model.audit import Audit
from cdi.model.disclosure import Disclosure
from cdi.model.figure import Figures
from tests.unit.exhibits.examples import CAPTION, RULES
from tests.unit.measures.test_units import ONE_FAR_BELOW, having

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("words_alone")]

HIDDEN = REASON.format(threshold="5")
SMALL_TEAM = {"Three": (30, 3)}


def beside(figures: Figures) -> tuple[set[str], set[str]]:
    """The ids that set teams side by side and are figures, and the reasons of those that are gaps."""
    ids = {name for name in figures.by_id if name.startswith("side_by_side.")}
    return ids, {why for name, why in figures.gaps.items() if name.startswith("side_by_side.")}


def exhibits(results: Results) -> int:
    return len(tabulate_side_by_side(results.extra, RULES, CAPTION)) + len(draw_side_by_side(results.extra, CAPTION))


def test_where_no_team_is_small_all_is_printed(leicestershire: Audit) -> None:
    results = protect(having(leicestershire, ONE_FAR_BELOW)).results
    ids, reasons = beside(results.figures)
    assert (len(ids), reasons, exhibits(results)) == (10, set(), 3)


def test_with_three_crimes_of_a_team_not_recorded_nothing_is_side_by_side(leicestershire: Audit) -> None:
    """Not the average either, from which the three would follow; an inspection's own figures are no exception."""
    results = protect(having(leicestershire, ONE_FAR_BELOW | SMALL_TEAM)).results
    assert "Three" not in repr(results.figures)
    assert (*beside(results.figures), exhibits(results)) == (set(), {HIDDEN}, 0)


def test_a_force_may_class_teams_as_its_own_work(leicestershire: Audit) -> None:
    own = replace(
        having(leicestershire, ONE_FAR_BELOW | SMALL_TEAM), disclosure=Disclosure(process=("audit_reports.team",))
    )
    results = protect(own).results
    assert (len(beside(results.figures)[0]), exhibits(results)) == (10, 3)


def test_what_is_held_back_by_itself_takes_the_others_along(leicestershire: Audit) -> None:
    """Where the numbers of teams that differ are classed as about people, one team is few, so nothing is drawn."""
    own = replace(having(leicestershire, ONE_FAR_BELOW), disclosure=Disclosure(people=("side_by_side",)))
    results = protect(own).results
    assert (*beside(results.figures), exhibits(results)) == (set(), {HIDDEN}, 0)


def test_rounded_numbers_are_not_compared(leicestershire: Audit) -> None:
    audit = replace(having(leicestershire, ONE_FAR_BELOW), disclosure=Disclosure(rounding_base=5))
    results = protect(audit).results
    assert (*beside(results.figures), exhibits(results)) == (set(), {NOT_BESIDE}, 0)
    assert results.figures["extra.mine.low"].printed == "50 of 100"
