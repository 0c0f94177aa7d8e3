"""The contract is declared once and published three ways, and what is published is what is checked."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from cdi.contract.publish import publish, table_schema, write_template
from cdi.contract.records import CANCELLED_CRIMES
from cdi.load.fault_report import find_faults
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.documents.invented import with_choices
from tests.unit.load.bad_files.base import FORCE, SETTINGS


def test_the_published_contract_is_the_declared_one(project: Workspace, tmp_path: Path) -> None:
    written = publish(tmp_path)
    assert len(written) > 25
    for path in written:
        shipped = project.root / "docs" / path.relative_to(tmp_path)
        assert shipped.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), "run cdi contract"


def test_a_table_for_programs_says_type_needs_choices_and_keys() -> None:
    schema = table_schema(CANCELLED_CRIMES)
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["cancel_id"]
    assert fields["category"]["constraints"] == {"required": True, "enum": ["rape", "violence", "sexual", "robbery"]}
    assert fields["victim_informed"] == {
        "name": "victim_informed",
        "type": "boolean",
        "description": "the victim was told",
        "constraints": {"required": False},
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path)
    return path


@pytest.mark.slow
def test_the_template_has_drop_downs_and_notes(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book["audit_reports"]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["E2:E5000"] == '"violence,sexual,other"'
    assert (
        sheet["E1"].comment.text
        == "the stratum it was drawn from\nHolds one of violence, sexual, other.\nMust be filled in."
    )
    assert len(book.sheetnames) == 2 + 5 + 11


@pytest.mark.slow
def test_the_example_rows_of_the_template_hold_the_contract(project: Workspace, template: Path, tmp_path: Path) -> None:
    workspace, ref = Workspace(tmp_path), AuditRef("fx", "2026")
    folder = workspace.audit_folder(ref)
    folder.mkdir(parents=True)
    (workspace.data / "reference").symlink_to(project.data / "reference")
    (workspace.data / "forces.toml").write_text(FORCE.replace("[kent]", "[fx]"), encoding="utf-8")
    source = '[source]\nkind = "excel"\npath = "template.xlsx"\nignore_sheets = ["README", "Lists"]\n'
    settings = (
        f"{SETTINGS}\n{source}".replace("kent-2026", "fx-2026")
        .replace("2026-06-01", "2026-07-01")
        .replace("2026-03-31", "2026-06-30")
    )
    (folder / "audit.toml").write_text(settings, encoding="utf-8")
    shutil.copy(template, folder / "template.xlsx")
    assert find_faults(workspace, ref) == []
    book = openpyxl.load_workbook(template)
    book["audit_reports"]["E2"] = "violense"
    book.save(folder / "template.xlsx")
    assert [fault.column for fault in find_faults(workspace, ref)] == ["stratum"]  # its sheets are what is looked at


@pytest.mark.long(
    reason="recognises sixteen tables; test_the_example_rows reads them, test_import_file imports workbooks"
)
def test_the_template_is_imported_as_it_is(cdi: RunCommand, template: Path, spoilable: Workspace) -> None:
    result = cdi(spoilable, "import", str(template), "--force", "fx", "--audit", "2026")
    assert result.returncode == 0, result.stderr
    settings = spoilable.audit_folder(AuditRef("fx", "2026")) / "audit.toml"
    text = (
        with_choices(settings.read_text(encoding="utf-8")).replace("# <fill in> ", "").replace("<", "").replace(">", "")
    )
    settings.write_text(text, encoding="utf-8")
    assert cdi(spoilable, "validate", "fx").stdout == "fx 2026: no faults\n"


def test_settings_for_programs_name_every_key(project: Workspace) -> None:
    schema = json.loads((project.root / "docs/table-schemas/settings/audit.json").read_text(encoding="utf-8"))
    assert {"inspection", "provenance", "source", "map", "drop"} <= schema["properties"].keys()


def test_a_template_that_no_spreadsheet_would_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageRefused, match=r"expected the name of a workbook, such as audit\.xlsx"):
        write_template(tmp_path / "template.csv")
    assert not [*tmp_path.iterdir()]
