"""The numbers that a report prints, and those that it tells by saying nothing."""

from __future__ import annotations

from cdi.disclosure.numbers import NOT_RECORDED, Results, none_of, printed_numbers
from cdi.measures import measure
from cdi.measures.extra import estimate_extra
from cdi.measures.patterns import count_delays, count_not_recorded
from cdi.model.audit import Audit
from cdi.model.counted_rows import with_counting_rows
from cdi.model.extra_measure import ExtraMeasure
from tests.unit.disclosure.tables import audit_of, crimes, measure_of


def told_none(audit: Audit, owner: str, *columns: str) -> list[tuple[object, ...]]:
    """What the report tells of an owner that there is none of, by these columns."""
    results = Results(measure(audit), estimate_extra(audit), count_not_recorded(audit), count_delays(audit))
    zeros = [each for each in printed_numbers(audit, results) if each.owner == owner and each.number == 0]
    cells = {
        tuple(selection.where.get(name, "any") for name in columns) for each in zeros for selection in each.selections
    }
    return sorted((each for each in cells if "any" not in each), key=str)


def counted(audit: Audit, measure: ExtraMeasure, **cells: str) -> Audit:
    return with_counting_rows(audit_of(audit, [*crimes(9, recorded="true", **cells), *crimes(7, **cells)], measure))


def test_a_group_without_a_word_on_more_rows_tells_that_no_cell_is_empty(leicestershire: Audit) -> None:
    audit = counted(leicestershire, measure_of(by=("victim_age_group",)), victim_age_group="adult")
    assert told_none(audit, "extra.mine.adult", "victim_age_group") == [(None,)]


def test_a_group_that_is_none_in_the_sample_has_no_rows_and_none_that_may_be_its(leicestershire: Audit) -> None:
    audit = counted(leicestershire, measure_of(by=("victim_age_group",)), victim_age_group="adult")
    (result,) = estimate_extra(audit)
    assert told_none(audit, none_of(result), "victim_age_group") == [("child",), (None,)]


def test_a_group_of_which_more_are_unknown_is_not_said_to_be_none(leicestershire: Audit) -> None:
    rows = [*crimes(9, recorded="true", victim_age_group="adult"), *crimes(7)]
    audit = with_counting_rows(audit_of(leicestershire, rows, measure_of(by=("victim_age_group",))))
    (result,) = estimate_extra(audit)
    assert told_none(audit, none_of(result), "victim_age_group") == []


def test_the_chart_of_crimes_not_recorded_tells_of_routes_that_it_does_not_name(leicestershire: Audit) -> None:
    audit = counted(leicestershire, measure_of(), route="officer")
    none = told_none(audit, NOT_RECORDED, "route", "stratum")
    assert ("control_room", "violence") in none
    assert ("officer", "sexual") in none
    assert ("officer", "violence") not in none
    assert (None,) in told_none(audit, NOT_RECORDED, "route")


def test_where_every_crime_of_a_route_was_recorded_the_chart_tells_that_none_was_missed(leicestershire: Audit) -> None:
    rows = [*crimes(9, recorded="true", route="officer"), *crimes(7, route="nrm")]
    audit = with_counting_rows(audit_of(leicestershire, rows, measure_of()))
    assert ("officer", "violence", False) in told_none(audit, NOT_RECORDED, "route", "stratum", "recorded")
    assert ("nrm", "violence", False) not in told_none(audit, NOT_RECORDED, "route", "stratum", "recorded")
