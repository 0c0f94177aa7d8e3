"""What a process imports before it forks for the first report, and what every analysis does first, done once.

Libraries look up languages, fonts, styles and their own functions when they are first used: a tenth of a second for
each report. The national registers, which every analysis reads, take as long. Nothing here may start a thread, and no
audit is read: every child finds the same in its parent, whichever force it is for.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cdi.notebook.engine.preload import preload

if TYPE_CHECKING:
    from pathlib import Path

    from cdi.contract.vocabulary import TableSchema, TextTable
    from cdi.model.figure import Figure

# Never Polars or DuckDB: they start threads, and a process with threads must not fork.
_ANALYSIS = (
    "cdi.load.audit",
    "cdi.measures",
    "cdi.disclosure.protection",
    "cdi.bundle.facts",
    "cdi.exhibits.charts",
    "cdi.exhibits.tables",
    "cdi.bundle.bundle",
    "cdi.bundle.row_digests",
    "cdi.disclosure.log",
    "cdi.notebook.runner",
)
# What libraries import only when they are first used.
_LATER = ("babel.numbers", "pyarrow.pandas_compat", "afcharts", "matplotlib.backends.backend_svg")
_ROWS = 2


def preload_analysis(modules: Sequence[str] = ()) -> None:
    """Import what every analysis needs, and the given modules.

    Must be called before the first report, and before anything here was imported in another way: some libraries note
    at their import whether they are in a notebook.
    """
    preload((*_ANALYSIS, *_LATER, *modules))


def preload_and_rehearse(modules: Sequence[str] = (), registers: Path | None = None) -> None:
    """Import the same, and do on example rows what every analysis would do first; worth it for six reports and more.

    `registers` is the folder of the national registers, which are read and checked. What is wrong with them is for each
    analysis to say.
    """
    preload((*_ANALYSIS, *_LATER, __name__, *modules))
    if registers is not None:
        from cdi.load.reference import check_reference_ahead

        with contextlib.suppress(Exception):  # whatever they hold, an analysis meets it again and its report says so
            check_reference_ahead(registers)
        gc.freeze()


def make_ready() -> None:
    """Type and count the contract's example rows, write a day, and draw charts; all of it is thrown away."""
    from cdi.contract.parsing import parse_table
    from cdi.contract.records import AUDIT_REPORTS
    from cdi.contract.tables import AUDIT_TABLES, REFERENCE_TABLES
    from cdi.exhibits import Caption, charts
    from cdi.house_style import formatting
    from cdi.house_style.crime_kinds import STRATA
    from cdi.house_style.routes import ROUTES
    from cdi.measures.finding_rules import FindingRules
    from cdi.measures.patterns import NotRecorded
    from cdi.model.figure import Figures

    for schema in (*AUDIT_TABLES.values(), *REFERENCE_TABLES.values()):
        table = parse_table(schema, _example(schema))
        table.all_faults()
        if schema is AUDIT_REPORTS:
            table.rows.count({"sample": "main", "recorded": True})
    caption = Caption("example", formatting.day(date(2026, 1, 1)), "none", "none")
    charts.draw_recording_rates(Figures.of([_example_figure()]), FindingRules(()), caption)
    due = {(route, kind.id): 1 for route in ROUTES for kind in STRATA}
    charts.map_not_recorded(NotRecorded(due, {}, made_up="Made up."), caption)


def _example_figure() -> Figure:
    from cdi.house_style import formatting
    from cdi.model.figure import Figure, Interval

    return Figure(
        id="recording.overall",
        label="example",
        value=50.0,
        unit="percent",
        printed=formatting.percent(50.0),
        base="none",
        basis="records",
        sources=("none",),
        interval=Interval(40.0, 60.0, 10.0, 0.95, "none"),
    )


def _example(schema: TableSchema) -> TextTable:
    import pandas as pd

    from cdi.contract.vocabulary import TextTable

    cells = {column.name: [column.example_cell] * _ROWS for column in schema.columns}
    return TextTable(schema.name, f"{schema.name}.csv", pd.DataFrame(cells, dtype="str"), {})
