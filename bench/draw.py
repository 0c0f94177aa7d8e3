"""A draw from 10 and 30 million incidents, Parquet and CSV: time, CPU and peak memory of `cdi draw-sample`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
SIZES = ("--size", "violence=774", "--size", "sexual=278", "--size", "other=610", "--reserve", "50")
FRAME = """
copy (
    select 'INC-' || lpad((row * 7919 % {rows})::varchar, 9, '0') as incident_id,
        case when hash(row) % 100 < 30 then 'violence' when hash(row) % 100 < 33 then 'sexual' else 'other' end
            as stratum,
        date '2024-01-01' + (hash(row + 1) % 365)::int as received_on,
        'text ' || hash(row + 2) as narrative
    from range({rows}) as made(row)
) to '{path}'
"""


def drawn(folder: Path, frame: Path, *words: str) -> str:
    """One draw in a process of its own, as a line of the table."""
    for old in folder.glob("sample*"):
        old.unlink()
    command = [sys.executable, "-m", "cdi", "draw-sample", str(folder / "sample.csv"), "--file", str(frame)]
    command += ["--id", "incident_id", "--stratum", "stratum", "--seed", "2026", *SIZES, *words]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        sys.exit(f"the draw from {frame} failed")
    seconds = time.perf_counter() - start
    kind = "systematic by day" if words else "simple"
    return f"| {kind} | {seconds:.1f} | {used.ru_utime + used.ru_stime:.1f} | {used.ru_maxrss / 1024:,.0f} |"


def main() -> None:
    import duckdb

    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--folder", type=Path, default=HERE / ".rows", help="where the frames are made")
    folder = words.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    print("| frame | file, MB | draw | s | CPU s | peak MiB |\n| --- | ---: | --- | ---: | ---: | ---: |")
    for rows in (10_000_000, 30_000_000):
        for kind in ("parquet", "csv"):
            path = folder / f"frame.{kind}"
            duckdb.sql(FRAME.format(rows=rows, path=path))
            for order in ((), ("--systematic-by", "received_on")):
                size = path.stat().st_size / 1e6
                print(f"| {rows:,} rows, {kind} | {size:,.0f} {drawn(folder, path, *order)}", flush=True)
            path.unlink()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
