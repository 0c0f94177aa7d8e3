import pytest

from cdi.measures.plans import plan
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed

HEADINGS = "plan_id | action_id | as_at | theme | status | due_month"


def measured(audit: Audit, *rows: str) -> dict[str, str]:
    lines = [f"P | A{number} | {row}" for number, row in enumerate(rows)]
    return printed(plan, holding(audit, action_plan_actions="\n".join([HEADINGS, *lines])))


def test_actions_by_theme_and_month(leicestershire: Audit) -> None:
    found = measured(
        leicestershire,
        "2015-06-04 | training | complete |",
        "2015-06-04 | training | in_progress | 2015-08-01",
        "2015-06-04 | training | under_review |",
        "2015-06-04 | victim_focus | complete |",
        "2015-06-04 | other | complete |",
        "2015-03-01 | other | not_started |",  # an earlier snapshot is not counted
    )
    assert found == {
        "plan.actions": "5", "plan.complete": "3 of 5", "plan.open": "2 of 5",
        "plan.due": "1 of 2", "plan.under_review": "1 of 2", "plan.overdue": "0 of 1",
        "plan.themes": "2", "plan.without_theme": "1",
        "plan.victim_focus.actions": "1", "plan.victim_focus.complete": "1 of 1", "plan.victim_focus.open": "0 of 1",
        "plan.training.actions": "3", "plan.training.complete": "1 of 3", "plan.training.open": "2 of 3",
        "plan.training.due": "1 of 2", "plan.training.under_review": "1 of 2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("as_at", "overdue"), [("2015-06-04", "0 of 1"), ("2015-06-30", "0 of 1"), ("2015-07-01", "1 of 1")]
)
def test_an_action_is_overdue_once_its_month_has_ended(leicestershire: Audit, as_at: str, overdue: str) -> None:
    assert measured(leicestershire, f"{as_at} | training | in_progress | 2015-06-01")["plan.overdue"] == overdue


def test_an_action_completed_late_is_not_overdue(leicestershire: Audit) -> None:
    late = ["2015-06-04 | training | complete | 2015-01-01", "2015-06-04 | training | in_progress | 2015-07-01"]
    assert measured(leicestershire, *late)["plan.overdue"] == "0 of 1"


def test_a_plan_without_actions_has_no_shares(leicestershire: Audit) -> None:
    assert measured(leicestershire) == {
        "plan.actions": "0",
        "plan.complete": "[the plan holds no actions]",
        "plan.open": "[the plan holds no actions]",
    }


def test_a_plan_without_themes_or_months_says_nothing_of_either(leicestershire: Audit) -> None:
    assert set(measured(leicestershire, "2015-06-04 | other | in_progress |")) == {
        "plan.actions", "plan.complete", "plan.open", "plan.due", "plan.under_review", "plan.overdue",
    }  # fmt: skip


def test_no_plan_is_three_gaps(leicestershire: Audit) -> None:
    assert printed(plan, holding(leicestershire)) == dict.fromkeys(
        ("plan.actions", "plan.complete", "plan.open"), "[the table action_plan_actions was not supplied]"
    )


def test_a_plan_that_is_complete_has_months_and_nothing_due(leicestershire: Audit) -> None:
    assert measured(leicestershire, "2015-06-04 | other | complete | 2015-05-01") == {
        "plan.actions": "1", "plan.complete": "1 of 1", "plan.open": "0 of 1",
    }  # fmt: skip
