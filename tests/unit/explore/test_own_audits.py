"""A force's own audits: months, a second look, and the next audit, on the made-up force whose truth is known."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.explore.desk import Desk
from cdi.explore.opening import open_audit
from cdi.measures.made_up import describe_made_up
from cdi.model.errors import ContractBroken, UsageRefused
from cdi.model.fault import InputFaulty
from cdi.sampling.plan import plan_sample
from cdi.stats.raters import ac1, kappa
from cdi.workspace.paths import Workspace
from tools.exampleshire import FOLDER, FRAME, RATES, REVIEWED, write_tables

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own(project: Workspace) -> Desk:
    return open_audit("exampleshire", folder=project.root)


def with_file(desk: Desk, folder: Path, text: str) -> Desk:
    """The same audit, in a workspace where `review.csv` of its folder has that text."""
    root = Workspace(folder)
    (root.audit_folder(desk.ref)).mkdir(parents=True)
    (root.audit_folder(desk.ref) / "review.csv").write_text(text, encoding="utf-8")
    return replace(desk, workspace=root)


def test_the_rows_are_those_of_the_script() -> None:
    for name, text in write_tables().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text


def test_the_true_changes_come_out_at_the_right_months(own: Desk) -> None:
    first, *changes = RATES
    rows = own.change_points().records()
    assert [int(row["month"].replace("-", "")) for row in rows] == changes
    assert [row["points"] > 0 for row in rows] == [
        RATES[changes[0]] > RATES[first],
        RATES[changes[1]] > RATES[changes[0]],
    ]
    assert rows[0]["yes_after"] == rows[1]["yes_before"]
    assert [row["finding"] for row in rows] == ["a statistically significant rise", "a statistically significant fall"]


def test_the_guide_says_what_the_script_did(project: Workspace) -> None:
    cells = json.loads((project.root / "notebooks/guides/06_monthly_monitoring.ipynb").read_text(encoding="utf-8"))[
        "cells"
    ]
    text = " ".join("".join("".join(cell["source"]) for cell in cells).split())
    assert "80% from April 2024, to 90% from January 2025 and to 82% from October 2025" in text
    assert RATES == {202404: 0.80, 202501: 0.90, 202510: 0.82}


def test_a_month_has_the_limits_of_its_own_number(own: Desk) -> None:
    rows = own.monitor().records()
    base = sum(row["yes"] for row in rows[:6]) / sum(row["of"] for row in rows[:6])
    for row in rows:
        margin = 300 * (base * (1 - base) / row["of"]) ** 0.5
        assert (row["low"], row["high"]) == pytest.approx((100 * base - margin, min(100, 100 * base + margin)))
        assert row["outside"] == (not row["low"] <= row["percent"] <= row["high"])
    assert rows[0]["moving_average"] == pytest.approx(20 * rows[0]["yes"] / rows[0]["of"] + 80 * base)
    assert next(row["month"] for row in rows if row["average_outside"]) == "2025-03", "two months after the true change"


def test_months_of_one_part_and_of_another_question(own: Desk) -> None:
    part = own.monitor(where={"stratum": "violence"}, baseline=12)
    assert sum(row["of"] for row in part.records()) == own.rate(where={"stratum": "violence"}).records()[0]["of"]
    assert "stratum: violence" in part.table.caption
    assert own.change_points(of="in_time").table.columns[0].label == "The rate changed with"


@pytest.mark.usefixtures("words_alone")
def test_a_month_without_a_report_is_named_and_leaves_its_place_free(own: Desk) -> None:
    months = ["2024-04", "2024-05", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12"]
    answer = own.monitor(where={"month": months}, baseline=2)
    assert "Nothing was counted in June 2024 and July 2024." in answer.table.source
    assert len(answer.records()) == 7
    assert answer.chart().alt.count("June 2024") == 0


REFUSED = {
    "monitor(baseline=24)": "24 months with audited crimes; expected from 1 to one month fewer",
    "monitor(baseline=0)": "baseline=0",
    "monitor(where={'reason_not_recorded': 'no explanation'})": "0 of 31 in these months",
    "monitor(of='recordd')": "did you mean recorded?",
    "monitor(where={'month': '2030-01'})": "0 months with audited crimes",
    "change_points(where={'month': ['2024-04', '2024-05']})": "2 months with audited crimes; expected 6 or more",
    "second_look('second-review/decision.csv')": "this file is missing",
    "second_look('second-review/decisions.csv', column='route')": "not a column of yes and no",
    "second_look('next-audit/frame.csv')": "crime_id",
    "plan(half_width=-1)": "half-widths are in percentage points",
    "plan(half_widths={'violense': 2.0}, half_width=2)": "did you mean violence?",
    "plan(budget=5)": "budget",
    "draw('next-audit/frame.csv', {'violence': 5}, 1, 'report_id')": "strata without a size",
    "draw('next-audit/frame.csv', {}, 1, 'report')": "did you mean report_id?",
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_cannot_be_is_refused_with_the_cure(own: Desk, call: str) -> None:
    with pytest.raises((UsageRefused, InputFaulty, ContractBroken), match=re.escape(REFUSED[call])):
        eval(f"own.{call}", {"own": own})  # noqa: S307 - the calls above


def test_two_auditors_agree_as_their_table_says(own: Desk) -> None:
    look = own.second_look("second-review/decisions.csv")
    counts = look.look.counts
    table = [[counts[True, True], counts[True, False]], [counts[False, True], counts[False, False]]]
    rows = {row["measure"]: row for row in look.records()}
    assert look.look.reviewed == REVIEWED == sum(map(sum, table))
    assert rows["kappa"]["value"] == pytest.approx(float(kappa(table).coefficient))
    assert rows["ac1"]["value"] == pytest.approx(float(ac1(table).coefficient))
    assert len(look.disagreements.records()) == counts[True, False] + counts[False, True]
    # With the errors of the first auditor taken out of all 2,284: the shares by the second's answer, weighed by the first's.
    yes, audited = look.look.yes, look.look.audited
    right_yes, right_no = table[0][0] / (table[0][0] + table[1][0]), table[1][1] / (table[1][1] + table[0][1])
    corrected = (yes / audited + right_no - 1) / (right_yes + right_no - 1)
    assert rows["rate_of_second"]["value"] == pytest.approx(100 * corrected)
    assert rows["points_moved"]["value"] == pytest.approx(100 * (corrected - yes / audited))
    assert rows["rate_of_second"]["low"] < 100 * corrected < rows["rate_of_second"]["high"]


ID, OTHER = "EXA-C00001", "EXA-C00002"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"crime_id,recorded\n{ID},maybe\n", "review.csv, cell B2, column recorded"),
        (f"crime_id,recorded\n{ID},true\n{ID},true\n", "a key that occurs once"),
        ("crime_id,recorded\nEXA-C90001,true\n", "the id of a record that was audited"),
        (f"crime_id,recordd\n{ID},true\n", "this column, which is missing and cannot be left out"),
        (f"crime_id,recorded\n{ID},\n", "true or false"),
    ],
)
def test_a_second_review_with_a_fault_is_refused_by_its_cell(own: Desk, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputFaulty) as refusal:
        with_file(own, tmp_path, text).second_look("review.csv")
    assert says in refusal.value.for_terminal


def test_answers_that_are_all_alike_have_no_kappa_and_say_why_there_is_no_rate(own: Desk, tmp_path: Path) -> None:
    ids = [row["crime_id"] for row in own.rows(where={"recorded": True, "month": "2024-05"}).records()]
    text = "crime_id,recorded\n" + "".join(f"{each},true\n" for each in ids)
    look = with_file(own, tmp_path, text).second_look("review.csv")
    rows = {row["measure"]: row["value"] for row in look.records()}
    assert (rows["kappa"], rows["rate_of_second"], rows["points_moved"]) == (None, None, None)
    assert "one kind of error was not looked for" in look.table.source
    assert look.disagreements.frame().empty


def test_decisions_that_contradict_each_other_give_no_rate(own: Desk, tmp_path: Path) -> None:
    text = "crime_id,recorded\n" + "".join(
        f"{row['crime_id']},{str(not row['recorded']).lower()}\n"
        for row in own.rows(where={"month": "2024-05"}, columns="recorded").records()
    )
    look = with_file(own, tmp_path, text).second_look("review.csv")
    assert "the first decisions say nothing of the second" in look.table.source


def test_where_one_of_the_decisions_is_empty_nothing_is_compared(own: Desk, tmp_path: Path) -> None:
    """A crime that was not recorded has no class, so a second decision on it has nothing to be set beside."""
    rows = own.rows(where={"month": "2024-05"}, columns="recorded").records()
    text = "crime_id,classification_correct\n" + "".join(f"{row['crime_id']},true\n" for row in rows)
    look = with_file(own, tmp_path / "some", text).second_look("review.csv", column="classification_correct")
    missed = [row["crime_id"] for row in rows if not row["recorded"]]
    assert (look.look.unknown, look.look.reviewed) == (len(missed), len(rows) - len(missed))
    assert f"Of {len(missed)} more one of the decisions is empty." in look.table.source
    none = with_file(own, tmp_path / "none", f"crime_id,classification_correct\n{missed[0]},true\n")
    with pytest.raises(UsageRefused, match="no record with both decisions"):
        none.second_look("review.csv", column="classification_correct")


def test_rows_that_stay_where_they_are_are_not_set_side_by_side(own: Desk) -> None:
    away = replace(own.data, tables={}, records={"audit_reports": own.data.rows_of("audit_reports")})
    with pytest.raises(UsageRefused, match="stay where they are"):
        replace(own, data=away).second_look("second-review/decisions.csv")


def test_a_plan_is_that_of_the_command_line_and_a_budget_is_kept(own: Desk, project: Workspace) -> None:
    plan = own.plan()
    assert plan.plan == plan_sample(project, own.ref)
    assert sum(own.plan(budget=400).sizes.values()) == 400
    assert sum(own.plan(half_width=2.0).sizes.values()) > sum(plan.sizes.values())
    assert {stratum.name: stratum.population for stratum in plan.plan.strata} == FRAME


def test_a_draw_has_the_sizes_of_its_plan_and_is_the_same_again(own: Desk, tmp_path: Path) -> None:
    plan = own.plan()
    one, other = (
        own.draw("next-audit/frame.csv", plan, 7, "report_id", place="received_on", reserve=5) for _ in range(2)
    )
    assert one.records() == other.records()
    assert len(one.ids) == sum(plan.sizes.values())
    assert [path.name for path in one.write(tmp_path / "sample.csv")] == [
        "sample.csv",
        "sample-reserve.csv",
        "sample.json",
    ]
    assert json.loads((tmp_path / "sample.json").read_text(encoding="utf-8"))["sizes_from"] == "as planned"


def test_the_examples_open_where_the_workspace_has_no_such_force(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "forces.toml").write_text("", encoding="utf-8")
    desk = open_audit("exampleshire", folder=tmp_path)
    assert "made up" in repr(desk)
    assert "reconstruction" in repr(open_audit("leicestershire", folder=tmp_path))
    with pytest.raises(UsageRefused):
        open_audit("cambridgeshire", folder=tmp_path)


def test_nothing_is_published_into_what_came_with_the_package(own: Desk, tmp_path: Path) -> None:
    installed = replace(own, workspace=Workspace(tmp_path / "_shipped"))
    installed.folder.mkdir(parents=True)
    with pytest.raises(UsageRefused, match="cdi init --sample"):
        installed.rate("route").publish("by-route")
    assert list(installed.folder.iterdir()) == []


@pytest.mark.usefixtures("one_drawing")
def test_real_rows_are_not_called_made_up(own: Desk) -> None:
    real = replace(own.data, provenance=own.data.provenance.model_copy(update={"basis": "records"}))
    assert describe_made_up(real) == ""
    desk = replace(own, data=real)
    for answer in (
        desk.monitor(),
        desk.change_points(),
        desk.second_look("second-review/decisions.csv"),
        desk.plan(),
        desk.draw("next-audit/frame.csv", {"violence": 5, "sexual": 3, "other": 0}, 1, "report_id"),
    ):
        chart = answer.chart()
        assert "ade-up" not in answer.table.source + chart.alt + chart.svg


def test_teams_side_by_side_find_the_one_that_was_made_to_differ(own: Desk) -> None:
    """`tools/exampleshire.py` has Harrow End miss far more than the others; 72 crimes have no team."""
    answer = own.side_by_side()
    shown = {row["group"]: row for row in answer.records() if row["p_adjusted"] <= 0.05}
    assert list(shown) == ["Harrow End"]
    assert (shown["Harrow End"]["yes"], shown["Harrow End"]["of"], shown["Harrow End"]["place_low"]) == (102, 154, 1)
    assert "72 more are in no group" in answer.table.source
    assert answer.funnel().headline == "1 of 16 groups lies outside the 99.8% limits, with made-up rows"


def test_what_need_not_be_alike_or_is_too_little_is_not_set_side_by_side(own: Desk) -> None:
    with pytest.raises(UsageRefused, match="groups by offence may well differ; expected one column that names"):
        own.side_by_side("offence")
    few = {"team": ["Harrow End", "Ashgrove"]}
    with pytest.raises(UsageRefused, match=r"2 groups with .* expected at least 8 groups"):
        own.side_by_side(where=few)
