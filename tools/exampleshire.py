"""The audits of Exampleshire, a force that does not exist: rows for the guides, with changes at known months.

.venv/bin/python -m tools.exampleshire

The rate of recording changes twice, at the months of `RATES`, so that what a chart or a test says can be judged.
Nothing here describes a crime, a victim or a force. The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from cdi.contract.records import AUDIT_REPORTS

FOLDER = Path(__file__).parents[1] / "data" / "exampleshire" / "own-audits"
SEED = 20240401
MONTHS = tuple(year * 100 + month for year, first, last in ((2024, 4, 12), (2025, 1, 12), (2026, 1, 3))
               for month in range(first, last + 1))  # fmt: skip
"""The 24 months audited, as 202404."""
RATES = {202404: 0.80, 202501: 0.90, 202510: 0.82}
"""The true rate of recording from each of these months on: it rises in January 2025 and falls in October 2025."""
SMALLEST, LARGEST = 60, 130
"""Reports audited in a month."""
ROUTES = {"control_room": (0.50, 0.02), "crime_bureau": (0.20, 0.03), "officer": (0.15, -0.03),
          "public_protection": (0.10, -0.08), "partner_referral": (0.05, -0.07)}  # fmt: skip
"""How many reports come by each route, as a part of all, and how far its rate of recording lies from that of all."""
OFFENCES = {"violence": ("violence", ("common assault", "assault with injury", "harassment",
                                      "malicious communications")),
            "sexual": ("sexual", ("sexual assault", "exposure")),
            "other": ("other", ("criminal damage", "theft", "public fear, alarm or distress"))}  # fmt: skip
"""The category and the offences of each stratum."""
STRATA = {"violence": 0.45, "sexual": 0.13, "other": 0.42}
TEAMS = {"Ashgrove": (14, 14), "Birch Hill": (12, 12), "Cold Ferry": (11, 11), "Dunmarsh": (10, 10),
         "Eastmere": (9, 9), "Fallow Cross": (8, 8), "Goosegate": (7, 7), "Harrow End": (6, 15),
         "Ivybridge Road": (5, 5), "Juniper Lane": (4, 4), "Kettle Moor": (4, 4), "Long Barn": (3, 3),
         "Mill Race": (2, 2), "Nettlefold": (2, 2), "Orchard Way": (1, 1), "Pound Street": (1, 1)}  # fmt: skip
"""How many of the recorded reports, and of those not recorded, fall to each team, as weights: one team misses more."""
TEAM_UNKNOWN = 0.03
"""How often it is not known which team dealt with a report."""
REASONS = ("rules misunderstood", "one of several crimes", "disclosed later", "third-party report not actioned",
           "no explanation")  # fmt: skip
REVIEWED = 240
"""Reports that a second auditor looked at."""
SECOND_SAYS_NO, SECOND_SAYS_YES = 0.05, 0.08
"""How often the second auditor takes a crime for not recorded that the first took for recorded, and the other way."""
FRAME = {"violence": 2200, "sexual": 640, "other": 2060}
"""Reports of the next quarter, to draw an audit from."""


def rate_of(month: int) -> float:
    """The true rate of recording in a month."""
    return RATES[max(first for first in RATES if first <= month)]


def draw_reports(seed: int = SEED) -> list[dict[str, Any]]:
    """The audited reports of all months, by the columns of `audit_reports`."""
    generator = random.Random(seed)  # noqa: S311 - made-up rows, not secrets
    rows = [_draw_report(generator, month) for month in MONTHS for _ in range(generator.randint(SMALLEST, LARGEST))]
    rows.sort(key=lambda row: row["received_at"])
    _draw_teams(rows, seed)
    return [{**row, "crime_id": f"EXA-C{number:05d}"} for number, row in enumerate(rows, start=1)]


def _draw_report(generator: random.Random, month: int) -> dict[str, Any]:
    route, stratum = (
        generator.choices([*shares], weights=[*shares.values()])[0]
        for shares in ({name: share for name, (share, _) in ROUTES.items()}, STRATA)
    )
    category, offences = OFFENCES[stratum]
    recorded = generator.random() < rate_of(month) + ROUTES[route][1]
    # Not in the hour that is skipped when the clocks go forward.
    received = datetime.combine(
        date(month // 100, month % 100, generator.randint(1, 28)), time(generator.randint(6, 23))
    )
    received += timedelta(minutes=generator.randrange(60))
    row: dict[str, Any] = {
        "inspection_id": "exampleshire-own-audits", "sample": "main", "stratum": stratum, "category": category,
        "offence": generator.choice(offences), "required": "true", "recorded": str(recorded).lower(),
        "received_at": received, "timeliness_assessable": "true", "route": route,
        "reported_by": generator.choices(("victim", "public", "third_party_professional"), (7, 1, 2))[0],
        "domestic_abuse": str(generator.random() < 0.25).lower(), "weight": "1",
    }  # fmt: skip
    if not recorded:
        return {**row, "reason_not_recorded": generator.choice(REASONS)}
    stage = generator.choices(("first_contact", "after_attendance", "investigation"), (6, 3, 1))[0]
    hours = {"first_contact": 5, "after_attendance": 14, "investigation": 60}[stage] * generator.expovariate(1)
    recorded_at = received + timedelta(minutes=round(60 * hours))
    if recorded_at.hour == 1:
        recorded_at += timedelta(hours=2)
    return {**row, "classification_correct": "true", "recorded_stage": stage, "recorded_at": recorded_at}


def _draw_teams(rows: list[dict[str, Any]], seed: int) -> None:
    """The team of each report; drawn apart from all else, so that nothing else moves when the teams change."""
    generator = random.Random(f"{seed} teams")  # noqa: S311 - made-up rows
    for row in rows:
        weights = [missed if row["recorded"] == "false" else recorded for recorded, missed in TEAMS.values()]
        team = generator.choices([*TEAMS], weights=weights)[0]
        row["team"] = None if generator.random() < TEAM_UNKNOWN else team


def draw_second_review(reports: list[dict[str, Any]], seed: int = SEED) -> list[dict[str, Any]]:
    """What a second auditor decided of some of the reports, without knowing what the first had decided."""
    generator = random.Random(f"{seed} second review")  # noqa: S311 - made-up rows
    rows = sorted(generator.sample(reports, REVIEWED), key=lambda row: str(row["crime_id"]))
    flips = {"true": SECOND_SAYS_NO, "false": SECOND_SAYS_YES}
    return [
        {
            "crime_id": row["crime_id"],
            "recorded": str((row["recorded"] == "true") != (generator.random() < flips[row["recorded"]])).lower(),
        }
        for row in rows
    ]


def draw_frame(seed: int = SEED) -> list[dict[str, Any]]:
    """The reports of April to June 2026, of which the next audit draws its sample."""
    generator = random.Random(f"{seed} frame")  # noqa: S311 - made-up rows
    strata = [stratum for stratum, size in FRAME.items() for _ in range(size)]
    generator.shuffle(strata)
    first = date(2026, 4, 1)
    days = sorted(generator.randrange(91) for _ in strata)
    return [
        {"report_id": f"EXA-F{number:05d}", "stratum": stratum, "received_on": first + timedelta(day)}
        for number, (stratum, day) in enumerate(zip(strata, days, strict=True), start=1)
    ]


def write_tables() -> dict[str, str]:
    """The text of each file of the audit folder that is made here, by its path in it."""
    reports = draw_reports()
    return {
        "audit_reports.csv": _as_csv([column.name for column in AUDIT_REPORTS.columns], reports),
        "second-review/decisions.csv": _as_csv(("crime_id", "recorded"), draw_second_review(reports)),
        "next-audit/frame.csv": _as_csv(("report_id", "stratum", "received_on"), draw_frame()),
    }


def _as_csv(columns: Iterable[str], rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    names = [*columns]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_as_text(row.get(name)) for name in names] for row in rows)
    return text.getvalue()


def _as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    return "" if cell is None else str(cell)


def main() -> None:
    """Write the files anew."""
    for name, text in write_tables().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
