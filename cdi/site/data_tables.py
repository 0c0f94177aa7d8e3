"""The site's data: tables with a dictionary, as CSV and JSON under `api/v1/`, where no column changes its meaning."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cdi.model.formula import without_formula
from cdi.model.one_line import on_one_line
from cdi.site.register import ListedInspection, NationalRegister
from cdi.site.reports import ReportInBrief
from cdi.site.rows import Briefs, state_brief
from cdi.site.stated import StatedResult

API = "api/v1"
VERSION = 1
Value = str | float | int | bool | None
_FORCE = ("force", "string", "the force, by its name in addresses")
_INSPECTION = ("inspection", "string", "the inspection, by its name in the registers")
_PERCENT = ("number", "in percent")


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column: its name, its type as Table Schema calls it, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of the site's data: `grain` is what a row is; each row has a value for each column."""

    name: str
    title: str
    grain: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[Value, ...], ...]

    def as_csv(self) -> str:
        """The table as RFC 4180 has it; no text cell is a formula to a spreadsheet program."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([column.name for column in self.columns])
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return text.getvalue()

    def as_records(self) -> list[dict[str, Value]]:
        """The rows by the names of the columns."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def make_tables(register: NationalRegister, briefs: Briefs) -> list[DataTable]:
    """Every table of the site."""
    inspections = sorted(register.inspections, key=lambda each: (each.force, each.when, each.id))
    reports = [brief for force in register.forces for brief in briefs.get(force, [])]
    return [
        _table("forces", "Forces", "one force as it is called now", _FORCES, _forces(register)),
        _table("inspections", "Inspections", "one inspection of one force", _INSPECTIONS, _inspections(inspections)),
        _table("results", "Results", "one published result of one inspection", _RESULTS, _results(inspections)),
        _table("grades", "Grades", "the grade of one question in one inspection", _GRADES, _grades(inspections)),
        _table("averages", "National averages", "one average as published", _AVERAGES, _averages(register)),
        _table("reports", "Reports", "one report on this site", _REPORTS, map(_report, reports)),
    ]


def write_tables(tables: Iterable[DataTable]) -> Iterator[tuple[str, str]]:
    """The files of the tables, by their place in the site, and the index and dictionary of all."""
    tables = list(tables)
    for table in tables:
        yield f"{API}/{table.name}.csv", table.as_csv()
        yield f"{API}/{table.name}.json", as_json({"version": VERSION, table.name: table.as_records()})
    yield f"{API}/datapackage.json", as_json(_package(tables))


