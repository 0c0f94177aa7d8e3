"""Delivery: the complete parts of a report take the place of the delivered one, which is kept to compare with.

`reports/.work/<force>/<audit>/delivered/` is the record of the report that is delivered now: the fingerprints of its
rows, its `audit.toml`, what each stage was made from, and the checksums of the delivered files. `before/` holds the
report delivered before (`report/`) with its record (`record/`). What a report needs to be made again elsewhere is
delivered with it (`provenance`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.freshness import Input, StatedInput, checksum, input_checksums
from cdi.pipeline.provenance import PROVENANCE, write_provenance
from cdi.pipeline.replacement import replace_folder
from cdi.workspace.paths import LED_TO, Workspace

SETTINGS = "audit.toml"
MADE_FROM = "made-from.json"
FILES = "files.json"
EARLIER = "earlier"
"""The folder of a delivered report for pages that rest on other figures."""
STATEMENT = "accessibility.html"
"""The accessibility statement, to which every page leads."""
READABLE = ("analysis.html", "analysis.slides.html", STATEMENT)
"""The copies of the executed notebook that are for reading, and what is said of how accessible they are."""
WORKBOOK = ("tables.xlsx", "tables.ods")
"""The tables of the report for spreadsheet programs."""
_BESIDE = ("analysis.ipynb", *READABLE, *WORKBOOK)
_BEFORE_DOCUMENTS = ("analysis", "readable copy", "workbook")
"""The stages that every report has."""


def delivered_record(work: Path) -> Path:
    """The record of the report that is delivered now."""
    return work / "delivered"


def folder_before(work: Path) -> Path:
    """The report that was delivered before this one, with its record."""
    return work / "before"


def report_before(work: Path) -> Path:
    """The report that was delivered before this one."""
    return folder_before(work) / "report"


def record_before(work: Path) -> Path:
    """The record of the report before."""
    return folder_before(work) / "record"


class Delivery:
    """What is delivered of a report: the bundle, the notebook, its copies, the workbook, and finished documents."""

    def __init__(self, workspace: Workspace, ref: AuditRef) -> None:
        self._workspace, self._ref = workspace, ref
        self._work, self._final = workspace.work_folder(ref), workspace.report_folder(ref)

    def documents(self, built: Collection[str]) -> list[str]:
        """The documents of the audit to deliver: those just `built`, and the others that rest on the same figures."""
        return [name for name in self._workspace.documents(self._ref) if name in built or self._is_current(name)]

    def pages(self, document: str) -> list[Path]:
        """The pages of a document and its tree where they are made."""
        endings = (*self._workspace.formats(self._ref, document), "json")
        return [self._work / f"{document}.{ending}" for ending in endings]

    def inputs(self, documents: Sequence[str]) -> list[Input]:
        """What decides whether the delivered report is up to date: its parts, and what it says they were made from."""
        return [*self._parts(documents), StatedInput("what it was made from", json.dumps(self._inputs(documents)))]

    def _parts(self, documents: Sequence[str]) -> list[Path]:
        bundle = self._work / "bundle" / "manifest.json"
        beside = [self._work / name for name in _BESIDE]
        return [bundle, *beside, *(page for name in documents for page in self.pages(name))]

    def targets(self, documents: Sequence[str]) -> list[Path]:
        """The same in the delivered report, and what that says of itself."""
        return [*(self._final / part.name for part in self._parts(documents)), self._final / PROVENANCE]

    def deliver(self, documents: Sequence[str]) -> None:
        """Put everything that is complete in a folder of its own, and that in the place of the delivered report."""
        staging = self._final.with_name(self._final.name + ".new")
        shutil.rmtree(staging, ignore_errors=True)
        shutil.copytree(self._work / "bundle", staging)
        for name in _BESIDE:
            shutil.copy2(self._work / name, staging)
        for document in self._workspace.documents(self._ref):
            if document in documents:
                for page in self.pages(document):
                    shutil.copy2(page, staging)
            else:
                self._keep_earlier(document, staging / EARLIER)
        write_provenance(staging, self._ref, documents, self._inputs(documents), _checksums(staging))
        take_over(self._work, staging, self._final)

    def _inputs(self, documents: Sequence[str]) -> dict[str, str]:
        """What the report was made from, by name and checksum, without what one of its stages made for the next."""
        checksums = input_checksums(self._work / MADE_FROM, (*_BEFORE_DOCUMENTS, *documents))
        ours = f"{self._workspace.reports.relative_to(self._workspace.root).as_posix()}/"
        return {name: value for name, value in checksums.items() if not name.startswith(ours)}

    def files(self) -> Iterator[Path]:
        """Every file that a delivery leaves, in the report and in its record; but not the pages kept from earlier."""
        yield from _files(delivered_record(self._work))
        yield from (path for path in _files(self._final) if path.relative_to(self._final).parts[0] != EARLIER)

    def note_figures(self, document: str) -> None:
        """Note that a document was made from the bundle as it is now."""
        self.note(document).write_text(self._state_of(document), encoding="utf-8")

    def _is_current(self, document: str) -> bool:
        """Whether a document was made from the bundle as it is now, and its pages are as they were made."""
        try:
            return self.note(document).read_text(encoding="utf-8") == self._state_of(document)
        except (OSError, ValueError):
            return False

    def _state_of(self, document: str) -> str:
        """The checksums of the bundle and of a document's pages; OSError when a page is missing."""
        pages = [f"{page.name} {checksum(page)}" for page in self.pages(document)]
        return "\n".join([f"bundle {self._fingerprint()}", *pages]) + "\n"

    def note(self, document: str) -> Path:
        """Where it is noted which bundle a document was made from."""
        return self._work / f"{document}.made-from"

    def _fingerprint(self) -> str:
        """The checksum of the bundle's manifest; empty when there is no bundle."""
        manifest = self._work / "bundle" / "manifest.json"
        return checksum(manifest) if manifest.is_file() else ""

    def _keep_earlier(self, document: str, folder: Path) -> None:
        """Keep the last good pages of a document that rest on other figures apart, with what they lead to."""
        for page in self.pages(document):
            places = [place for place in (self._final, self._final / folder.name) if (place / page.name).is_file()]
            for place in places[:1]:
                folder.mkdir(exist_ok=True)
                for name in (page.name, STATEMENT, *LED_TO):
                    if (place / name).is_file():
                        shutil.copy2(place / name, folder)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


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
        replace_folder(new, folder_before(work))
    _write_record(work, files)
    replace_folder(staging, final)


def _write_record(work: Path, files: Mapping[str, str]) -> None:
    from cdi.bundle.row_digests import FILE

    new = work / "delivered.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name in (FILE, SETTINGS, MADE_FROM):
        if (work / name).is_file():
            shutil.copy2(work / name, new)
    (new / FILES).write_text(json.dumps(files, indent=1), encoding="utf-8")
    replace_folder(new, delivered_record(work))


def _delivered_files(work: Path, final: Path) -> Mapping[str, str]:
    """The delivered files as they were when they were delivered; as they are now when no record says."""
    try:
        return dict(json.loads((delivered_record(work) / FILES).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return _checksums(final)


def _checksums(folder: Path) -> Mapping[str, str]:
    files = {path.relative_to(folder): path for path in _files(folder)}
    return {name.as_posix(): checksum(path) for name, path in files.items() if name.parts[0] != EARLIER}


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether what both have differs; not whether it was made by other code or beside other documents."""
    return any(one[name] != other[name] for name in (one.keys() & other.keys()) - {PROVENANCE})
