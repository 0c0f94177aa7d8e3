"""What people call forces, audits and documents, and which one is meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.workspace.names import choose_audit, choose_document, read_option, require_audit, require_force, select_audits
from cdi.workspace.paths import Workspace

ESSEX, KENT_2017, KENT_2018, KENT_2019 = (
    AuditRef("essex", "2018-inspection"),
    AuditRef("kent", "2017-inspection"),
    AuditRef("kent", "2018-inspection"),
    AuditRef("kent", "2019-inspection"),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Essex has one audit; Kent has three, of which the last is data alone."""
    workspace = Workspace(tmp_path)
    for ref in (ESSEX, KENT_2017, KENT_2018, KENT_2019):
        workspace.audit_folder(ref).mkdir(parents=True)
        (workspace.audit_folder(ref) / "audit.toml").touch()
    for ref in (ESSEX, KENT_2017, KENT_2018):
        documents = "[panel-pack]\n[news-item]\n"
        (workspace.audit_folder(ref) / "documents.toml").write_text(documents, encoding="utf-8")
    (workspace.data / "forces.toml").write_text("[kent]\n[essex]\n", encoding="utf-8")
    return workspace


@pytest.mark.parametrize(
    ("force", "audit", "meant"),
    [
        ("kent", "2017-inspection", KENT_2017),
        ("kent", None, KENT_2018),
        ("Kent", None, KENT_2018),
        ("essex", None, ESSEX),
    ],
)
def test_the_audit_asked_for_or_else_the_latest_with_documents(
    workspace: Workspace, force: str, audit: str | None, meant: AuditRef
) -> None:
    assert choose_audit(workspace, force, audit) == meant


@pytest.mark.parametrize(
    ("force", "audit", "words"),
    [
        (None, None, "no force named; say one, such as essex. Known: essex, kent"),
        ("knet", None, "force 'knet' is not known; did you mean kent?"),
        ("hampshire", None, "force 'hampshire' is not known; for a new force: cdi new hampshire AUDIT, or cdi import"),
        ("ke nt", None, "force 'ke nt': not a name (lower-case letters, digits and hyphens); did you mean kent?"),
        ("kent", "2018-inspecton", "audit '2018-inspecton' is not known; did you mean 2018-inspection?"),
        ("kent", "2019-inspection", "audit '2019-inspection' is not known; did you mean 2018-inspection?"),
    ],
)
def test_a_name_that_is_none_is_refused_with_the_nearest(
    workspace: Workspace, force: str | None, audit: str | None, words: str
) -> None:
    with pytest.raises(UsageRefused, match=f"^{re.escape(words)}$"):
        choose_audit(workspace, force, audit)


def test_an_audit_that_is_data_alone_may_be_required(workspace: Workspace) -> None:
    assert require_audit(workspace, KENT_2019) == KENT_2019
    with pytest.raises(UsageRefused, match="did you mean 2019-inspection"):
        require_audit(workspace, AuditRef("kent", "2019-inspecton"))
    with pytest.raises(UsageRefused, match="did you mean kent"):
        require_force(workspace, "kant")


def test_one_audit_all_of_a_force_that_of_a_folder_or_all_there_are(workspace: Workspace) -> None:
    folder = str(workspace.audit_folder(KENT_2019))
    assert select_audits(workspace, "kent", "2017-inspection") == [KENT_2017]
    assert select_audits(workspace, "kent", None) == [KENT_2017, KENT_2018, KENT_2019]
    assert select_audits(workspace, folder, None) == [KENT_2019]
    assert select_audits(workspace, None, None) == [ESSEX, KENT_2017, KENT_2018, KENT_2019]
    with pytest.raises(UsageRefused, match="not an audit folder"):
        select_audits(workspace, str(workspace.data), None)


def test_the_document_asked_for_or_else_the_first(workspace: Workspace) -> None:
    assert choose_document(workspace, KENT_2018, None) == "panel-pack"
    assert choose_document(workspace, KENT_2018, "news-item") == "news-item"
    with pytest.raises(UsageRefused, match="did you mean news-item"):
        choose_document(workspace, KENT_2018, "news")


@pytest.mark.parametrize(
    ("argument", "variable", "meant"),
    [("kent", "essex", "kent"), (None, "essex", "essex"), (None, "", None), ("", "essex", "")],
)
def test_an_argument_goes_before_the_environment_and_an_empty_variable_is_none(
    argument: str | None, variable: str, meant: str | None
) -> None:
    assert read_option(argument, "FORCE", {"FORCE": variable}) == meant


def test_every_path_of_an_audit_begins_at_the_project_folder(workspace: Workspace) -> None:
    root = workspace.root
    assert workspace.audit_folder(ESSEX) == root / "data/essex/2018-inspection"
    assert workspace.report_folder(ESSEX) == root / "reports/essex/2018-inspection"
    assert workspace.work_folder(ESSEX) == root / "reports/.work/essex/2018-inspection"
    assert Workspace.find(workspace.audit_folder(ESSEX)) == workspace
