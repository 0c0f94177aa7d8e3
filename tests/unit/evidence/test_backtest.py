"""The back-test: what counts as found, and that equal numbers of different things do not answer for each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cdi.evidence.backtest import bindings, judged
from cdi.load.reference import read_source_figures
from cdi.model.audit_ref import AuditRef
from cdi.render.html import render_html
from cdi.workspace.paths import Workspace
from tests.documents.bundles import documents_of


def row(expected: str, facet: str, **more: str) -> dict[str, str | None]:
    held = {"kind": "computed", "figure_id": "plan.open", "fact": None, "note": None}
    place = {"figure": "f", "force": "x", "audit": "y", "document": "z"}
    return held | place | {"expected": expected, "facet": facet} | more


def page(name: str, facet: str, text: str, value: str = "9") -> str:
    return f'<p>There are <data value="{value}" data-figure="{name}" data-facet="{facet}">{text}</data>.</p>'


@pytest.mark.parametrize(
    ("expected", "facet", "html", "verdict", "found"),
    [
        ("9", "numerator", page("plan.open", "numerator", "9"), "equal", "9"),
        ("9", "numerator", page("plan.open", "numerator", "nine"), "equal", "9"),
        ("9", "numerator", page("plan.open", "numerator", "Nine"), "equal", "9"),
        ("0", "numerator", page("plan.open", "numerator", "none", "0"), "equal", "0"),
        ("9", "numerator", page("plan.open", "numerator", "8"), "different", "8"),
        ("9", "numerator", page("plan.open", "denominator", "9"), "different", "not in the document"),
        ("9", "numerator", page("recommendations.made", "numerator", "9"), "different", "not in the document"),
        ("9", "numerator", "<p>There are 9.</p>", "different", "not in the document"),
        (
            "9", "numerator", page("plan.open", "numerator", "9") + page("plan.open", "numerator", "8"), "different", "8, 9",
        ),
        ("1", "value", page("plan.open", "value", "lowest", "1"), "equal", "1"),
        ("vast majority", "quantity", page("plan.open", "quantity", "the vast majority"), "equal", "vast majority"),
    ],
)  # fmt: skip
def test_a_statement_is_found_by_what_it_is_bound_to(
    expected: str, facet: str, html: str, verdict: str, found: str
) -> None:
    statement = judged(row(expected, facet), bindings(html), {})
    assert (statement.verdict, statement.found) == (verdict, found)


def test_what_cannot_be_computed_is_no_failure() -> None:
    assert judged(row("", "", kind="not_derivable", figure_id=""), [], {}).verdict == "not_derivable"


def test_nine_recommendations_and_nine_open_actions_are_not_taken_for_each_other(
    spoilable: Workspace, tmp_path: Path
) -> None:
    """In the source both are nine. With a recommendation less, only what counts recommendations is different."""
    table = spoilable.audit_folder(AuditRef("cambridgeshire", "2014-inspection")) / "recommendations.csv"
    table.write_text(re.sub(r"CAM14-9,.*\n", "", table.read_text(encoding="utf-8")), encoding="utf-8")
    html = render_html(
        documents_of(spoilable, AuditRef("cambridgeshire", "2014-inspection"), tmp_path / "b")["board-update"]
    )
    rows = read_source_figures(spoilable)
    statements = [
        judged(held, bindings(html), {}) for held in rows[rows["document"] == "board-update"].to_dict("records")
    ]
    assert {(each.figure, each.found) for each in statements if each.verdict == "different"} == {
        ("bcb-recommendations", "8"), ("bcb-recommendations-again", "8"),
    }  # fmt: skip
    assert next(each for each in statements if each.figure == "bcb-actions-progress").verdict == "equal"