def as_json(content: Mapping[str, Any]) -> str:
    """A file of JSON, the same for the same content."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def result_as_json(inspection: ListedInspection, result: StatedResult) -> dict[str, Value]:
    """A result by the names of the columns of `results`."""
    return dict(zip([name for name, *_ in _RESULTS], _result(inspection, result), strict=True))


def report_as_json(brief: ReportInBrief) -> dict[str, Value]:
    """A report by the names of the columns of `reports`."""
    return dict(zip([name for name, *_ in _REPORTS], _report(brief), strict=True))


_FORCES = (
    _FORCE,
    ("name", "string", "official name"),
    ("short_name", "string", "name in running text"),
    ("region", "string", "region; empty where it belongs to none"),
    ("governing_body", "string", "who oversees it"),
    ("ons_code", "string", "code of the police force area"),
    ("welsh_name", "string", "name in Welsh, where it has one"),
    ("territorial", "boolean", "whether it is one of the 43 that are inspected together"),
    ("page", "string", "its page, as seen from the front page of the site"),
)
_INSPECTIONS = (
    _INSPECTION,
    _FORCE,
    ("programme", "string", "the programme; rates of different programmes are not measured in the same way"),
    ("kind", "string", "inspection, re-inspection, thematic or PEEL"),
    ("year", "integer", "the year it is known by"),
    ("period_start", "date", "first day of the months whose reports were sampled"),
    ("period_end", "date", "last day of them"),
    ("published_on", "date", "day of publication; the first of the month where only that is known"),
    ("published_by_month", "boolean", "whether only the month of publication is known"),
    ("rated", "boolean", "whether its rates are rates of the force; false where its sample was too small"),
    ("sources", "string", "the publications that its results were taken from, separated by semicolons"),
)
_RESULTS = (
    _INSPECTION,
    _FORCE,
    ("year", "integer", "the year the inspection is known by"),
    ("programme", "string", "the programme of the inspection"),
    ("measure", "string", "the measure"),
    ("label", "string", "the measure in words"),
    ("printed", "string", "the result as pages print it: as precisely as it was published"),
    ("drawn", "string", "interval, point, band (only its ends are known) or nothing (no place on a scale)"),
    ("value", *_PERCENT),
    ("low", "number", "lower end of the interval or band, in percent"),
    ("high", "number", "upper end of the interval or band, in percent"),
    ("interval_computed", "boolean", "whether the interval is Wilson's at 95%, worked out from the counts here"),
    ("numerator", "integer", "units that met the measure, or the number of a count"),
    ("denominator", "integer", "units looked at"),
    ("rate_pct", "string", "the rate as published, in percent, with its decimals"),
    ("half_width_pp", "string", "the 95% half-width as published, in percentage points, with its decimals"),
    ("unit", "string", "what is counted"),
    ("basis", "string", "published, derived (worked out from what was), rounded, floor (“over”) or in words"),
    ("source", "string", "the publications that it was taken from"),
    ("note", "string", "arithmetic or caveat"),
)
_GRADES = (
    _INSPECTION,
    _FORCE,
    ("question", "string", "what is graded; recording is the question of PEEL assessments on crime data"),
    ("grade", "string", "the grade"),
    ("grades_in_scale", "integer", "how many grades could be given: four, or five in PEEL; they are not one scale"),
)
_AVERAGES = (
    ("programme", "string", "the programme"),
    ("as_at", "date", "the day it was so"),
    ("printed", "string", "the average as published"),
    ("value", *_PERCENT),
    ("forces", "integer", "forces it is taken over"),
    ("source", "string", "where it was published"),
    ("note", "string", "caveat"),
)
_REPORTS = (
    _FORCE,
    ("audit", "string", "the audit, by its name in addresses"),
    ("title", "string", "what it is of"),
    ("day", "date", "day of publication of the inspection or audit"),
    ("basis", "string", "what its rows are: records, reconstruction, published or made up"),
    ("draft", "boolean", "whether any of its documents is not signed off"),
    ("version", "integer", "the published version; empty where it was not published"),
    ("overall", "string", "its rate of all reported crime, as printed"),
    ("value", *_PERCENT),
    ("low", "number", "lower end of its interval, in percent"),
    ("high", "number", "upper end of its interval, in percent"),
    ("documents", "string", "its documents, separated by semicolons"),
    ("page", "string", "its page, as seen from the front page of the site"),
)


def _table(
    name: str, title: str, grain: str, columns: tuple[tuple[str, str, str], ...], rows: Iterable[tuple[Value, ...]]
) -> DataTable:
    return DataTable(name, title, grain, tuple(DataColumn(*column) for column in columns), tuple(rows))


def _forces(register: NationalRegister) -> Iterator[tuple[Value, ...]]:
    for force in register.forces.values():
        names = (force.id, force.name, force.short_name, force.region, force.governing_body, force.ons_code)
        yield (*names, force.welsh_name, force.territorial, f"forces/{force.id}.html")


def _inspections(inspections: Iterable[ListedInspection]) -> Iterator[tuple[Value, ...]]:
    for each in inspections:
        start, end = each.period or (None, None)
        days = [day.isoformat() if day else None for day in (start, end, each.published)]
        kind = (each.id, each.force, each.programme, each.kind, each.label_year)
        yield (*kind, *days, each.by_month and each.published is not None, each.rated, "; ".join(each.sources))


def _results(inspections: Iterable[ListedInspection]) -> Iterator[tuple[Value, ...]]:
    for inspection in inspections:
        for result in inspection.results.values():
            yield _result(inspection, result)


def _result(inspection: ListedInspection, result: StatedResult) -> tuple[Value, ...]:
    stated = [None if each is None else str(each) for each in (result.rate, result.half_width)]
    return (
        *(inspection.id, inspection.force, inspection.label_year, inspection.programme),
        *(result.measure.name, result.measure.label, result.printed, result.drawn),
        *(result.value, result.low, result.high, result.computed),
        *(result.numerator, result.denominator, *stated),
        *(result.unit, result.basis, result.source, result.note),
    )


def _grades(inspections: Iterable[ListedInspection]) -> Iterator[tuple[Value, ...]]:
    for each in inspections:
        yield from ((each.id, each.force, question, grade, len(each.scale)) for question, grade in each.grades.items())


def _averages(register: NationalRegister) -> Iterator[tuple[Value, ...]]:
    for each in register.averages:
        yield (each.programme, each.as_at.isoformat(), each.printed, each.value, each.forces, each.source, each.note)


def _report(brief: ReportInBrief) -> tuple[Value, ...]:
    rate = state_brief(brief.overall) if brief.overall else None
    numbers = (rate.printed, rate.value, rate.low, rate.high) if rate else (None, None, None, None)
    documents = "; ".join(document.name for document in brief.documents)
    name = (brief.force, brief.audit, brief.title, brief.day, brief.basis, brief.draft, brief.version)
    return (*name, *numbers, documents, f"forces/{brief.force}/{brief.audit}/index.html")


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return without_formula(on_one_line(value)) if isinstance(value, str) else value


def _package(tables: Iterable[DataTable]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "crime-data-integrity",
        "version": f"{VERSION}.0.0",
        "resources": [
            {
                "name": table.name,
                "title": table.title,
                "description": f"A row is {table.grain}.",
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": column.name, "type": column.type, "description": column.meaning}
                        for column in table.columns
                    ]
                },
            }
            for table in tables
        ],
    }
