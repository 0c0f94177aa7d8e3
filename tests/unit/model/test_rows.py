"""What a condition on a table in memory selects; databases are held to the same answers in tests/sources."""

from datetime import date, datetime
from itertools import product

import ibis
import pandas as pd
import pytest

from cdi.contract.records import AUDIT_REPORTS
from cdi.load.database import DatabaseRows
from cdi.model.clock import clock_changes
from cdi.model.rows import AtMost, Both, Condition, Differs, FrameRows, IsNot, Possibly, rows_meeting

FRAME = pd.DataFrame(
    {
        "class": ["theft", "assault", None, "theft"],
        "other": ["theft", "theft", "theft", None],
        "told": pd.array([True, False, None, True], dtype="boolean"),
    }
)


@pytest.mark.parametrize(
    ("column", "condition", "rows"),
    [
        ("class", "theft", 2),
        ("class", ("theft", "assault"), 3),
        ("class", None, 1),
        ("class", IsNot("theft"), 1),
        ("class", Differs("other"), 1),
        ("told", True, 2),
        ("told", False, 1),
        ("told", None, 1),
    ],
)
def test_a_null_meets_no_condition_but_none(column: str, condition: Condition, rows: int) -> None:
    assert FrameRows(FRAME).count({column: condition}) == rows


def test_rows_are_counted_by_several_columns_with_their_nulls_in_groups_of_their_own() -> None:
    counted = FrameRows(FRAME).cross(["class", "told", "other"], [{}, {"class": "theft"}])
    assert counted == {
        ("theft", True, "theft"): [1, 1],
        ("assault", False, "theft"): [1, 0],
        (None, None, "theft"): [1, 0],
        ("theft", True, None): [1, 1],
    }


SHARED = pd.DataFrame(
    {
        "record": ["R1", "R1", "R1", "R2", None, None, None, None],
        "kind": ["due", "due", "due", "due", "due", "due", "due", "other"],
        "age": pd.array([17, 16, None, 30, 40, 41, 42, 9], dtype="Int64"),
    }
)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_largest_group_and_the_least_value_leave_nulls_out(elsewhere: bool) -> None:
    rows = DatabaseRows(ibis.memtable(SHARED), AUDIT_REPORTS) if elsewhere else FrameRows(SHARED)
    assert rows.most_alike("record", {"kind": "due"}) == 3  # four have no record
    assert rows.most_alike("record", {"kind": "other"}) == 0
    assert rows.least("age", {"kind": "due"}) == 16
    assert rows.least("age", {"kind": "none such"}) is None


@pytest.mark.parametrize("elsewhere", [False, True])
def test_rows_within_each_limit_leave_nulls_out(elsewhere: bool) -> None:
    times = pd.DataFrame(
        {
            "received_at": [pd.Timestamp("2026-01-05T10:00")] * 4,
            "recorded_at": pd.to_datetime(["2026-01-05T11:00", "2026-01-06T10:00", "2026-01-06T10:01", None]),
            "kind": ["due", "due", "due", "due"],
        }
    )
    rows = DatabaseRows(ibis.memtable(times), AUDIT_REPORTS) if elsewhere else FrameRows(times)
    within = [{"kind": "due", "delay_hours": AtMost(limit)} for limit in (0.5, 1, 24, 48)]
    assert rows.cross(["kind"], within) == {("due",): [0, 1, 2, 3]}
    assert rows.cross(["kind"], [{"kind": "other", "delay_hours": AtMost(48)}]) == {}
    if isinstance(rows, DatabaseRows):
        assert len(rows.queries) == 2  # one for all the limits of a question


def delay(received: str, recorded: str | None) -> pd.DataFrame:
    times = {"received_at": [pd.Timestamp(received)], "recorded_at": [pd.Timestamp(recorded)]}
    return pd.DataFrame(times, dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("received", "recorded", "in_time"),
    [
        ("2026-01-05T10:00", "2026-01-06T10:00", 1),
        ("2026-01-05T10:00", "2026-01-06T10:01", 0),
        # The clocks go forward on 29 March 2026: 24 hours later the clock shows 25.
        ("2026-03-28T12:00", "2026-03-29T13:00", 1),
        ("2026-03-28T12:00", "2026-03-29T13:01", 0),
        # They go back on 25 October 2026: 24 hours later the clock shows 23.
        ("2026-10-24T12:00", "2026-10-25T11:00", 1),
        ("2026-10-24T12:00", "2026-10-25T11:01", 0),
        ("2026-01-05T10:00", None, 0),
    ],
)
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(received: str, recorded: str | None, in_time: int) -> None:
    assert FrameRows(delay(received, recorded)).count({"delay_hours": AtMost(24)}) == in_time


def test_the_clock_changes_of_a_year() -> None:
    assert clock_changes(date(2026, 1, 1), date(2026, 12, 31)) == [
        (datetime(2026, 3, 29, 2), 1),  # noqa: DTZ001
        (datetime(2026, 10, 25, 2), -1),  # noqa: DTZ001
    ]


UNSURE = pd.DataFrame(
    {
        "safeguarded": pd.array([True, False, None, None], dtype="boolean"),
        "approved_by": ["registrar", None, "sergeant", "registrar"],
        "required_authority": ["registrar", "registrar", "registrar", "registrar"],
    }
)


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize(
    ("column", "condition", "certain", "possible"),
    [
        ("safeguarded", True, 1, 3),
        ("safeguarded", False, 1, 3),
        ("approved_by", Differs("required_authority"), 1, 2),
        ("approved_by", ("registrar", "sergeant"), 3, 4),
    ],
)
def test_an_empty_cell_may_be_either(
    elsewhere: bool, column: str, condition: Condition, certain: int, possible: int
) -> None:
    rows = DatabaseRows(ibis.memtable(UNSURE), AUDIT_REPORTS) if elsewhere else FrameRows(UNSURE)
    assert rows.count({column: condition}) == certain
    assert rows.count({column: Possibly(condition)}) == possible


def test_a_column_that_a_table_lacks_is_unknown_in_every_row() -> None:
    rows = FrameRows(UNSURE)
    assert rows.count({"investigated": True}) == rows.count({"investigated": False}) == 0
    assert rows.count({"investigated": None}) == rows.count({"investigated": Possibly(condition=True)}) == 4


@pytest.mark.parametrize(
    "condition",
    [
        True,
        None,
        (),
        (True, False),
        (False,),
        Possibly(True),
        Possibly((True, False)),
        Possibly(Differs("other")),
        Both(Possibly(True), Possibly(False)),
        Both(Differs("other"), (True,)),
        Possibly(Both(True, (False,))),
    ],
    ids=repr,
)
def test_a_condition_made_of_others_is_met_as_if_it_were_asked_at_once(condition: Condition) -> None:
    values = pd.DataFrame(product((True, False, None), repeat=2), columns=["one", "other"], dtype="boolean")
    at_once = rows_meeting(condition, values["one"], values).fillna(value=False)
    assert [*FrameRows(values).meeting({"one": condition}).index] == [*values.index[at_once]]
