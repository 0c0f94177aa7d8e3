"""What the tests' own memory of audits must never hide (`tests/shipped_audits.py`): a changed cell, a fault, a spoilt frame."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.load.audit import read_audit
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.fault import InputFaulty
from cdi.workspace.paths import Workspace
from tests.unit.load.bad_files.base import FORCE, write_base

pytestmark = pytest.mark.slow

REF = AuditRef("kent", "2026")
CANCELLED = """cancel_id,inspection_id,category,decision_correct,reason_incorrect,victim_should_be_informed,cancelled_on
X1,kent-2026,rape,false,no reason given,true,2026-02-01
X2,kent-2026,robbery,true,,false,2026-02-02
"""


@pytest.fixture
def copied(project: Workspace, tmp_path: Path) -> Workspace:
    """A small audit with two cancelled crimes."""
    workspace = Workspace(tmp_path)
    write_base(workspace.audit_folder(REF))
    (workspace.audit_folder(REF) / "cancelled_crimes.csv").write_text(CANCELLED, encoding="utf-8")
    (workspace.data / "reference").symlink_to(project.data / "reference")
    (workspace.data / "forces.toml").write_text(FORCE, encoding="utf-8")
    return workspace


def test_a_row_less_is_seen_and_a_fault_is_named(copied: Workspace) -> None:
    path = copied.audit_folder(REF) / "cancelled_crimes.csv"
    whole, text = read_audit(copied, REF), path.read_text(encoding="utf-8")
    path.write_text(text[: text.rstrip().rindex("\n") + 1], encoding="utf-8")
    assert len(read_audit(copied, REF).tables["cancelled_crimes"]) == len(whole.tables["cancelled_crimes"]) - 1
    path.write_text(text.replace("rape", "rap", 1), encoding="utf-8")
    with pytest.raises(InputFaulty, match="cancelled_crimes"):
        read_audit(copied, REF)


def test_what_is_written_into_a_frame_is_in_no_other(copied: Workspace) -> None:
    first = read_audit(copied, REF).tables["cancelled_crimes"]
    first.loc[:, "category"] = "robbery"
    first["more"] = 1
    again = read_audit(copied, REF).tables["cancelled_crimes"]
    assert "more" not in again
    assert again["category"].nunique() > 1


def reasons(audit: Audit) -> bool:
    return bool(audit.tables["cancelled_crimes"]["reason_incorrect"].notna().any())


def test_another_setting_and_another_extra_measure_are_read(copied: Workspace) -> None:
    folder = copied.audit_folder(REF)
    before = read_audit(copied, REF)
    assert (before.extra, reasons(before)) == ((), True)
    (folder / "measures.toml").write_text(
        '[mine]\nof = "recorded"\nby = ["route"]\ntitle = "Mine"\nadded_by = "analyst"\nadded_on = 2026-01-02\nreason = "to see"\n',
        encoding="utf-8",
    )
    assert [measure.name for measure in read_audit(copied, REF).extra] == ["mine"]
    with (folder / "audit.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[drop]\ncancelled_crimes = ["reason_incorrect"]\n')
    assert not reasons(read_audit(copied, REF))
