"""Charts and tables of all forces: what stands in the cells and what is said, for few made-up forces."""

from dataclasses import replace
from datetime import date

import pytest

from cdi.exhibits.charts import all_forces as charts
from cdi.exhibits.charts import draw_among_forces
from cdi.exhibits.charts.canvas import draw_once
from cdi.exhibits.tables import all_forces as tables
from cdi.measures.all_forces.averages import published_averages
from cdi.measures.all_forces.changes import changes_of
from cdi.measures.all_forces.comparison import ForceComparison, compare_forces
from cdi.measures.all_forces.figures import measure_forces
from cdi.measures.all_forces.grades import grade_ranges
from cdi.measures.all_forces.national_results import NationalResults, measure_all_forces
from cdi.measures.all_forces.side_by_side import CountedUnit, SideBySide, set_side_by_side
from cdi.measures.all_forces.ties import Tie
from cdi.measures.among_forces import other_forces
from cdi.model.audit import Audit
from cdi.model.figure import Figures
from tests.unit.exhibits.examples import CAPTION, RULES, as_text, figure, of, rate
from tests.unit.measures.test_all_forces import LATER, REGISTERS, results

pytestmark = pytest.mark.usefixtures("words_alone")


@pytest.fixture(scope="module")
def few() -> ForceComparison:
    return compare_forces(REGISTERS, "rate_overall", "CDI-rolling", LATER, seed=1)


@pytest.fixture(scope="module")
def units() -> SideBySide:
    table = set_side_by_side(
        [CountedUnit("low", "Low", 500, 1000), *(CountedUnit(f"u{n}", f"Unit {n}", 900 + n, 1000) for n in range(8))], 1
    )
    assert table is not None
    return table


def test_results_as_published_and_why_they_are_not_compared(few: ForceComparison) -> None:
    lines = as_text(tables.tabulate_results(few, CAPTION)).splitlines()
    assert lines[2:7] == [
        "D | 85.25% | 83.0 to 87.4 | 1,000 | inspection 2017 | published | [z]",
        "B | 86.0% | 84.0 to 88.0 | 1,156 | re-inspection 2018 | published | an audit period of about three months",
        "C | around 88% | [x] | [x] | inspection 2017 | rounded | rounded or a floor, so a band",
        "A | 90.0% | 88.0 to 92.0 | 900 | inspection 2016; its re-inspection 2018 gives none | published | [z]",
        "E | over 96% | [x] | [x] | inspection 2018 | floor (“over”) | rounded or a floor, so a band",
    ]
    cell = tables.tabulate_results(few, CAPTION).rows[4][1]
    assert cell.number is not None
    assert (cell.number.value, cell.number.low, cell.number.high) == (None, 96.0, 97.0)  # a band in the data, too


def test_places_in_the_words_of_the_rules(units: SideBySide) -> None:
    table = tables.tabulate_places(units, RULES, CAPTION, "rate")
    first = [cell.text for cell in table.rows[0]]
    assert (first[:2], first[3:]) == (["Low", "50.0"], ["1", "1", "below", "below"])
    assert 50 < float(first[2]) < 52  # drawn a little towards the others
    assert [cell.text for cell in table.rows[1]][4:] == ["2 to 9", "above", "within"]


def test_other_programmes_are_set_apart(few: ForceComparison) -> None:
    table = tables.tabulate_other_programmes(few, CAPTION)
    assert table is not None
    assert as_text(table).splitlines()[2:4] == [
        "E | inspection of 2014 | 45 of 50 | [x] | [x] | derived",
        "B | PEEL 2021/22 (2021) | 84% | 3 | [x] | published",
    ]
    alone = replace(few, history=tuple(each for each in few.history if each.programme == "CDI-rolling"))
    assert tables.tabulate_other_programmes(alone, CAPTION) is None


def test_changes_say_what_their_tests_allow_or_why_there_is_none(few: ForceComparison) -> None:
    table = tables.tabulate_changes(changes_of([*results().values()]), few.names, RULES, CAPTION)
    assert table is not None
    assert as_text(table).splitlines()[2:4] == [
        "B | inspection 2017 | re-inspection 2018 | 80.0% | 86.0% | 6.0 | a statistically significant improvement of "
        "6.0 percentage points",
        "B | re-inspection 2018 | inspection 2021 | 86.0% | 84% | -2.5 to -1.5 | not tested: another programme measures "
        "otherwise",
    ]
    assert tables.tabulate_changes([], few.names, RULES, CAPTION) is None


