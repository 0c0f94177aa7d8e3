"""The desk beside the same questions in plain pandas: start-up, opening an audit, and cuts of many Parquet rows.

    python -m bench.desk [ROWS]     default 50000000; writes the tables into docs/performance.md

Each line is a whole process, the medians of three runs (pandas on many rows: one). "After start-up" is the processor
time of the answer alone, without imports and without making the audit.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from pathlib import Path

from bench.measured import PERFORMANCE, Measured, median, run, write_section

_MADE = """
copy (
  select 'C' || i as crime_id, 'main' as "sample", s as stratum, s as category, 'offence ' || (h % 40) as offence,
    true as required, h % 100 < 85 as recorded,
    case when h % 100 < 85 then h % 97 < 90 end as classification_correct,
    timestamp '2026-01-01' + interval (h % 7776000) second as received_at,
    case when h % 100 < 85 then timestamp '2026-01-01' + interval (h % 7776000 + h % 130000) second end as recorded_at,
    true as timeliness_assessable,
    (['control_room', 'crime_bureau', 'officer', 'front_counter'])[(1 + h // 300 % 4)::bigint] as route,
    'victim' as reported_by, h % 7 = 0 as domestic_abuse, 1.0 as weight
  from (
    select i, h, (['violence', 'sexual', 'other'])[(1 + h // 1720 % 3)::bigint] as s
    from (select i, hash(i) % 1000000007 as h from range({rows}) as made(i))
  )
) to '{path}' (format parquet)
"""
_QUESTIONS = {
    "rate by route": (("route",), {}),
    "rate by offence and month": (("offence", "month"), {}),
    "rate by route, domestic abuse": (("route",), {"domestic_abuse": True}),
}


def make(path: str, rows: str) -> None:
    """Write the made-up rows; in a process of its own, or the peaks of those after it would count this one's memory."""
    import duckdb

    duckdb.execute("set memory_limit = '2GB'")
    duckdb.execute(_MADE.format(rows=rows, path=path))


def importing() -> None:
    """Import the package and nothing else."""
    import cdi

    assert cdi.__version__


def opening() -> None:
    """Open a shipped audit; prints the processor seconds after the imports that opening needs."""
    import cdi
    import cdi.explore.opening

    start = time.process_time()
    assert cdi.open("leicestershire").ref.force == "leicestershire"
    print(time.process_time() - start)


def choosing() -> None:
    """Choose in the form over a shipped audit; prints for each answer the middle and the most processor seconds."""
    import cdi
    from cdi.explore.selection import METHODS

    form = cdi.form("leicestershire", folder=PERFORMANCE.parents[1])
    for method, words in METHODS.items():
        form.method.value = method
        spent = []
        for _, by in form.by.options[1:]:
            start = time.process_time()
            form.by.value = by
            spent.append(time.process_time() - start)
        print(f"| the form: {words.lower()} | {sorted(spent)[len(spent) // 2]:.2f} s | {max(spent):.2f} s |")


def desk(path: str, question: str) -> None:
    """One question by the desk's own counting and estimating; prints seconds of wall clock, then the counts."""
    import ibis

    from cdi.contract.records import AUDIT_REPORTS
    from cdi.load.database import DatabaseRows
    from cdi.measures.cuts import cut
    from cdi.measures.group_rates import estimate_groups
    from cdi.measures.questions import find_question

    audit = _with_rows(DatabaseRows(ibis.duckdb.connect().read_parquet(path), AUDIT_REPORTS))
    by, where = _QUESTIONS[question]
    start = time.monotonic()
    rates = estimate_groups(audit, cut(audit, find_question(audit, "recorded"), by, where))
    print(time.monotonic() - start)
    for row in sorted(rates.rows, key=lambda row: str(row.values)):
        print(*row.values, row.counts.yes, row.counts.of)


def delays(path: str) -> None:
    """Delays by route; prints seconds of wall clock."""
    import ibis

    from cdi.contract.records import AUDIT_REPORTS
    from cdi.load.database import DatabaseRows
    from cdi.measures.waiting import count_waits

    audit = _with_rows(DatabaseRows(ibis.duckdb.connect().read_parquet(path), AUDIT_REPORTS))
    start = time.monotonic()
    count_waits(audit, ("route",))
    print(time.monotonic() - start)


def _with_rows(rows):
    from dataclasses import replace

    from cdi.explore.opening import open_audit

    audit = open_audit("leicestershire", folder=PERFORMANCE.parents[1]).data
    tables = {name: frame for name, frame in audit.tables.items() if name not in ("audit_reports", "audit_strata")}
    return replace(audit, tables=tables, records={"audit_reports": rows})


def pandas(path: str, question: str) -> None:
    """The same counts by pandas, reading only what it needs; prints seconds of wall clock, then the counts."""
    import pandas as pd

    by, where = _QUESTIONS[question]
    start = time.monotonic()
    columns = {name for name in (*by, *where) if name != "month"} | {"sample", "required", "recorded"}
    rows = pd.read_parquet(path, columns=[*columns, *(["received_at"] if "month" in by else [])])
    rows = rows[(rows["sample"] == "main") & rows["required"]]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    if "month" in by:
        rows["month"] = rows["received_at"].dt.year * 100 + rows["received_at"].dt.month
    counts = rows.groupby([*by])["recorded"].agg(["sum", "size"])
    print(time.monotonic() - start)
    for group, yes, of in sorted(counts.itertuples(name=None), key=lambda row: str(row[0])):
        print(*(group if isinstance(group, tuple) else (group,)), yes, of)


def main(rows: int) -> None:
    """Make the rows, measure, and write the tables."""
    starting = median([run("-m", "bench.desk", "importing") for _ in range(3)])
    opened = [run("-m", "bench.desk", "opening") for _ in range(3)]
    after = sorted(float(each.printed) for each in opened)[1]
    lines = [
        "| start-up | wall | processor | peak |",
        "| --- | --- | --- | --- |",
        _line("`import cdi`", starting),
        _line('`import cdi; cdi.open("leicestershire")`', median(opened)),
        f"| of that, `cdi.open` after its imports | | {after:.2f} s | |",
        "",
        "| one choice in the form, by each column | processor, middle | most |",
        "| --- | --- | --- |",
        run("-m", "bench.desk", "choosing").printed.strip(),
        "",
        f"| {rows // 1_000_000} million rows of Parquet | answer, wall | whole process, wall | processor | peak |",
        "| --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "audit_reports.parquet")
        run("-m", "bench.desk", "make", path, str(rows))
        for question in _QUESTIONS:
            ours = median([run("-m", "bench.desk", "desk", path, question) for _ in range(3)])
            lines.append(_answer(f"{question}, desk", ours))
            with contextlib.suppress(RuntimeError):  # pandas may need more memory than there is
                peer = run("-m", "bench.desk", "pandas", path, question)
                lines.append(_answer(f"{question}, pandas", peer))
                if sorted(ours.printed.splitlines()[1:]) != sorted(peer.printed.splitlines()[1:]):
                    raise ValueError(f"{question}: the counts differ")
        lines.append(_answer("delays by route, desk", run("-m", "bench.desk", "delays", path)))
    print("\n".join(lines))
    write_section("desk", "\n".join(lines))


def _line(name: str, each: Measured) -> str:
    return f"| {name} | {each.seconds:.2f} s | {each.processor_seconds:.2f} s | {each.mebibytes:,.0f} MiB |"


def _answer(name: str, each: Measured) -> str:
    return f"| {name} | {float(each.printed.split()[0]):.2f} s {_line('', each).removeprefix('|  ')}"


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in ("make", "importing", "opening", "choosing", "desk", "delays", "pandas"):
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 50_000_000)
