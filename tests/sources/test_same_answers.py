"""The desk answers the same wherever the rows are, by every column that may be counted by; and only counts leave, and ids that are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import ibis
import pytest

from cdi.contract.countable import countable_columns
from cdi.contract.tables import AUDIT_TABLES
from cdi.explore import row_list
from cdi.explore.desk import Desk
from cdi.explore.opening import open_audit
from cdi.load.audit import read_audit
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.sources.servers import Server, spark
from tests.sources.test_same_figures import assert_only_counts, frames, use

FORCE, AUDIT = "leicestershire", "2018-reinspection"
BY = list(countable_columns("audit_reports"))
CHOICES = [column.name for column in AUDIT_TABLES["audit_reports"].columns if column.kind == "choice"]


MISSED: dict[str, Any] = {
    "where": {"category": "rape", "recorded": False, "sample": "main"}, "columns": ["month", "team", "domestic_abuse"],
}  # fmt: skip


def answers(desk: Desk) -> dict[str, Any]:
    """Every answer that counts record-level rows, unrounded."""
    asked = {f"rate by {name}": desk.rate(name) for name in BY}
    asked |= {f"delays by {name}": desk.delays(name) for name in ("route", "stratum")}
    asked |= {
        "not recorded": desk.unrecorded(["offence", "route"]),
        "chosen": desk.rate("route", where={"month": ["2018-04", "2018-05"], "domestic_abuse": True}),
        "in time": desk.rate("stratum", of="in_time"),
        "unknown": desk.rate("route", of="attended", where={"attended": [True, False]}),
        "cancelled": desk.rate(["category", "month"], of="cancelled_rightly"),
    }
    return {name: answer.records() for name, answer in asked.items()}


@pytest.fixture(scope="module")
def in_memory(project: Workspace) -> Desk:
    return open_audit(FORCE, AUDIT, project.root)


@pytest.fixture(scope="module")
def from_files(in_memory: Desk) -> dict[str, Any]:
    return answers(in_memory)


def opened(
    workspace: Workspace, expected: dict[str, Any], from_memory: Desk, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Open the audit, compare its answers, see that its rows stay; gives the queries that were asked."""
    desk = open_audit(FORCE, AUDIT, workspace.root)
    assert answers(desk) == expected
    queries = [query for rows in desk.data.records.values() for query in rows.queries]  # type: ignore[attr-defined]
    listed = desk.rows(**MISSED)
    assert sorted(map(str, listed.records())) == sorted(map(str, from_memory.rows(**MISSED).records()))
    assert (len(listed.rows), listed.of) == (7, 7)
    monkeypatch.setattr(row_list, "MOST_FROM_ENGINE", 3)
    first = desk.rows(**MISSED)
    assert (len(first.rows), first.of, "The first 3 of 7 rows" in first.table.source) == (3, 7, True)
    desk.data.records["audit_reports"].close()  # type: ignore[attr-defined]
    return queries


def test_every_choice_of_the_contract_is_counted_by() -> None:
    assert set(CHOICES) <= set(BY)


def test_parquet_files(
    spoilable: Workspace, leicestershire: Audit, from_files: dict[str, Any], in_memory: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = use(spoilable, 'kind = "parquet"')
    for name, frame in frames(leicestershire).items():
        frame.to_parquet(folder / f"{name}.parquet")
    assert_only_counts(opened(spoilable, from_files, in_memory, monkeypatch), "duckdb")


def test_a_duckdb_database(
    spoilable: Workspace, leicestershire: Audit, from_files: dict[str, Any], in_memory: Desk, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    use(spoilable, 'kind = "database"\nurl_env = "AUDIT_DB"')
    path = tmp_path / "audit.duckdb"
    with duckdb.connect(str(path)) as connection:
        for name, frame in frames(leicestershire).items():
            connection.register("rows", frame)
            connection.execute(f"create table {name} as select * from rows")  # noqa: S608 - our own names
    monkeypatch.setenv("AUDIT_DB", f"duckdb://{path}")
    assert_only_counts(opened(spoilable, from_files, in_memory, monkeypatch), "duckdb")


def test_a_postgresql_server(
    spoilable: Workspace, leicestershire: Audit, from_files: dict[str, Any], in_memory: Desk, server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    use(spoilable, 'kind = "database"\nurl_env = "AUDIT_DB"\ndatabase_schema = "answers"')
    connection = ibis.connect(server.address)
    connection.create_database("answers")
    for name, frame in frames(leicestershire).items():
        connection.create_table(name, frame, database="answers")
    connection.disconnect()
    monkeypatch.setenv("AUDIT_DB", server.address)
    assert_only_counts(opened(spoilable, from_files, in_memory, monkeypatch), "postgres")


# Spark's own bridge leaves sockets to the collector; that is not ours to mend.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_spark_in_local_mode(
    spoilable: Workspace, leicestershire: Audit, from_files: dict[str, Any], in_memory: Desk, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    pytest.importorskip("pyspark", reason="Spark is an optional extra: pip install -e .[spark]; needs Java")
    use(spoilable, 'kind = "database"\nurl_env = "AUDIT_DB"')
    session = spark(tmp_path)
    for name, frame in frames(leicestershire).items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
        session.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(name)
    monkeypatch.setenv("AUDIT_DB", "pyspark://")
    assert_only_counts(opened(spoilable, from_files, in_memory, monkeypatch), "spark")


def test_an_empty_cell_may_mean_no_and_a_class_that_nobody_names_is_no_fault(
    spoilable: Workspace, leicestershire: Audit
) -> None:
    values = '[values.audit_reports.domestic_abuse]\ntrue = ["Y"]\nfalse = [""]\n'
    folder = use(spoilable, f'kind = "parquet"\n{values}')
    reports = frames(leicestershire)["audit_reports"]
    flags = reports["domestic_abuse"].map({True: "Y", False: None}).astype("str")
    spoilt = reports.assign(domestic_abuse=flags, misclassified_as=None).astype({"misclassified_as": "str"})
    spoilt.to_parquet(folder / "audit_reports.parquet")
    audit = read_audit(spoilable, AuditRef(FORCE, AUDIT))
    asked: dict[str, Any] = {"domestic_abuse": False, "classification_correct": False}
    assert audit.count("audit_reports", **asked) == leicestershire.count("audit_reports", **asked) > 0
    audit.records["audit_reports"].close()  # type: ignore[attr-defined]
