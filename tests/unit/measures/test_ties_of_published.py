"""The arithmetic between published numbers, one inspection a check, worked by hand; what does not fit is listed."""

import pytest

from cdi.measures.all_forces.ties import Tie, ties
from cdi.model.audit import Audit
from tests.thin import thin
from tests.unit.measures.tables import table

INSPECTIONS = """
inspection_id     | force_id | programme   | kind       | label_year | published_on
a-2017-inspection | a        | CDI-rolling | inspection | 2017       | 2017-01-01
a-2018-inspection | a        | CDI-rolling | inspection | 2018       | 2018-01-01
b-2014-inspection | b        | CDI-2014    | inspection | 2014       | 2014-01-01
"""


def checked(results: str) -> list[Tie]:
    head = "inspection_id | measure | numerator | denominator | rate_pct | ci_half_width_pp | basis\n"
    registers = {
        "inspections": table("inspections", INSPECTIONS),
        "published_results": table("published_results", head + results.strip()),
    }
    return ties(registers)


@pytest.mark.parametrize(
    ("results", "check", "value", "holds"),
    thin([
        # 98 of 117 is 83.76.
        ("""b-2014-inspection | crimes_recorded | 98 | 117 | | | published
            b-2014-inspection | rate_overall | | | 83.76 | | derived""", "share and counts", "83.76% from 98 of 117", True),
        ("""b-2014-inspection | crimes_recorded | 98 | 117 | | | published
            b-2014-inspection | rate_overall | | | 83.67 | | derived""", "share and counts", "83.76% from 98 of 117", False),
        ("a-2017-inspection | rape_recorded | 19 | 20 | 95 | | published", "share and counts", "95.00% from 19 of 20", True),
        # 90 ± 1.96 is worth 900; 1,000 were audited.
        ("""a-2017-inspection | rate_overall | | | 90.0 | 1.96 | published
            a-2017-inspection | crimes_audited | 1000 | | | | published""", "interval and sample",
            "1.11 times the variance of a simple sample of 1,000", True),
        ("""a-2017-inspection | rate_overall | | | 90.0 | 1.96 | published
            a-2017-inspection | crimes_audited | 1300 | | | | published""", "interval and sample",
            "1.44 times the variance of a simple sample of 1,300", False),
        ("""a-2017-inspection | rate_overall | | | 90.0 | | published
            a-2017-inspection | unrecorded_overall | 1000 | | | | published
            a-2017-inspection | unrecorded_violence | 1200 | | | | published""", "unrecorded parts and whole",
            "1,200 of 1,000", False),
        # All: 1,000 of 10% is 9,000 recorded; violence: 500 of 20% is 2,000. Rest: 7,000 recorded, 500 not: 93.3%.
        ("""a-2017-inspection | rate_overall | | | 90.0 | | published
            a-2017-inspection | rate_violence | | | 80.0 | | published
            a-2017-inspection | unrecorded_overall | 1000 | | | | published
            a-2017-inspection | unrecorded_violence | 500 | | | | published""", "other crime from the parts",
            "93.3% of 7,500 crimes a year", True),
        # Violence: 900 of 5% is 17,100 recorded, more than all.
        ("""a-2017-inspection | rate_overall | | | 90.0 | | published
            a-2017-inspection | rate_violence | | | 95.0 | | published
            a-2017-inspection | unrecorded_overall | 1000 | | | | published
            a-2017-inspection | unrecorded_violence | 900 | | | | published""", "other crime from the parts",
            "101.3% of -8,000 crimes a year", False),
        # Before: 2,000 of 20% is 8,000 recorded. 1,000 more at 90% after 80% is 9,000.
        ("""a-2017-inspection | rate_overall | | | 80.0 | | published
            a-2017-inspection | unrecorded_overall | 2000 | | | | published
            a-2018-inspection | rate_overall | | | 90.0 | | published
            a-2018-inspection | additional_overall | 1000 | | | | published""", "additional and unrecorded crime",
            "9,000 recorded a year, after 8,000", True),
        ("""a-2017-inspection | rate_overall | | | 80.0 | | published
            a-2017-inspection | unrecorded_overall | 2000 | | | | published
            a-2018-inspection | rate_overall | | | 90.0 | | published
            a-2018-inspection | additional_overall | 4000 | | | | published""", "additional and unrecorded crime",
            "36,000 recorded a year, after 8,000", False),
    ], keep=5),
)  # fmt: skip
def test_each_check_by_hand(results: str, check: str, value: str, holds: bool) -> None:
    by_check = {tie.check: tie for tie in checked(results)}
    assert (by_check[check].value, by_check[check].holds) == (value, holds)


@pytest.mark.slow
@pytest.mark.parametrize(
    "results",
    [
        "a-2017-inspection | rate_overall | | | 90.0 | | published",
        "a-2017-inspection | crimes_recorded | 90 | 100 | | | published",
        """a-2017-inspection | rate_overall | | | 90.0 | | published
           a-2017-inspection | unrecorded_overall | 1000 | | | | published""",
        """b-2014-inspection | crimes_recorded | | 117 | | | published
           b-2014-inspection | rate_overall | | | 83.76 | | derived""",
    ],
)
def test_what_cannot_be_checked_is_not(results: str) -> None:
    assert checked(results) == []


def test_parts_without_their_rates_are_checked_against_the_whole_alone() -> None:
    own = checked(
        """a-2017-inspection | rate_overall | | | 90.0 | | published
           a-2017-inspection | unrecorded_overall | 1000 | | | | published
           a-2017-inspection | unrecorded_violence | 500 | | | | published"""
    )
    assert [(tie.check, tie.holds) for tie in own] == [("unrecorded parts and whole", True)]


def test_every_published_inspection_that_can_be_checked_fits(leicestershire: Audit) -> None:
    own = ties(leicestershire.reference)
    assert (len(own), [tie for tie in own if not tie.holds]) == (51, [])
    # method.md, section 4: the recorded crime that additional crimes imply.
    implied = {tie.inspection_id: tie.value.split()[0] for tie in own if tie.check.startswith("additional")}
    assert {name: implied[name] for name in ("cheshire-2018-reinspection", "kent-2018-reinspection")} == {
        "cheshire-2018-reinspection": "86,600",
        "kent-2018-reinspection": "188,700",
    }
