"""What every analysis does first, done once on example cells, so that no process forked afterwards has to.

Libraries look up languages, fonts, styles and their own functions when they are first used: a tenth of a second for
each report. Nothing here may start a thread, so no file is read: PyArrow reads with threads.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from cdi.contract.parsing import typed
from cdi.contract.records import AUDIT_REPORTS
from cdi.contract.tables import AUDIT_TABLES, REFERENCE_TABLES
from cdi.contract.vocabulary import TableSchema, TextTable
from cdi.exhibits import charts
from cdi.house_style import formatting
from cdi.model.figure import Figure, Figures, Interval
from cdi.model.rows import FrameRows

_ROWS = 2


def make_ready() -> None:
    """Type and count the contract's example rows, write a day, and draw a chart; all of it is thrown away."""
    for schema in (*AUDIT_TABLES.values(), *REFERENCE_TABLES.values()):
        frame, _ = typed(schema, _example(schema))
        if schema is AUDIT_REPORTS:
            FrameRows(frame).count({"sample": "main", "recorded": True})
    drawn = Figure(
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
    day = formatting.day(date(2026, 1, 1))
    charts.recording_rates(Figures.of([drawn]), place="example", when=day, source="none")


def _example(schema: TableSchema) -> TextTable:
    cells = {column.name: [column.shown] * _ROWS for column in schema.columns}
    return TextTable(schema.name, f"{schema.name}.csv", pd.DataFrame(cells, dtype="str"), {})
