"""The files of a made-up audit: its `audit.toml`, its `reconstruction.toml` and the table of its strata."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import tomlkit

from cdi.contract.registers import AUDIT_STRATA
from cdi.new_audit.demo_strata import DemoStratum

# Chosen: reports in the audit period for each one audited; crimes in a year.
_REPORTS_FOR_EACH = 12
_CRIMES_A_YEAR = 60_000
_OFFENCE = {"violence": "common assault", "sexual": "sexual assault", "other": "theft"}
_STATEMENTS = {
    "reconstruction": (
        "The rows behind these figures are a reconstruction: made-up records that give the published rates. "
        "Sample sizes, populations and weights are chosen. No real crime, victim or report is described."
    ),
    "published": "Published results; no rows are held.",
}
_ALL_PUBLISHED = "All days are published."
_NOTE = "population and weight chosen; the size chosen so that the published rate comes out"

Cells = Mapping[str, str]
"""A row of a register, by column."""


def audit_settings(inspection: Cells, prior: str | None, grades: Cells, basis: str) -> str:
    """The `audit.toml` of a row of the register of inspections.

    `prior` is the folder of the audit before, `grades` a grade by question, `basis` is `reconstruction` or `published`.
    Days that were not published are chosen, and a comment names them.
    """
    start, end, published, chosen = _days(inspection)
    year, kind = inspection["label_year"], inspection["kind"]
    title = "inspection" if kind == "inspection" else "re-inspection"
    identity: dict[str, Any] = {
        "id": inspection["inspection_id"],
        "kind": kind,
        "label_year": int(year),
        "report_title": f"Crime data integrity {title} {year}",
        "fieldwork_label": year,
        "audit_period_start": start,
        "audit_period_end": end,
        "published_on": published,
    }
    settings = tomlkit.document()
    settings.add(tomlkit.comment(f"Chosen, since not published: {', '.join(chosen)}." if chosen else _ALL_PUBLISHED))
    settings.add(tomlkit.nl())
    settings["inspection"] = identity | ({"prior": prior} if prior else {})
    settings["grades"] = dict(grades)
    settings["provenance"] = {
        "basis": basis,
        "statement": _STATEMENTS[basis],
        "sources": ["data/reference/published_results.csv"],
    }
    return tomlkit.dumps(settings)


def reconstruction_settings(inspection: Cells, strata: Sequence[DemoStratum]) -> str:
    """The `reconstruction.toml`: which rows there are, and why."""
    start, end, _, _ = _days(inspection)
    name = inspection["inspection_id"]
    settings = tomlkit.document()
    settings.add(
        tomlkit.comment(
            "RECONSTRUCTION. Made-up rows that give published rates; sample sizes are chosen. Written by: cdi demo"
        )
    )
    settings["statement"] = "Made-up rows that give the published rates; sample sizes are chosen."
    settings["inspection_id"] = name
    settings["id_prefix"] = f"REC-{name.upper()}"
    settings["seed"] = zlib.crc32(name.encode())
    settings["received_from"] = datetime.combine(start, time())
    settings["received_to"] = datetime.combine(end + timedelta(days=1), time())
    rows = tomlkit.aot()
    for stratum in strata:
        rows.append(_rows(stratum, stratum.recorded, {"recorded": True, "classification_correct": True}))
        rows.append(_rows(stratum, stratum.audited - stratum.recorded, {"recorded": False}))
    settings["rows"] = rows
    return tomlkit.dumps(settings)


def strata_table(inspection: str, strata: Sequence[DemoStratum]) -> str:
    """The `audit_strata.csv` of an inspection."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(AUDIT_STRATA.names)
    for stratum in strata:
        population, weight = stratum.audited * _REPORTS_FOR_EACH, stratum.share * _CRIMES_A_YEAR
        writer.writerow([inspection, stratum.name, "true", "", "", population, weight, "", "reconstruction", _NOTE])
    return text.getvalue()


def _rows(stratum: DemoStratum, count: int, outcome: Mapping[str, bool]) -> tomlkit.items.Table:
    values = tomlkit.inline_table()
    values.update({
        "sample": "main",
        "required": True,
        **outcome,
        "timeliness_assessable": False,
        "domestic_abuse": False,
        "weight": 1,
        "route": "control_room",
        "reported_by": "victim",
        "stratum": stratum.name,
        "category": stratum.name,
        "offence": _OFFENCE[stratum.name],
    })  # fmt: skip
    rows = tomlkit.table()
    rows["table"] = "audit_reports"
    rows["count"] = count
    rows["why"] = f"gives the published rate of {stratum.name}, or of all crime; the size is chosen"
    rows["values"] = values
    return rows


def _days(inspection: Cells) -> tuple[date, date, date, list[str]]:
    """Audit period and publication, and which of them are chosen because they were not published."""
    year = int(inspection["label_year"])
    chosen = [name for name in ("audit_period_start", "audit_period_end", "published_on") if not inspection[name]]
    start = date.fromisoformat(inspection["audit_period_start"] or f"{year - 1}-07-01")
    end = date.fromisoformat(inspection["audit_period_end"] or f"{year - 1}-12-31")
    published = date.fromisoformat(inspection["published_on"] or f"{year}-12-31")
    return start, max(end, start), published, chosen
