"""Parts of a sample: how many, of how many it is not known, how sure, and how long it took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.groups import tabulate_groups
from cdi.exhibits.tables.waits import tabulate_waits
from cdi.measures.cuts import Counts, cut
from cdi.measures.group_rates import estimate_groups
from cdi.measures.questions import SampleQuestion, find_question
from cdi.measures.waiting import count_waits, shares_at
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused
from cdi.stats.durations import time_to_event
from cdi.stats.linearised import domain
from cdi.stats.sample import Sample
from cdi.stats.survey import korn_graubard

COLUMNS = ["stratum", "route", "recorded", "attended", "domestic_abuse", "hours"]
ROWS = [
    ("violence", "officer", True, True, True, 5),
    ("violence", "officer", True, None, True, 30),
    ("violence", None, False, False, False, None),
    ("sexual", "nrm", False, None, None, None),
    ("sexual", "officer", True, True, None, 200),
]


def audited(audit: Audit, rows: list[tuple[Any, ...]] = ROWS) -> Audit:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype({"recorded": "boolean", "attended": "boolean", "domestic_abuse": "boolean"})
    frame["sample"], frame["required"], frame["timeliness_assessable"] = "main", True, True
    frame["received_at"] = pd.Timestamp("2018-05-01")
    frame["recorded_at"] = frame["received_at"] + pd.to_timedelta(frame.pop("hours"), unit="h")
    return replace(audit, tables={"audit_reports": frame}, records={})


def test_groups_and_what_is_in_none(leicestershire: Audit) -> None:
    counted = cut(audited(leicestershire), find_question(leicestershire, "recorded"), ["route"])
    assert {cells: counted.counts(cells) for cells in counted.groups} == {
        ("officer",): Counts(3, 3),
        ("nrm",): Counts(0, 1),
    }
    assert counted.unplaced == Counts(0, 1)
    assert counted.groups["officer",] == {"violence": Counts(2, 2), "sexual": Counts(1, 1)}


def test_an_empty_cell_is_unknown_to_the_question_and_to_the_choice_of_rows(leicestershire: Audit) -> None:
    audit = audited(leicestershire)
    attended = cut(audit, find_question(audit, "attended"))
    assert attended.total == Counts(2, 3, 2)
    chosen = cut(audit, find_question(audit, "recorded"), where={"attended": True})
    assert (chosen.total, chosen.unsure) == (Counts(2, 2), 2)
    not_established = cut(audit, find_question(audit, "recorded"), where={"attended": None})
    assert (not_established.total, not_established.unsure) == (Counts(1, 2), 0)


def test_the_question_may_be_of_the_column_that_rows_are_chosen_by(leicestershire: Audit) -> None:
    audit = audited(leicestershire)
    attended = cut(audit, find_question(audit, "attended"), where={"attended": (True, False)})
    assert (attended.total, attended.unsure) == (Counts(2, 3), 2)
    recorded = cut(audit, find_question(audit, "recorded"), where={"recorded": False})
    assert recorded.total == Counts(0, 2)


def test_a_choice_of_rows_goes_before_the_base_of_the_question(leicestershire: Audit) -> None:
    question = find_question(leicestershire, "recorded")
    referrals = cut(leicestershire, question, where={"sample": "referral"})
    assert referrals.total.of == leicestershire.count("audit_reports", sample="referral", required=True)


def test_choices_stand_as_in_the_contract_months_in_time_and_names_by_size(leicestershire: Audit) -> None:
    question = find_question(leicestershire, "recorded")

    def order(by: str) -> list[Any]:
        return [cells[0] for cells in cut(leicestershire, question, [by]).groups]

    assert order("stratum") == ["violence", "sexual", "other"]
    assert order("month") == [201804, 201805, 201806]
    assert order("domestic_abuse") == [True, False]
    assert order("offence")[0] == "common assault"


def test_a_group_is_as_large_as_its_rows_whether_the_question_is_answered_or_not(leicestershire: Audit) -> None:
    rows = [("violence", "officer", True, attended, True, 5) for attended in (True, True, True, None, None)]
    audit = audited(leicestershire, rows)
    offences = ["affray", "affray", "robbery", "robbery", "robbery"]
    audit = replace(audit, tables={"audit_reports": audit.tables["audit_reports"].assign(offence=offences)})
    attended = cut(audit, find_question(audit, "attended"), ["offence"])
    assert {cells: attended.counts(cells) for cells in attended.groups} == {
        ("robbery",): Counts(1, 1, 2),
        ("affray",): Counts(2, 2),
    }
    assert [*attended.groups] == [("robbery",), ("affray",)]


def test_a_group_across_strata_is_weighted_and_has_the_interval_of_a_domain(leicestershire: Audit) -> None:
    counted = cut(leicestershire, find_question(leicestershire, "recorded"), ["route"])
    row = estimate_groups(leicestershire, counted).rows[0]
    strata = leicestershire.rows("audit_strata", sampled=True)
    whole = [counted.whole[name] for name in strata["stratum"]]
    own = [counted.groups[row.values][name] for name in strata["stratum"]]
    sizes = zip(whole, strata["reports_in_period"], strata["weight"], strict=True)
    sample = Sample.of([(each.yes, each.of, float(size), weight) for each, size, weight in sizes])
    expected = korn_graubard(domain(sample, [each.yes for each in own], [each.of for each in own]))
    assert row.percent == pytest.approx(100 * float(expected.rate))
    assert (row.low, row.high) == pytest.approx((100 * float(expected.low), 100 * float(expected.high)))


def test_each_group_is_tested_against_the_rest_and_adjusted_for_all(leicestershire: Audit) -> None:
    rates = estimate_groups(leicestershire, cut(leicestershire, find_question(leicestershire, "recorded"), ["offence"]))
    outcomes = {row.values[0]: row.finding.outcome for row in rates.rows if row.finding}
    assert rates.tested == len(rates.rows) == 19
    assert (outcomes["common assault"], outcomes["wounding"], outcomes["burglary"]) == ("below", "above", "not shown")
    for row in rates.rows:
        assert row.rest is not None
        assert (row.rest.p_value <= 0.05) == (outcomes[row.values[0]] != "not shown")


def test_several_conditions_of_which_one_is_unknown_give_no_fraction(leicestershire: Audit) -> None:
    frame = leicestershire.tables["audit_reports"].copy()
    frame.loc[frame.index[frame["recorded"]][:5], "classification_correct"] = pd.NA
    audit = replace(leicestershire, tables={**leicestershire.tables, "audit_reports": frame})
    (row,) = estimate_groups(audit, cut(audit, find_question(audit, "accurate"))).rows
    assert (row.shown is None, row.low) == (True, None) or row.refused is not None
    assert row.refused == "not known of all, and those of which it is known are not alike the rest"


def test_a_small_base_is_marked_and_nothing_known_is_said(leicestershire: Audit) -> None:
    rows = estimate_groups(audited(leicestershire), cut(audited(leicestershire), _attended(), ["route"])).rows
    assert [(row.values, row.small, row.refused) for row in rows] == [
        (("officer",), True, "fewer than 200 audited crimes"),
        (("nrm",), True, "not known of any"),
    ]


def _attended() -> SampleQuestion:
    return SampleQuestion(
        "attended", "audit_reports", {"required": True}, {"attended": True}, "audited crimes", "attended"
    )


def test_waits_are_those_of_the_crimes_one_by_one(leicestershire: Audit) -> None:
    waits = count_waits(leicestershire)
    frame = leicestershire.tables["audit_reports"]
    due = frame[(frame["sample"] == "main") & frame["required"]]
    end = pd.Timestamp(leicestershire.inspection.audit_period_end) + pd.Timedelta(days=1)  # type: ignore[arg-type]
    until = due["recorded_at"].fillna(end)
    hours = ((until - due["received_at"]).dt.total_seconds() / 3600).to_numpy()
    curve = time_to_event(hours, due["recorded"].to_numpy(dtype=bool))
    shares = shares_at(waits.groups[0], waits.hours)
    for limit in (6.0, 24.0, 72.0):
        share, (low, high) = curve.at([limit])
        assert shares[limit] == pytest.approx([100 * float(each[0]) for each in (share, low, high)], abs=0.02)


def test_waits_leave_out_what_could_not_be_timed_and_what_has_no_group(leicestershire: Audit) -> None:
    audit = audited(leicestershire)
    waits = count_waits(audit, ["route"])
    assert [(wait.values, wait.timed, wait.never, wait.within[waits.hours.index(24)]) for wait in waits.groups] == [
        (("officer",), 3, 0, 1),
        (("nrm",), 0, 1, 0),
    ]
    assert waits.unplaced == 1
    assert waits.groups[1].curve is None
    assert shares_at(waits.groups[1], (24.0,)) == {}
    table = tabulate_waits(waits, Caption.of(audit), "delays")
    assert [cell.text for cell in table.rows[1]] == ["Modern slavery form", "1 [u]", "1", "[x]", "[x]", "[x]"]


def test_a_limit_that_changed_in_the_period_is_no_question(leicestershire: Audit) -> None:
    moved = leicestershire.inspection.model_copy(
        update={
            "audit_period_start": pd.Timestamp("2014-01-01").date(),
            "audit_period_end": pd.Timestamp("2016-01-01").date(),
        }
    )
    with pytest.raises(UsageRefused, match="72 and 24 hours limit"):
        find_question(replace(leicestershire, inspection=moved), "in_time")


def test_a_question_that_is_none_is_refused_with_the_nearest(leicestershire: Audit) -> None:
    with pytest.raises(UsageRefused, match="did you mean in_time"):
        find_question(leicestershire, "in time")


def test_the_counts_are_plain_numbers(leicestershire: Audit) -> None:
    counted = cut(leicestershire, find_question(leicestershire, "recorded"), ["route"])
    assert not [each for each in (counted.total.yes, counted.total.of) if isinstance(each, np.integer)]


@pytest.mark.parametrize("outcome", ["above", "below", "not shown", "many"])
def test_the_words_of_a_group_beside_the_rest_are_those_of_the_rules(leicestershire: Audit, outcome: str) -> None:
    rows = leicestershire.reference["finding_rules"].copy()
    rows.loc[(rows["rule"] == "rest") & (rows["outcome"] == outcome), "words"] = "said otherwise"
    audit = replace(leicestershire, reference={**leicestershire.reference, "finding_rules": rows})
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), ["offence"]))
    table = tabulate_groups(rates, Caption.of(audit), "rates")
    assert "aid otherwise" in " ".join([table.source, *(cell.text for row in table.rows for cell in row)])
