"""`cdi why`: a figure followed back to its rows and forward to its sentences."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand, SharedFolder, built_once
from tests.small_reports import write_small_reports

pytestmark = pytest.mark.slow

REF = AuditRef("leicestershire", "2018-reinspection")
SMALL = AuditRef("kent", "2026")


OF_KENT = ("--force", "kent")
CANCELLED = """cancel_id,inspection_id,category,decision_correct,reason_incorrect,required_authority,victim_should_be_informed,cancelled_on
X1,kent-2026,rape,false,no additional verifiable information,decision_maker,false,2026-02-01
X2,kent-2026,rape,false,no additional verifiable information,decision_maker,false,2026-02-02
X3,kent-2026,rape,true,,decision_maker,false,2026-02-03
"""


@pytest.fixture
def kent(tmp_path: Path) -> Workspace:
    """A small audit with three cancelled rapes and one document."""
    workspace = write_small_reports(tmp_path / "kent")
    (workspace.audit_folder(SMALL) / "cancelled_crimes.csv").write_text(CANCELLED, encoding="utf-8")
    return workspace


def test_it_names_formula_rows_interval_and_sources(cdi: RunCommand, project: Workspace) -> None:
    ended = cdi(project, "why", "cancellations.rape", "--force", "Leicestershire")
    assert ended.returncode == 0, ended.stderr
    for words in (
        "cancellations.rape in leicestershire 2018-reinspection: 14 of 16",
        "counted: cancelled_crimes (2018-reinspection): category rape and decision_correct yes",
        "100 × 14 ÷ 16 = 87.50%",
        "95%: 63.98 to 96.50 (percent), Wilson score",
        "2 by cancel_id: REC-LEI18-C00038, REC-LEI18-C00063",
    ):
        assert words in ended.stdout


def test_an_unknown_id_is_refused_with_the_nearest_a_gap_among_them(cdi: RunCommand, kent: Workspace) -> None:
    figure = cdi(kent, "why", "cancellations.rap", *OF_KENT)
    assert (figure.returncode, "did you mean cancellations.rape?" in figure.stderr) == (2, True)
    gap = cdi(kent, "why", "recording.overal", *OF_KENT)
    assert "did you mean recording.overall?" in gap.stderr


def test_a_gap_says_why_it_is_one_and_what_would_fill_it(cdi: RunCommand, kent: Workspace) -> None:
    ended = cdi(kent, "why", "n100.required", *OF_KENT, "--audit", SMALL.audit)
    assert ended.returncode == 0, ended.stderr
    assert "the table n100_reviews was not supplied" in ended.stdout
    assert "What would fill it\n  the table n100_reviews" in ended.stdout


def test_corrections_and_exclusions_that_touched_its_rows_are_named_without_what_cells_say(
    cdi: RunCommand, kent: Workspace
) -> None:
    folder = kent.audit_folder(SMALL)
    (folder / "corrections.csv").write_text(
        "table,key,column,expect,value,reason,author_role,decided_on\n"
        "cancelled_crimes,X1,decision_correct,false,true,looked at again,Registrar,2026-01-02\n"
        "cancelled_crimes,X1,reason_incorrect,no additional verifiable information,,looked at again,"
        "Registrar,2026-01-02\n",
        encoding="utf-8",
    )
    (folder / "exclusions.csv").write_text(
        "table,key,reason,decided_by,decided_on\n"
        "cancelled_crimes,X2,a duplicate,Registrar,2026-01-03\n",
        encoding="utf-8",
    )  # fmt: skip
    ended = cdi(kent, "why", "cancellations.rape", *OF_KENT, "--json")
    answer = json.loads(ended.stdout)
    assert answer["figure"]["printed"] == "2 of 2"
    assert "X1" in answer["rows"]["counted"]["ids"]
    first, second = answer["corrections"]
    assert first == {
        "table": "cancelled_crimes", "key": "X1", "column": "decision_correct",
        "reason": "looked at again", "decided_by": "Registrar", "decided_on": "2026-01-02",
    }  # fmt: skip
    assert second["column"] == "reason_incorrect"
    assert "no additional verifiable" not in ended.stdout
    assert [each["key"] for each in answer["exclusions"]] == ["X2"]
    other = json.loads(cdi(kent, "why", "timeliness.all", *OF_KENT, "--json").stdout)
    assert (other["corrections"], other["exclusions"]) == ([], [])


def test_every_sentence_of_a_delivered_document_that_prints_it_is_shown_and_of_others_how_to_build_them(
    cdi: RunCommand, shared_folder: SharedFolder
) -> None:
    built = built_once(shared_folder, Request(REF, ("panel-pack",)))
    ended = cdi(built, "why", "recording.overall", "--force", "leicestershire")
    assert "panel-pack › " in ended.stdout
    assert "The inspectorate estimates that the force records 84.1%" in ended.stdout
    # A document that was not delivered is composed of the same analysis.
    assert "panel-paper › Findings of the 2018 report: " in ended.stdout
    (printed,) = {line.split(" › ")[0] for line in ended.stdout.splitlines() if "news-item › " in line} or {""}
    assert "not built yet" not in ended.stdout, printed


def test_a_notebook_shows_it_as_a_table_with_a_caption_and_headers(kent: Workspace) -> None:
    from cdi.derivation import explain_figure

    shown = explain_figure("cancellations.rape", SMALL.force, SMALL.audit, kent)._repr_html_()
    assert "<caption>How cancellations.rape was made</caption>" in shown
    assert shown.count('<th scope="row">') == shown.count("<td>") > 5
    assert shown.count('<th scope="col">') == 2


def test_an_audit_without_documents_can_be_asked_too(cdi: RunCommand, kent: Workspace) -> None:
    (kent.audit_folder(SMALL) / "documents.toml").unlink()
    shutil.rmtree(kent.audit_folder(SMALL) / "narrative")
    ended = cdi(kent, "why", "cancellations.rape", *OF_KENT, "--audit", SMALL.audit)
    assert "no document" in ended.stdout, ended.stderr
