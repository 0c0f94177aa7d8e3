"""Six made-up forces on one screen: what is a band, what is compared, what an average, a change and a grade come to."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from cdi.measures.all_forces.averages import average_on, averages_over_time, published_averages
from cdi.measures.all_forces.changes import ForceChange, changes_of
from cdi.measures.all_forces.comparison import compare_forces
from cdi.measures.all_forces.grades import grade_ranges, range_of_grade
from cdi.measures.all_forces.regimes import is_short, refuse_without_rates, regime_of
from cdi.measures.all_forces.results import ForceResult, results_of
from cdi.measures.registers import read_reports
from cdi.model.errors import UsageRefused
from tests.unit.measures.tables import table

INSPECTIONS = """
inspection_id     | force_id | programme    | kind          | label_year | published_on | audit_period_start | audit_period_end
a-2016-inspection | a        | CDI-rolling  | inspection    | 2016       | 2016-08-25   | 2015-09-01         | 2016-02-29
b-2017-inspection | b        | CDI-rolling  | inspection    | 2017       | 2017-06-15   |                    |
c-2017-inspection | c        | CDI-rolling  | inspection    | 2017       | 2017-09-07   |                    |
d-2017-inspection | d        | CDI-rolling  | inspection    | 2017       |              |                    |
b-2018-reinspection | b      | CDI-rolling  | re-inspection | 2018       | 2018-04-10   | 2017-10-01         | 2017-12-31
e-2018-inspection | e        | CDI-rolling  | inspection    | 2018       | 2018-05-01   |                    |
a-2018-reinspection | a      | CDI-rolling  | re-inspection | 2018       | 2018-06-01   |                    |
b-2021-inspection | b        | PEEL-2021/22 | PEEL          | 2021       | 2021-05-07   |                    |
e-2014-inspection | e        | CDI-2014     | inspection    | 2014       | 2014-08-28   |                    |
x-2018-inspection | x        | CDI-rolling  | inspection    | 2018       | 2018-01-01   |                    |
"""
RESULTS = """
inspection_id       | measure             | numerator | denominator | rate_pct | ci_half_width_pp | basis
a-2016-inspection   | rate_overall        |           |             | 90.0     | 1.96             | published
b-2017-inspection   | rate_overall        |           |             | 80.0     | 2.0              | published
c-2017-inspection   | rate_overall        |           |             | 88       |                  | rounded
d-2017-inspection   | rate_overall        |           |             | 85.25    |                  | published
b-2018-reinspection | rate_overall        |           |             | 86.0     | 2.0              | published
e-2018-inspection   | rate_overall        |           |             | 96       |                  | floor
b-2021-inspection   | rate_overall        |           |             | 84       | 3                | published
e-2014-inspection   | rate_overall        | 45        | 50          |          |                  | derived
x-2018-inspection   | rate_overall        |           |             | 50.0     | 2.0              | published
c-2017-inspection   | crimes_audited      | 1300      |             |          |                  | published
d-2017-inspection   | crimes_audited      | 1000      |             |          |                  | published
a-2016-inspection   | unrecorded_overall  | 1000      |             |          |                  | published
b-2017-inspection   | unrecorded_overall  | 6000      |             |          |                  | published
"""
GRADES = """
inspection_id       | question  | grade
a-2016-inspection   | overall   | Good
c-2017-inspection   | overall   | Good
d-2017-inspection   | overall   | Good
b-2017-inspection   | overall   | Inadequate
b-2021-inspection   | recording | Good
"""
FORCES = "force_id | name | short_name | home_office\n" + "\n".join(
    f"{each} | {each.upper()} | {each.upper()} | {'false' if each == 'x' else 'true'}" for each in "abcdefx"
)
AVERAGES = """
programme   | measure      | as_at      | rate_pct | forces_n | method     | known_by | note
CDI-rolling | rate_overall | 2016-12-31 | 90.0     | 1        | not_stated | read     |
CDI-rolling | rate_overall | 2017-12-31 | 86       | 4        | simple     | read     | as printed
CDI-rolling | rate_overall | 2018-12-31 | 89.9     | 5        | not_stated | read     |
CDI-rolling | rate_overall | 2019-12-31 | 89.1     | 43       | not_stated | read     |
CDI-rolling | rate_overall | 2010-01-01 | 89.9     | 5        | not_stated | read     |
CDI-rolling | rate_overall | 2030-01-01 | 89.9     | 5        | not_stated | read     |
"""
REGISTERS = {
    "inspections": table("inspections", INSPECTIONS),
    "published_results": table("published_results", RESULTS),
    "judgements": table("judgements", GRADES),
    "forces": table("forces", FORCES),
    "national_averages": table("national_averages", AVERAGES),
}
LATER = date(2022, 12, 31)


def results(registers: dict[str, pd.DataFrame] = REGISTERS) -> dict[str, ForceResult]:
    every = results_of(read_reports(registers), registers["published_results"], "rate_overall")
    return {result.inspection_id: result for result in every}


@pytest.mark.parametrize(
    ("inspection", "printed", "band", "units", "units_from"),
    [
        ("a-2016-inspection", "90.0%", None, 900, "interval"),  # 0.9 × 0.1 × (1.96/1.96)² / 0.01²
        ("c-2017-inspection", "around 88%", (87.5, 88.5), None, ""),  # its 1,300 reports do not make it a point
        ("d-2017-inspection", "85.25%", None, 1000, "reports audited"),
        ("e-2018-inspection", "over 96%", (96.0, 97.0), None, ""),
        ("b-2021-inspection", "84%", (83.5, 84.5), 574, "interval"),  # 0.84 × 0.16 × (1.96/3)² × 100² = 573.7
        ("e-2014-inspection", "45 of 50", None, 50, "counts"),
    ],
)
def test_a_result_is_as_sure_as_it_was_published(
    inspection: str, printed: str, band: tuple[float, float] | None, units: int | None, units_from: str
) -> None:
    result = results()[inspection]
    assert (result.printed, result.band, result.units, result.units_from) == (printed, band, units, units_from)


def test_a_result_in_words_is_none_and_one_of_which_only_the_sample_is_known_is_none() -> None:
    published = table(
        "published_results",
        "inspection_id | measure | numerator | denominator | basis | note\n"
        "a-2016-inspection | rape_recorded | | 20 | published |\n"
        "b-2017-inspection | rape_recorded | | | in words | all were\n"
        "c-2017-inspection | rape_recorded | 19 | 20 | published |",
    )
    parts = results_of(read_reports(REGISTERS), published, "rape_recorded")
    assert [(part.inspection_id, part.value, part.successes, part.units) for part in parts] == [
        ("c-2017-inspection", 95.0, 19, 20)
    ]


def test_the_latest_of_each_force_is_compared_or_set_apart_with_the_reason() -> None:
    comparison = compare_forces(REGISTERS, "rate_overall", "CDI-rolling", LATER, seed=1)
    assert [(row.name, row.result.printed, row.apart, row.later) for row in comparison.rows] == [
        ("D", "85.25%", None, None),
        ("B", "86.0%", "short period", None),  # October to December
        ("C", "around 88%", "a band", None),
        ("A", "90.0%", None, "a-2018-reinspection"),  # which gives no overall rate
        ("E", "over 96%", "a band", None),
    ]
    assert comparison.missing == ("F",)  # and X is none of the forces that are inspected together
    assert [row.name for row in comparison.compared] == ["D", "A"]
    assert comparison.side_by_side is None  # two of eight
    assert comparison.apart("no size") == []


def test_intervals_are_as_published_or_those_of_the_counts() -> None:
    rows = {row.name: row.interval for row in compare_forces(REGISTERS, "rate_overall", "CDI-rolling", LATER, 1).rows}
    assert rows["A"] == pytest.approx((88.04, 91.96))
    # Wilson for 853 of 1,000 by hand: (0.853 + 0.0019207)/1.0038415 ± 1.96 √(0.853 × 0.147/1000 + 0.00000096)/1.0038415
    assert rows["D"] == pytest.approx((82.97, 87.36), abs=0.01)
    assert rows["C"] is None


def test_a_day_hides_what_came_out_later_and_a_report_without_a_day_counts_from_the_end_of_its_year() -> None:
    seen = compare_forces(REGISTERS, "rate_overall", "CDI-rolling", date(2017, 12, 30), 1)
    assert [(row.name, row.later) for row in seen.rows] == [("B", None), ("C", None), ("A", None)]
    assert seen.missing == ("D", "E", "F")


@pytest.mark.parametrize(
    ("measure", "programme", "message"),
    [
        ("rate_overal", "CDI-rolling", "no measure 'rate_overal' to compare; did you mean rate_overall?"),
        ("crimes_audited", "CDI-rolling", "no measure 'crimes_audited' to compare"),
        ("rate_overall", "CDI-roling", "no regime 'CDI-roling'; did you mean CDI-rolling?"),
        ("rate_overall", "CDI-2014", "regime CDI-2014 gives no places of forces: the inspectorate held its samples"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(measure: str, programme: str, message: str) -> None:
    with pytest.raises(UsageRefused) as refused:
        compare_forces(REGISTERS, measure, programme, LATER, 1)
    assert str(refused.value).startswith(message)


def test_regimes() -> None:
    assert refuse_without_rates(regime_of("PEEL-2021/22")).grades == 5
    assert is_short(date(2018, 4, 1), date(2018, 6, 30))
    assert not is_short(date(2018, 4, 1), date(2018, 8, 31))
    assert not is_short(None, date(2018, 8, 31))


def test_averages_plain_and_weighted_by_hand() -> None:
    rolling = [each for each in results().values() if each.programme == "CDI-rolling" and each.force_id != "x"]
    assert [(each.day.isoformat(), each.forces) for each in averages_over_time(rolling)] == [
        ("2016-08-25", 1), ("2017-06-15", 2), ("2017-09-07", 3), ("2017-12-31", 4), ("2018-04-10", 4), ("2018-05-01", 5)
    ]  # fmt: skip
    day = average_on(rolling, date(2018, 12, 31))
    assert day.first == pytest.approx((90 + 80 + 88 + 85.25 + 96) / 5)
    assert day.latest == pytest.approx((90 + 86 + 88 + 85.25 + 96) / 5)
    # A: 1,000 of 10% not recorded is 10,000 reported; B: 6,000 of 20% is 30,000. B's latest rate is 86.
    assert day.weighted == pytest.approx((10_000 * 90 + 30_000 * 86) / 40_000)
    assert day.weighed == 2


def test_no_weight_gives_no_weighted_average_and_no_report_no_average() -> None:
    unweighted = [each for each in results().values() if each.force_id == "c"]
    assert average_on(unweighted, LATER).weighted is None
    with pytest.raises(ValueError, match="no report was out on 2010-01-01: expected a day from 2017-09-07 on"):
        average_on(unweighted, date(2010, 1, 1))


def test_an_average_of_others_ties_to_its_last_digit_over_as_many_forces_or_not_at_all() -> None:
    rolling = [each for each in results().values() if each.programme == "CDI-rolling" and each.force_id != "x"]
    own = published_averages(REGISTERS, "rate_overall", "CDI-rolling", LATER, rolling)
    assert [(each.printed, each.ties_with, each.note) for each in own] == [
        ("90.0%", "latest", ""),
        ("86%", "latest", "as printed"),  # 85.8125 rounds to 86
        ("89.9%", "", ""),  # ours are 87.85 and 89.05
        ("89.1%", "", ""),  # 89.05 rounds to it, but it is of 43 forces and ours of five
    ]


def test_changes_are_tested_where_both_errors_are_known_within_a_programme() -> None:
    changes = {(each.before.inspection_id, each.now.inspection_id): each for each in changes_of([*results().values()])}
    rise = changes["b-2017-inspection", "b-2018-reinspection"]
    # z of the two half-widths: 6.0/√(1.0204² + 1.0204²) = 4.16, p = 0.000032; the exact test is a little more careful.
    assert (rise.points, rise.conclusion, rise.untested) == (6.0, "rise", None)
    assert rise.p_value is not None
    assert 3.2e-5 < rise.p_value < 1e-4
    across = changes["b-2018-reinspection", "b-2021-inspection"]
    assert (across.conclusion, across.untested, across.band) == (None, "another programme", (-2.5, -1.5))
    assert len(changes) == 2  # 2014 gives no rates of forces


def change(before: str, now: str) -> ForceChange:
    published = table(
        "published_results",
        "inspection_id | measure | rate_pct | ci_half_width_pp | basis\n"
        f"b-2017-inspection | rate_overall | {before}\nb-2018-reinspection | rate_overall | {now}",
    )
    return changes_of(results_of(read_reports(REGISTERS), published, "rate_overall"))[0]


@pytest.mark.parametrize(
    ("before", "now", "conclusion", "untested", "band"),
    [
        ("86.0 | 2.0 | published", "80.0 | 2.0 | published", "fall", None, None),
        ("86.0 | 2.0 | published", "86.5 | 2.0 | published", "not shown", None, None),
        ("86.0 | | published", "80.0 | 2.0 | published", None, "no size", None),
        ("86.0 | 2.0 | published", "80.0 | | published", None, "no size", None),
        ("86.0 | 2.0 | published", "90 | | rounded", None, "a band", (3.5, 4.5)),
        ("86 | | floor", "90.0 | 2.0 | published", None, "a band", (3.0, 4.0)),
    ],
)
def test_what_may_be_said_of_a_change(
    before: str, now: str, conclusion: str | None, untested: str | None, band: tuple[float, float] | None
) -> None:
    said = change(before, now)
    assert (said.conclusion, said.untested, said.band) == (conclusion, untested, band)


def test_grades_of_four_and_of_five_are_kept_apart_and_ends_of_a_range_are_named() -> None:
    ranges = grade_ranges(REGISTERS, [*results().values()])
    assert [(each.grade, each.scale, each.lowest.printed, each.highest.printed) for each in ranges] == [
        ("Good", 4, "85.25%", "90.0%"),
        ("Inadequate", 4, "80.0%", "80.0%"),
        ("Good", 5, "84%", "84%"),
    ]
    assert [(each.result.inspection_id, each.outside) for each in ranges[0].graded] == [
        ("a-2016-inspection", True),
        ("c-2017-inspection", False),
        ("d-2017-inspection", True),
    ]
    assert [each.outside for each in ranges[1].graded] == [False]  # nobody else to be outside of


def test_the_range_of_a_grade_before_a_day() -> None:
    every = [*results().values()]
    seen = range_of_grade(REGISTERS, every, "Good", 4, date(2017, 12, 1))
    assert seen is not None
    assert (seen[0].percent, seen[1].percent, seen[2]) == (Decimal(88), Decimal("90.0"), 2)
    assert range_of_grade(REGISTERS, every, "Good", 4, date(2016, 1, 1)) is None
