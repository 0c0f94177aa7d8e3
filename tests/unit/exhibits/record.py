"""A record of exhibits: the words of each, what its cells hold, and a checksum of each drawing.

A record is written again by the module whose exhibits it holds, and the pictures into a folder: look at those that
differ before the record is committed.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from cdi.model.exhibit import Chart, Table

COLUMNS = ("exhibit", "kind", "words", "drawing, or numbers of a table", "narrow drawing")
Lines = list[tuple[str, ...]]
Exhibits = Iterable[Chart | Table | None]


def lines(name: str, exhibits: Exhibits) -> Iterator[tuple[str, ...]]:
    """A line for each exhibit; one that there is not has a line too."""
    for exhibit in exhibits:
        match exhibit:
            case Chart():
                words = " | ".join((exhibit.headline, exhibit.subtitle, exhibit.alt, exhibit.source))
                of = " ".join((exhibit.id, *exhibit.figures))
                yield name, "chart", f"{words} | {of}", _digest(exhibit.svg), _digest(exhibit.narrow)
            case Table():
                headings = [column.label for column in exhibit.columns]
                rows = [headings, *([cell.text for cell in row] for row in exhibit.rows)]
                words = " / ".join([exhibit.caption, *(" | ".join(row) for row in rows), exhibit.source])
                yield name, "table", words, _digest(repr(exhibit)), ""
            case None:
                yield name, "nothing", "", "", ""


def drawn_once(recorded: Lines, *, narrow: bool) -> Lines:
    """The lines of a record as they are of exhibits that are drawn within `draw_once`."""
    return [(*line[:3], line[4] if narrow else line[3], "") if line[1] == "chart" else line for line in recorded]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def read_record(path: Path) -> dict[str, Lines]:
    """The lines of a record by the name of their exhibit."""
    record: dict[str, Lines] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in [*csv.reader(file)][1:]:
            record.setdefault(row[0], []).append(tuple(row))
    return record


def write_record(path: Path, exhibits: Mapping[str, Callable[[], Exhibits]], pictures: Path) -> None:
    """Write a record, and the pictures for whoever looks at them."""
    pictures.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, make in exhibits.items():
            shown = [*make()]
            writer.writerows(lines(name, shown))
            for place, chart in enumerate(each for each in shown if isinstance(each, Chart)):
                (pictures / f"{name}, {place}.svg").write_text(chart.svg, encoding="utf-8")
                (pictures / f"{name}, {place}, narrow.svg").write_text(chart.narrow, encoding="utf-8")
