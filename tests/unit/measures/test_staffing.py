from cdi.measures.staffing import staffing
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed

HEADINGS = "as_at | team | role | employment | headcount | fte | temporary | change | status | cost_gbp"


def measured(audit: Audit, *rows: str) -> dict[str, str]:
    return printed(staffing, holding(audit, staffing="\n".join([HEADINGS, *rows])))


def test_posts_then_and_now_with_the_growth_and_its_cost(leicestershire: Audit) -> None:
    found = measured(
        leicestershire,
        "2017-12-05 | registrar | decision maker | staff | 3 | | false | in_post | in_post |",
        "2019-02-01 | registrar | decision maker | staff | 4 | | false | in_post | in_post |",
        "2019-02-01 | registrar | decision maker | officer | 5 | 4.5 | false | growth | proposed | 200000",
        "2019-02-01 | registrar | decision maker | staff | 1 | | true | growth | proposed | 50000",
    )
    assert found == {
        "staffing.decision_makers_before": "3",
        "staffing.decision_makers_now": "10",
        "staffing.growth_officers": "5",
        "staffing.growth_temporary": "1",
        "staffing.growth_cost": "£250,000",
        "staffing.in_post.decision_maker": "4",  # on the later day, without what is only proposed
    }


def test_full_time_equivalents_are_never_added_to_posts(leicestershire: Audit) -> None:
    found = measured(
        leicestershire,
        "2017-12-05 | registrar | decision maker | staff | 3 | | false | in_post | in_post |",
        "2017-12-05 | registrar | decision maker | officer | | 6.7 | false | realigned | funded |",
    )
    assert found["staffing.realigned_fte"] == "6.7"
    assert found["staffing.in_post.decision_maker"] == "3"
    assert found["staffing.decision_makers_now"].startswith("[6.7 full-time equivalents are held without posts")
    assert found["staffing.decision_makers_before"] == "[decision makers are held for one day only]"


def test_growth_that_is_stated_in_full_time_equivalents_is_not_no_growth(leicestershire: Audit) -> None:
    found = measured(
        leicestershire, "2019-02-01 | registrar | decision maker | officer | | 2.5 | false | growth | funded | 90000"
    )
    assert found["staffing.growth_officers"].startswith("[2.5 full-time equivalents are held without posts")
    assert (found["staffing.growth_temporary"], found["staffing.growth_cost"]) == ("0", "£90,000")


def test_a_cost_that_is_not_stated_is_not_nil(leicestershire: Audit) -> None:
    growth = "2019-02-01 | registrar | decision maker | officer | 5 | | false | growth | funded |"
    assert measured(leicestershire, growth)["staffing.growth_cost"] == "[the cost of the added posts is not held]"
    free = measured(leicestershire, f"{growth} 0")
    assert free["staffing.growth_cost"] == "£0"


def test_a_team_is_counted_by_role_and_as_a_whole(leicestershire: Audit) -> None:
    found = measured(
        leicestershire,
        "2019-01-15 | modern slavery | constable | officer | 6 | | false | in_post | in_post |",
        "2019-01-15 | modern slavery | detective sergeant | officer | 1 | | false | in_post | in_post |",
    )
    assert (found["staffing.slavery_constables"], found["staffing.slavery_team"]) == ("6", "7")
    assert found["staffing.decision_makers_now"] == "[no decision makers are held]"
