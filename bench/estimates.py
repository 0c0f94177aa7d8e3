"""Ten million audited rows, 43 forces × 3 strata: overall and per-force rates with intervals, ours and the peers'.

One run makes the rows (fixed seed), lets every contender estimate from them in a process of its own, checks the answers
against ours and prints ratios of time and peak memory. See bench/README.md for the peers' environment.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FORCES, STRATA = 43, ("violence", "sexual", "other")
SEED = 2026
SURVEY_PACKAGES = ("R survey", "svy", "samplics")
START, END = "<!-- estimates: written by bench/estimates.py -->", "<!-- end of estimates -->"


@dataclass(frozen=True)
class Measured:
    """One run of a contender: seconds of the whole process, of estimating alone, peak MiB, and its answers."""

    seconds: float
    estimating: float
    mib: float
    rates: dict[str, tuple[float, float]]


def make_rows(folder: Path, rows: int) -> None:
    """Rows as a force would hold them, in Parquet, and the same as plain integers for R."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(SEED)
    force = random.integers(1, FORCES + 1, rows, dtype=np.int32)
    stratum = random.choice(np.array([1, 2, 3], dtype=np.int32), rows, p=[0.47, 0.17, 0.36])
    recorded = (random.random(rows) < 0.7 + 0.05 * stratum + 0.002 * force).astype(np.int32)
    group = force * 10 + stratum
    groups, of_row, sizes = np.unique(group, return_inverse=True, return_counts=True)
    population = (sizes * random.uniform(1.5, 20, groups.size)).astype(np.int32)
    held = {
        "force": force,
        "stratum": stratum,
        "recorded": recorded,
        "population": population[of_row],
        "weight": (population / sizes)[of_row],
    }
    pq.write_table(pa.table(held), folder / "rows.parquet")
    for name in ("force", "stratum", "recorded", "population"):
        held[name].astype(np.int32).tofile(folder / f"{name}.int32")


def ours(folder: Path) -> tuple[dict[str, tuple[float, float]], float]:
    """Count in DuckDB, estimate on the counts."""
    import duckdb
    import numpy as np

    from cdi.stats.stratified import Sample, normal_interval

    start = time.perf_counter()
    counted = duckdb.sql(
        f"select force, sum(recorded)::bigint r, count(*) n, any_value(population)::bigint p"  # noqa: S608
        f" from '{folder / 'rows.parquet'}' group by force, stratum order by force, stratum"
    ).fetchnumpy()

    forces = np.unique(counted["force"])
    recorded, audited, population = (counted[name].astype(float).reshape(len(forces), -1) for name in "rnp")
    every = normal_interval(Sample(recorded, audited, population, population))
    whole = normal_interval(Sample(recorded.ravel(), audited.ravel(), population.ravel(), population.ravel()))
    rates = {"overall": (float(whole.rate), float(whole.standard_error))}
    rates |= {
        str(force): (float(r), float(e)) for force, r, e in zip(forces, every.rate, every.standard_error, strict=True)
    }
    return rates, time.perf_counter() - start


def samplics(folder: Path) -> tuple[dict[str, tuple[float, float]], float]:
    """Each force on its own rows: its strata are whole, so this equals its domain estimate and is far quicker."""
    import numpy as np
    import pandas as pd
    from samplics import PopParam, TaylorEstimator

    rows = pd.read_parquet(folder / "rows.parquet")
    start = time.perf_counter()

    def estimate(part: pd.DataFrame) -> tuple[float, float]:
        group = (part["force"] * 10 + part["stratum"]).to_numpy()
        groups, first, sizes = np.unique(group, return_index=True, return_counts=True)
        fractions = sizes / part["population"].to_numpy()[first]
        found = TaylorEstimator(PopParam.mean)
        found.estimate(
            y=part["recorded"].to_numpy().astype(float),
            samp_weight=part["weight"].to_numpy(),
            stratum=group,
            psu=np.arange(len(part)),
            fpc={int(name): 1 - fraction for name, fraction in zip(groups, fractions, strict=True)},
        )
        return float(found.point_est), float(found.stderror)

    rates = {"overall": estimate(rows)} | {str(force): estimate(part) for force, part in rows.groupby("force")}
    return rates, time.perf_counter() - start


def svy(folder: Path) -> tuple[dict[str, tuple[float, float]], float]:
    import polars as pl
    import svy as package

    rows = pl.read_parquet(folder / "rows.parquet").with_columns(
        (pl.col("force") * 10 + pl.col("stratum")).alias("group"), pl.col("recorded").cast(pl.Float64)
    )
    start = time.perf_counter()
    sample = package.Sample(rows, package.Design(stratum="group", wgt="weight", pop_size="population"))
    whole = sample.estimation.mean("recorded").to_polars()
    parts = sample.estimation.mean("recorded", by="force").to_polars()
    rates = {"overall": (whole["est"][0], whole["se"][0])}
    rates |= {str(force): (est, se) for force, est, se in parts.select("force", "est", "se").iter_rows()}
    return rates, time.perf_counter() - start


def statsmodels(folder: Path) -> tuple[dict[str, tuple[float, float]], float]:
    """Weighted means with weighted standard errors: it knows neither strata nor finite populations."""
    import pandas as pd
    from statsmodels.stats.weightstats import DescrStatsW

    rows = pd.read_parquet(folder / "rows.parquet")
    start = time.perf_counter()

    def estimate(part: pd.DataFrame) -> tuple[float, float]:
        found = DescrStatsW(part["recorded"].to_numpy(), weights=part["weight"].to_numpy())
        found.tconfint_mean()
        return float(found.mean), float(found.std_mean)

    rates = {"overall": estimate(rows)} | {str(force): estimate(part) for force, part in rows.groupby("force")}
    return rates, time.perf_counter() - start


