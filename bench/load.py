"""Load, validate and count audit rows from Parquet and CSV, against pandas doing the same group-bys.

    python -m bench.load [ROWS …]        default 1000000 10000000 50000000; writes the table into docs/performance.md

Every cell of the table is a whole process, start-up and imports included, medians of three interleaved runs (one of
10 million rows of CSV, and of 50 million of Parquet). All sides print the same counts; the run stops when they differ.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.measured import Measured, median, run, write_section
from cdi.model.audit_ref import AuditRef
from cdi.model.rows import AtMost, Where
from tests.unit.load.bad_files.base import SETTINGS

_MOST_CSV = 10_000_000
_STRATA = ("violence", "sexual", "other")
_DUE = {"sample": "main", "required": True}
_TIMED = {**_DUE, "recorded": True, "timeliness_assessable": True}
_RAPE = {**_DUE, "category": "rape"}
_ABUSE = {**_DUE, "domestic_abuse": True}
COUNTED: dict[str, tuple[Where, Where]] = {
    **{f"recording.{name}": ({**_DUE, "stratum": name, "recorded": True}, {**_DUE, "stratum": name})
       for name in _STRATA},
    "recording.rape": ({**_RAPE, "recorded": True, "classification_correct": True}, _RAPE),
    "recording.domestic_abuse": ({**_ABUSE, "recorded": True}, _ABUSE),
    **{f"timeliness.{name}": ({**_TIMED, "stratum": name, "delay_hours": AtMost(24)}, {**_TIMED, "stratum": name})
       for name in _STRATA},
}  # fmt: skip
"""What is counted: for each figure the rows that meet it, and those that could."""
_ROWS = """
select 'C' || lpad(i::varchar, 9, '0') as crime_id, 'kent-2026' as inspection_id, null::varchar as record_id,
  'main' as "sample",
  case when a < 450 then 'violence' when a < 620 then 'sexual' else 'other' end as stratum,
  case when a < 450 then 'violence' when a < 520 then 'rape' when a < 620 then 'sexual' when a < 800 then 'burglary'
       else 'other' end as category,
  case when a < 250 then 'common assault' when a < 450 then 'harassment' when a < 520 then 'rape'
       when a < 620 then 'sexual assault' when a < 800 then 'burglary' else 'theft' end as offence,
  true as required, b < 850 as recorded, case when b < 850 then c < 950 end as classification_correct,
  case when b < 850 and c >= 950 then 'theft' end as misclassified_as,
  case when b < 850 then 'first_contact' end as recorded_stage,
  received_at, case when b < 850 then received_at + interval (c * 2) minute end as recorded_at,
  b < 850 as timeliness_assessable, case when c < 500 then 'control_room' else 'officer' end as route,
  'victim' as reported_by, c % 4 = 0 as domestic_abuse, 'V' || (h % {rows})::varchar as victim_id,
  case when d < 20 then 'child' else 'adult' end as victim_age_group,
  case when b >= 850 then 'no explanation' end as reason_not_recorded, c < 600 as attended, c < 500 as risk_assessed,
  c < 300 as safeguarded, c < 800 as safeguarding_considered, c < 900 as investigated, 1.0 as weight
from (select i, hash(i) as h, hash(i * 31 + 7) % 1000 as a, hash(i * 17 + 3) % 1000 as b, hash(i * 13 + 5) % 1000 as c,
        hash(i * 11 + 9) % 80 as d,
        timestamp '2026-01-01 06:00' + interval (hash(i * 11 + 9) % 80) day
          + interval (hash(i * 31 + 7) % 1000) minute as received_at
      from range({rows}) as made(i))
