"""What is kept beside a delivered report, so that the next one can be compared with it: its record, and one report.

`reports/.work/<force>/<audit>/delivered/` is the record of the report that is delivered now: the fingerprints of its
rows, its `audit.toml`, what each stage was made from, and the checksums of the delivered files. `before/` holds the
report delivered before (`report/`) with its record (`record/`).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cdi.pipeline.freshness import checksum

SETTINGS = "audit.toml"
MADE_FROM = "made-from.json"
FILES = "files.json"
EARLIER = "earlier"
"""The folder of a delivered report in which pages lie that rest on other figures."""


def delivered_record(work: Path) -> Path:
    """The record of the report that is delivered now."""
    return work / "delivered"


def report_before(work: Path) -> Path:
    """The report that was delivered before this one."""
    return work / "before" / "report"


def record_before(work: Path) -> Path:
    """The record of the report before."""
    return work / "before" / "record"


def take_over(work: Path, staging: Path, final: Path) -> None:
    """Put a complete report in the place of the delivered one, and keep that one if a file that both have differs.

    A document that joins or leaves an unchanged report does not push the report before out, nor does one that was
    edited by hand. Stopped anywhere, the next delivery goes on: what is kept is in place before anything is replaced.
    """
    files = _checksums(staging)
    if final.exists() and _differ(_delivered_files(work, final), files):
        new = work / "before.new"
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(final, new / "report")
        record = delivered_record(work)
        if record.is_dir():
            shutil.copytree(record, new / "record")
        swap(new, work / "before")
    _write_record(work, files)
    swap(staging, final)


def swap(new: Path, place: Path) -> None:
    """Put a finished folder in the place of the old one; a crash between the two moves leaves one of them."""
    old = place.with_name(place.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _write_record(work: Path, files: dict[str, str]) -> None:
    from cdi.bundle.row_digests import FILE

    new = work / "delivered.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name in (FILE, SETTINGS, MADE_FROM):
        if (work / name).is_file():
            shutil.copy2(work / name, new)
    (new / FILES).write_text(json.dumps(files, indent=1), encoding="utf-8")
    swap(new, delivered_record(work))


def _delivered_files(work: Path, final: Path) -> dict[str, str]:
    """The delivered files as they were when they were delivered; as they are now when no record says."""
    try:
        return dict(json.loads((delivered_record(work) / FILES).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return _checksums(final)


def _checksums(folder: Path) -> dict[str, str]:
    named = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name.as_posix(): checksum(path) for name, path in named.items() if name.parts[0] != EARLIER}


def _differ(one: dict[str, str], other: dict[str, str]) -> bool:
    return any(one[name] != other[name] for name in one.keys() & other.keys())
