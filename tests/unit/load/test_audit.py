from pathlib import Path
from typing import Any

import pytest

from cdi.load import audit as audits
from cdi.load.audit import read_audit
from cdi.load.checksums import Marks, refuse_changed
from cdi.load.folder import CheckedTables
from cdi.load.reference import read_reference
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken
from cdi.model.fault import InputFaulty
from cdi.workspace.paths import Workspace

pytestmark = pytest.mark.slow

FOLDER = Path("data/leicestershire/2018-reinspection")


def test_an_audit_comes_with_the_one_before_and_the_checksums_of_its_inputs(project: Workspace) -> None:
    audit = read_audit(project, AuditRef("leicestershire", "2018-reinspection"))
    assert audit.prior is not None
    assert audit.prior.inspection.audit == "2017-inspection"
    assert "data/leicestershire/2017-inspection/published_results.csv" in audit.inputs


def test_rows_that_change_while_they_are_read_are_refused_so_no_checksum_is_of_other_rows(
    spoilable: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, read = spoilable.root / FOLDER / "reviewed_records.csv", audits.check_folder

    def read_and_write(*of_folder: Any) -> CheckedTables:
        checked = read(*of_folder)
        rows.write_bytes(rows.read_bytes())  # the same bytes: even so nobody knows which were read
        return checked

    monkeypatch.setattr(audits, "check_folder", read_and_write)
    with pytest.raises(InputFaulty) as refused:
        read_audit(spoilable, AuditRef("leicestershire", "2018-reinspection"))
    assert str(refused.value) == (
        f"{(FOLDER / 'reviewed_records.csv').as_posix()}: changed while it was read;"
        " expected a file that nobody writes meanwhile; build again"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [({Path("/w/a"): (1,)}, {}), ({}, {Path("/w/a"): (1,)}), ({Path("/w/a"): (1,)}, {Path("/w/a"): (2,)})],
)
def test_a_file_that_goes_comes_or_changes_between_two_looks_is_named(before: Marks, after: Marks) -> None:
    with pytest.raises(InputFaulty, match=r"^a: changed while it was read"):
        refuse_changed(Workspace(Path("/w")), before, after)


def reference(root: Path) -> Path:
    folder = root / "data" / "reference"
    folder.mkdir(parents=True)
    return folder


def test_a_table_that_is_not_supplied_is_not_there(spoilable: Workspace) -> None:
    (spoilable.root / FOLDER / "cancelled_crimes.csv").unlink()
    assert not read_audit(spoilable, AuditRef("leicestershire", "2018-reinspection")).holds("cancelled_crimes")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file is empty"),
        (b"rule\nx,y\n", "2 cells in row 2; expected 1"),
        (b"\x00\x01", "holds NUL bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path, text: bytes, message: str) -> None:
    (reference(tmp_path) / "recording_rules.csv").write_bytes(text)
    with pytest.raises(ContractBroken, match=message) as refused:
        read_reference(Workspace(tmp_path))
    assert "recording_rules.csv" in str(refused.value)


def test_a_file_that_is_no_table_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (reference(tmp_path) / "judgement.csv").write_text("x\n1\n")
    with pytest.raises(ContractBroken, match="did you mean judgements"):
        read_reference(Workspace(tmp_path))


def test_a_crime_that_hangs_on_no_record_is_an_orphan(spoilable: Workspace) -> None:
    path = spoilable.root / FOLDER / "reviewed_records.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "REC-LEI18-V3," not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(ContractBroken) as refused:
        read_audit(spoilable, AuditRef("leicestershire", "2018-reinspection"))
    said = refused.value.for_terminal
    assert "column record_id: 3 cells (" in said
    assert said.count("found 'REC-LEI18-V3'; expected a record_id of reviewed_records") == 1
    assert "REC-LEI18-V3" not in str(refused.value)


def test_an_unknown_key_of_audit_toml_is_refused(spoilable: Workspace) -> None:
    path = spoilable.root / FOLDER / "audit.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("level =", "levl ="), encoding="utf-8")
    with pytest.raises(
        ContractBroken,
        match=r"audit\.toml: what stands there is not shown here; expected one of comparable_because, estimator, level; did you mean level",
    ):
        read_audit(spoilable, AuditRef("leicestershire", "2018-reinspection"))
