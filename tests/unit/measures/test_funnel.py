"""A funnel of teams: who lies outside limits that chance alone would keep, and where a funnel would be no answer."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.groups import draw_groups
from cdi.exhibits.tables.groups import tabulate_groups
from cdi.measures.cuts import Counts, cut
from cdi.measures.funnel import make_funnel
from cdi.measures.group_rates import estimate_groups
from cdi.measures.questions import find_question
from cdi.model.audit import Audit
from tests.thin import thin

pytestmark = pytest.mark.slow

SEVEN = {f"Team {letter}": (36, 40) for letter in "ABCDEFG"}


def audited(audit: Audit, teams: dict[str, tuple[int, int]], column: str = "team") -> Audit:
    """An audit with so many crimes recorded, of how many, by team."""
    rows = [(team, place < yes) for team, (yes, of) in teams.items() for place in range(of)]
    frame = pd.DataFrame(rows, columns=[column, "recorded"]).astype({"recorded": "boolean"})
    frame["sample"], frame["required"], frame["stratum"] = "main", True, "violence"
    return replace(audit, tables={"audit_reports": frame}, records={})


@pytest.mark.parametrize(
    ("team", "level"),
    [
        ((20, 40), 0.998),
        ((28, 40), 0.95),
        ((34, 40), None),
        ((4, 5), None),  # as far from all others as a small team may be
    ],
)
def test_a_team_outside_the_limits(team: tuple[int, int], level: float | None, leicestershire: Audit) -> None:
    audit = audited(leicestershire, {**SEVEN, "Team H": team})
    funnel = make_funnel(cut(audit, find_question(audit, "recorded"), ["team"]))
    assert funnel is not None
    assert funnel.beyond.get(("Team H",)) == level
    assert funnel.centre == pytest.approx(100 * (252 + team[0]) / (280 + team[1]))


@pytest.mark.parametrize(
    ("teams", "column"),
    [
        (SEVEN, "team"),
        ({**SEVEN, "Team H": (20, 40)}, "offence"),
        (dict.fromkeys((*SEVEN, "Team H"), (40, 40)), "team"),
        ({}, "team"),
    ],
    ids=["few", "kinds that may differ", "all recorded", "no row"],
)
def test_no_funnel(teams: dict[str, tuple[int, int]], column: str, leicestershire: Audit) -> None:
    audit = audited(leicestershire, teams, column)
    assert make_funnel(cut(audit, find_question(audit, "recorded"), [column])) is None


def test_no_funnel_where_groups_are_left_out_to_protect_people(leicestershire: Audit) -> None:
    audit = audited(leicestershire, {**SEVEN, "Team H": (36, 40)})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    assert rates.funnel is not None
    assert replace(rates, incomplete=True).funnel is None


@pytest.mark.usefixtures("words_alone")
def test_the_chart_names_who_lies_outside_and_counts_all(leicestershire: Audit) -> None:
    audit = audited(leicestershire, {**SEVEN, "Team H": (20, 40)})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    chart = draw_groups(rates, Caption.of(leicestershire), "Audited crimes recorded by team")
    assert "Team H: 20 of 40, below the 99.8% limits. All groups: Team A: 36 of 40;" in chart.alt
    assert "the exact binomial limits (95% dashed, 99.8% solid)" in chart.subtitle


ODD = ["A $\\frac$ B", "_under", "<b>x</b>", "=1+1", "Zoë & Søn ✓", "a" * 60, "{curly} %s \\frac"]


@pytest.mark.parametrize(
    ("odd", "groups"),
    thin([*(pytest.param([name], 7, id=name) for name in ODD), pytest.param(ODD, 150, id="all, among many")], keep=3),
)
@pytest.mark.usefixtures("one_drawing")
def test_odd_names_and_many_groups_are_drawn_as_they_are(odd: list[str], groups: int, leicestershire: Audit) -> None:
    teams = dict.fromkeys(odd, (2, 40)) | {f"T{number}": (9, 10) for number in range(groups)}
    audit = audited(leicestershire, teams)
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    assert (rates.funnel is not None, len(rates.rows)) == (True, groups + len(odd))
    alt = draw_groups(rates, Caption.of(leicestershire), "by team").alt
    assert [name for name in odd if f"{name}: 2 of 40, below the 99.8% limits" not in alt] == []


@pytest.mark.usefixtures("one_drawing")
def test_only_made_up_rows_are_called_so_on_the_chart(leicestershire: Audit) -> None:
    audit = audited(leicestershire, {**SEVEN, "Team H": (20, 40)})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    caption = Caption.of(leicestershire)
    real = draw_groups(replace(rates, cut=replace(rates.cut, made_up="")), caption, "teams")
    assert "made-up rows" not in real.headline
    assert draw_groups(rates, caption, "teams").svg.count("<use ") > real.svg.count("<use ")


def test_of_groups_that_are_left_out_those_that_may_be_named_have_a_row(leicestershire: Audit) -> None:
    audit = audited(leicestershire, {"Team A": (36, 40)})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    some = replace(rates, incomplete=True, withheld=(("Team B",),))
    table = tabulate_groups(some, Caption.of(leicestershire), "rates")
    assert [[cell.text for cell in row] for row in table.rows][-1] == ["Team B", *["[c]"] * (len(table.columns) - 1)]
    assert "[c] marks those that can be named" in table.source
    none = tabulate_groups(replace(some, withheld=()), Caption.of(leicestershire), "rates")
    assert "[c]" not in none.source


def test_a_group_of_which_nothing_is_known_has_the_shorthand_which_is_explained(leicestershire: Audit) -> None:
    audit = audited(leicestershire, {"Team A": (36, 40)})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    known = rates.rows[0]
    nothing = replace(known, values=("Team B",), counts=Counts(0, 0), percent=None, low=None, high=None)
    table = tabulate_groups(replace(rates, rows=(known, nothing)), Caption.of(leicestershire), "rates")
    assert "[x]" in [cell.text for cell in table.rows[1]]
    assert "[x] means not available." in table.source


def test_a_table_of_rounded_numbers_says_so(leicestershire: Audit) -> None:
    audit = audited(leicestershire, {"Team A": (36, 40)})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["team"]))
    sources = [
        tabulate_groups(each, Caption.of(leicestershire), "rates").source
        for each in (replace(rates, rounded_to=5), rates)
    ]
    assert ["rounded to the nearest 5" in source for source in sources] == [True, False]
