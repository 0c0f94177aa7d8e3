"""Counts of all forces in one pass over record-level rows in Parquet, against pandas.

    python -m bench.counts [ROWS]     default 50000000; writes the table into docs/performance.md

Reports of crime by force, category and audit, and how many were recorded: 43 x 10 x 4 groups, 3 of 15 columns needed.
Each line is a whole process, start-up and imports included; medians of three runs (pandas: one).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.measured import Measured, median, run, write_section

_MADE = """
copy (
  select 'C' || i as crime_id, 'force-' || (h % 43) as force_id, 'audit-' || (h // 43 % 4) as inspection_id,
    'category-' || (h // 172 % 10) as category, (h // 1720) % 100 < 85 as recorded, h % 7 = 0 as domestic_abuse,
    timestamp '2026-01-01' + interval (h % 7776000) second as received_at,
    timestamp '2026-01-02' + interval (h % 7776000) second as recorded_at, 'main' as "sample", 'control_room' as route,
    'victim' as reported_by, 'common assault' as offence, true as required, h % 97 < 90 as classification_correct,
    1.0 as weight
  from (select i, hash(i) % 1000000007 as h from range({rows}) as made(i))
) to '{path}' (format parquet)
"""
_COUNTED = "select force_id, inspection_id, category, count(*), sum(recorded::int) from '{}' group by all order by all"


def make(path: str, rows: str) -> None:
    """Write the made-up rows; in a process of its own, or the peaks of those after it would count this one's memory."""
    import duckdb

    duckdb.execute("set memory_limit = '4GB'")
    duckdb.execute(_MADE.format(rows=rows, path=path))


def duckdb(path: str) -> None:
    """All counts by DuckDB, where the rows lie."""
    import duckdb

    for row in duckdb.sql(_COUNTED.format(path)).fetchall():
        print(*row)


def pandas(path: str) -> None:
    """The same by pandas, reading only what it needs."""
    import pandas as pd

    keys = ["force_id", "inspection_id", "category"]
    rows = pd.read_parquet(path, columns=[*keys, "recorded"])
    for group, held in rows.groupby(keys)["recorded"].agg(["size", "sum"]).iterrows():
        print(*group, *map(int, held))


def main(rows: int) -> None:
    """Make the rows, measure, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "audit_reports.parquet")
        run("-m", "bench.counts", "make", path, str(rows))
        size = Path(path).stat().st_size / 2**30
        ours = median([run("-m", "bench.counts", "duckdb", path) for _ in range(3)])
        peer = run("-m", "bench.counts", "pandas", path)
    if ours.printed != peer.printed:
        raise RuntimeError("the counts differ")
    groups = len(ours.printed.splitlines())
    lines = [
        f"| {rows // 1_000_000} million rows, {size:.2f} GiB, {groups:,} groups | wall | processor | peak |",
        "| --- | --- | --- | --- |",
        *(_line(name, each) for name, each in (("DuckDB, one pass for all forces", ours), ("pandas", peer))),
    ]
    print("\n".join(lines))
    write_section("counts", "\n".join(lines))


def _line(name: str, each: Measured) -> str:
    return f"| {name} | {each.seconds:.2f} s | {each.processor_seconds:.2f} s | {each.mebibytes:,.0f} MiB |"


if __name__ == "__main__":
    if sys.argv[1:2] in (["make"], ["duckdb"], ["pandas"]):
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 50_000_000)
