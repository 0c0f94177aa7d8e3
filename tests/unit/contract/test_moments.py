"""Dates as forces write them, and what is said of one that is none."""

from datetime import datetime

import pytest

from cdi.contract.moments import DateOrder, explain_moment, parse_moment


@pytest.mark.parametrize(
    ("written", "order", "moment"),
    [
        ("2018-05-21", "dmy", "2018-05-21T00:00"), ("21/05/2018 14:30", "dmy", "2018-05-21T14:30"),
        ("21.5.18", "dmy", "2018-05-21T00:00"), ("21-05-2018, 2:30 pm", "dmy", "2018-05-21T14:30"),
        ("05/21/2018 2:30 PM", "mdy", "2018-05-21T14:30"), ("05/04/2018", "dmy", "2018-04-05T00:00"),
        ("05/04/2018", "mdy", "2018-05-04T00:00"), ("21-May-18", "dmy", "2018-05-21T00:00"),
        ("21 May 2018 12:05 am", "mdy", "2018-05-21T00:05"), ("Monday 21st Sept 2018", "dmy", "2018-09-21T00:00"),
        ("21 May 2018 at 14:30hrs", "dmy", "2018-05-21T14:30"), ("21/05/71", "dmy", "1971-05-21T00:00"),
    ],
)  # fmt: skip
def test_dates_are_read_as_forces_write_them(written: str, order: DateOrder, moment: str) -> None:
    assert parse_moment(written, order=order) == datetime.fromisoformat(moment)


def is_read(written: str, order: DateOrder) -> bool:
    try:
        parse_moment(written, order=order)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("written", "order", "why"),
    [
        ("31/04/2018", "dmy", "April has 30 days"),
        ("29/02/2018 10:00", "dmy", "February 2018 has 28 days"),
        (
            "05/13/2018 2:30 PM",
            "dmy",
            'reads like month/day/year; if the whole source is written so, say dates = "mdy"',
        ),
        ("13/05/2018", "mdy", 'reads like day/month/year; if the whole source is written so, say dates = "dmy"'),
        ("31/13/2018", "dmy", "there is no month 13"),
        ("21/05/2018 25:10", "dmy", "no time of day is 25:10"),
        ("21 Fab 2018", "dmy", "no month is called Fab"),
        ("21/05/1018", "dmy", "the year 1018 is too early"),
        ("2018-04-31", "dmy", "April has 30 days"),
        ("yesterday", "dmy", None),
        ("00/04/2018", "dmy", "April has 30 days"),
    ],
)
def test_what_is_no_date_is_explained(written: str, order: DateOrder, why: str | None) -> None:
    assert not is_read(written, order)
    assert explain_moment(written, order) == why