@pytest.mark.slow
def test_grades_with_the_ends_of_their_ranges(few: ForceComparison) -> None:
    ranges = grade_ranges(REGISTERS, [*results().values()])
    table = tables.tabulate_grades(ranges, few.names, CAPTION)
    assert table is not None
    assert as_text(table).splitlines()[2:5] == [
        "Good (of four) | 3 | 85.25% | 90.0% | A 2016 (90.0%) and D 2017 (85.25%)",
        "Inadequate (of four) | 1 | 80.0% | 80.0% | [z]",
        "Good (of five) | 1 | 84% | 84% | [z]",
    ]
    assert tables.tabulate_grades([], few.names, CAPTION) is None
    chart = charts.draw_grades(ranges, CAPTION, "reported crime recorded")
    assert chart is not None
    assert chart.headline == "Rates by the grade that went with them"  # 80.0 lies below every Good
    assert chart.alt.startswith("Good (of four): 3 inspections, 85.25% to 90.0%; Inadequate")
    assert charts.draw_grades([], CAPTION, "x") is None


def test_averages_of_others_beside_ours() -> None:
    rolling = [each for each in results().values() if each.programme == "CDI-rolling" and each.force_id != "x"]
    published = published_averages(REGISTERS, "rate_overall", "CDI-rolling", LATER, rolling)
    table = tables.tabulate_averages(published, CAPTION)
    assert table is not None
    assert as_text(table).splitlines()[2:5] == [
        "31 December 2016 | 1 | 90.0 | read | 90.0 | 90.0 | 90.0 | latest",
        "31 December 2017 | 4 | 86 | read, simple mean | 86 | 86 | 83 | latest",
        "31 December 2018 | 5 | 89.9 | read | 89.1 | 87.9 | 87.0 | [z]",
    ]
    unweighted = replace(published[0], ours=replace(published[0].ours, weighted=None))
    shown = tables.tabulate_averages([unweighted], CAPTION)
    assert shown is not None
    assert shown.rows[0][6].text == "[x]"
    assert tables.tabulate_averages([], CAPTION) is None


def test_checks_with_an_example_and_those_that_fail() -> None:
    right = Tie("a-2017-inspection", "interval and sample", "1.1 times", "0.75 to 1.34", holds=True)
    wrong = replace(right, value="2.1 times", holds=False)
    lines = as_text(tables.tabulate_ties([right, wrong], CAPTION)).splitlines()
    assert lines[2:4] == [
        "Share and counts | 0 | 0 | [x]",
        "Interval and sample | 2 | 1 | a-2017-inspection: 2.1 times; expected 0.75 to 1.34",
    ]
    failed = tables.tabulate_faults_of_ties([right, wrong], CAPTION)
    assert failed is not None
    assert len(failed.rows) == 1
    assert tables.tabulate_faults_of_ties([right], CAPTION) is None


def test_programmes_and_coverage() -> None:
    text = as_text(tables.tabulate_regimes(CAPTION))
    assert "Inspection of 2014 | 2014 | [z] | The inspectorate held" in text
    ids = ("inside_95", "inside_998", "wide_95", "wide_998", "place", "tables", "rounds")
    simulated = of(*(figure(f"coverage.{name}", 95.04, "95.0%", "percent", label=name) for name in ids))
    table = tables.tabulate_coverage(simulated, CAPTION)
    assert table is not None
    assert [cell.text for cell in table.rows[0]] == ["Inside_95", "95", "95.0"]
    assert tables.tabulate_coverage(of(), CAPTION) is None
    assert tables.caption_of(compare_forces(REGISTERS, "rate_overall", "CDI-rolling", LATER, 1)).period == (
        "as at 31 December 2022"
    )


def test_the_chart_of_results_has_every_force_in_words(few: ForceComparison) -> None:
    with draw_once(narrow=False):  # the wide one also writes each result beside its mark
        chart = charts.draw_forces(few, CAPTION)
    assert chart is not None
    assert chart.headline == "From 85.25% in D to over 96% in E"
    assert chart.alt.startswith("E: over 96%; A: 90.0% (88.0% to 92.0%); C: around 88%;")
    assert charts.draw_forces(replace(few, rows=()), CAPTION) is None


@pytest.mark.slow
def test_the_chart_of_places_says_how_many_are_certain(units: SideBySide) -> None:
    chart = charts.draw_places(units, CAPTION, "rate")
    assert chart.headline == "One of 9 forces has a single place"
    assert chart.alt.startswith("Low: place 1; Unit 0: between 2 and 9")
    two = replace(units, standings=(units.standings[0], *units.standings[:1], *units.standings[2:]))
    assert charts.draw_places(two, CAPTION, "rate").headline == "Two of 9 forces have a single place"
    nobody = replace(units, standings=units.standings[1:])
    assert charts.draw_places(nobody, CAPTION, "rate", "team").headline == (
        "Each of 8 teams may have one of several places"
    )
    invented = charts.draw_places(units, CAPTION, "rate", "team", "Made-up rows.")
    assert (invented.headline[-18:], invented.alt[:13]) == (", with made-up rows"[-18:], "Made-up rows.")


