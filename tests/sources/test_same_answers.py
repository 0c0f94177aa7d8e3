"""The desk answers the same wherever the rows are, by every column that may be counted by; and only counts leave, and ids that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import ibis
import pytest

from cdi.contract.countable import countable_columns
from cdi.contract.tables import AUDIT_TABLES
from cdi.explore import row_list
from cdi.explore.answers import Answer
from cdi.explore.desk import Desk
from cdi.explore.opening import open_audit
from cdi.load.audit import read_audit
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.sources.servers import Server, spark
from tests.sources.test_same_figures import (
    assert_only_counts,
    copy_without_rows,
    frames,
    use,
    without_rows,  # noqa: F401 - a fixture
)
from tests.thin import thin

FORCE, AUDIT = "leicestershire", "2018-reinspection"
BY = list(countable_columns("audit_reports"))
COUNTED = ("audit_reports", "cancelled_crimes")
CHOICES = [column.name for column in AUDIT_TABLES["audit_reports"].columns if column.kind == "choice"]


MISSED: dict[str, Any] = {
    "where": {"category": "rape", "recorded": False, "sample": "main"}, "columns": ["month", "team", "domestic_abuse"],
}  # fmt: skip


def rate_by(name: str) -> Callable[[Desk], Answer]:
    return lambda desk: desk.rate(name)


# Every kind of answer that counts record-level rows.
QUESTIONS: dict[str, Callable[[Desk], Answer]] = {
    "cancelled": lambda desk: desk.rate(["category", "month"], of="cancelled_rightly"),
    **{f"rate by {name}": rate_by(name) for name in BY},
    "delays by route": lambda desk: desk.delays("route"),
    "in time": lambda desk: desk.rate("stratum", of="in_time"),
    "unknown": lambda desk: desk.rate("route", of="attended", where={"attended": [True, False]}),
    "chosen": lambda desk: desk.rate("route", where={"month": ["2018-04", "2018-05"], "domestic_abuse": True}),
    "delays by stratum": lambda desk: desk.delays("stratum"),
    "not recorded": lambda desk: desk.unrecorded(["offence", "route"]),
}


@pytest.fixture(scope="module")
def in_memory(project: Workspace) -> Desk:
    return open_audit(FORCE, AUDIT, project.root)


def from_parquet(workspace: Workspace, audit: Audit, request: pytest.FixtureRequest) -> None:  # noqa: ARG001
    folder = use(workspace, 'kind = "parquet"')
    for name, frame in frames(audit, *COUNTED).items():
        frame.to_parquet(folder / f"{name}.parquet")


def from_duckdb(workspace: Workspace, audit: Audit, request: pytest.FixtureRequest) -> str:  # noqa: ARG001
    use(workspace, 'kind = "database"\nurl_env = "AUDIT_DB"')
    path = workspace.root / "audit.duckdb"
    with duckdb.connect(str(path)) as connection:
        for name, frame in frames(audit, *COUNTED).items():
            connection.register("rows", frame)
            connection.execute(f"create table {name} as select * from rows")  # noqa: S608 - our own names
    return f"duckdb://{path}"


def from_postgresql(workspace: Workspace, audit: Audit, request: pytest.FixtureRequest) -> str:
    server: Server = request.getfixturevalue("server")
    use(workspace, 'kind = "database"\nurl_env = "AUDIT_DB"\ndatabase_schema = "answers"')
    connection = ibis.connect(server.address)
    connection.create_database("answers")
    for name, frame in frames(audit, *COUNTED).items():
        connection.create_table(name, frame, database="answers")
    connection.disconnect()
    return server.address


def from_spark(workspace: Workspace, audit: Audit, request: pytest.FixtureRequest) -> str:  # noqa: ARG001
    pytest.importorskip("pyspark", reason="Spark is an optional extra: pip install -e .[spark]; needs Java")
    use(workspace, 'kind = "database"\nurl_env = "AUDIT_DB"')
    session = spark(workspace.root)
    for name, frame in frames(audit, *COUNTED).items():
        frame.to_parquet(workspace.root / f"{name}.parquet")
        session.read.parquet(str(workspace.root / f"{name}.parquet")).createOrReplaceTempView(name)
    return "pyspark://"


ENGINES: dict[Callable[[Workspace, Audit, pytest.FixtureRequest], str | None], str] = {
    from_parquet: "duckdb", from_postgresql: "postgres", from_duckdb: "duckdb", from_spark: "spark",
}  # fmt: skip


@dataclass(frozen=True)
class Elsewhere:
    """An audit whose rows are elsewhere, open at the desk."""

    desk: Desk
    dialect: str
    sent: list[str]


@pytest.fixture(
    scope="module",
    params=[
        from_parquet,
        pytest.param(
            from_postgresql,
            marks=pytest.mark.long(reason="a server of its own; test_same_figures has counts from one in make test"),
        ),
        # Parquet files are counted by the same engine.
        pytest.param(from_duckdb, marks=pytest.mark.long(reason="a second way to the engine that counts the files")),
        from_spark,
    ],
    ids=lambda engine: engine.__name__.removeprefix("from_"),
)
def elsewhere(
    request: pytest.FixtureRequest,
    project: Workspace,
    leicestershire: Audit,
    sent: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Elsewhere]:
    workspace = copy_without_rows(project, tmp_path_factory.mktemp("elsewhere"))
    address = request.param(workspace, leicestershire, request)
    with pytest.MonkeyPatch.context() as patched:
        if address:
            patched.setenv("AUDIT_DB", address)
        desk = open_audit(FORCE, AUDIT, workspace.root)
        yield Elsewhere(desk, ENGINES[request.param], sent)
        desk.data.records["audit_reports"].close()  # type: ignore[attr-defined]


def test_every_choice_of_the_contract_is_counted_by() -> None:
    assert set(CHOICES) <= set(BY)


# Spark's own bridge leaves sockets to the collector; that is not ours to mend.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("question", thin(QUESTIONS, keep=5))
def test_an_answer_is_the_same_and_only_counts_leave(elsewhere: Elsewhere, in_memory: Desk, question: str) -> None:
    before = len(elsewhere.sent)
    answer = QUESTIONS[question](elsewhere.desk)
    assert answer.records() == QUESTIONS[question](in_memory).records()
    assert_only_counts(elsewhere.sent[before:], elsewhere.dialect)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_rows_that_are_asked_for_are_the_same(
    elsewhere: Elsewhere, in_memory: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = elsewhere.desk
    listed = desk.rows(**MISSED)
    assert sorted(map(str, listed.records())) == sorted(map(str, in_memory.rows(**MISSED).records()))
    assert (len(listed.rows), listed.of) == (7, 7)
    monkeypatch.setattr(row_list, "MOST_FROM_ENGINE", 3)
    first = desk.rows(**MISSED)
    assert (len(first.rows), first.of, "The first 3 of 7 rows" in first.table.source) == (3, 7, True)


def test_an_empty_cell_may_mean_no_and_a_class_that_nobody_names_is_no_fault(
    without_rows: Workspace,  # noqa: F811
    leicestershire: Audit,
) -> None:
    values = '[values.audit_reports.domestic_abuse]\ntrue = ["Y"]\nfalse = [""]\n'
    folder = use(without_rows, f'kind = "parquet"\n{values}')
    reports = frames(leicestershire)["audit_reports"]
    flags = reports["domestic_abuse"].map({True: "Y", False: None}).astype("str")
    spoilt = reports.assign(domestic_abuse=flags, misclassified_as=None).astype({"misclassified_as": "str"})
    spoilt.to_parquet(folder / "audit_reports.parquet")
    audit = read_audit(without_rows, AuditRef(FORCE, AUDIT))
    asked: dict[str, Any] = {"domestic_abuse": False, "classification_correct": False}
    assert audit.count("audit_reports", **asked) == leicestershire.count("audit_reports", **asked) > 0
    audit.records["audit_reports"].close()  # type: ignore[attr-defined]
