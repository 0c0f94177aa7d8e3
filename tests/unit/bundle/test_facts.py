"""Facts beside the figures: what is known of the force on the day it is looked at."""

from dataclasses import replace
from datetime import date

import pytest

from cdi.bundle.facts import facts
from cdi.load.audit import read_audit
from cdi.model.audit import Audit, PlannedAudit
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.unit.measures.tables import holding


@pytest.mark.slow
def test_the_history_ends_on_the_day_that_is_looked_at(project: Workspace) -> None:
    audit = read_audit(project, AuditRef("cambridgeshire", "2014-inspection"))
    assert list(facts(audit)["history"]) == ["2014-inspection"]
    later = audit.inspection.model_copy(update={"as_at": date(2017, 6, 15)})
    assert list(facts(replace(audit, inspection=later))["history"]) == ["2014-inspection", "2017-inspection"]


def test_rules_are_those_of_the_day_with_the_day_they_took_effect(leicestershire: Audit) -> None:
    def limit(day: date) -> tuple[str, str]:
        seen = leicestershire.inspection.model_copy(update={"as_at": day})
        rule = facts(replace(leicestershire, inspection=seen))["rules_in_force"]["record_within_hours"]
        return rule["value"], rule["effective_from"]

    assert limit(date(2015, 3, 31)) == ("72", "2002-04-01")
    assert limit(date(2015, 4, 1)) == ("24", "2015-04-01")


def test_a_theme_is_due_when_the_last_of_its_open_actions_is(leicestershire: Audit) -> None:
    plan = """
plan_id | action_id | as_at      | theme        | status      | due_month
P       | A1        | 2015-06-04 | training     | in_progress | 2015-08-01
P       | A2        | 2015-06-04 | training     | in_progress | 2015-07-01
P       | A3        | 2015-06-04 | training     | complete    | 2015-12-01
P       | A4        | 2015-06-04 | victim_focus | complete    |
P       | A5        | 2015-06-04 | other        | complete    |
"""
    assert facts(holding(leicestershire, action_plan_actions=plan))["plan"] == {
        "as_at": "2015-06-04",
        "themes": {
            "victim_focus": {"name": "victim focus", "due_month": None},
            "training": {"name": "training", "due_month": "2015-08-01"},
        },
    }


def test_registers_that_are_not_held_are_empty(leicestershire: Audit) -> None:
    known = facts(replace(holding(leicestershire), prior=None))
    empty = ("recommendations", "recommendations_made", "governance", "events", "self_audits", "plan")
    assert not any(known[name] for name in empty)
    assert known["staffing"] == {"growth": {}}
    assert known["prior"] is None


def test_audits_that_are_expected_later_are_no_fact_of_this_one(leicestershire: Audit) -> None:
    planned = PlannedAudit(audit="2027-inspection", due=date(2027, 1, 31))
    force = leicestershire.force.model_copy(update={"calendar": (planned,)})
    assert facts(replace(leicestershire, force=force)) == facts(leicestershire)
