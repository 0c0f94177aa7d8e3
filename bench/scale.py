"""What an audit costs where its rows lie: DuckDB on Parquet, PostgreSQL and Spark, and what all forces would take.

    python -m bench.scale [ROWS]      default 10000000; writes the tables into docs/performance.md

A frame of incidents is drawn from and an audit of a tenth as many reports is checked and measured, by every engine in
turn, each in a process of its own; the engine's own start is not counted. All give the same sample and figures. The
plan beneath scales these costs by rows to 43 forces with a frame of 100 million rows each, every month. Needs Java,
`pip install pyspark` and a PostgreSQL server's programs, as the tests do; one that is not there is left out.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import draw as frames
from bench import load
from bench.measured import run, write_section
from cdi.model.audit_ref import AuditRef
from tests.sources.servers import postgresql, programs, spark

if TYPE_CHECKING:
    from cdi.sampling.frame import Frame

_SIZES = {"violence": 774, "sexual": 278, "other": 610}
_RESERVE = 50
_FORCES, _FRAME = 43, 100_000_000
_ENGINES = {"duckdb": "DuckDB on Parquet", "postgresql": "PostgreSQL", "spark": "Spark, local"}
_ADDRESS = "CDI_BENCH_DB"
_HOUR, _NIGHT = 3600, 8
_FRAME_TO_AUDIT = 10


def make(folder: str, rows: str) -> None:
    """The frame and the audit as Parquet files, and the audit's settings for each engine."""
    import duckdb

    held = Path(folder)
    shutil.copytree("data/reference", held / "data" / "reference")
    (held / "data" / "forces.toml").write_text(load.forces(), encoding="utf-8")
    load.make_rows(held, int(rows) // _FRAME_TO_AUDIT, ["parquet"])
    duckdb.sql(frames.FRAME.format(rows=rows, path=held / "incidents.parquet"))
    first = held / "data" / "kent" / "2026-parquet"
    settings = (
        (first / "audit.toml").read_text(encoding="utf-8").replace('"parquet"', f'"database"\nurl_env = "{_ADDRESS}"')
    )
    other = held / "data" / "kent" / "2026-database"
    other.mkdir()
    (other / "audit.toml").write_text(settings, encoding="utf-8")
    shutil.copy(first / "audit_strata.csv", other)


def measured(folder: str, engine: str) -> None:
    """Time a frame's questions, the draw and an audit's figures; print them with a checksum of what came out."""
    held, took = Path(folder), dict[str, float]()
    with _standing(held, engine, "incidents", held / "incidents.parquet"), _opened(held, engine) as frame:
        with _timed(took, "each id once"):
            frame.faults()
        with _timed(took, "counts and seal"):
            frame.cells()
        ids = _draw(frame, took)
    rows = held / "data" / "kent" / "2026-parquet" / "audit_reports.parquet"
    with _standing(held, engine, "audit_reports", rows):
        printed = _measure(held, engine, took)
    print(json.dumps({"took": took, "same": hashlib.sha256("\n".join([*ids, *printed]).encode()).hexdigest()}))


def _opened(folder: Path, engine: str) -> AbstractContextManager[Frame]:
    """The frame in the engine."""
    from cdi.sampling.frame import Layout
    from cdi.sampling.open_frame import opened_file, opened_table

    layout = Layout("incident_id", "stratum")
    if engine == "duckdb":
        return opened_file(folder / "incidents.parquet", layout)
    return opened_table(_ADDRESS, None, "incidents", layout)


def _draw(frame: Frame, took: dict[str, float]) -> list[str]:
    """The frame's hash and the ids that were drawn."""
    from cdi.sampling.draw import draw

    with _timed(took, "whole draw"):
        drawn = draw(frame, _SIZES, seed=2026, reserve=_RESERVE)
    return [drawn.frame_hash, *(row.id for row in drawn.rows)]


def whole_frame(folder: str) -> None:
    """One draw from a frame of the full size by DuckDB: does the cost grow as the rows do?"""
    import duckdb

    held, took = Path(folder), dict[str, float]()
    duckdb.sql(frames.FRAME.format(rows=_FRAME, path=held / "incidents.parquet"))
    with _opened(held, "duckdb") as frame:
        _draw(frame, took)
    print(json.dumps(took))


def _measure(folder: Path, engine: str, took: dict[str, float]) -> list[str]:
    """The printed figures of the audit."""
    from cdi.load.audit import read_audit
    from cdi.measures import measure
    from cdi.workspace.paths import Workspace

    with _timed(took, "audit checked and measured"):
        audit = read_audit(
            Workspace(folder), AuditRef("kent", "2026-parquet" if engine == "duckdb" else "2026-database")
        )
        figures = measure(audit)
    return [str(figures[name].printed) for name in load.COUNTED]


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    took[name] = time.monotonic() - start


@contextmanager
def _standing(folder: Path, engine: str, table: str, path: Path) -> Iterator[None]:
    """The engine with the table in it, its address in the environment; an embedded one reads the file itself."""
    if engine == "spark":
        session = spark(folder)
        session.read.parquet(str(path)).createOrReplaceTempView(table)
        os.environ[_ADDRESS] = "pyspark://"
        yield
        session.stop()
    elif engine == "postgresql":
        with postgresql(programs() or Path()) as server:
            _copy(server.address, table, path)
            os.environ[_ADDRESS] = server.address
            yield
    else:
        yield


def _copy(address: str, table: str, path: Path) -> None:
    """Put a Parquet file into PostgreSQL in the way that is quickest there, as CSV through its COPY."""
    import duckdb
    import ibis

    connection: Any = ibis.connect(address)
    connection.create_table(table, schema=ibis.duckdb.connect().read_parquet(str(path)).schema())
    text = path.with_suffix(".load.csv")
    duckdb.sql(f"from '{path}'").write_csv(str(text), header=False)
    with connection.con.cursor() as cursor:
        with cursor.copy(f'copy "{table}" from stdin (format csv)') as copy, text.open("rb") as file:
            while block := file.read(1 << 20):
                copy.write(block)
        cursor.execute("analyze")
    connection.con.commit()
    connection.disconnect()
    text.unlink()


def main(rows: int) -> None:
    """Make the rows, measure every engine that is there, and write the tables."""
    there = {
        "duckdb": True,
        "postgresql": programs() is not None,
        "spark": importlib.util.find_spec("pyspark") is not None,
    }
    with tempfile.TemporaryDirectory() as held:
        # The server of the tests runs as another user and must be able to look in.
        Path(held).chmod(0o755)
        run("-m", "bench.scale", "make", held, str(rows))
        size = (Path(held) / "incidents.parquet").stat().st_size
        found = {
            engine: json.loads(run("-m", "bench.scale", "measured", held, engine).printed.splitlines()[-1])
            for engine, held_here in there.items()
            if held_here
        }
        full = json.loads(run("-m", "bench.scale", "whole_frame", held).printed)
        full = json.loads(run("-m", "bench.scale", "whole_frame", held).printed)
    if len({each["same"] for each in found.values()}) > 1:
        raise RuntimeError("the engines differ")
    took = {engine: each["took"] for engine, each in found.items()}
    text = "\n".join([*_costs(rows, took), "", *_plan(rows, size, took, full)])
    print(text)
    write_section("scale", text)


def _costs(rows: int, took: dict[str, dict[str, float]]) -> list[str]:
    """Seconds of each step by engine, and what a row costs."""
    parts = list(next(iter(took.values())))
    heads = [f"{part}, s" for part in parts]
    first = f"{rows / 1e6:g} million frame rows, {rows / _FRAME_TO_AUDIT / 1e6:g} million audit rows"
    lines = [f"| {first} | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(parts)]
    for engine, each in took.items():
        lines.append(f"| {_ENGINES[engine]} | " + " | ".join(f"{each[part]:.1f}" for part in parts) + " |")
    return lines


def _plan(rows: int, size: int, took: dict[str, dict[str, float]], full: dict[str, float]) -> list[str]:
    """What a month of all forces would take on this machine, one frame after the other."""
    times = _FRAME / rows
    seconds = {_ENGINES[engine]: each["whole draw"] * times for engine, each in took.items()}
    seconds[f"{_ENGINES['duckdb']}, measured at that size"] = full["whole draw"]
    lines = [
        f"| a month: {_FORCES} forces × {_FRAME / 1e6:.0f} million frame rows | one draw | all, one after the other "
        f"| machines like this for one night of 8 hours |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, one in seconds.items():
        hours = one * _FORCES / _HOUR
        lines.append(f"| {name} | {one / 60:.0f} min | {hours:.1f} h | {-(-hours // _NIGHT):.0f} |")
    read = size * times / 2**30
    lines += ["", f"The frames are {read:.1f} GiB a force as Parquet, {read * _FORCES:.0f} GiB in all."]
    return lines


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in ("make", "measured", "whole_frame"):
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 10_000_000)