@pytest.mark.slow
def test_the_funnel_says_who_lies_outside(units: SideBySide) -> None:
    chart = charts.draw_units_funnel(units, CAPTION, "rate", "team")
    assert chart.headline == ("9 of 9 teams lie outside the 99.8% limits, 1 outside limits with the spread added")
    assert chart.alt.startswith("Outside the 99.8% limits: Low, 50.0% of 1,000, below; Unit 0, 90.0%")
    pair = [CountedUnit("l", "Left", 500, 1000), CountedUnit("r", "Right", 505, 990)]
    close = set_side_by_side([*pair, *(CountedUnit(f"u{n}", f"Unit {n}", 900, 1000) for n in range(18))], 1)
    assert close is not None
    assert charts.draw_units_funnel(close, CAPTION, "rate").svg  # the two names would lie on one another
    alike = set_side_by_side([CountedUnit(f"u{n}", f"Unit {n}", 900, 1000) for n in range(8)], 1)
    assert alike is not None
    quiet = charts.draw_units_funnel(alike, CAPTION, "rate")
    assert quiet.alt == "No force lies outside the outer limits."
    assert (quiet.headline, "orange" in quiet.subtitle) == ("0 of 8 forces lie outside the 99.8% limits", False)
    invented = charts.draw_units_funnel(units, CAPTION, "rate", "team", "Made-up rows.")
    assert (invented.headline[-18:], invented.alt[:13]) == (", with made-up rows"[-18:], "Made-up rows.")


@pytest.fixture(scope="module")
def national(leicestershire: Audit) -> NationalResults:
    return measure_all_forces(leicestershire.reference, "rate_overall", "CDI-rolling", date(2020, 12, 31), 1, rounds=3)


@pytest.mark.slow
def test_the_charts_of_all_forces_from_the_registers(national: NationalResults) -> None:
    averages = charts.draw_averages(national, CAPTION)
    assert averages is not None
    assert averages.headline == "The mean of the latest results is 89.4% after 43 forces"
    assert averages.alt == (
        "First results: 87.6%. September 2017, 86.63% given by others, 86.6% here; August 2018, 87.7% given by others, "
        "86.5% here; January 2020, 89.0% given by others, 89.0% here."
    )
    assert charts.draw_averages(replace(national, averages=national.averages[:1]), CAPTION) is None
    together = national.comparison.side_by_side
    assert together is not None
    for chart in (
        charts.draw_forces(national.comparison, CAPTION),
        charts.draw_units_funnel(together, CAPTION, "rate"),
        charts.draw_grades(national.grades, CAPTION, "rate"),
    ):
        assert chart is not None
    assert (charts.draw_grades(national.grades, CAPTION, "rate") or averages).headline.endswith("overlap")
    assert isinstance(measure_forces(national), Figures)


@pytest.mark.slow
def test_a_force_among_the_others(leicestershire: Audit) -> None:
    others = other_forces(leicestershire)
    places = [figure(f"among.{name}", value, str(value)) for name, value in
              (("place_low", 5), ("place_high", 10), ("compared", 24))]  # fmt: skip
    # Below 84.1 by then: North Yorkshire, Thames Valley, Lincolnshire, Devon and Cornwall, Cleveland, West Midlands.
    chart = draw_among_forces(others, of(rate("recording.overall", 84.1), *places), CAPTION)
    assert chart is not None
    assert chart.headline == "Kent Police lies between place 5 and 10 among 24 forces, from the lowest"
    assert chart.subtitle.endswith("29 other forces, rolling programme, January 2019; with 95% confidence intervals; "
                                   "the axis starts at 80%")  # fmt: skip
    assert chart.alt.endswith("to 96.6% (Kent); 6 of them lie below it.")
    same = [places[0], replace(places[1], value=5, printed="5"), places[2]]
    alone = draw_among_forces(others, of(rate("recording.overall", 9.0), *same), CAPTION)
    assert alone is not None
    assert alone.headline == "Kent Police has place 5 among 24 forces, from the lowest"
    assert "the axis starts" not in alone.subtitle
    bare = draw_among_forces(others, of(rate("recording.overall", 84.1, None)), CAPTION)
    assert bare is not None
    assert bare.headline == "Kent Police at 84.1%, among all forces"
    assert draw_among_forces(None, of(rate("recording.overall", 84.1)), CAPTION) is None
    assert draw_among_forces(others, of(), CAPTION) is None
