"""Vulnerable victims, modern slavery and N100, with numbers that differ wherever they mean different things."""

import pytest

from cdi.measures.offences import rape
from cdi.measures.protection import n100, nrm, protection, slavery, vulnerable
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed

HEADINGS = "record_id | sample | stratum | category | offence | required | recorded | classification_correct | misclassified_as | victim_id"


def crimes(*rows: str) -> str:
    """Crimes whose delay is of no account here."""
    return "\n".join([f"{HEADINGS} | timeliness_assessable", *(f"{row} | false" for row in rows)])


def test_records_and_crimes_are_a_pair(leicestershire: Audit) -> None:
    records = "record_id | sample\n" + "\n".join(f"R{n} | vulnerable_victim" for n in range(10))
    rows = [
        *["R1 | vulnerable_victim | violence | violence | assault | true | false | | | V1"] * 3,
        "R2 | vulnerable_victim | violence | violence | assault | true | false | | | V2",
        "R2 | vulnerable_victim | violence | violence | assault | true | true | true | | V2",
        "R3 | vulnerable_victim | violence | violence | assault | true | true | true | | V3",
    ]
    found = printed(vulnerable, holding(leicestershire, reviewed_records=records, audit_reports=crimes(*rows)))
    assert found["vulnerable.records_correct"] == "8 of 10"
    assert found["vulnerable.crimes"] == "2 of 6"
    assert found["vulnerable.records_with_crime"] == "3 of 10"
    assert found["vulnerable.records_without_crime"] == "7 of 10"
    assert found["vulnerable.unrecorded_records"] == "2"
    assert found["vulnerable.most_from_one_record"] == "3"


def test_nothing_missed_leaves_no_record_with_a_miss(leicestershire: Audit) -> None:
    crime = "R1 | vulnerable_victim | violence | violence | assault | true | true | true | | V1"
    records = "record_id | sample\nR1 | vulnerable_victim"
    found = printed(vulnerable, holding(leicestershire, reviewed_records=records, audit_reports=crimes(crime)))
    assert (found["vulnerable.crimes"], found["vulnerable.most_from_one_record"]) == ("1 of 1", "0")
    assert found["vulnerable.records_correct"] == "1 of 1"


def test_a_crime_recorded_in_error_is_apart_from_those_that_were_due(leicestershire: Audit) -> None:
    rows = [
        *["R1 | modern_slavery | other | modern_slavery | exploitation | true | true | true | | V1"] * 5,
        "R1 | modern_slavery | other | modern_slavery | exploitation | true | true | false | assault | V1",
        *["R2 | modern_slavery | other | modern_slavery | exploitation | false | true | true | | V2"] * 3,
        *["R2 | modern_slavery | other | other | theft | true | false | | | V2"] * 2,
        "R2 | modern_slavery | sexual | rape | rape | true | true | true | | V2",
    ]
    found = printed(slavery, holding(leicestershire, audit_reports=crimes(*rows)))
    assert found["slavery.correct"] == "5 of 6"
    assert found["slavery.over_recorded"] == "3"
    assert found["slavery.missed.theft"] == "2"
    assert found["slavery.associated_rape"] == "1"


def test_every_referral_of_the_national_mechanism_has_an_outcome(leicestershire: Audit) -> None:
    records = (
        "record_id | sample | outcome\nR1 | nrm | crime_due\nR2 | nrm | no_action_needed\nR3 | nrm | no_action_needed"
    )
    crime = "R1 | nrm | violence | violence | assault | true | true | true | | V1"
    found = printed(nrm, holding(leicestershire, reviewed_records=records, audit_reports=crimes(crime)))
    assert found == {
        "nrm.reports": "3",
        "nrm.recorded": "1",
        "nrm.missed_slavery": "0",
        "nrm.missed_n100": "[the table n100_reviews was not supplied]",
        "nrm.no_action": "2",
    }


