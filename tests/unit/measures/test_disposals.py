import pytest

from cdi.measures.disposals import disposals
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed

HEADINGS = "type | offender_suitable | implications_explained | victim_to_consult | victim_views_considered | outcome_meaningful | offender_age | noncompliance"


def measured(audit: Audit, *rows: str) -> dict[str, str]:
    return printed(disposals, holding(audit, out_of_court_disposals="\n".join([HEADINGS, *rows])))


def test_each_question_has_its_own_base(leicestershire: Audit) -> None:
    found = measured(
        leicestershire,
        "community_resolution | true | true | true | true | true | |",
        "community_resolution | true | false | true | false | false | |",
        "community_resolution | false | false | false | | true | |",
        "community_resolution | true | | true | | | |",
    )
    name = "disposals.community_resolution"
    assert {key.removeprefix(f"{name}."): text for key, text in found.items() if key.startswith(name)} == {
        "sampled": "4",
        "lowest_age": "[which rule was broken was not recorded in this audit]",
        "suitable": "3 of 4",
        "informed": "1 of 3",  # of the fourth it is not established
        "with_victim": "3 of 4",
        "views_considered": "1 of 2",  # of those with a victim, of whose views it is known
        "meaningful": "2 of 3",  # of all of which it is known, with a victim or not
    }
    assert found["disposals.all.suitable"] == "3 of 4"
    assert found["disposals.all.views_considered"] == "1 of 2"


@pytest.mark.parametrize(("told", "informed"), [("true", "2 of 2"), ("false", "0 of 2")])
def test_all_and_none(leicestershire: Audit, told: str, informed: str) -> None:
    row = f"pnd | true | {told} | false | | | |"
    found = measured(leicestershire, row, row)
    assert found["disposals.pnd.informed"] == informed
    assert "disposals.pnd.views_considered" not in found  # nobody to consult
    assert found["disposals.all.views_considered"] == "[none in the sample (disposals with a victim to consult)]"


def test_what_is_not_established_in_any_row_is_a_gap_and_not_none_of_them(leicestershire: Audit) -> None:
    found = measured(leicestershire, "cannabis_warning | true | | | | | |")
    assert (
        found["disposals.cannabis_warning.informed"]
        == "[whether the offender was told what it means was not recorded in this audit]"
    )
    assert (
        found["disposals.cannabis_warning.with_victim"]
        == "[whether there was a victim to consult was not recorded in this audit]"
    )
    assert found["disposals.caution.sampled"] == "[no cautions in the sample]"


OTHER_RULE = "caution | false | false | false | | | 30 | history"


@pytest.mark.slow
def test_the_youngest_is_of_those_outside_the_rule(leicestershire: Audit) -> None:
    rows = [
        "cannabis_warning | true | false | false | | | 15 |",
        "cannabis_warning | false | false | false | | | 17 | age",
        "cannabis_warning | false | false | false | | | 16 | age",
    ]
    assert measured(leicestershire, *rows)["disposals.cannabis_warning.lowest_age"] == "16"
    assert "disposals.cannabis_warning.lowest_age" not in measured(leicestershire, rows[0], OTHER_RULE)
    unknown = measured(leicestershire, rows[0])["disposals.cannabis_warning.lowest_age"]
    assert unknown == "[which rule was broken was not recorded in this audit]"


def test_where_an_age_outside_the_rule_is_not_known_nobody_is_the_youngest(leicestershire: Audit) -> None:
    rows = ["pnd | false | false | false | | | 17 | age", "pnd | false | false | false | | | | age"]
    youngest = measured(leicestershire, *rows)["disposals.pnd.lowest_age"]
    assert youngest == "[the offender's age in years was not recorded in this audit]"


def test_no_table_is_one_gap(leicestershire: Audit) -> None:
    assert printed(disposals, leicestershire) == {
        "disposals.all.sampled": "[the table out_of_court_disposals was not supplied]"
    }
