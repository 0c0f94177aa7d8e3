"""What a document needs: the table of subjects agrees with the contract, the templates and the measures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdi.compose.template_calls import document_types
from cdi.contract.tables import AUDIT_TABLES
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.model.figure import Figures
from cdi.new_audit.readiness import check_readiness, needs_of, read_needs, readiness_as_text
from cdi.workspace.paths import Workspace
from cdi.workspace.templates import SHIPPED_TEMPLATES

NEEDS = read_needs()


def test_tables_and_columns_are_those_of_the_contract() -> None:
    unknown = [
        (need.table, name) for need in NEEDS for name in need.columns if name not in AUDIT_TABLES[need.table].names
    ]
    assert unknown == []


def test_every_document_needs_something_and_an_unknown_one_is_refused() -> None:
    assert [name for name in document_types(SHIPPED_TEMPLATES) if not needs_of(name)] == []
    assert "strata" in [need.subject for need in needs_of("panel-pack")]
    with pytest.raises(UsageRefused, match="did you mean panel-pack"):
        needs_of("panel-pak")


@pytest.mark.parametrize("table", sorted({need.table for need in NEEDS} - {"out_of_court_disposals"}))
def test_without_its_table_figures_of_each_subject_are_lost(
    table: str, leicestershire: Audit, figures: Figures
) -> None:
    tables = {name: rows for name, rows in leicestershire.tables.items() if name != table}
    without = {figure.id for figure in measure(replace(leicestershire, tables=tables))}
    lost = {figure.id.split(".")[0] for figure in figures if figure.id not in without}
    assert [need.subject for need in NEEDS if need.table == table and not lost & set(need.ids)] == []


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
