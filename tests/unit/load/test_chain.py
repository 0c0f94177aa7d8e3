"""An audit rests on the audits before it, as far back as each names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.load.audit import read_audit
from cdi.load.fault_report import find_faults
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken
from cdi.model.fault import InputFaulty
from cdi.workspace.paths import Workspace
from tests.unit.load.bad_files.base import FORCE, SETTINGS, write_base

pytestmark = pytest.mark.slow


@pytest.fixture
def three(tmp_path: Path, project: Workspace) -> Workspace:
    """Audits of 2024, 2025 and 2026, each with the one before it as its prior."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "reference").symlink_to(project.data / "reference")
    (tmp_path / "data" / "forces.toml").write_text(FORCE, encoding="utf-8")
    for audit, prior in (("2024", None), ("2025", "2024"), ("2026", "2025")):
        write_base(tmp_path / "data" / "kent" / audit)
        name_prior(Workspace(tmp_path), audit, prior)
    return Workspace(tmp_path)


def name_prior(workspace: Workspace, audit: str, prior: str | None) -> None:
    line = f'prior = "{prior}"\n' if prior else ""
    text = SETTINGS.replace("published_on", f"{line}published_on")
    (workspace.audit_folder(AuditRef("kent", audit)) / "audit.toml").write_text(text, encoding="utf-8")


def lines(workspace: Workspace, audit: str) -> list[str]:
    """The faults that a check lists, which must be those that reading refuses."""
    ref = AuditRef("kent", audit)
    with pytest.raises(ContractBroken) as refused:
        read_audit(workspace, ref)
    listed = [str(fault) for fault in find_faults(workspace, ref)]
    assert str(refused.value).splitlines() == listed
    return listed


def test_the_inputs_name_every_file_of_every_audit_of_the_chain(three: Workspace) -> None:
    audit = read_audit(three, AuditRef("kent", "2026"))
    folders = {Path(name).parent.name for name in audit.inputs}
    assert folders == {"data", "reference", "2024", "2025", "2026"}
    assert "data/kent/2024/audit_reports.csv" in audit.inputs
    assert audit.prior is not None
    assert audit.prior.prior is not None
    assert audit.prior.prior.inspection.audit == "2024"
    assert "data/kent/2026/audit.toml" not in audit.prior.inputs


def test_a_source_outside_the_audit_folder_is_refused(three: Workspace) -> None:
    rows = three.root / "data" / "extract"
    rows.mkdir()
    folder = three.audit_folder(AuditRef("kent", "2024"))
    (folder / "staffing.csv").rename(rows / "staffing.csv")
    with (folder / "audit.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[source]\npath = "../../extract"\n')
    with pytest.raises(InputFaulty, match="leads out of the audit folder"):
        read_audit(three, AuditRef("kent", "2024"))


def test_an_audit_that_is_its_own_prior_is_refused(three: Workspace) -> None:
    name_prior(three, "2024", "2024")
    assert lines(three, "2024") == [
        "data/kent/2024/audit.toml, key inspection.prior: found '2024'; "
        "expected an earlier audit; this one leads back to itself (2024 → 2024)"
    ]


def test_a_circle_of_priors_is_refused_where_it_closes(three: Workspace) -> None:
    name_prior(three, "2024", "2025")
    assert lines(three, "2026") == [
        "data/kent/2024/audit.toml, key inspection.prior: found '2025'; "
        "expected an earlier audit; this one leads back to itself (2025 → 2024 → 2025)"
    ]


def test_a_prior_that_is_no_audit_is_refused_with_the_nearest(three: Workspace) -> None:
    name_prior(three, "2026", "2O25")
    assert lines(three, "2026") == [
        "data/kent/2026/audit.toml, key inspection.prior: found '2O25'; "
        "expected the folder of an earlier audit of kent; did you mean 2025?"
    ]


def test_missing_registers_are_missed_by_the_name_of_their_folder(three: Workspace) -> None:
    (three.data / "reference").unlink()
    assert lines(three, "2024") == [
        "data/reference: this folder is missing; expected a folder with finding_rules, forces, guidance, "
        "inspections, judgements, national_averages, oversight_bodies, published_results, reader_glossary, "
        "recording_rules as CSV files"
    ]


def test_a_missing_folder_that_audit_toml_names_is_its_fault(three: Workspace) -> None:
    with (three.audit_folder(AuditRef("kent", "2024")) / "audit.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[source]\nkind = "parquet"\npath = "rows"\n')
    assert lines(three, "2024") == [
        "data/kent/2024/rows: this folder is missing; expected the folder that source.path of audit.toml names"
    ]


def test_an_audit_before_that_came_out_later_is_refused(three: Workspace) -> None:
    settings = three.audit_folder(AuditRef("kent", "2024")) / "audit.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("published_on = 2026-06-01", "published_on = 2026-07-31"), encoding="utf-8")
    (line,) = lines(three, "2025")
    assert line.endswith("expected the folder of an earlier audit; that one is of 31 July 2026")
