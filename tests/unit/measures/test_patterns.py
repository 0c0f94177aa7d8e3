"""Counts that show where crime was not recorded and how soon it was."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cdi.measures.made_up import INVENTED, RECONSTRUCTED
from cdi.measures.patterns import HOURS, count_delays, count_not_recorded
from cdi.model.audit import Audit

ROWS = pd.DataFrame(
    [
        # sample, required, stratum, route, recorded, timed, hours
        ("main", True, "violence", "officer", True, True, 5),
        ("main", True, "violence", "officer", True, True, 24),
        ("main", True, "violence", "officer", True, True, 200),
        ("main", True, "violence", "control_room", False, False, None),
        ("main", True, "sexual", "control_room", False, False, None),
        ("main", True, "sexual", "control_room", True, False, 1),  # could not be timed
        ("incident", True, "other", "officer", False, False, None),  # another sample
        ("main", False, "other", "officer", True, True, 1),  # not due
    ],
    columns=["sample", "required", "stratum", "route", "recorded", "timeliness_assessable", "hours"],
)  # fmt: skip
ROWS["received_at"] = pd.Timestamp("2018-05-01")
ROWS["recorded_at"] = ROWS["received_at"] + pd.to_timedelta(ROWS["hours"], unit="h")


def audited(leicestershire: Audit, rows: pd.DataFrame = ROWS) -> Audit:
    return replace(leicestershire, tables={"audit_reports": rows}, records={})


def test_crimes_not_recorded_by_route_and_stratum(leicestershire: Audit) -> None:
    counted = count_not_recorded(audited(leicestershire))
    assert counted is not None
    assert counted.due == {("officer", "violence"): 3, ("control_room", "violence"): 1, ("control_room", "sexual"): 2}
    assert counted.missed == {("control_room", "violence"): 1, ("control_room", "sexual"): 1}
    assert counted.routes == ["control_room", "officer"]
    assert counted.made_up == RECONSTRUCTED


def test_a_crime_by_an_unknown_route_is_counted_as_that_and_one_known_by_none_makes_no_map(
    leicestershire: Audit,
) -> None:
    some = ROWS.assign(route=ROWS["route"].mask(ROWS["route"] == "officer"))
    counted = count_not_recorded(audited(leicestershire, some))
    assert counted is not None
    assert (sum(counted.due.values()), counted.unknown) == (3, 3)
    assert count_not_recorded(audited(leicestershire, ROWS.assign(route=None))) is None


def test_delays_by_stratum(leicestershire: Audit) -> None:
    counted = count_delays(audited(leicestershire))
    assert counted is not None
    assert (counted.hours, counted.limits, counted.made_up) == (HOURS, (24.0,), RECONSTRUCTED)
    assert counted.timed == {"violence": 3, "sexual": 0, "other": 0}
    assert dict(zip(counted.hours, counted.within["violence"], strict=True)) == {
        **dict.fromkeys((1, 2, 3, 4), 0),
        **dict.fromkeys((6, 8, 10, 12, 16, 20), 1),
        **dict.fromkeys((24, 36, 48, 72, 96, 120, 144, 168), 2),
    }


def test_without_rows_that_count_there_is_nothing(leicestershire: Audit) -> None:
    none = replace(leicestershire, tables={}, records={})
    assert (count_not_recorded(none), count_delays(none)) == (None, None)
    others = audited(leicestershire, ROWS[ROWS["sample"] == "incident"])
    assert (count_not_recorded(others), count_delays(others)) == (None, None)
    untimed = audited(leicestershire, ROWS[~ROWS["timeliness_assessable"]])
    assert count_delays(untimed) is None


def test_rows_of_an_example_are_called_an_example(leicestershire: Audit) -> None:
    example = leicestershire.provenance.model_copy(update={"basis": "made up"})
    counted = count_not_recorded(replace(audited(leicestershire), provenance=example))
    assert counted is not None
    assert counted.made_up == INVENTED


def test_rows_that_are_real_are_not_called_made_up(leicestershire: Audit) -> None:
    real = leicestershire.provenance.model_copy(update={"basis": "records"})
    counted = count_delays(replace(audited(leicestershire), provenance=real))
    assert counted is not None
    assert counted.made_up == ""
