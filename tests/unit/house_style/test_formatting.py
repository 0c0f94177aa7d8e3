from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cdi.house_style import formatting


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(100 * 1889, 2000), 1, "94.5"),  # 94.45: half-even gives 94.4
        (100 * 1889 / 2000, 1, "94.5"),  # the same through a binary float
        (2.5, 0, "3"),
        (-0.04, 1, "0.0"),  # never "-0.0"
        (-3.65, 1, "-3.7"),
        (1662, 0, "1,662"),
    ],
)
def test_numbers_round_half_up(value: float, places: int, text: str) -> None:
    assert formatting.decimals(value, places) == text


def test_rates_are_percent_and_differences_percentage_points() -> None:
    assert formatting.percent(84.0673) == "84.1%"
    assert formatting.points(8.2673) == "8.3 percentage points"
    assert formatting.points(1, 0) == "1 percentage point"
    assert formatting.points(-1, 0) == "-1 percentage point"
    assert formatting.points(1.0) == "1.0 percentage points"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(96), "96"),
        (Decimal("96.0"), "96.0"),
        (Decimal("85.49"), "85.49"),
        (Decimal("85.4910"), "85.49"),
        (Decimal("85.4900000000004"), "85.49"),  # what a spreadsheet worked out
        (Decimal("1.2E+3"), "1,200"),
        (79.39999999999999, "79.4"),
        (80.00000000000001, "80"),
    ],
)
def test_a_number_that_others_state_keeps_their_decimals(value: float | Decimal, text: str) -> None:
    assert formatting.stated(value) == text


@pytest.mark.parametrize(
    ("level", "text"), [(0.95, "95%"), (0.9, "90%"), (0.995, "99.5%"), (0.9975, "99.75%"), (0.99999, "99.999%")]
)
def test_a_confidence_level_keeps_its_decimals(level: float, text: str) -> None:
    assert formatting.level(level) == text


def test_a_capital_is_put_at_the_beginning_alone() -> None:
    assert [formatting.capitalised(text) for text in ("", "no-crimes", "pND of Kent")] == [
        "",
        "No-crimes",
        "PND of Kent",
    ]


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (8266.7, "8,300"),
        (8249.9, "8,200"),
        (209.3, "210"),
        (994.9, "990"),
        (996, "1,000"),
        (1049, "1,000"),
        (-1234, "-1,200"),
        (-234, "-230"),
    ],
)
def test_yearly_estimates_print_to_the_hundred_and_below_a_thousand_to_the_ten(estimate: float, text: str) -> None:
    assert formatting.estimate(estimate) == text


def test_counts_in_prose_are_words_to_nine_and_digits_from_ten() -> None:
    assert [formatting.in_words(n) for n in (0, 1, 9, 10, 1662)] == ["zero", "one", "nine", "10", "1,662"]


def test_weekdays_are_computed() -> None:
    assert formatting.weekday(date(2019, 1, 15)) == "Tuesday 15 January 2019"
    assert formatting.month(date(2017, 9, 7)) == "September 2017"


def test_lists_and_fractions() -> None:
    assert formatting.listed(["rape", "robbery", "violence"]) == "rape, robbery and violence"
    assert formatting.fraction(1258, 1347) == "1,258 of 1,347"
    assert formatting.pounds(419000) == "£419,000"
    assert formatting.ordinal(3) == "third"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.3, 1, "+0.3"),
        (-12, 0, "-12"),
        (1234, 0, "+1,234"),
        (0, 1, "+0.0"),
        (0.04, 1, "under 0.1"),
        (-0.3, 0, "under 1"),
    ],
)
def test_a_difference_has_its_sign_and_a_tiny_one_is_said_to_be_tiny(value: float, places: int, text: str) -> None:
    assert formatting.signed(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.042, "0.042"), (0.0005, "below 0.001"), (0.001, "0.001"), (1.0, "1.000")]
)
def test_p_values_have_three_decimals(value: float, text: str) -> None:
    assert formatting.p_value(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2017, 9, 7), "autumn 2017"),
        (date(2017, 12, 1), "winter 2017/18"),
        (date(2000, 2, 29), "winter 1999/00"),
        (date(2018, 3, 1), "spring 2018"),
        (date(2018, 6, 30), "summer 2018"),
    ],
)
def test_a_winter_has_two_years(value: date, text: str) -> None:
    assert formatting.season(value) == text