CONTENDERS = {"ours": ours, "svy": svy, "samplics": samplics, "statsmodels": statsmodels}


def measured(name: str, folder: Path, peers: Path) -> Measured:
    """Run one contender in a process of its own."""
    if name == "R survey":
        command = ["Rscript", "--vanilla", str(HERE / "estimates.R"), str(folder)]
    else:
        python = sys.executable if name == "ours" else str(peers / "bin" / "python")
        command = [python, "-W", "ignore", str(HERE / "estimates.py"), "--one", name, "--folder", str(folder)]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        said = running.stdout.read() if running.stdout else ""
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if running.returncode:
        sys.exit(f"{name} failed with {running.returncode}")
    answer = json.loads(said)
    rates = {key: (value[0], value[1]) for key, value in answer["rates"].items()}
    return Measured(seconds, answer["seconds"], used.ru_maxrss / 1024, rates)


def table(runs: dict[str, list[Measured]], rows: int) -> str:
    """Medians, ratios to ours, and the largest difference of rates and of standard errors from ours."""
    mine, own = runs["ours"], runs["ours"][0].rates
    peers = len(runs) - 1
    heads = ["", "whole process, s", "estimating, s", "peak MiB", "time, × ours", "memory, × ours", "rates", "errors"]
    lines = [
        f"{rows:,} rows; {platform.machine()}, {os.cpu_count()} cores; each peer {len(mine) // peers}×, ours before"
        " each; medians. Rates and errors: largest difference from ours.",
        "",
        f"| {' | '.join(heads)} |",
        "| --- |" + " ---: |" * (len(heads) - 1),
    ]
    base = _median(mine, "seconds"), _median(mine, "mib")
    for name, found in runs.items():
        seconds, mib = _median(found, "seconds"), _median(found, "mib")
        away = [max(abs(found[0].rates[key][at] - own[key][at]) for key in own) for at in (0, 1)]
        differs = "" if name == "ours" else f"{away[0]:.0e} | {away[1]:.0e}"
        lines.append(
            f"| {name} | {seconds:.2f} | {_median(found, 'estimating'):.2f} | {mib:,.0f} | {seconds / base[0]:.1f} |"
            f" {mib / base[1]:.1f} | {differs or ' | '} |"
        )
    return "\n".join([*lines, "", _verdict(runs)])


def _verdict(runs: dict[str, list[Measured]]) -> str:
    """The comparison with the survey packages; statsmodels is none, as its errors show."""
    survey = [name for name in runs if name in SURVEY_PACKAGES]

    def least(what: str) -> tuple[str, float]:
        best = min(survey, key=lambda name: _median(runs[name], what))
        return best, _median(runs[best], what) / _median(runs["ours"], what)

    (whole, times), (alone, faster), (small, memory) = least("seconds"), least("estimating"), least("mib")
    return (
        f"Against the survey packages ours is {times:.0f} times faster than the fastest ({whole}) as a whole process,"
        f" {faster:.0f} times in estimating alone (ours reads the rows in that time, {alone} holds them already), with"
        f" 1/{memory:.0f} of the memory of the smallest ({small})."
    )


def _median(found: list[Measured], what: str) -> float:
    return statistics.median(getattr(one, what) for one in found)


def write_section(path: Path, text: str) -> None:
    """Put the table between its two marks."""
    before, _, rest = path.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--peers", type=Path, default=HERE / ".peers", help="the virtual environment of the peers")
    words.add_argument("--folder", type=Path, default=HERE / ".rows", help="where the rows are made")
    words.add_argument("--rows", type=int, default=10_000_000)
    words.add_argument("--rounds", type=int, default=1, help="how often each contender runs")
    words.add_argument("--write", type=Path, help="also put the table into this document, such as docs/performance.md")
    words.add_argument("--one", choices=[*CONTENDERS, "rows"], help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.one == "rows":
        make_rows(asked.folder, asked.rows)
        return
    if asked.one:
        rates, seconds = CONTENDERS[asked.one](asked.folder)
        print(json.dumps({"rates": rates, "seconds": seconds}))
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    # In a process of its own: a child is charged with the memory that its parent had when it was started.
    making = [sys.executable, __file__, "--one", "rows", "--folder", str(asked.folder), "--rows", str(asked.rows)]
    subprocess.run(making, check=True)
    names = [name for name in CONTENDERS if name != "ours"] + (["R survey"] if shutil.which("Rscript") else [])
    runs: dict[str, list[Measured]] = {"ours": []}
    for _ in range(asked.rounds):
        for name in names:
            # Ours runs beside every peer, so that a busy moment of the machine does not fall on one side.
            for one in ("ours", name):
                runs.setdefault(one, []).append(measured(one, asked.folder, asked.peers))
                print(f"{one}: {runs[one][-1].seconds:.2f} s, {runs[one][-1].mib:,.0f} MiB", file=sys.stderr)
    shutil.rmtree(asked.folder)
    text = table(runs, asked.rows)
    print(text)
    if asked.write:
        write_section(asked.write, text)


if __name__ == "__main__":
    main()
