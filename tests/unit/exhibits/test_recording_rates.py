"""What the chart and the table of recording rates say at every outcome of the tests, and at their edges."""

from __future__ import annotations

import pytest

from cdi.exhibits.charts import draw_recording_rates
from cdi.exhibits.tables import tabulate_rates
from cdi.model.exhibit import Chart
from cdi.model.figure import Figures, Interval
from tests.thin import thin
from tests.unit.exhibits.examples import CAPTION, RULES, as_text, bindings, change, compared, figure, of, rate

pytestmark = pytest.mark.usefixtures("words_alone")

RISE = compared(overall=(84.1, 75.8, "rise"), violence=(78.9, 65.8, "rise"))
FALL = compared(overall=(70.0, 75.8, "fall"), violence=(60.1, 65.8, "fall"))
BOTH_WAYS = compared(overall=(84.1, 75.8, "rise"), violence=(60.1, 65.8, "fall"), sexual=(80.0, 79.4, "not shown"))
SOME = compared(overall=(84.1, 75.8, "rise"), violence=(66.0, 65.8, "not shown"))
NOT_SHOWN = compared(overall=(76.0, 75.8, "not shown"), violence=(66.0, 65.8, "not shown"))
NO_COMPARISON = of(rate("recording.overall", 84.1), rate("recording.violence", 78.9, None))


def drawn(figures: Figures) -> Chart:
    chart = draw_recording_rates(figures, RULES, CAPTION)
    assert chart is not None
    return chart


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figures", "headline"),
    thin([
        (RISE, "Recording has improved for each kind of crime shown, to 84.1% overall"),
        (FALL, "Recording has fallen for each kind of crime shown, to 70.0% overall"),
        (BOTH_WAYS, "Recording is at 84.1% overall; changes since the audit before go both ways: an improvement for some kinds of crime and a fall for others"),
        (SOME, "Recording is at 84.1% overall; not every change since the audit before is statistically significant"),
        (NOT_SHOWN, "Recording is at 76.0% overall; no change since the audit before is statistically significant"),
        (NO_COMPARISON, "84.1% of reported crime is recorded"),
        # One kind only, or not every kind.
        (compared(overall=(84.1, 75.8, "rise")), "Recording has improved overall, to 84.1%"),
        (compared(overall=(84.1, 75.8, "not shown")), "Recording is at 84.1% overall; no change since the audit before is statistically significant"),
        (of(*compared(overall=(84.1, 75.8, "rise")), rate("recording.sexual", 87.8)), "Recording has improved overall, to 84.1%"),
        (of(*RISE, rate("recording.sexual", 87.8)), "Recording has improved for each kind of crime compared, to 84.1% overall"),
        # No rate of all crime, or not of each kind.
        (of(rate("recording.violence", 78.9), rate("recording.sexual", 87.8)), "Recorded: 78.9% of violent crime and 87.8% of sexual offences"),
        (of(*compared(violence=(60.1, 65.8, "fall")), rate("recording.overall", 84.1)), "Recording has fallen for violent crime; it is at 84.1% overall"),
        (compared(violence=(66.0, 65.8, "not shown")), "No change since the audit before is statistically significant"),
        (compared(violence=(78.9, 65.8, "rise")), "Recording has improved for violent crime"),
    ], keep=5),
)  # fmt: skip
def test_the_headline_says_what_the_tests_allow(figures: Figures, headline: str) -> None:
    assert drawn(figures).headline == headline


@pytest.mark.slow
def test_a_rise_shows_both_audits_with_their_intervals() -> None:
    chart = drawn(of(*RISE, rate("recording.sexual", 87.8), rate("prior.sexual", 79.4, None)))
    assert chart.subtitle == (
        "Share of reported crime that was recorded, Kent Police, 1 April 2018 to 30 June 2018, "
        "with 95% confidence intervals; the axis starts at 40%"
    )
    assert chart.alt == (
        "All crime: 84.1% (95% interval 82.1 to 86.1) in this audit, 75.8% (95% interval 73.8 to 77.8) in the audit before. "
        "Violence: 78.9% (95% interval 76.9 to 80.9) in this audit, 65.8% (95% interval 63.8 to 67.8) in the audit before. "
        "Sexual offences: 87.8% (95% interval 85.8 to 89.8) in this audit, 79.4% (no interval published) in the audit before."
    )
    assert chart.source == "Source: Kent audit 2018."
    assert chart.figures == ("recording.overall", "prior.overall", "recording.violence", "prior.violence", "recording.sexual", "prior.sexual")  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "intervals", "alt"),
    [
        (
            of(rate("recording.overall", 84.1, 1.5, 0.9), rate("prior.overall", 75.8, 2.0, 0.9)),
            ", with 90% confidence intervals; the axis starts at 50%",
            "All crime: 84.1% (90% interval 82.6 to 85.6) in this audit, 75.8% (90% interval 73.8 to 77.8) in the audit before.",
        ),
        (
            of(rate("recording.overall", 84.1, 1.5, 0.9), rate("prior.overall", 75.8, 2.0)),
            ", with confidence intervals of 90% for this audit and 95% for the audit before; the axis starts at 50%",
            "All crime: 84.1% (90% interval 82.6 to 85.6) in this audit, 75.8% (95% interval 73.8 to 77.8) in the audit before.",
        ),
        (
            of(rate("recording.overall", 84.1, None), rate("prior.overall", 75.8, 2.0)),
            ", with 95% confidence intervals; the axis starts at 50%",
            "All crime: 84.1% (no interval published) in this audit, 75.8% (95% interval 73.8 to 77.8) in the audit before.",
        ),
        (
            of(rate("recording.overall", 24.1, None)),
            "",
            "All crime: 24.1% (no interval published) in this audit.",
        ),
    ],
)
def test_the_levels_are_those_of_the_intervals_shown(figures: Figures, intervals: str, alt: str) -> None:
    chart = drawn(figures)
    assert chart.subtitle == (
        "Share of reported crime that was recorded, Kent Police, 1 April 2018 to 30 June 2018" + intervals
    )
    assert chart.alt == alt