@pytest.mark.parametrize(("value", "places"), [(90, 0), (90.0, 0), (90.3, 1), (Decimal("84.123456789"), 2)])
def test_a_value_stated_by_others_keeps_its_decimals_two_at_most(value: float | Decimal, places: int) -> None:
    assert formatting.places(value) == places


@pytest.mark.parametrize(
    ("value", "text"), [(24, "24"), (24.0, "24"), (94.3, "94.3"), (94.25, "94.3"), (1662, "1,662")]
)
def test_a_stated_number_has_a_decimal_only_where_it_needs_one(value: float, text: str) -> None:
    assert formatting.stated(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1662, "1,662 rows")])
def test_a_noun_takes_an_s_but_for_one(value: int, text: str) -> None:
    assert formatting.counted(value, "row") == text


def test_dates_are_british_wherever_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("babel.dates.LC_TIME", "de_DE", raising=False)
    on = date(2019, 3, 15)
    assert (formatting.day(on), formatting.weekday(on), formatting.month(on)) == (
        "15 March 2019",
        "Friday 15 March 2019",
        "March 2019",
    )


# Months and days of the week as Welsh dictionaries and CLDR have them; ordinals as Cymraeg dates write them.
@pytest.mark.parametrize(
    ("written", "welsh"),
    [
        (formatting.day(date(2019, 1, 15), "cy"), "15 Ionawr 2019"),
        (formatting.weekday(date(2026, 3, 1), "cy"), "dydd Sul 1 Mawrth 2026"),
        (formatting.month(date(2019, 7, 1), "cy"), "Gorffennaf 2019"),
        (formatting.season(date(2017, 10, 1), "cy"), "hydref 2017"),
        (formatting.season(date(2018, 1, 1), "cy"), "gaeaf 2017/18"),
        (formatting.listed([], "cy"), ""),
        (formatting.listed(["Gwent"], "cy"), "Gwent"),
        (formatting.listed(["Gogledd Cymru", "De Cymru"], "cy"), "Gogledd Cymru a De Cymru"),
        (formatting.listed(["Caerdydd", "Abertawe", "Aberystwyth"], "cy"), "Caerdydd, Abertawe ac Aberystwyth"),
        (formatting.in_words(3, language="cy"), "3"),
        (formatting.points(8.3, language="cy"), "8.3 pwynt canran"),
        (formatting.printed_in_welsh("84 of 93"), "84 o 93"),
        (formatting.printed_in_welsh("-1 percentage point"), "-1 pwynt canran"),
        (formatting.printed_in_welsh("1,662"), "1,662"),
    ],
)
def test_welsh_dates_lists_and_numbers(written: str, welsh: str) -> None:
    assert written == welsh


def test_welsh_ordinals() -> None:
    to_ten = "1af 2il 3ydd 4ydd 5ed 6ed 7fed 8fed 9fed 10fed"
    expected = f"{to_ten} 11eg 12fed 13eg 14eg 15fed 16eg 17eg 18fed 19eg 20fed 21ain 31ain 40fed"
    numbers = [*range(1, 22), 31, 40]
    assert [formatting.ordinal(number, "cy") for number in numbers] == expected.split()


def test_a_word_for_zero_that_does_not_exist_is_refused() -> None:
    assert formatting.in_words(0, zero="none") == "none"
    with pytest.raises(ValueError, match="zero='nought': expected one of"):
        formatting.in_words(0, zero="nought")
