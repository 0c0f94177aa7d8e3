"""Numbers that somebody stated, the audits a force makes of itself, and the rules in force."""

from dataclasses import replace
from datetime import date

from cdi.measures.operations import operations
from cdi.measures.oversight import oversight
from cdi.measures.recording import recording as measure_recording
from cdi.measures.rules import rules
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed, with_rates

recording = with_rates(measure_recording)


def test_each_fact_is_printed_by_its_unit_at_its_latest_date(leicestershire: Audit) -> None:
    facts = """
key               | as_at      | value | unit              | base
auditable_share   | 2017-01-01 | 90    | percent           | recorded crime
auditable_share   | 2018-01-01 | 94.3  | percent           | recorded crime
review_window     | 2018-01-01 | 24    | hours             | hours
unit_open         | 2018-01-01 | 7     | hours             | hours after midnight
unit_close        | 2018-01-01 | 22    | hours             | hours after midnight
force_margin      | 2018-01-01 | 10    | percentage points | percentage points
trained_n         | 2018-01-01 | 900   | count             | officers and staff
in_scope_n        | 2018-01-01 | 1000  | count             | officers and staff
"""
    assert printed(operations, holding(leicestershire, operational_facts=facts)) == {
        "auditable.share": "94.3%",
        "operations.review_window": "24",
        "operations.unit_open": "7",
        "operations.unit_close": "22",
        "operations.unit_hours": "15",
        "small_sample.margin": "10 percentage points",
        "small_sample.range": "20 percentage points",
        "operations.trained_n": "900",
        "operations.in_scope_n": "1,000",
        "training.trained": "900 of 1,000",
    }


def test_nobody_to_train_and_nothing_held_are_gaps(leicestershire: Audit) -> None:
    nobody = "key | as_at | value | unit\ntrained_n | 2018-01-01 | 0 | count\nin_scope_n | 2018-01-01 | 0 | count"
    found = printed(operations, holding(leicestershire, operational_facts=nobody))
    assert found["training.trained"] == "[there are none (officers and staff to be trained)]"
    assert found["auditable.share"] == "[the auditable share is not held]"
    assert printed(operations, holding(leicestershire)) == {
        "auditable.share": "[the table operational_facts was not supplied]"
    }


def test_own_audits_by_topic_and_what_each_found(leicestershire: Audit) -> None:
    audits = """
audit_id         | audit_month | topic    | n  | compliant | rate_pct
asb_july         | 2013-07-01  | ASB      | 40 | 36        |
asb_december     | 2013-12-01  | ASB      |    |           |
no_crime_2013_11 | 2013-11-01  | no-crime |    |           | 96
"""
    assert printed(oversight, holding(leicestershire, self_audits=audits)) == {
        "self_audits.asb": "2",
        "self_audits.no_crime": "1",
        "self_audits.asb_july.rate": "36 of 40",
        "self_audits.no_crime_2013_11.rate": "96%",
        "self_audits.asb_december.rate": "[the share that complied was not recorded]",
        "governance.receive_audit_results": "[the table governance_bodies was not supplied]",
        "events.peer_reviews": "[the table events was not supplied]",
    }


def test_bodies_that_see_audit_results_and_reviews_by_peers(leicestershire: Audit) -> None:
    bodies = "body_id | receives_audit_results\nboard | true\ngroup | false\npanel |"
    events = "event_id | kind\nreview | peer_review\ntraining_start | training"
    found = printed(oversight, holding(leicestershire, governance_bodies=bodies, events=events))
    assert found == {
        "governance.receive_audit_results": "1",
        "events.peer_reviews": "1",
        "self_audits.held": "[the table self_audits was not supplied]",
    }
    unknown = printed(oversight, holding(leicestershire, governance_bodies="body_id | receives_audit_results\npanel |"))
    reason = "[whether audit results are reported to it was not recorded in this audit]"
    assert unknown["governance.receive_audit_results"] == reason


def test_rules_are_those_of_the_audit_period(leicestershire: Audit) -> None:
    def within(start: date, end: date) -> dict[str, str]:
        period = {"audit_period_start": start, "audit_period_end": end}
        return printed(rules, replace(leicestershire, inspection=leicestershire.inspection.model_copy(update=period)))

    assert within(date(2012, 11, 1), date(2013, 10, 31))["rules.record_within_hours"] == "72"
    assert within(date(2018, 4, 1), date(2018, 6, 30)) == {
        "rules.record_within_hours": "24",
        "rules.cannabis_warning_min_age": "18",
        "rules.pnd_goods_max_gbp": "£100",
    }
    changed = within(date(2015, 1, 1), date(2015, 6, 30))["rules.record_within_hours"]
    assert changed == "[72 and 24 in force during the audit period]"
    before = within(date(2001, 1, 1), date(2001, 6, 30))["rules.record_within_hours"]
    assert before == "[no value in force during the audit period]"


def test_a_report_in_the_qualitative_style_has_no_rate_of_its_force(leicestershire: Audit) -> None:
    style = leicestershire.inspection.model_copy(update={"report_style": "qualitative"})
    found = printed(recording, replace(leicestershire, inspection=style))
    assert found["recording.overall"].startswith("[the sample of one force is too small for a rate of that force")
    assert not [name for name, text in found.items() if name.startswith("recording.") and not text.startswith("[")]
