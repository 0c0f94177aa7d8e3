"""Fill the national registers from the collection of published results: `tools/reference_from_publications.py FILE`.

FILE is the collection as JSON (`tests/oracles/published_collection.json`): one object for each force and inspection.
Every field that holds something becomes a row of `data/reference/published_results.csv` or `judgements.csv`, or a
cell of `inspections.csv`, with how it was published: as it stands, derived, rounded, as a floor
("over"), or in words alone. Rows of inspections that the collection does not have are kept. Running it again changes
nothing.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
Result = Mapping[str, Any]
Row = dict[str, str]

REPORTS, CRIMES = "reports of crime", "crimes"
# Recording rates: field of the collection, measure, field of the half-width.
_RATES = {"overall": "rate_overall", "violence": "rate_violence", "sexual": "rate_sexual"}
# Parts of a whole: measure, field of the part, field of the whole, what is counted.
_PARTS = (
    ("crimes_recorded", "crimes_recorded", "total_audited", REPORTS),
    ("rape_recorded", "rape_recorded", "rape_total", "reports of rape"),
    ("domestic_abuse_recorded", "domestic_abuse_recorded", "domestic_abuse_total", "crimes of domestic abuse"),
    ("vulnerable_recorded", "vulnerable_recorded", "vulnerable_total", "crimes against vulnerable victims"),
    ("victims_informed", "victims_informed", "victims_total", "victims"),
    ("cancelled_all", "no_crime_correct", "no_crime_total", "cancelled crimes reviewed"),
)
# Counts of their own: measure, field, what is counted.
_COUNTS = (
    ("crimes_audited", "total_audited", REPORTS),
    ("incidents_audited", "incidents_audited", "incident records"),
    ("incidents_misclassified", "misclassified", CRIMES),
    ("incidents_late", "recorded_late", CRIMES),
    ("vulnerable_records", "vulnerable_records_examined", "records"),
    ("domestic_abuse_unrecorded_violent", "domestic_abuse_unrecorded_violent", CRIMES),
    ("unrecorded_overall", "unrecorded_estimate_per_year", "crimes a year"),
    ("unrecorded_violence", "unrecorded_violence_per_year", "crimes a year"),
    ("unrecorded_sexual", "unrecorded_sexual_per_year", "crimes a year"),
    ("additional_overall", "additional_estimate", "crimes a year"),
)
_TIMELINESS = {"all": "all", "violence_and_sexual": "violence_and_sexual", "sexual_incl_rape": "sexual"}
_QUESTIONS = {"overall": "overall", "effective": "effectiveness", "efficient": "efficiency", "leadership": "leadership"}
# Printed as "over" or "more than" by their sources: a floor, not a rounding. From the notes of the collection.
_FLOORS = {
    ("warwickshire-2019-inspection", "sexual_rate"),
    ("kent-2018-reinspection", "sexual_rate"),
    ("lancashire-2019-reinspection", "overall_rate"),
    ("lancashire-2019-reinspection", "additional_estimate"),
    ("north-yorkshire-2019-reinspection", "overall_rate"),
}
_PROGRAMMES = {"2014": "CDI-2014", "CDI": "CDI-rolling"}


def name_inspection(result: Result) -> str:
    """The inspection as the registers name it: kent-2018-reinspection."""
    again = "reinspection" if result["reinspection"] else "inspection"
    return f"{result['force_slug']}-{label_year(result)}-{again}"


def label_year(result: Result) -> str:
    """The year that the inspection is known by: the first one in its name."""
    name = str(result["inspection"])
    return next(name[at : at + 4] for at in range(len(name)) if name[at : at + 2] == "20")


def programme(result: Result) -> str:
    """The programme of an inspection; a revisit belongs to the round of assessments that it follows."""
    name = str(result["inspection"])
    if name.startswith("PEEL"):
        return "PEEL-2023-25" if "2023" in name else "PEEL-2021/22"
    return _PROGRAMMES[name.split(maxsplit=1)[0]]


def result_rows(result: Result) -> Iterator[Row]:
    """The rows of `published_results` of one inspection."""
    for kind, measure in _RATES.items():
        if result[f"{kind}_rate"] is not None:
            rate, half_width = result[f"{kind}_rate"], result[f"{kind}_ci"]
            yield _row(result, measure, f"{kind}_rate", unit=REPORTS, rate_pct=rate, ci_half_width_pp=half_width)
    for measure, part, whole, unit in _PARTS:
        if result[part] is not None or (result[whole] is not None and part != "crimes_recorded"):
            yield _row(result, measure, part, whole, unit=unit, numerator=result[part], denominator=result[whole])
    for measure, field, unit in _COUNTS:
        if result[field] is not None:
            yield _row(result, measure, field, unit=unit, numerator=result[field])
    yield from _cancelled_rows(result)
    yield from _timeliness_rows(result)
    if result["modern_slavery"]:
        yield _row(result, "slavery_recorded", "", unit=CRIMES, basis="in words", note=result["modern_slavery"])


def _cancelled_rows(result: Result) -> Iterator[Row]:
    """Cancelled crimes by kind: counts where they are known, else the share that was right."""
    for kind, found in (result["cancelled"] or {}).items():
        correct, total, wrong = found["correct"], found["total"], found["incorrect_percent"]
        rate = None
        if correct is None and wrong is not None:
            rate = 100 - wrong
        elif correct is None and found["incorrect"] == 0:
            rate = 100
        exact = found["basis"] == "counts as published"
        yield _row(
            result,
            f"cancelled_{kind}",
            "",
            unit="cancelled crimes reviewed",
            numerator=correct,
            denominator=total,
            rate_pct=rate,
            basis="published" if exact else "derived",
            note="" if exact else found["basis"],
        )


def _timeliness_rows(result: Result) -> Iterator[Row]:
    for kind, found in (result["timeliness"] or {}).items():
        measure, unit = f"timeliness_{_TIMELINESS[kind]}", "crimes recorded"
        if found.get("rate") is not None:
            yield _row(result, measure, "", unit=unit, rate_pct=found["rate"])
        else:
            yield _row(result, measure, "", unit=unit, basis="in words", note=found["text"])


def _row(result: Result, measure: str, *fields: str, **cells: Any) -> Row:
    basis = cells.pop("basis", None) or _basis(result, fields)
    blank = dict.fromkeys(("numerator", "denominator", "rate_pct", "ci_half_width_pp", "unit", "note"), "")
    written = {name: "" if cell is None else str(cell) for name, cell in cells.items()}
    return {"inspection_id": name_inspection(result), "measure": measure, "basis": basis, "source": result["source"],
            **blank, **written}  # fmt: skip


def _basis(result: Result, fields: tuple[str, ...]) -> str:
    if any((name_inspection(result), field) in _FLOORS for field in fields):
        return "floor"
    if any(field in result["rounded_fields"] for field in fields):
        return "rounded"
    return "derived" if any(field in result["derived_fields"] for field in fields) else "published"


def grade_rows(result: Result) -> Iterator[Row]:
    """The rows of `judgements`; a PEEL assessment grades crime recording as one of its questions."""
    for field, question in _QUESTIONS.items():
        grade = result[f"judgment_{field}"]
        if grade:
            own = "recording" if programme(result).startswith("PEEL") else question
            yield {
                "inspection_id": name_inspection(result),
                "question": own,
                "grade": grade.capitalize(),
                "source": result["source"],
            }


def inspection_row(result: Result) -> Row:
    """The row of `inspections` of one inspection, with the days that the collection has."""
    published, kind = result["published"] or "", "re-inspection" if result["reinspection"] else "inspection"
    return {
        "inspection_id": name_inspection(result),
        "force_id": result["force_slug"],
        "programme": programme(result),
        "kind": "PEEL" if programme(result).startswith("PEEL") else kind,
        "label_year": label_year(result),
        "audit_period_start": result["audit_period_start"] or "",
        "audit_period_end": result["audit_period_end"] or "",
        "published_on": published if len(published) == 10 else "",
        "published_month": f"{published}-01" if len(published) == 7 else "",
        "source": result["source"],
    }


def fill_registers(results: list[Result], reference: Path) -> None:
    """Write the three registers anew, other inspections' rows first and in their order."""
    own = {name_inspection(result): result for result in results}
    inspections = _read(reference / "inspections.csv")
    rows = {row["inspection_id"]: row for row in inspections}
    rows |= {name: inspection_row(result) for name, result in own.items()}
    _write(reference / "inspections.csv", list(rows.values()), tuple(inspection_row(results[0])))
    for table, rows_of in (("published_results", result_rows), ("judgements", grade_rows)):
        path = reference / f"{table}.csv"
        before = _read(path)
        kept = [row for row in before if row["inspection_id"] not in own]
        _write(path, [*kept, *(row for result in results for row in rows_of(result))], tuple(before[0]))


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[Row], columns: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    fill_registers(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["results"], REFERENCE)
