"""What a document needs: the table of subjects agrees with the templates; tests/documents/test_needs.py holds it to the measures."""

from __future__ import annotations

import pytest

from cdi.compose.template_calls import document_types
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.new_audit.readiness import check_readiness, needs_of, readiness_as_text
from cdi.new_audit.scaffold import scaffold_audit
from cdi.workspace.paths import Workspace
from cdi.workspace.templates import SHIPPED_TEMPLATES


def test_every_document_needs_something_and_an_unknown_one_is_refused() -> None:
    assert [name for name in document_types(SHIPPED_TEMPLATES) if not needs_of(name)] == []
    assert "strata" in [need.subject for need in needs_of("panel-pack")]
    with pytest.raises(UsageRefused, match="did you mean panel-pack"):
        needs_of("panel-pak")


def test_the_page_of_teams_needs_teams_alone() -> None:
    assert [(need.table, need.columns) for need in needs_of("teams-compared")] == [
        ("audit_reports", ("team", "required", "recorded"))
    ]


def test_what_was_published_of_a_subject_is_said_to_be_printed(spoilable: Workspace) -> None:
    workspace, ref = spoilable, AuditRef("kent", "2017-inspection")
    scaffold_audit(workspace, ref, ["panel-paper"], published=True)
    lines = readiness_as_text(ref, "panel-paper", check_readiness(workspace, ref, "panel-paper")).splitlines()
    (accuracy,) = [line for line in lines if "recording accuracy" in line]
    assert accuracy.endswith("the headline figure, but for what was published of it")
    (classes,) = [line for line in lines if "class of the record" in line]
    assert "published" not in classes


@pytest.mark.slow
def test_what_is_there_in_part_or_missing_is_said_with_what_is_lost(spoilable: Workspace) -> None:
    ref = AuditRef("leicestershire", "2018-reinspection")
    (spoilable.audit_folder(ref) / "audit_strata.csv").unlink()
    settings = spoilable.audit_folder(ref) / "audit.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("published_on", "# published_on"), encoding="utf-8"
    )
    lines = readiness_as_text(ref, "panel-paper", check_readiness(spoilable, ref, "panel-paper")).splitlines()
    assert lines[0] == "leicestershire 2018-reinspection, for panel-paper:"
    assert lines[1].split() == ["there", "recording", "accuracy", "audit_reports:", "1,714", "rows"]
    (strata,) = [line for line in lines if line.split()[1] == "strata"]
    assert " ".join(strata.split()) == (
        "missing strata audit_strata: no rows; lost: the overall rate weighted to all reported crime with its interval "
        "and any comparison with an earlier audit"
    )
