"""The same audit from CSV, Excel, Parquet, DuckDB and PostgreSQL gives the same figures.json, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from cdi.bundle import write_bundle
from cdi.facts import facts
from cdi.load import read_audit
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.errors import ContractBroken
from cdi.schema.records import RECORD_TABLES
from cdi.settings import Workspace
from tests.sources.servers import PROGRAMS, Server, postgresql

FORCE, AUDIT = "leicestershire", "2018-reinspection"


def figures_json(audit: Audit, folder: Path) -> bytes:
    write_bundle(folder, measure(audit), facts(audit), [], [], {})
    return (folder / "figures.json").read_bytes()


@pytest.fixture
def plain(leicestershire: Audit, tmp_path: Path) -> bytes:
    return figures_json(leicestershire, tmp_path / "plain")


def frames(leicestershire: Audit) -> dict[str, pd.DataFrame]:
    held = [schema.name for schema in RECORD_TABLES if leicestershire.holds(schema.name)]
    return {name: leicestershire.tables[name].reset_index(drop=True) for name in held}


def use(workspace: Workspace, settings: str) -> Path:
    """Take the record-level CSV files away and name another source; returns the audit folder."""
    folder = workspace.audit_folder(FORCE, AUDIT)
    for schema in RECORD_TABLES:
        (folder / f"{schema.name}.csv").unlink(missing_ok=True)
    with (folder / "audit.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[source]\n{settings}\n")
    return folder


def test_excel_with_titles_above_headings_own_headings_and_hidden_columns(
    spoilable: Workspace, leicestershire: Audit, plain: bytes, tmp_path: Path
) -> None:
    folder = use(
        spoilable,
        'kind = "excel"\npath = "audit.xlsx"\n\n[map.audit_reports]\ncrime_id = "URN"\nreceived_at = "Date reported"',
    )
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, frame in frames(leicestershire).items():
        sheet = book.create_sheet(name)
        sheet["A1"] = "Extract for the auditors"
        sheet.merge_cells("A1:D1")
        sheet.append([])
        renamed = (
            frame.rename(columns={"crime_id": "URN", "received_at": "Date reported"})
            if name == "audit_reports"
            else frame
        )
        sheet.append(list(renamed.columns))
        for row in renamed.itertuples(index=False):
            sheet.append(
                [
                    None if pd.isna(cell) else cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell
                    for cell in row
                ]
            )
        sheet.column_dimensions["B"].hidden = True
    book.save(folder / "audit.xlsx")
    assert figures_json(read_audit(spoilable, FORCE, AUDIT), tmp_path / "excel") == plain


def test_parquet_files_are_counted_where_they_lie(
    spoilable: Workspace, leicestershire: Audit, plain: bytes, tmp_path: Path
) -> None:
    folder = use(spoilable, 'kind = "parquet"')
    for name, frame in frames(leicestershire).items():
        frame.to_parquet(folder / f"{name}.parquet")
    audit = read_audit(spoilable, FORCE, AUDIT)
    assert figures_json(audit, tmp_path / "parquet") == plain
    assert_only_counts([query for rows in audit.records.values() for query in rows.queries])


def assert_only_counts(queries: list[str]) -> None:
    """Every query is one aggregate: nothing but counts, by category at the most."""
    assert len(queries) > 50
    for query in queries:
        plain = " ".join(query.split()).upper()
        assert plain.startswith("SELECT"), query
        assert "COUNT(" in plain, query
        assert "SELECT * FROM" not in plain.split("WHERE")[0][:14], query


def test_a_duckdb_database_from_the_environment(
    spoilable: Workspace, leicestershire: Audit, plain: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(spoilable, 'kind = "database"\nurl_env = "AUDIT_DB"')
    path = tmp_path / "audit.duckdb"
    with duckdb.connect(str(path)) as connection:
        for name, frame in frames(leicestershire).items():
            connection.register("held", frame)
            connection.execute(f"create table {name} as select * from held")  # noqa: S608 - our own table names
    monkeypatch.setenv("AUDIT_DB", f"duckdb://{path}")
    audit = read_audit(spoilable, FORCE, AUDIT)
    assert figures_json(audit, tmp_path / "duckdb") == plain
    audit.records["audit_reports"].close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server is installed; see CONTRIBUTING")
    with postgresql(tmp_path_factory.mktemp("server")) as running:
        yield running


def test_only_counts_leave_a_postgresql_server(
    spoilable: Workspace,
    leicestershire: Audit,
    plain: bytes,
    tmp_path: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ibis

    use(spoilable, 'kind = "database"\nurl_env = "AUDIT_DB"')
    connection = ibis.connect(server.address)
    for name, frame in frames(leicestershire).items():
        connection.create_table(name, frame)
    connection.disconnect()
    before = len(server.statements())
    monkeypatch.setenv("AUDIT_DB", server.address)
    audit = read_audit(spoilable, FORCE, AUDIT)
    assert figures_json(audit, tmp_path / "postgresql") == plain

    audit.records["audit_reports"].close()
    asked = [text.upper() for text in server.statements()[before:]]
    reading = [
        text
        for text in asked
        if any(name.upper() in text for name in frames(leicestershire)) and "PG_CATALOG" not in text
    ]
    ours = [query for rows in audit.records.values() for query in rows.queries]
    assert_only_counts(ours)
    assert [text for text in reading if "COPY" in text or "FETCH" in text] == []
    assert "a-secret" not in json.dumps(dict(audit.inputs)) + "".join(ours)


def test_an_address_is_never_shown(spoilable: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(spoilable, 'kind = "database"\nurl_env = "AUDIT_DB"')
    with pytest.raises(ContractBroken, match="environment variable AUDIT_DB is not set"):
        read_audit(spoilable, FORCE, AUDIT)
    monkeypatch.setenv("AUDIT_DB", "postgres://me:a-secret@127.0.0.1:1/none")
    with pytest.raises(ContractBroken, match="its address is not shown") as refused:
        read_audit(spoilable, FORCE, AUDIT)
    assert "a-secret" not in str(refused.value)


def test_faults_in_a_database_are_counts_by_rule_and_no_row_is_shown(
    spoilable: Workspace, leicestershire: Audit
) -> None:
    folder = use(spoilable, 'kind = "parquet"')
    for name, frame in frames(leicestershire).items():
        if name == "cancelled_crimes":
            frame.loc[0, "category"] = "robery"
            frame.loc[1, "cancel_id"] = frame.loc[2, "cancel_id"]
        if name == "audit_reports":
            frame.loc[frame["recorded_at"].notna(), "recorded_at"] = pd.Timestamp("2018-01-01")
        frame.to_parquet(folder / f"{name}.parquet")
    with pytest.raises(ContractBroken) as refused:
        read_audit(spoilable, FORCE, AUDIT)
    assert str(refused.value).splitlines() == [
        "table audit_reports, column recorded_at: found '1,347 rows'; expected a time not before received_at",
        "table cancelled_crimes, column category: found '1 row'; expected one of rape, violence, sexual, robbery",
        "table cancelled_crimes, column cancel_id: found '1 row'; expected a key that occurs once",
    ]


@pytest.mark.parametrize("dialect", ["mssql", "oracle", "databricks", "postgres", "duckdb"])
def test_the_counts_compile_for_other_databases(dialect: str) -> None:
    import ibis

    from cdi.model.rows import AtMost
    from cdi.sources.database import DatabaseRows

    table = ibis.table(
        {"stratum": "string", "recorded": "boolean", "received_at": "timestamp", "recorded_at": "timestamp"},
        name="audit_reports",
    )
    asked: list[str] = []

    class Compiled(DatabaseRows):
        def _ask(self, expression: object) -> int:
            asked.append(str(ibis.to_sql(expression, dialect=dialect)))
            return 0

    Compiled(table).count({"stratum": ("violence", "sexual"), "recorded": True, "delay_hours": AtMost(24.0)})
    assert "COUNT" in asked[0].upper()
    assert "audit_reports" in asked[0]