"""


def make_rows(folder: Path, rows: int, kinds: Sequence[str]) -> None:
    """An audit folder for each kind of source, with the same made-up rows; the same rows every time."""
    import duckdb

    for kind in kinds:
        audit = folder / "data" / "kent" / f"2026-{kind}"
        audit.mkdir(parents=True)
        (audit / "audit.toml").write_text(f'{SETTINGS}\n[source]\nkind = "{kind}"\n', encoding="utf-8")
        strata = "".join(
            f"kent-2026,{name},true,{rows},{rows * 4},records\n" for name in ("violence", "sexual", "other")
        )
        heading = "inspection_id,stratum,sampled,reports_in_period,weight,basis\n"
        (audit / "audit_strata.csv").write_text(heading + strata, encoding="utf-8")
        options = "format parquet" if kind == "parquet" else "header, timestampformat '%Y-%m-%dT%H:%M'"
        target = audit / f"audit_reports.{kind}"
        duckdb.sql(f"copy ({_ROWS.format(rows=rows)}) to '{target}' ({options})")


def forces() -> str:
    """The shipped forces, and Kent described as Leicestershire is."""
    shipped = Path("data/forces.toml").read_text(encoding="utf-8")
    kent = shipped[shipped.index("[leicestershire]") :].split("\n[")[0].replace("[leicestershire]", "[kent]")
    return f"{shipped}\n{kent}\n"


def count_ours(folder: str, kind: str) -> None:
    """Only the counts, where the rows lie, nothing validated: what pandas does, through the rows of the measures."""
    import ibis.backends.duckdb  # noqa: F401 - what it needs is imported before the clock starts

    from cdi.contract.records import AUDIT_REPORTS
    from cdi.load.database import DatabaseRows
    from cdi.load.database_connection import from_parquet

    start = time.monotonic()
    table = from_parquet(Path(folder) / "data" / "kent" / f"2026-{kind}", [AUDIT_REPORTS.name])[AUDIT_REPORTS.name]
    rows = DatabaseRows(table, AUDIT_REPORTS)
    rows.count_ahead(where for counted in COUNTED.values() for where in counted)
    for name, (met, due) in COUNTED.items():
        print(name, rows.count(met), rows.count(due))
    print(time.monotonic() - start)


def report_ours(folder: str, kind: str) -> None:
    """Load, validate every cell and compute every figure of the audit."""
    from cdi.load.audit import read_audit
    from cdi.measures import measure
    from cdi.workspace.paths import Workspace

    figures = measure(read_audit(Workspace(Path(folder)), AuditRef("kent", f"2026-{kind}")))
    for name in COUNTED:
        print(name, figures[name].numerator, figures[name].denominator)


def validate_ours(folder: str, kind: str) -> None:
    """Load and validate only."""
    from cdi.load.fault_report import find_faults
    from cdi.workspace.paths import Workspace

    print(len(find_faults(Workspace(Path(folder)), AuditRef("kent", f"2026-{kind}"))), "faults")


def read_only(folder: str, kind: str) -> None:
    """Read every cell once and do nothing: the floor of validation, by the engine that we read with."""
    path = Path(folder) / "data" / "kent" / f"2026-{kind}" / f"audit_reports.{kind}"
    if kind == "csv":
        from cdi.load.csv import read_csv

        print(len(read_csv(path, path.parent).frame), "rows")
        return
    import ibis

    table = ibis.duckdb.connect().read_parquet(str(path))
    print(int(table.aggregate(**{name: table[name].count() for name in table.columns}).execute().iloc[0, 0]), "rows")


def count_pandas(folder: str, kind: str) -> None:
    """The same counts by plain pandas group-bys over the columns they need, nothing validated."""
    import pandas as pd
    import pyarrow.parquet  # noqa: F401 - as above

    start = time.monotonic()
    path = Path(folder) / "data" / "kent" / f"2026-{kind}" / f"audit_reports.{kind}"
    needed = ["sample", "stratum", "category", "required", "recorded", "classification_correct", "domestic_abuse",
              "timeliness_assessable", "received_at", "recorded_at"]  # fmt: skip
    if kind == "parquet":
        rows = pd.read_parquet(path, columns=needed)
    else:
        rows = pd.read_csv(path, usecols=needed, parse_dates=["received_at", "recorded_at"])
    rows = rows[(rows["sample"] == "main") & rows["required"].astype(bool)]
    due = rows.groupby("stratum")["recorded"].agg(["sum", "size"])
    rape = rows[rows["category"] == "rape"].groupby(["recorded", "classification_correct"], dropna=False).size()
    abuse = rows[rows["domestic_abuse"].astype(bool)]["recorded"].agg(["sum", "size"])
    timed = rows[rows["recorded"].astype(bool) & rows["timeliness_assessable"].astype(bool)]
    quick = (timed["recorded_at"] - timed["received_at"]) <= pd.Timedelta(hours=24)
    in_time = quick.groupby(timed["stratum"]).agg(["sum", "size"])
    for name in ("violence", "sexual", "other"):
        print(f"recording.{name}", int(due.at[name, "sum"]), int(due.at[name, "size"]))
    print("recording.rape", int(rape.get((True, True), 0)), int(rape.sum()))
    print("recording.domestic_abuse", int(abuse["sum"]), int(abuse["size"]))
    for name in ("violence", "sexual", "other"):
        print(f"timeliness.{name}", int(in_time.at[name, "sum"]), int(in_time.at[name, "size"]))
    print(time.monotonic() - start)


def compare(rows: int, kind: str, repeats: int, folder: Path) -> str:
    """The line of the table for one size and source. Text has to be read cell by cell before anything is counted."""
    tasks = [
        "count_pandas",
        "report_ours",
        "validate_ours",
        "read_only",
        *(["count_ours"] if kind == "parquet" else []),
    ]
    runs: dict[str, list[Measured]] = {task: [] for task in tasks}
    for _ in range(repeats):
        for task in tasks:
            runs[task].append(run("-m", "bench.load", task, str(folder), kind))
    used = {task: median(found) for task, found in runs.items()}
    held = len(COUNTED)
    counted = {tuple(used[task].printed.splitlines()[:held]) for task in tasks if "count" in task or "report" in task}
    if len(counted) > 1:
        raise RuntimeError(f"the counts differ:\n{counted}")
    peer = used["count_pandas"]
    alone = "– | – | – | –"
    if ours := used.get("count_ours"):
        # The last line that a process prints is how long the counting took, start-up and imports left out.
        counting = _counting(runs["count_pandas"]) / _counting(runs["count_ours"])
        whole, memory = peer.seconds / ours.seconds, peer.mebibytes / ours.mebibytes
        alone = f"{_used(ours)} | {whole:.1f} | {counting:.1f} | {memory:.1f}"
    valid = used["validate_ours"].seconds
    return (
        f"| {rows // 1_000_000} million, {'Parquet' if kind == 'parquet' else 'CSV'} | {_used(peer)} | {alone} "
        f"| {_used(used['report_ours'])} | {valid:.1f} s | {valid / used['read_only'].seconds:.1f} |"
    )


def _counting(runs: list[Measured]) -> float:
    """The median of the seconds that the processes say they counted for."""
    return statistics.median(float(each.printed.splitlines()[-1]) for each in runs)


def _used(each: Measured) -> str:
    return f"{each.seconds:.1f} s, {each.mebibytes:,.0f} MiB"


def main(sizes: list[int]) -> None:
    """Measure every size and source, and write the table."""
    lines = [
        "| rows | counts by pandas | counts by ours | times faster | in counting alone | times less memory "
        "| ours, validated, every figure | validation alone | against reading alone |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for rows in sizes:
        with tempfile.TemporaryDirectory() as held:
            folder = Path(held)
            shutil.copytree("data/reference", folder / "data" / "reference")
            (folder / "data" / "forces.toml").write_text(forces(), encoding="utf-8")
            kinds = ("parquet", "csv") if rows <= _MOST_CSV else ("parquet",)
            make_rows(folder, rows, kinds)
            for kind in kinds:
                repeats = 1 if rows > _MOST_CSV or (kind == "csv" and rows == _MOST_CSV) else 3
                lines.append(compare(rows, kind, repeats, folder))
                print(lines[-1], flush=True)
    write_section("load", "\n".join(lines))


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in globals():
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        main([int(rows) for rows in sys.argv[1:]] or [1_000_000, 10_000_000, 50_000_000])
