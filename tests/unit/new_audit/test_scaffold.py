"""A new audit: what the reference knows is filled in, everything else is left to be filled in, in plain sight."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from cdi.compose.author_text import read_narrative
from cdi.compose.template_calls import document_types
from cdi.model.audit import Inspection, Provenance
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.model.fault import InputFaulty
from cdi.new_audit.scaffold import scaffold_audit
from cdi.workspace.extra_measures import read_extra_measures
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import find_placeholders, read_audit_settings, read_documents
from tests.documents.invented import empty_workspace


def started(folder: Path, force: str, audit: str, *, published: bool = False) -> tuple[Workspace, str]:
    workspace, ref = empty_workspace(folder), AuditRef(force, audit)
    scaffold_audit(workspace, ref, published=published)
    return workspace, (workspace.audit_folder(ref) / "audit.toml").read_text(encoding="utf-8")


def test_what_the_reference_knows_is_filled_in(tmp_path: Path) -> None:
    workspace, settings = started(tmp_path, "hampshire", "2018-inspection")
    for line in (
        "# Hampshire Constabulary, audit 2018-inspection.",
        "audit_period_start = 2018-02-01",
        "audit_period_end = 2018-07-31",
        "published_on = 2019-03-07",
        'programme = "CDI-rolling"',
    ):
        assert line in settings
    results = (workspace.data / "hampshire" / "2018-inspection" / "published_results.csv").read_text(encoding="utf-8")
    assert "rate_overall,,,91.3,1.43" in results
    assert workspace.forces() == ["hampshire"]
    assert (workspace.data / "forces.toml").read_text(encoding="utf-8") == ""


def test_no_meeting_no_time_and_no_address_is_made_up(tmp_path: Path) -> None:
    workspace, settings = started(tmp_path, "kent", "2030-inspection")
    documents = read_documents(workspace.data / "kent" / "2030-inspection")
    unfilled = find_placeholders(documents)
    for key in ("marking", "date", "time", "contact.email", "contact.role", "report_of", "file_reference"):
        assert f"panel-paper.{key}" in unfilled
    text = (workspace.data / "kent" / "2030-inspection" / "documents.toml").read_text(encoding="utf-8")
    assert not re.search(r"\d\d:\d\d|@|2030-\d\d-\d\d", text)
    assert "# <fill in> published_on" in settings


def test_what_a_person_must_decide_is_not_decided_for_them(tmp_path: Path) -> None:
    """What the rows are, and what a crime in the wrong class is in the rates: each choice stands in the comment."""
    workspace, settings = started(tmp_path, "kent", "2030-inspection")
    for key, choices in (
        ("basis", get_args(Provenance.model_fields["basis"].annotation)),
        ("misclassified_counts_as", get_args(Inspection.model_fields["misclassified_counts_as"].annotation)),
    ):
        (line,) = [line for line in settings.splitlines() if line.startswith(f"{key} = ")]
        value, _, comment = line.partition("#")
        assert value.strip() == f'{key} = "<fill in>"'
        assert [choice for choice in choices if f'"{choice}"' not in comment] == []
    with pytest.raises(InputFaulty) as faulty:
        read_audit_settings(workspace.data / "kent" / "2030-inspection")
    assert sorted(str(fault.column) for fault in faulty.value.faults) == [  # all that is to be filled in, at once
        "inspection.audit_period_end",
        "inspection.audit_period_start",
        "inspection.fieldwork_label",
        "inspection.misclassified_counts_as",
        "inspection.published_on",
        "provenance.basis",
        "provenance.sources",
        "provenance.statement",
    ]


@pytest.mark.parametrize(
    ("audit", "kind"),
    [
        ("2030-inspection", "inspection"),
        ("2030-re-inspection", "re-inspection"),
        ("2030-reinspection-two", "re-inspection"),
        ("2030-internal", "internal audit"),
        ("2030-q2-internal-audit", "internal audit"),
        ("2030-peer-review", "peer review"),
        ("2030-joint-audit", "joint audit"),
        ("2030-thematic", "thematic"),
        ("2030-peel", "PEEL"),
        ("2030-q2", "<fill in>"),
    ],
)
def test_who_audited_is_taken_from_the_name_or_left_to_fill_in(audit: str, kind: str, tmp_path: Path) -> None:
    _, settings = started(tmp_path, "kent", audit)
    assert f'kind = "{kind}" ' in settings
    assert ("<title of the report>" in settings) is (kind == "<fill in>")


def test_published_results_alone_leave_nothing_to_fill_in_but_the_paper(tmp_path: Path) -> None:
    _, settings = started(tmp_path, "kent", "2017-inspection", published=True)
    assert "<" not in "".join(line for line in settings.splitlines() if not line.startswith("#"))
    assert 'basis = "published"' in settings


def test_a_force_that_nobody_knows_gets_an_entry_to_fill_in(tmp_path: Path) -> None:
    workspace, _ = started(tmp_path, "midshire", "2026-inspection")
    assert 'name = "<official name>"' in (workspace.data / "forces.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("force", "audit", "meant"),
    [
        ("norfolk police", "2027-own", "norfolk"),
        ("devon & cornwall", "2027-own", "devon-and-cornwall"),
        ("durham constabulary", "2027-own", "durham"),
        ("norfolk", "2027 Own", "2027-own"),
    ],
)
def test_a_name_as_people_say_it_is_refused_with_the_one_that_is_meant(
    tmp_path: Path, force: str, audit: str, meant: str
) -> None:
    with pytest.raises(UsageRefused, match=f"; did you mean {meant}\\?$"):
        started(tmp_path, force, audit)


def test_results_that_the_reference_lacks_are_refused_with_those_it_has(tmp_path: Path) -> None:
    with pytest.raises(
        UsageRefused, match="no published results of this audit; it has 2017-inspection, 2018-reinspection"
    ):
        started(tmp_path, "kent", "2030-inspection", published=True)


def test_every_block_that_is_scaffolded_has_a_key(tmp_path: Path) -> None:
    workspace, ref = empty_workspace(tmp_path), AuditRef("kent", "2026-inspection")
    of_an_audit = [name for name in document_types(workspace.templates) if name != "national-comparison"]
    scaffold_audit(workspace, ref, of_an_audit)
    keys = read_narrative(workspace.audit_folder(ref) / "narrative")  # which refuses a key that is empty
    assert len(keys) > 20


def test_no_force_is_called_as_a_folder_with_another_purpose(tmp_path: Path) -> None:
    with pytest.raises(UsageRefused, match="force 'site': a folder of that name has another purpose"):
        started(tmp_path, "site", "2026-audit")


def test_a_document_of_all_forces_is_none_of_an_audit(tmp_path: Path) -> None:
    with pytest.raises(UsageRefused, match="is of all forces and of no audit; run: cdi national"):
        scaffold_audit(empty_workspace(tmp_path), AuditRef("kent", "2026-inspection"), ["national-comparison"])


def test_the_page_of_teams_comes_with_the_question_that_it_is_made_of(tmp_path: Path) -> None:
    workspace, ref = empty_workspace(tmp_path), AuditRef("kent", "2026-internal")
    written = scaffold_audit(workspace, ref, ["teams-compared"])
    assert "measures.toml" in [path.name for path in written]
    (measure,), faults = read_extra_measures(workspace.audit_folder(ref))
    assert (measure.name, measure.of, measure.by, faults) == ("teams", "recorded", ("team",), [])
    assert measure.reason == "<why it is asked>"  # a draft until somebody says it
    scaffold_audit(workspace, AuditRef("kent", "2027-internal"), ["panel-paper"])
    assert not (workspace.audit_folder(AuditRef("kent", "2027-internal")) / "measures.toml").exists()
