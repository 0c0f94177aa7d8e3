"""`cdi why`: a figure followed back to its rows and forward to its sentences."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand, SharedFolder, built_once, copy_forces

pytestmark = pytest.mark.slow

REF = AuditRef("leicestershire", "2018-reinspection")


@pytest.fixture
def spoilable_force(project: Workspace, tmp_path: Path) -> Workspace:
    return copy_forces(project, tmp_path, ["leicestershire"])


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


def test_an_unknown_id_is_refused_with_the_nearest_a_gap_among_them(cdi: RunCommand, project: Workspace) -> None:
    figure = cdi(project, "why", "recording.sexal", "--force", "leicestershire")
    assert (figure.returncode, "did you mean recording.sexual?" in figure.stderr) == (2, True)
    gap = cdi(project, "why", "recording.overal", "--force", "cambridgeshire")
    assert "did you mean recording.overall?" in gap.stderr


def test_a_gap_says_why_it_is_one_and_what_would_fill_it(cdi: RunCommand, spoilable_force: Workspace) -> None:
    (spoilable_force.audit_folder(REF) / "n100_reviews.csv").unlink()
    ended = cdi(spoilable_force, "why", "n100.required", "--force", "leicestershire", "--audit", REF.audit)
    assert ended.returncode == 0, ended.stderr
    assert "the table n100_reviews was not supplied" in ended.stdout
    assert "What would fill it\n  the table n100_reviews" in ended.stdout


def test_corrections_and_exclusions_that_touched_its_rows_are_named_without_what_cells_say(
    cdi: RunCommand, spoilable_force: Workspace
) -> None:
    folder = spoilable_force.audit_folder(REF)
    (folder / "corrections.csv").write_text(
        "table,key,column,expect,value,reason,author_role,decided_on\n"
        "cancelled_crimes,REC-LEI18-C00038,decision_correct,false,true,looked at again,Registrar,2026-01-02\n"
        "cancelled_crimes,REC-LEI18-C00038,reason_incorrect,no additional verifiable information,,looked at again,"
        "Registrar,2026-01-02\n",
        encoding="utf-8",
    )
    (folder / "exclusions.csv").write_text(
        "table,key,reason,decided_by,decided_on\n"
        "cancelled_crimes,REC-LEI18-C00063,a duplicate,Registrar,2026-01-03\n",
        encoding="utf-8",
    )  # fmt: skip
    ended = cdi(spoilable_force, "why", "cancellations.rape", "--force", "leicestershire", "--json")
    answer = json.loads(ended.stdout)
    assert answer["figure"]["printed"] == "15 of 15"
    assert "REC-LEI18-C00038" in answer["rows"]["counted"]["ids"]
    first, second = answer["corrections"]
    assert first == {
        "table": "cancelled_crimes", "key": "REC-LEI18-C00038", "column": "decision_correct",
        "reason": "looked at again", "decided_by": "Registrar", "decided_on": "2026-01-02",
    }  # fmt: skip
    assert second["column"] == "reason_incorrect"
    assert "no additional verifiable" not in ended.stdout
    assert [each["key"] for each in answer["exclusions"]] == ["REC-LEI18-C00063"]
    other = json.loads(cdi(spoilable_force, "why", "recording.sexual", "--force", "leicestershire", "--json").stdout)
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


def test_a_notebook_shows_it_as_a_table_with_a_caption_and_headers(project: Workspace) -> None:
    from cdi.derivation import explain_figure

    shown = explain_figure("cancellations.rape", REF.force, REF.audit, project)._repr_html_()
    assert "<caption>How cancellations.rape was made</caption>" in shown
    assert shown.count('<th scope="row">') == shown.count("<td>") > 5
    assert shown.count('<th scope="col">') == 2


def test_an_audit_without_documents_can_be_asked_too(cdi: RunCommand, spoilable_force: Workspace) -> None:
    (spoilable_force.audit_folder(REF) / "documents.toml").unlink()
    shutil.rmtree(spoilable_force.audit_folder(REF) / "narrative")
    ended = cdi(spoilable_force, "why", "cancellations.rape", "--force", "leicestershire", "--audit", REF.audit)
    assert "no document" in ended.stdout, ended.stderr