def test_n100_used_and_n100_required_are_two_samples(leicestershire: Audit) -> None:
    reviews = """
sample        | n100_required | n100_applied | third_party_professional | outcome
n100_used     | true          | true         | false                    | correct
n100_used     | false         | true         | false                    | should_be_rape
n100_used     | false         | true         | true                     | should_be_rape
n100_required | true          | true         | false                    | correct
n100_required | true          | false        | false                    | missed
"""
    found = printed(n100, holding(leicestershire, n100_reviews=reviews))
    assert (found["n100.used_correctly"], found["n100.required"]) == ("1 of 3", "1 of 2")


def test_a_sample_that_was_not_drawn_is_a_gap(leicestershire: Audit) -> None:
    held = holding(
        leicestershire,
        reviewed_records="record_id | sample\nR1 | main",
        audit_reports=crimes("R1 | main | violence | violence | assault | true | true | true | | V1"),
    )
    assert printed(protection, held) == {
        "vulnerable.crimes": "[no vulnerable-victim records in the audit]",
        "slavery.correct": "[no modern slavery crimes in the audit]",
        "nrm.reports": "[no national referral mechanism reports in the audit]",
        "n100.used_correctly": "[the table n100_reviews was not supplied]",
        "n100.required": "[the table n100_reviews was not supplied]",
    }


@pytest.mark.slow
def test_n100_that_was_not_used_counts_among_what_slavery_reports_missed(leicestershire: Audit) -> None:
    rows = [
        "R1 | modern_slavery | other | modern_slavery | exploitation | true | true | true | | V1",
        "R1 | modern_slavery | other | other | theft | true | false | | | V1",
    ]

    def missed(outcome: str) -> dict[str, str]:
        reviews = f"sample | n100_required | n100_applied | outcome\nmodern_slavery | true | false | {outcome}"
        audit = holding(leicestershire, audit_reports=crimes(*rows), n100_reviews=reviews)
        return {name: text for name, text in printed(slavery, audit).items() if name.startswith("slavery.missed")}

    assert missed("missed") == {"slavery.missed.theft": "1", "slavery.missed.n100_classification": "1"}
    assert missed("correct") == {"slavery.missed.theft": "1"}


def test_a_crime_whose_record_nobody_knows_leaves_only_the_number_of_records(leicestershire: Audit) -> None:
    records = "record_id | sample\nR1 | vulnerable_victim"
    crime = " | vulnerable_victim | violence | violence | assault | true | false | | | V1"
    found = printed(vulnerable, holding(leicestershire, reviewed_records=records, audit_reports=crimes(crime)))
    assert (found["vulnerable.records"], found["vulnerable.crimes"]) == ("1", "0 of 1")
    assert found["vulnerable.records_correct"] == "[the reviewed record it hangs on was not recorded in this audit]"


def test_a_crime_of_a_kind_that_nobody_knows_may_be_one_of_slavery(leicestershire: Audit) -> None:
    rows = [
        "R1 | modern_slavery | other | modern_slavery | exploitation | true | true | true | | V1",
        "R1 | modern_slavery | other | | | true | true | true | | V1",
    ]
    found = printed(slavery, holding(leicestershire, audit_reports=crimes(*rows)))
    assert {*found.values()} == {"[what kind of crime it is was not recorded for 1 of the 2 cases]"}
    missed = "R1 | nrm | other | | | true | false | | | V1"
    records = "record_id | sample | outcome\nR1 | nrm | crime_due"
    found = printed(nrm, holding(leicestershire, reviewed_records=records, audit_reports=crimes(missed)))
    assert (found["nrm.reports"], found["nrm.missed_slavery"]) == (
        "1",
        "[what kind of crime it is was not recorded in this audit]",
    )


def test_a_rape_that_may_be_in_a_wrong_class_leaves_the_fate_of_the_missed_ones_unknown(leicestershire: Audit) -> None:
    rows = [
        "R1 | main | sexual | rape | rape | true | true | true | | V1",
        "R2 | main | sexual | rape | rape | true | true | | | V2",
    ]
    found = printed(rape, holding(leicestershire, audit_reports=crimes(*rows)))
    why = "[whether the record has the right class was not recorded for 1 of the 2 cases]"
    unknown = dict.fromkeys(("recording.rape", "rape.unrecorded", "rape.safeguarded", "rape.investigated"), why)
    assert found == unknown