def test_without_a_rate_there_is_no_chart_and_the_table_has_no_rows() -> None:
    none = of(recording__overall="the table audit_reports was not supplied")
    assert draw_recording_rates(none, RULES, CAPTION) is None
    assert as_text(tabulate_rates(none, RULES, CAPTION)) == (
        "Recording rates\nCrime | Recorded (%) | ± (points)\nSource: Kent audit 2018."
    )


def test_without_a_rate_before_the_table_is_of_this_audit_alone() -> None:
    assert as_text(tabulate_rates(of(rate("recording.overall", 84.1)), RULES, CAPTION)) == (
        "Recording rates\n"
        "Crime | Recorded (%) | ± (points)\n"
        "All crime | 84.1 | 2.00\n"
        "Source: Kent audit 2018. ± is the half-width of the 95% confidence interval, in percentage points."
    )


def test_the_table_says_what_each_test_says() -> None:
    figures = of(
        *compared(overall=(84.1, 75.8, "rise"), violence=(60.1, 65.8, "fall"), sexual=(80.0, 79.4, "not shown")),
        rate("recording.other", 90.0),  # not named in papers
    )
    assert as_text(tabulate_rates(figures, RULES, CAPTION)) == (
        "Recording rates, this audit and the one before\n"
        "Crime | Recorded (%) | ± (points) | Before (%) | ± before (points) | Change (points) | Statistically significant\n"
        "All crime | 84.1 | 2.00 | 75.8 | 2.00 | 8.3 | yes, a rise\n"
        "Violence | 60.1 | 2.00 | 65.8 | 2.00 | -5.7 | yes, a fall\n"
        "Sexual offences | 80.0 | 2.00 | 79.4 | 2.00 | 0.6 | not shown\n"
        "Source: Kent audit 2018. ± is the half-width of the 95% confidence interval, in percentage points."
    )


def test_the_table_says_what_is_not_available() -> None:
    untested = figure("change.violence", 13.1, "13.1 points", "percentage points")
    figures = of(
        rate("recording.overall", 84.1, None), rate("recording.violence", 78.9), rate("prior.violence", 65.8), untested
    )
    assert as_text(tabulate_rates(figures, RULES, CAPTION)) == (
        "Recording rates, this audit and the one before\n"
        "Crime | Recorded (%) | ± (points) | Before (%) | ± before (points) | Change (points) | Statistically significant\n"
        "All crime | 84.1 | [x] | [x] | [x] | [x] | [x]\n"
        "Violence | 78.9 | 2.00 | 65.8 | 2.00 | 13.1 | [x]\n"
        "Source: Kent audit 2018. ± is the half-width of the 95% confidence interval, in percentage points."
        " [x] means not available."
    )


def test_every_cell_that_prints_a_figure_is_bound_to_it() -> None:
    table = tabulate_rates(compared(overall=(84.1, 75.8, "rise")), RULES, CAPTION)
    assert bindings(table) == [
        "recording.overall value",
        "recording.overall half_width",
        "prior.overall value",
        "prior.overall half_width",
        "change.overall value",
        "change.overall finding",
    ]
    assert [cell.value for cell in table.rows[0][1:]] == [84.1, 84.1, 75.8, 75.8, 8.3, 8.3]


@pytest.mark.parametrize(
    ("figures", "note"),
    [
        (
            of(rate("recording.overall", 84.1, 1.5, 0.9), rate("prior.overall", 75.8, 2.0, 0.9)),
            " ± is the half-width of the 90% confidence interval, in percentage points. [x] means not available.",
        ),
        (
            of(rate("recording.overall", 84.1, 1.5, 0.9), rate("prior.overall", 75.8)),
            " ± is the half-width of the confidence interval, 90% for this audit and 95% for the audit before,"
            " in percentage points. [x] means not available.",
        ),
        (
            of(rate("recording.overall", 84.1, None), rate("prior.overall", 75.8, 2.0, 0.995)),
            " ± is the half-width of the 99.5% confidence interval, in percentage points. [x] means not available.",
        ),
        (of(rate("recording.overall", 84.1, None)), " [x] means not available."),
        (
            of(
                figure(
                    "recording.overall",
                    84.1,
                    "84.1%",
                    "percent",
                    interval=Interval(80, 86, None, 0.95, "not symmetric"),
                )
            ),
            " [x] means not available.",
        ),
    ],
)
def test_the_note_of_the_table_names_the_levels_of_the_half_widths_shown(figures: Figures, note: str) -> None:
    assert tabulate_rates(figures, RULES, CAPTION).source == "Source: Kent audit 2018." + note


def test_a_change_without_rates_of_now_is_not_mentioned() -> None:
    figures = of(rate("recording.overall", 84.1), change("violence", 9.0, "rise"))
    assert drawn(figures).headline == "84.1% of reported crime is recorded"
