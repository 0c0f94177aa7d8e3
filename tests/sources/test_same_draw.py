"""The same frame in CSV, Parquet, DuckDB, PostgreSQL and Spark gives the same sample, and only its rows leave."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from cdi.model.errors import ContractBroken, UsageRefused
from cdi.sampling.draw import DrawnSample, draw
from cdi.sampling.frame import Frame, Layout
from cdi.sampling.open_frame import opened_file, opened_table
from tests.sources.servers import Server

LAYOUTS = {
    "simple": Layout("crime", "stratum"),
    "clustered": Layout("crime", "stratum", cluster="incident"),
    "systematic": Layout("crime", "stratum", place="received_on"),
}
SIZES = {"violence": 25, "sexual": 12, "övrigt": 40}
# Ids that collations order differently: case, accents, punctuation, digits as text.
FRAME = pd.DataFrame(
    {
        "crime": [f"{'aÄ-_Zß9'[number % 7]}{number:05}" for number in range(3000)],
        "incident": [number // 3 for number in range(3000)],
        "stratum": [("violence", "sexual", "övrigt")[number // 3 % 3] for number in range(3000)],
        "received_on": [date(2024, 1, 1) + timedelta(days=number // 100) for number in range(3000)],
        "narrative": "never to leave",
    }
)

Usual = Callable[[Layout], DrawnSample]


def drawn(opened: AbstractContextManager[Frame]) -> DrawnSample:
    with opened as frame:
        return draw(frame, SIZES, seed=7, reserve=5)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("frame") / "frame.parquet"
    FRAME.to_parquet(path)
    return path


def by_layout(*standing: str) -> pytest.MarkDecorator:
    """Tried with these layouts in `make test`: all have the same order of hashes, in a place of the list or without."""
    more = pytest.mark.long(reason="one more layout; the engine hashes and orders the one in make test alike")
    cases = [pytest.param(each, id=name, marks=() if name in standing else more) for name, each in LAYOUTS.items()]
    return pytest.mark.parametrize("layout", cases)


@pytest.fixture(scope="module")
def usual(parquet: Path) -> Usual:
    """What is drawn from the file, by layout."""
    return cache(lambda layout: drawn(opened_file(parquet, layout)))


def assert_same(draw: DrawnSample, usual: DrawnSample) -> None:
    assert draw.rows == usual.rows
    assert (draw.strata, draw.frame_rows, draw.frame_hash) == (usual.strata, usual.frame_rows, usual.frame_hash)


def test_the_order_is_the_one_that_anybody_can_work_out(usual: Usual) -> None:
    draw = usual(LAYOUTS["simple"])
    crimes = FRAME.loc[FRAME["stratum"] == "övrigt", "crime"]
    order = sorted(crimes, key=lambda crime: hashlib.md5(f"7|övrigt|{crime}".encode()).hexdigest())  # noqa: S324
    assert [row.id for row in draw.rows if row.stratum == "övrigt" and row.in_sample] == order[:40]


@by_layout("systematic")
def test_csv(usual: Usual, layout: Layout, tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "frame.csv", index=False)
    assert_same(drawn(opened_file(tmp_path / "frame.csv", layout)), usual(layout))


@by_layout("clustered")
def test_a_duckdb_database(
    parquet: Path, usual: Usual, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(tmp_path / "force.duckdb")) as connection:
        connection.execute(f"create table incidents as from '{parquet}'")
    monkeypatch.setenv("FRAME_DB", f"duckdb://{tmp_path / 'force.duckdb'}?read_only=true")
    assert_same(drawn(opened_table("FRAME_DB", None, "incidents", layout)), usual(layout))


@pytest.fixture(scope="module")
def framed(server: Server) -> Server:
    """The server with the frame in it, and again in a database of another encoding and collation.

    Its collation puts letters before digits; neither may change the order.
    """
    import ibis

    connection = ibis.connect(server.address)
    connection.create_table("incidents", FRAME)
    connection.raw_sql(
        "create database latin encoding 'LATIN1' locale_provider icu icu_locale 'und-u-kr-latn-digit-punct'"
        " template template0"
    ).close()
    connection.disconnect()
    latin = ibis.connect(server.address.removesuffix("/postgres") + "/latin")
    latin.create_table("incidents", FRAME)
    latin.disconnect()
    return server


@by_layout("simple", "systematic")
def test_only_counts_and_the_drawn_rows_leave_a_postgresql_server(
    usual: Usual, layout: Layout, framed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAME_DB", framed.address)
    before = len(framed.statements())
    draw = drawn(opened_table("FRAME_DB", None, "incidents", layout))
    assert_same(draw, usual(layout))

    asked = [" ".join(re.sub(r'"t\d+"\.', "", query).split()).split(" FROM ")[0] for query in draw.frame.queries]
    assert asked[-1] == 'SELECT "id", "stratum", "unit", "taken", "number"'
    assert all("COUNT(" in query for query in asked[:-1])
    assert "narrative" not in "".join(draw.frame.queries)
    reading = [text.upper() for text in framed.statements()[before:] if "incidents" in text]
    assert [text for text in reading if text.startswith(("CREATE", "INSERT", "COPY"))] == []


@by_layout("systematic")
def test_neither_encoding_nor_collation_of_a_database_changes_the_draw(
    usual: Usual, layout: Layout, framed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAME_DB", framed.address.removesuffix("/postgres") + "/latin")
    assert_same(drawn(opened_table("FRAME_DB", None, "incidents", layout)), usual(layout))


@pytest.fixture
def spark(parquet: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a Spark of this machine that holds the frame as a view."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is an optional extra")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.sql.warehouse.dir", str(tmp_path))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.read.parquet(str(parquet)).createOrReplaceTempView("incidents")
    yield "pyspark://"
    session.stop()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
@by_layout(*LAYOUTS)
def test_spark(usual: Usual, layout: Layout, spark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAME_DB", spark)
    assert_same(drawn(opened_table("FRAME_DB", None, "incidents", layout)), usual(layout))


def test_a_table_or_address_that_is_not_there_is_named_without_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRAME_DB", raising=False)
    with pytest.raises(ContractBroken, match="environment variable FRAME_DB is not set"):
        drawn(opened_table("FRAME_DB", None, "incidents", LAYOUTS["simple"]))
    with duckdb.connect(str(tmp_path / "force.duckdb")) as connection:
        connection.execute("create table incidents as select 1 as crime")
    monkeypatch.setenv("FRAME_DB", f"duckdb://{tmp_path / 'force.duckdb'}")
    with pytest.raises(
        UsageRefused, match="table 'incident' is not in the database of FRAME_DB; did you mean incidents"
    ):
        drawn(opened_table("FRAME_DB", None, "incident", LAYOUTS["simple"]))
    monkeypatch.setenv("FRAME_DB", "postgres://me:a-secret@127.0.0.1:1/none")
    with pytest.raises(ContractBroken, match="its address is not shown"):
        drawn(opened_table("FRAME_DB", None, "incidents", LAYOUTS["simple"]))
    monkeypatch.setenv("FRAME_DB", f"sqlite://{tmp_path / 'force.sqlite'}")
    with pytest.raises(UsageRefused, match="frames are drawn from DuckDB, PostgreSQL, Spark"):
        drawn(opened_table("FRAME_DB", None, "incidents", LAYOUTS["simple"]))


def test_a_frame_that_is_no_file_of_rows_is_refused(tmp_path: Path) -> None:
    for name, message in (("frame.xlsx", "expected a frame ending in .csv or .parquet"), ("none.csv", "is missing")):
        with pytest.raises((ContractBroken, UsageRefused), match=message):
            drawn(opened_file(tmp_path / name, LAYOUTS["simple"]))
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    with pytest.raises(ContractBroken, match=r"bad\.parquet: not readable"):
        drawn(opened_file(tmp_path / "bad.parquet", LAYOUTS["simple"]))
