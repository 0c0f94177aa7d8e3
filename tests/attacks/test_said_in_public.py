"""What a faulty cell says stays with the person at the terminal: canaries in every kind of fault, looked for elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cdi.cli import app
from cdi.contract.parsing import parse_table
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TableSchema, TextTable
from cdi.load import fault_report
from cdi.model.audit_ref import AuditRef
from cdi.model.fault import Fault, InputFaulty
from cdi.model.trace import trace_without_values
from cdi.pipeline.request import Failure
from cdi.render.failure_page import render_failure
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand, copy_forces
from tests.thin import thin

CANARY = "Zebedee Quillfeather"


def said_in_public(faults: list[Fault]) -> str:
    """All that a failed build writes of these faults."""
    refused = InputFaulty(faults)
    page = render_failure(AuditRef("kent", "2026"), Failure.of(refused), None)
    return "\n".join([str(refused), repr(refused), page, *(str(fault.without_values()) for fault in faults)])


@pytest.mark.parametrize("schema", thin(AUDIT_TABLES.values(), keep=3), ids=AUDIT_TABLES)
def test_no_cell_heading_or_key_of_any_table_is_said_in_public(schema: TableSchema) -> None:
    for column in schema.columns:
        cells = {each.name: [each.example_cell] * 2 for each in schema.columns} | {column.name: [CANARY] * 2}
        cells |= {f"the {CANARY}": ["x", "x"]}
        text = TextTable(schema.name, "/home/someone/data/kent/2026/x.csv", pd.DataFrame(cells, dtype="str"), {})
        faults = parse_table(schema, text).all_faults()
        assert any(CANARY in str(fault) for fault in faults)
        assert CANARY not in said_in_public(faults)
        assert "/home/someone" not in said_in_public(faults)


def test_the_terminal_is_told_and_nobody_else() -> None:
    fault = Fault("x.csv", "a number", column="weight", value=CANARY, cell="D4")
    refused = InputFaulty([fault])
    assert CANARY in refused.for_terminal
    assert str(refused) == (
        "x.csv, cell D4, column weight: what stands there is not shown here; expected a number\n"
        "cdi validate shows what stands there"
    )
    assert (
        str(replace(fault, value="").without_values())
        == "x.csv, cell D4, column weight: it is empty; expected a number"
    )


@pytest.mark.parametrize("values", [True, False])
def test_a_marked_workbook_without_values_has_headings_and_marks_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, values: bool
) -> None:
    rows = pd.DataFrame({"crime_id": [CANARY]}, index=[2], dtype="str")
    text = TextTable("audit_reports", "x.xlsx", rows, {"crime_id": "A"}, "Sheet1", 1)
    fault = Fault("x.xlsx", "a key", column="crime_id", value=CANARY, sheet="Sheet1", cell="A2").without_values()
    monkeypatch.setattr(fault_report, "read_audit_settings", lambda _: None)
    monkeypatch.setattr(fault_report, "read_text_tables", lambda *_: [text])
    fault_report.write_faults(Workspace(tmp_path), {AuditRef("kent", "2026"): [fault]}, tmp_path / "out", values=values)
    book = openpyxl.load_workbook(tmp_path / "out" / "kent-2026-marked.xlsx")
    assert book["Sheet1"]["A1"].value == "crime_id"
    assert book["Sheet1"]["A2"].comment is not None
    assert book["Sheet1"]["A2"].value == (CANARY if values else None)
    assert CANARY not in (tmp_path / "out" / "faults.csv").read_text(encoding="utf-8")


def test_a_trace_holds_code_and_no_message() -> None:
    name = CANARY
    try:
        int(name)
    except ValueError as error:
        trace = trace_without_values(error)
    assert "int(name)" in trace
    assert trace.endswith("ValueError")
    assert CANARY not in trace


def test_a_defect_is_one_line_and_its_trace_is_kept(
    cdi: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, project: Workspace
) -> None:
    def fail(self: Workspace) -> list[str]:  # noqa: ARG001 - stands in for a method
        raise ZeroDivisionError(CANARY)

    workspace = copy_forces(project, tmp_path / "here", ["cambridgeshire"])
    monkeypatch.setattr(Workspace, "forces", fail)
    ended = cdi(workspace, "validate")
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "cdi: a defect of the program (ZeroDivisionError); where it arose is in reports/.work/traceback.txt, "
        "and --debug shows it in full"
    ]
    assert CANARY not in (workspace.reports / ".work" / "traceback.txt").read_text(encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        cdi(workspace, "validate", "--debug")


def test_signs_that_steer_a_terminal_are_shown_as_code_points(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["report", "a\x1b[2J\u202e"], {}) == 2
    assert "\x1b[2J" not in capsys.readouterr().err
