from dataclasses import replace
from datetime import date

import pytest

from cdi.measures.incidents import incidents
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed

RECORDS = """
sample   | outcome
incident | crime_due
incident | crime_due
incident | no_crime_due
"""
HEADINGS = "sample | required | recorded | classification_correct | misclassified_as | timeliness_assessable | received_at | recorded_at"
IN_TIME = "incident | true | true | true | | true | 2018-04-02T10:00 | 2018-04-02T11:00"
LATE = "incident | true | true | true | | true | 2018-04-02T10:00 | 2018-04-05T10:00"
WRONG_CLASS = "incident | true | true | false | theft | true | 2018-04-02T10:00 | 2018-04-02T11:00"
CLASS_UNKNOWN = "incident | true | true | | | true | 2018-04-02T10:00 | 2018-04-02T11:00"
MISSED = "incident | true | false | | | false | 2018-04-02T10:00 | "
IN_ERROR = "incident | false | true | true | | true | 2018-04-02T10:00 | 2018-04-02T11:00"


def measured(audit: Audit, *crimes: str) -> dict[str, str]:
    return printed(incidents, holding(audit, reviewed_records=RECORDS, audit_reports="\n".join([HEADINGS, *crimes])))


def test_recorded_and_correctly_recorded_are_two_figures(leicestershire: Audit) -> None:
    assert measured(leicestershire, IN_TIME, LATE, WRONG_CLASS, MISSED, IN_ERROR) == {
        "incidents.records": "3",
        "incidents.crimes": "3 of 4",
        "incidents.correct": "2 of 4",
        "incidents.misclassified": "1 of 3",
        "incidents.in_time": "2 of 3",
        "incidents.correct_in_time": "1 of 3",
        "referrals.crimes": "[no referrals from other bodies in the audit]",
        "small_sample.here": "32.7 percentage points",
    }


def test_a_class_that_is_not_established_is_neither_right_nor_wrong(leicestershire: Audit) -> None:
    found = measured(leicestershire, CLASS_UNKNOWN, IN_TIME)
    unknown = "[whether the record has the right class was not recorded for 1 of the 2 cases]"
    assert (found["incidents.correct"], found["incidents.misclassified"]) == (unknown, "0 of 1")


def test_a_crime_whose_delay_is_not_known_is_not_in_the_base_of_time(leicestershire: Audit) -> None:
    untimed = "incident | true | true | true | | false | 2018-04-02T10:00 | "
    found = measured(leicestershire, IN_TIME, untimed)
    assert (found["incidents.crimes"], found["incidents.in_time"]) == ("2 of 2", "1 of 1")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("crimes", "share", "in_time"),
    [
        ([IN_TIME, IN_TIME], "2 of 2", "2 of 2"),
        ([MISSED], "0 of 1", "[none in the sample (recorded crimes due from incident records that could be timed)]"),
        (
            [IN_ERROR],
            "[none in the sample (crimes due from incident records)]",
            "[none in the sample (recorded crimes due from incident records that could be timed)]",
        ),
    ],
    ids=["all", "none recorded", "none due"],
)
def test_all_none_and_zero_of_zero(leicestershire: Audit, crimes: list[str], share: str, in_time: str) -> None:
    found = measured(leicestershire, *crimes)
    assert (found["incidents.crimes"], found["incidents.in_time"]) == (share, in_time)


def test_the_limit_is_the_one_of_the_audit_period(leicestershire: Audit) -> None:
    """Recorded after three days: in time under the 72 hours of 2013, late under the 24 of 2018."""
    update = {"audit_period_start": date(2012, 11, 1), "audit_period_end": date(2013, 10, 31)}
    held = holding(leicestershire, reviewed_records=RECORDS, audit_reports=f"{HEADINGS}\n{LATE}")
    earlier = replace(held, inspection=held.inspection.model_copy(update=update))
    assert printed(incidents, held)["incidents.in_time"] == "0 of 1"
    assert printed(incidents, earlier)["incidents.in_time"] == "1 of 1"


def test_a_limit_that_changed_in_the_period_leaves_the_shares_out(leicestershire: Audit) -> None:
    update = {"audit_period_start": date(2015, 1, 1), "audit_period_end": date(2015, 6, 30)}
    held = holding(leicestershire, reviewed_records=RECORDS, audit_reports=f"{HEADINGS}\n{IN_TIME}")
    changed = replace(held, inspection=held.inspection.model_copy(update=update))
    assert printed(incidents, changed)["incidents.in_time"] == "[no single limit in force during the audit period]"
