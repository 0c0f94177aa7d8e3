"""The back-test: what counts as found, and that equal numbers of different things do not answer for each other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.evidence.backtest import bindings, judge_statement
from cdi.load.reference import read_source_figures
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document, Note, Paragraph, Run, TableBlock
from cdi.model.exhibit import TableCell
from cdi.workspace.paths import Workspace
from tests.documents.bundles import documents_of
from tests.documents.example import TABLE, read


def row(expected: str, facet: str, **more: str) -> dict[str, str | None]:
    computed = {"kind": "computed", "figure_id": "plan.open", "fact": None, "note": None}
    place = {"figure": "f", "force": "x", "audit": "y", "document": "z"}
    return computed | place | {"expected": expected, "facet": facet} | more


def paper(*parts: Run) -> Document:
    return replace(read("# A paper"), blocks=(Paragraph((Run("There are "), *parts, Run("."))),))


def prints(name: str, facet: str, text: str, value: float = 9) -> Run:
    return Run(text, figure=name, facet=facet, value=value)


@pytest.mark.parametrize(
    ("expected", "facet", "parts", "verdict", "printed"),
    [
        ("9", "numerator", [prints("plan.open", "numerator", "9")], "equal", "9"),
        ("9", "numerator", [prints("plan.open", "numerator", "nine")], "equal", "9"),
        ("9", "numerator", [prints("plan.open", "numerator", "Nine")], "equal", "9"),
        ("0", "numerator", [prints("plan.open", "numerator", "none", 0)], "equal", "0"),
        ("9", "numerator", [prints("plan.open", "numerator", "8")], "different", "8"),
        ("9", "numerator", [prints("plan.open", "denominator", "9")], "different", "not in the document"),
        ("9", "numerator", [prints("recommendations.made", "numerator", "9")], "different", "not in the document"),
        ("9", "numerator", [Run("9")], "different", "not in the document"),
        (
            "9", "numerator", [prints("plan.open", "numerator", "9"), prints("plan.open", "numerator", "8")], "different", "8, 9",
        ),
        ("1", "value", [prints("plan.open", "value", "lowest", 1)], "equal", "1"),
        ("vast majority", "quantity", [prints("plan.open", "quantity", "the vast majority")], "equal", "vast majority"),
    ],
)  # fmt: skip
def test_a_statement_is_found_by_what_it_is_bound_to(
    expected: str, facet: str, parts: list[Run], verdict: str, printed: str
) -> None:
    statement = judge_statement(row(expected, facet), bindings(paper(*parts)), {})
    assert (statement.verdict, statement.printed) == (verdict, printed)


def test_a_fact_is_compared_in_the_form_for_programs_wherever_it_stands() -> None:
    run = Run("May 2017", fact="prior.fieldwork_month", facet="month", value="2017-05")
    cell = TableBlock(
        1, replace(TABLE, rows=((TableCell("Rape"), TableCell("84 of 93", "recording.rape", "printed", 90.3)),))
    )
    document = replace(read("# A paper"), blocks=(cell,), notes=(Note(1, (run,)),))
    assert [(each.name, each.text, each.value) for each in bindings(document)] == [
        ("recording.rape", "84 of 93", "90.3"),
        ("prior.fieldwork_month", "2017-05", "2017-05"),
    ]


def test_what_cannot_be_computed_is_no_failure() -> None:
    assert judge_statement(row("", "", kind="not_derivable", figure_id=""), [], {}).verdict == "not_derivable"


def test_nine_recommendations_and_nine_open_actions_are_not_taken_for_each_other(
    spoilable: Workspace, tmp_path: Path
) -> None:
    """In the source both are nine. With a recommendation less, only what counts recommendations is different."""
    table = spoilable.audit_folder(AuditRef("cambridgeshire", "2014-inspection")) / "recommendations.csv"
    table.write_text(re.sub(r"CAM14-9,.*\n", "", table.read_text(encoding="utf-8")), encoding="utf-8")
    ref = AuditRef("cambridgeshire", "2014-inspection")
    update = documents_of(spoilable, ref, tmp_path / "b")["board-update"]
    rows = read_source_figures(spoilable)
    of_update = rows[rows["document"] == "board-update"].to_dict("records")
    statements = [judge_statement(statement, bindings(update), {}) for statement in of_update]
    assert {(each.figure, each.printed) for each in statements if each.verdict == "different"} == {
        ("bcb-recommendations", "8"), ("bcb-recommendations-again", "8"),
    }  # fmt: skip
    assert next(each for each in statements if each.figure == "bcb-actions-progress").verdict == "equal"
