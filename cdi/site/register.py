"""The national registers as the site lists them: forces, their inspections in order, grades and results."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from cdi.contract.published_measures import MEASURES
from cdi.house_style import formatting
from cdi.load.reference import read_reference
from cdi.model.auditor import grades_of, name_auditor
from cdi.site.stated import StatedResult, state_result
from cdi.workspace.national_forces import look_up_force
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_forces

TOO_SMALL = "CDI-2014"
"""The programme whose samples HMIC held to be too small for rates of single forces."""
_Row = Mapping[Hashable, Any]
_TERMS = "reader_glossary"
_READ = "read"
"""How an average is known that was read where it was published; others are not quoted."""


@dataclass(frozen=True, slots=True)
class ListedForce:
    """A force as it is called now; `region`, `ons_code` and `welsh_name` are empty where it has none."""

    id: str
    name: str
    short_name: str
    area: str = ""
    region: str = ""
    governing_body: str = ""
    ons_code: str = ""
    welsh_name: str = ""
    territorial: bool = False
    earlier_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedInspection:
    """One inspection of the register, with its grades by question and its results by measure, in their order."""

    id: str
    force: str
    programme: str
    kind: str
    label_year: int
    period: tuple[date, date] | None
    published: date | None
    by_month: bool
    sources: tuple[str, ...]
    grades: Mapping[str, str]
    results: Mapping[str, StatedResult]

    @property
    def audit(self) -> str:
        """The folder that its audit has, or would have."""
        return self.id.removeprefix(f"{self.force}-")

    @property
    def when(self) -> date:
        """The day by which it is put in order: that of publication, else the end of its year."""
        return self.published or date(self.label_year, 12, 31)

    @property
    def when_in_words(self) -> str:
        """The day, the month or the year of publication, as exactly as it is known."""
        if self.published is None:
            return str(self.label_year)
        return formatting.month(self.published) if self.by_month else formatting.day(self.published)

    @property
    def exercise(self) -> str:
        """What it was: inspection, re-inspection, PEEL assessment."""
        return name_auditor(self.kind, self.when).exercise  # type: ignore[arg-type]

    @property
    def scale(self) -> tuple[str, ...]:
        """The grades that it could give, best first."""
        return grades_of(self.kind)  # type: ignore[arg-type]

    @property
    def grade(self) -> str:
        """The grade of crime data integrity: overall, or of the recording question of a PEEL assessment; or nothing."""
        return self.grades.get("overall") or self.grades.get("recording") or ""

    @property
    def rated(self) -> bool:
        """Whether its rates are rates of the force: not in the programme of small samples."""
        return self.programme != TOO_SMALL

    @property
    def overall(self) -> StatedResult | None:
        """The overall recording rate of the force, where there is one."""
        return self.results.get("rate_overall") if self.rated else None


@dataclass(frozen=True, slots=True)
class StatedAverage:
    """A published national average."""

    programme: str
    as_at: date
    printed: str
    value: float
    forces: int
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class NationalRegister:
    """Forces by id and in alphabetical order, their inspections, the latest first, and the published averages.

    `terms` are those of the readers' glossary, where the workspace has one.
    """

    forces: Mapping[str, ListedForce]
    inspections: tuple[ListedInspection, ...]
    averages: tuple[StatedAverage, ...]
    terms: tuple[Mapping[str, str], ...] = ()

    def of_force(self, force: str) -> list[ListedInspection]:
        """The inspections of a force, the latest first."""
        return [inspection for inspection in self.inspections if inspection.force == force]

    def latest(self, force: str) -> ListedInspection | None:
        """The latest inspection that gave an overall rate of the force; else its latest, if it has any."""
        own = self.of_force(force)
        return next((each for each in own if each.overall), next(iter(own), None))

    def without_empty(self, reported: Container[str]) -> NationalRegister:
        """The same without the forces of the workspace that have neither an inspection nor a report."""
        inspected = {inspection.force for inspection in self.inspections}
        here = {*inspected, *(name for name in self.forces if name in reported)}
        stay = {name: force for name, force in self.forces.items() if force.territorial or name in here}
        return replace(self, forces=stay)

    def average(self, programme: str) -> StatedAverage | None:
        """The latest published average of a programme."""
        return next((each for each in self.averages if each.programme == programme), None)


def read_register(workspace: Workspace) -> NationalRegister:
    """The registers of the workspace. Raises InputFaulty with every fault of every file."""
    tables = {name: _rows(frame) for name, frame in read_reference(workspace).items()}
    results, grades = _by_inspection(tables["published_results"]), _by_inspection(tables["judgements"])
    inspections = [
        _inspection(row, results.get(str(row["inspection_id"]), []), grades.get(str(row["inspection_id"]), []))
        for row in tables["inspections"]
    ]
    quoted = [row for row in tables["national_averages"] if row.get("known_by", _READ) == _READ]
    averages = [_average(row) for row in quoted if row["measure"] == "rate_overall"]
    terms = [{name: row[name] or "" for name in ("term", "meaning", "source")} for row in tables.get(_TERMS, [])]
    return NationalRegister(
        {force.id: force for force in sorted(_forces(workspace, tables["forces"]), key=lambda each: each.short_name)},
        tuple(sorted(inspections, key=lambda each: (each.when, each.id), reverse=True)),
        tuple(sorted(averages, key=lambda each: each.as_at, reverse=True)),
        tuple(terms),
    )


def _forces(workspace: Workspace, rows: Sequence[_Row]) -> Iterator[ListedForce]:
    """The 43 territorial forces, and those of the workspace that are none of them."""
    latest = {str(row["force_id"]): row for row in sorted(rows, key=lambda row: row["valid_from"] or pd.Timestamp.min)}
    names = [str(row["name"]) for row in rows]
    for force, row in latest.items():
        if not row["home_office"]:
            continue
        earlier = [name for name, each in zip(names, rows, strict=True) if each["force_id"] == force]
        body = look_up_force(workspace.data, force).get("governing_body", "")
        words = {key: row[key] or "" for key in ("name", "short_name", "area", "region", "ons_code", "welsh_name")}
        before = tuple(name for name in earlier if name != row["name"])
        yield ListedForce(force, **words, governing_body=body, territorial=True, earlier_names=before)
    own = [force for force in workspace.forces() if force not in latest or not latest[force]["home_office"]]
    for each in read_forces(workspace, own)[0]:
        yield ListedForce(each.id, each.name, each.short_name, each.area, governing_body=each.governing_body)


def _inspection(row: _Row, results: Sequence[_Row], grades: Sequence[_Row]) -> ListedInspection:
    order = {measure.name: place for place, measure in enumerate(MEASURES)}
    by_measure = {str(each["measure"]): state_result(each) for each in results}
    day, month = row["published_on"], row["published_month"]
    start, end = row["audit_period_start"], row["audit_period_end"]
    texts = [row["source"], *(each["source"] for each in (*results, *grades))]
    return ListedInspection(
        id=str(row["inspection_id"]),
        force=str(row["force_id"]),
        programme=str(row["programme"]),
        kind=str(row["kind"]),
        label_year=int(row["label_year"]),
        period=(start.date(), end.date()) if start and end else None,
        published=(day or month).date() if day or month else None,
        by_month=not day,
        sources=split_sources(texts),
        grades={str(each["question"]): str(each["grade"]) for each in grades},
        results={name: by_measure[name] for name in sorted(by_measure, key=order.__getitem__)},
    )


def split_sources(texts: Sequence[str | None]) -> tuple[str, ...]:
    """Each publication that some cells of sources name, once."""
    return tuple(dict.fromkeys(part.strip() for text in texts for part in (text or "").split(";") if part.strip()))


def _average(row: _Row) -> StatedAverage:
    rate = row["rate_pct"]
    return StatedAverage(
        str(row["programme"]),
        row["as_at"].date(),
        formatting.percent(rate, formatting.places(rate)),
        float(rate),
        int(row["forces_n"]),
        row["source"] or "",
        row["note"] or "",
    )


def _by_inspection(rows: Sequence[_Row]) -> dict[str, list[_Row]]:
    grouped: dict[str, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(str(row["inspection_id"]), []).append(row)
    return grouped


def _rows(frame: pd.DataFrame) -> list[_Row]:
    """The rows with None in each empty cell."""
    return [{name: None if pd.isna(cell) else cell for name, cell in row.items()} for row in frame.to_dict("records")]
