"""Figures as the measures make them, in one line each, and the rules and caption that exhibits are given."""

from __future__ import annotations

import csv
from typing import Any

from cdi.exhibits import Caption
from cdi.measures.finding_rules import FindingRules
from cdi.model.exhibit import Table
from cdi.model.figure import Conclusion, Figure, Figures, Interval, Test, Unit
from tests.conftest import PROJECT

with (PROJECT / "data" / "reference" / "finding_rules.csv").open(encoding="utf-8", newline="") as _file:
    ROWS: list[dict[str, Any]] = [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(_file)]
RULES = FindingRules.of(ROWS)
CAPTION = Caption("Kent Police", "1 April 2018 to 30 June 2018", "Source: Kent audit 2018.", "Source: Kent registers.")


def figure(figure_id: str, value: float, printed: str, unit: Unit = "count", **more: Any) -> Figure:
    values: dict[str, Any] = {"label": "a label", "base": "a base", "basis": "records", "sources": ("t",), **more}
    return Figure(id=figure_id, value=value, unit=unit, printed=printed, **values)


def rate(figure_id: str, percent: float, half_width: float | None = 2.0, level: float = 0.95) -> Figure:
    """A recording rate; without a half-width it is one that was published so."""
    interval = half_width and Interval(percent - half_width, percent + half_width, half_width, level, "a method")
    return figure(figure_id, percent, f"{percent}%", "percent", interval=interval or None)


def change(kind: str, points: float, conclusion: Conclusion) -> Figure:
    test = Test(1.0, 0.5, 0.95, "z", conclusion)
    return figure(f"change.{kind}", points, f"{points} points", "percentage points", test=test)


def part(figure_id: str, numerator: int, denominator: int, level: float | None = 0.95, **more: Any) -> Figure:
    """A part of a sample with its interval; of a whole that is known in full where there is no level."""
    share = 100 * numerator / denominator
    interval = level and Interval(max(0, share - 9), min(100, share + 9), None, level, "Wilson score")
    counts = {"numerator": numerator, "denominator": denominator, "interval": interval or None, **more}
    return figure(figure_id, share, f"{numerator} of {denominator}", "percent", **counts)


def of(*figures: Figure, **gaps: str) -> Figures:
    """Figures, and gaps with a dot for each double underscore of their names."""
    return Figures.of(list(figures), {name.replace("__", "."): why for name, why in gaps.items()})


def compared(**changes: tuple[float, float, Conclusion]) -> Figures:
    """Rates of now and before, and the change with the conclusion of its test, for each kind of crime."""
    figures = []
    for kind, (now, before, conclusion) in changes.items():
        change_of_kind = change(kind, round(now - before, 1), conclusion)
        figures += [rate(f"recording.{kind}", now), rate(f"prior.{kind}", before), change_of_kind]
    return of(*figures)


def as_text(table: Table) -> str:
    """A table as lines of cells between bars: caption, headings, rows, note."""
    rows = [" | ".join(cell.text for cell in row) for row in table.rows]
    return "\n".join([table.caption, " | ".join(column.label for column in table.columns), *rows, table.source])


def bindings(table: Table) -> list[str]:
    """What every bound cell is bound to, row by row."""
    return [f"{cell.figure} {cell.facet}" for row in table.rows for cell in row if cell.figure]
