"""From saving a file to the new page in the client's hands, with `cdi preview` running.

    python -m bench.preview     writes the table into docs/performance.md

A copy of the project; each kind of change is made and taken back in turn. The peer is what a person does without a
preview: `cdi report` after each sentence.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bench.measured import write_section

PROJECT = Path(__file__).parents[1]
_AUDIT = "data/leicestershire/2018-reinspection"
_ROUNDS = 10
CHANGES = {
    "a sentence of author text": (f"{_AUDIT}/narrative/panel-paper.md", "Inspectors welcomed", "Inspectors liked"),
    "a setting of the document": (f"{_AUDIT}/documents.toml", 'subject = "', 'subject = "On '),
    "a line of a template": ("templates/html/style.css", "body {", "body { color: #111;"),
    "a cell of the data": (f"{_AUDIT}/events.csv", "recording training began", "recording courses began"),
}


def copy_project(folder: Path) -> None:
    """What a preview reads, with the style of the pages as a template of the copy's own."""
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "requirements.txt", folder)
    (folder / "templates" / "html").mkdir(parents=True)
    shutil.copy(PROJECT / "templates" / "html" / "style.css", folder / "templates" / "html")


def events(address: str) -> Iterator[dict[str, object]]:
    """The events of a preview as they come."""
    with urllib.request.urlopen(f"{address}events", timeout=120) as answer:  # noqa: S310 - our own server
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


def address_of(output: IO[str]) -> str:
    """The address that a preview says at its start."""
    for line in output:
        if match := re.search(r"http://\S+/", line):
            return match[0]
    raise RuntimeError("the preview ended at its start")


def seconds_for(news: Iterator[dict[str, object]], address: str, path: Path, before: str, after: str) -> float:
    """Seconds from saving a changed file until the new page is here."""
    text = path.read_text(encoding="utf-8")
    changed = text.replace(before, after, 1) if after not in text else text.replace(after, before, 1)
    assert changed != text, path
    start = time.monotonic()
    path.write_text(changed, encoding="utf-8")
    event = next(news)
    assert event["trouble"] is None, event
    with urllib.request.urlopen(address) as page:  # noqa: S310 - our own server
        page.read()
    return time.monotonic() - start


def main() -> None:
    """Measure and write the table."""
    rows = ["| saved | median | slowest |", "| --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copy_project(root)
        command = [sys.executable, "-m", "cdi", "preview", "leicestershire", "--no-browser"]
        process = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            address = address_of(process.stderr)
            news = events(address)
            while not next(news)["number"]:
                pass
            for change, (name, before, after) in CHANGES.items():
                seconds = [seconds_for(news, address, root / name, before, after) for _ in range(_ROUNDS)]
                rows.append(f"| {change} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s |")
        finally:
            process.terminate()
            process.wait()
        start = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "cdi", "report", "leicestershire"], cwd=root, check=True, capture_output=True
        )
        rows.append(f"| the same by `cdi report` (cold, HTML and PDF) | {time.monotonic() - start:.2f} s | |")
    print("\n".join(rows))
    write_section("preview", "\n".join(rows))


if __name__ == "__main__":
    main()
