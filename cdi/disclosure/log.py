"""The log of what was hidden and by which rule: for the analyst, beside the bundle and never delivered."""

from __future__ import annotations

import csv
from dataclasses import astuple, fields
from pathlib import Path

from cdi.disclosure.protection import HiddenNumber, Protected

FILE = "hidden.csv"


def write_log(folder: Path, protected: Protected) -> Path:
    """Write the log into a folder, with its heading alone where nothing is hidden; there are no values in it."""
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(HiddenNumber))
        writer.writerows(astuple(each) for each in protected.log)
    return path
