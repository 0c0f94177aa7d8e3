"""The teams of an extra measure side by side: what is counted, and why there may be nothing to compare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdi.derivation.formula import describe_formula
from cdi.derivation.rows import find_sides
from cdi.measures import SIDE_BY_SIDE, measure
from cdi.measures.extra import estimate_extra
from cdi.measures.figures import printed_base
from cdi.model.audit import Audit
from cdi.model.counted_rows import with_counting_rows
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.figure import Figures
from tests.unit.disclosure.tables import audit_of, crimes, measure_of

pytestmark = pytest.mark.slow

Teams = dict[str, tuple[int, int]]
"""By team the crimes recorded and those that were not."""
EIGHT_ALIKE: Teams = {f"Team {letter}": (90, 10) for letter in "ABCDEFGH"}
ONE_FAR_BELOW = {"Low": (50, 50)} | EIGHT_ALIKE
BY_TEAM = measure_of(by=("team",))


def having(audit: Audit, teams: Teams, own: ExtraMeasure = BY_TEAM, column: str = "team") -> Audit:
    rows = [
        row
        for team, numbers in teams.items()
        for answer, number in zip(("true", "false"), numbers, strict=True)
        for row in crimes(number, recorded=answer, **{column: team})
    ]
    return audit_of(audit, rows, own)


def figures_of(audit: Audit, teams: Teams, own: ExtraMeasure = BY_TEAM) -> Figures:
    return measure(having(audit, teams, own))


def test_one_far_below_is_counted_and_the_others_are_not_shown_to_differ(leicestershire: Audit) -> None:
    """770 of 900 in all; scipy's binomtest(50, 100, 770 / 900) has a p of 5e-17, and that of 90 one of 0.25."""
    figures = figures_of(leicestershire, ONE_FAR_BELOW)
    printed = {
        name: figures[f"side_by_side.mine.{name}"].printed
        for name in ("compared", "average", "below", "above", "not_shown")
    }
    assert printed == {"compared": "9", "average": "770 of 900", "below": "1", "above": "0", "not_shown": "8"}
    average = figures["side_by_side.mine.average"]
    assert (average.label, average.base) == ("recorded, all teams together", "audited crimes of a team that is known")
    assert figures.subjects["side_by_side.mine.below"] == SIDE_BY_SIDE


def test_a_crime_without_a_team_is_in_no_unit(leicestershire: Audit) -> None:
    figures = figures_of(leicestershire, ONE_FAR_BELOW | {"": (40, 10)})
    average, below = (figures[f"side_by_side.mine.{name}"] for name in ("average", "below"))
    assert average.printed == "770 of 900"
    assert printed_base(average) == "audited crimes of a team that is known; 50 more unknown"
    assert printed_base(below) == "teams compared, 9 in all, by the audited crimes of each"


@pytest.mark.parametrize(
    ("teams", "own", "why"),
    [
        ({"A": (9, 1), "B": (8, 2)}, BY_TEAM, "fewer than eight teams have an answer, too few to set side by side"),
        (dict.fromkeys(EIGHT_ALIKE, (90, 0)), BY_TEAM,
         "all teams together have a rate of none or of all, from which nothing can differ"),
        ({"": (90, 10)}, BY_TEAM, "the team, district or unit that dealt with it was not recorded in this audit"),
    ],
)  # fmt: skip
def test_why_nothing_is_side_by_side(leicestershire: Audit, teams: Teams, own: ExtraMeasure, why: str) -> None:
    figures = figures_of(leicestershire, teams, own)
    gaps = {name: reason for name, reason in figures.gaps.items() if name.startswith("side_by_side.")}
    assert len(gaps) == 10
    assert {*gaps.values()} == {why}


def test_known_rows_that_are_not_like_the_rest_are_not_compared(leicestershire: Audit) -> None:
    """Of the recorded crimes of one team the class is unknown, and those not recorded are a known no."""
    audit = having(leicestershire, ONE_FAR_BELOW, measure_of("accurate", ("team",)))
    reports = audit.tables["audit_reports"].copy()
    reports.loc[(reports["team"] == "Low") & reports["recorded"], "classification_correct"] = None
    figures = measure(replace(audit, tables={"audit_reports": reports}))
    assert figures.gaps["side_by_side.mine.average"].startswith("it is not known of all")


def test_groups_that_may_well_differ_are_no_units(leicestershire: Audit) -> None:
    audit = having(leicestershire, ONE_FAR_BELOW, measure_of(by=("offence",)), column="offence")
    assert estimate_extra(audit)[0].together is None
    gaps = {name: why for name, why in measure(audit).gaps.items() if name.startswith("side_by_side.")}
    assert gaps == {
        "side_by_side.units": "no extra measure of this audit is by one column that names units, such as team"
    }


def test_without_the_table_or_a_limit_of_hours_there_is_a_gap(leicestershire: Audit) -> None:
    rules = leicestershire.reference["recording_rules"].head(0)
    no_limit = replace(leicestershire, reference={**leicestershire.reference, "recording_rules": rules})
    in_time = measure(having(no_limit, ONE_FAR_BELOW, measure_of("in_time", ("team",))))
    assert in_time.gaps["side_by_side.mine.average"] == "no hours limit in force during the audit period"
    no_rows = measure(audit_of(leicestershire, [], BY_TEAM))
    assert no_rows.gaps["side_by_side.mine.average"] == "the table audit_reports was not supplied"
    assert no_rows.cures["side_by_side.mine.average"] == "the table audit_reports"


def test_how_a_figure_follows_from_the_counts_is_said(leicestershire: Audit) -> None:
    audit = having(leicestershire, ONE_FAR_BELOW)
    figures = measure(audit)
    said = describe_formula(audit, figures, figures["side_by_side.mine.below"])
    assert said == (
        "1, from the counts of all units of extra.mine, together side_by_side.mine.average (770 of 900), side by side"
    )
    counting = with_counting_rows(audit)
    sides = find_sides(counting, measure(counting)["side_by_side.mine.average"])
    assert sides.counted is not None
    assert len(sides.counted.ids) == 770
