"""A registrar's workbook as it comes: hundreds of rows, title rows, merged cells, dates in many styles, totals and footers.

Every way in which it is messy stands in this one file. Personal data are invented and planted where the contract has
no column for them, so that a test can look for them wherever the project writes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from tests.documents.reading import pdf_pages

# Nothing of this may be written anywhere.
PLANTED = (
    "Zebedee Quillfeather", "Quillfeather", "Araminta Thistlewood", "14 Marzipan Crescent", "Marzipan", "07700 900142",
    "1971-02-03", "03/02/1971", "zq@example.org", "ZZ9 9ZZ", "was seen behind the bandstand", "bandstand", "Pemberton-Snodgrass",
)  # fmt: skip

CRIMES = [
    "Crime No", "Log No", "Victim Name", "D.O.B.", "Offence Group", "Offence Title", "Crime Due?", "Crimed?", "Correct Class",
    "Recorded As", "Date/Time Logged", "Date Crimed", "Timeliness Assessed", "How Reported", "Who Reported", "DA Flag",
    "NFA reason", "Officer", "Home Tel", "MO", "Where", "Wt",
]  # fmt: skip
GROUPS = ("VAP", "Sexual Offences", "Burglary", "Violence with injury", "Rape", "Other Notifiable")
ROUTES = ("999", "Front Desk", "MASH", "Crime Bureau")
REPORTERS = ("IP", "MOP", "Social Worker")


def moment(number: int) -> datetime:
    return datetime(2026, 1, 5, 9, 0) + timedelta(hours=5 * number)  # noqa: DTZ001


def in_a_style(when: datetime, number: int) -> Any:
    """A date and time as a date cell, as text with slashes, or with the month's name."""
    return (when, f"{when:%d/%m/%Y %H:%M}", f"{when:%d-%b-%y %H:%M}")[number % 3]


def crime(number: int) -> list[Any]:
    recorded, group = number % 5 != 0, GROUPS[number % 6]
    logged = moment(number)
    return [
        f"NM/{number:04d}/26", f"L{number:05d}", "Zebedee Quillfeather", datetime(1971, 2, 3), group, "an offence",  # noqa: DTZ001
        "Yes", "Y" if recorded else "N", "Yes" if recorded else "N/A", None, in_a_style(logged, number),
        in_a_style(logged + timedelta(hours=30 if number % 7 == 0 else 3), number + 1) if recorded else None,
        "TRUE" if recorded else "no", ROUTES[number % 4], REPORTERS[number % 3], 1 if number % 4 == 0 else 0,
        None if recorded else "No reason given", "PC Pemberton-Snodgrass", "07700 900142",
        "was seen behind the bandstand by Araminta Thistlewood", "14 Marzipan Crescent, ZZ9 9ZZ", 1,
    ]  # fmt: skip


# Cell of the finished sheet: a faulty value. Each is of another kind.
FAULTS: dict[str, Any] = {
    "K9": "31/04/2026 10:00",
    "K12": "01/25/2026 2:30 PM",
    "A15": "NM/0002/26",
    "L17": datetime(2026, 1, 1, 9, 0),  # noqa: DTZ001
    "F20": "#N/A",
    "G22": "=IF(1=1,\"Yes\",\"No\")",
    "E25": "Violense",
    "E26": "Violense",
}  # fmt: skip


def write_messy_workbook(path: Path, *, mended: bool = False, rows: int = 400) -> None:
    """Write the workbook, with its faults or as the registrar has mended it; 60 rows hold all but the second headings."""
    book = openpyxl.Workbook()
    crimes = book.active
    crimes.title = "Sheet1"
    crimes["A1"] = "Northmoor Constabulary: CDI audit extract, prepared by Araminta Thistlewood"
    crimes.merge_cells("A1:H1")
    crimes["A2"], crimes["D2"] = "Quarter 1", "zq@example.org"
    crimes.append([])
    crimes.append(CRIMES)
    for number in range(rows):
        if number == 200:
            crimes.append(CRIMES)
        crimes.append(crime(number))
    crimes.append(
        ["Total", None, None, None, None, None, rows, rows * 4 // 5, None, None, None, None, None, None, None, 100]
    )
    crimes.append([])
    crimes.append(["End of report, produced by Araminta Thistlewood on 03/02/2026"])
    if not mended:
        for cell, value in FAULTS.items():
            crimes[cell] = value
        crimes.merge_cells("N30:N31")
        crimes["C40"] = "#N/A"
    _add_cancellations(book)
    book.create_sheet("Notes")["A1"] = "Ask Araminta Thistlewood about the bandstand"
    book.save(path)


def _add_cancellations(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Sheet2")
    sheet.append(["Cancelled crimes"])
    sheet.append(["Crime No", "Suspect", "Crime Type", "Correct?", "Authorised By", "Authority Needed", "Victim Told?",
                  "Date Cancelled"])  # fmt: skip
    for number in range(40):
        when = moment(number * 3)
        sheet.append([
            f"NMX/{number:03d}", "Zebedee Quillfeather", ("Rape", "VAP", "Robbery")[number % 3], "No" if number % 9 == 0 else "Yes",
            "FCR" if number % 2 else "DDM", "FCR" if number % 2 else "DDM", "Y", f"{when:%d.%m.%Y}",
        ])  # fmt: skip


def files_with(words: Sequence[str], *folders: Path) -> list[str]:
    """The files below these folders that hold one of the words: as bytes, in an archive, or on a page of a PDF."""
    hits = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content += b"".join(archive.read(name) for name in archive.namelist())
        elif path.suffix == ".pdf":
            content += pdf_pages(content).encode()
        hits += [f"{path}: {word}" for word in words if word.encode() in content]
    return hits
