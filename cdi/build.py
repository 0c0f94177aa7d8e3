"""The build: what is stale, why, and what runs; finished output is swapped in whole or not at all.

Work goes on in `reports/.work/<force>/<audit>/`, which also is the cache; `reports/<force>/<audit>/` is replaced in
one move when every part of it is complete. Content hashes decide (doit), so touching a file changes nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdi.model.errors import CdiError, RunFailed
from cdi.settings import TEMPLATES, Workspace

# The code each stage depends on, as modules and packages of cdi; a change elsewhere leaves the stage fresh.
_ANALYSIS_CODE = (
    "model", "stats", "schema", "sources", "findings.py", "measures", "formatting.py", "settings.py", "load.py",
    "facts.py", "charts.py", "charts", "tables.py", "bundle.py", "run.py", "kernel.py", "fonts.py",
)  # fmt: skip
_READABLE_CODE = ("readable.py",)
_DOCUMENT_CODE = ("model", "findings.py", "formatting.py", "bundle.py", "compose", "render", "produce.py", "fonts.py")


@dataclass(frozen=True, slots=True)
class Request:
    """One document of one audit of one force; all three names are known to exist."""

    force: str
    audit: str
    document: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: the stages that ran, each with the reasons, and where the files are."""

    request: Request
    folder: Path
    ran: Mapping[str, tuple[str, ...]]


class Watcher:
    """Told of a build's progress; the default says nothing."""

    def stage(self, name: str, reasons: tuple[str, ...]) -> None:
        """A stage starts, for these reasons."""

    def step(self, done: int, total: int) -> None:
        """A part of the running stage is done."""


def build(workspace: Workspace, request: Request, watcher: Watcher | None = None, *, dry: bool = False) -> Outcome:
    """Bring one report up to date and swap it in; with `dry` only find out what would run and why.

    Raises the stage's own CdiError when one fails; then the last good report is untouched and a plain page beside
    it (`<audit>-failed.html`) says what happened.
    """
    watcher = watcher or Watcher()
    report = _Report(workspace, request, watcher)
    freshness = _Freshness(report.work / "state.json", workspace.root)
    ran: dict[str, tuple[str, ...]] = {}
    try:
        for stage in report.stages():
            reasons = freshness.reasons(stage) or (("a stage before it is built anew",) if dry and ran else ())
            if not reasons:
                continue
            ran[stage.name] = reasons
            if not dry:
                watcher.stage(stage.name, reasons)
                stage.action()
                freshness.built(stage)
    except CdiError as failed:
        _write_failure_page(workspace, request, failed)
        raise
    finally:
        if not dry:
            freshness.close()
    if ran and not dry:
        failure_page(workspace, request).unlink(missing_ok=True)
    return Outcome(request, report.final, ran)


def failure_page(workspace: Workspace, request: Request) -> Path:
    """Where the plain page of a failed build is, beside the folder of the last good report."""
    return workspace.reports / request.force / f"{request.audit}-failed.html"


def _write_failure_page(workspace: Workspace, request: Request, failed: CdiError) -> None:
    from cdi.render.failure import render_failure

    page = failure_page(workspace, request)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render_failure(request.force, request.audit, failed), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a build: what it reads, what it writes, and how; `intact` is asked besides the content hashes."""

    name: str
    action: Callable[[], None]
    inputs: list[Path]
    targets: list[Path]
    intact: Callable[[], bool] | None = None


class _Report:
    """The stages of one report, in the order in which each needs the one before."""

    def __init__(self, workspace: Workspace, request: Request, watcher: Watcher) -> None:
        self.workspace, self.request, self.watcher = workspace, request, watcher
        self.work = workspace.reports / ".work" / request.force / request.audit
        self.final = workspace.report_folder(request.force, request.audit)

    def stages(self) -> Iterator[Stage]:
        """Analysis, readable copy, document, delivery; inputs are listed when a stage's turn comes."""
        manifest, executed = self.work / "bundle" / "manifest.json", self.work / "analysis.ipynb"
        readable, document = self.work / "analysis.html", self.request.document
        pages = [self.work / f"{document}.{suffix}" for suffix in ("html", "pdf")]
        parts = [manifest, executed, readable, *pages]
        yield Stage("analysis", self._analyse, self._analysis_inputs(), [manifest, executed])
        yield Stage("readable copy", self._make_readable, [executed, *self._notebook_skin()], [readable])
        yield Stage(document, self._make_document, [manifest, *self._document_inputs()], pages)
        delivered = [self.final / part.name for part in parts]
        yield Stage(f"delivery of {document}", self._deliver, parts, delivered, self._delivered_intact)

    def _analysis_inputs(self) -> list[Path]:
        data = self.workspace.data
        folders = [data / self.request.force, data / "reference"]
        tables = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".csv", ".toml")]
        tables = [path for path in tables if path.name not in ("documents.toml", "reconstruction.toml")]
        root = [data / "forces.toml", self.workspace.notebook, self.workspace.root / "requirements.txt"]
        return [*tables, *root, *_code(_ANALYSIS_CODE)]

    def _notebook_skin(self) -> list[Path]:
        return [*_files(TEMPLATES / "notebook"), *_code(_READABLE_CODE)]

    def _document_inputs(self) -> list[Path]:
        folder = self.workspace.audit_folder(self.request.force, self.request.audit)
        words = [TEMPLATES / name for name in ("documents", "passages", "html", "pdf")]
        texts = [folder / "documents.toml", *_files(folder / "narrative")]
        return [*texts, *(path for part in words for path in _files(part)), *_code(_DOCUMENT_CODE)]

    def _analyse(self) -> None:
        from cdi.run import Parameters, run_notebook

        staging = self.work / "bundle.new"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        executed = self.work / "analysis.new.ipynb"
        parameters = Parameters(self.request.force, self.request.audit, str(staging))
        run_notebook(self.workspace.notebook, executed, parameters, self.watcher.step)
        _check_bundle(staging, self.request)
        _swap(staging, self.work / "bundle")
        executed.replace(self.work / "analysis.ipynb")

    def _make_readable(self) -> None:
        from cdi.readable import readable_html

        executed = self.work / "analysis.ipynb"
        title = f"Analysis: {self.request.force}, {self.request.audit}"
        (self.work / "analysis.html").write_text(readable_html(executed, title=title), encoding="utf-8")

    def _make_document(self) -> None:
        from cdi.produce import produce

        folder = self.workspace.audit_folder(self.request.force, self.request.audit)
        asked = (self.request.force, self.request.audit, self.request.document)
        for suffix, data in produce(self.work / "bundle", folder, *asked).items():
            (self.work / f"{self.request.document}.{suffix}").write_bytes(data)
        self._made_from(self.request.document).write_text(self._fingerprint(), encoding="utf-8")

    def _made_from(self, document: str) -> Path:
        """Where it is noted which bundle a document was made from."""
        return self.work / f"{document}.made-from"

    def _fingerprint(self) -> str:
        from cdi.bundle import MANIFEST, sha256

        return sha256((self.work / "bundle" / MANIFEST).read_bytes())

    def _deliver(self) -> None:
        """Everything of this audit that is complete, moved into place in one step."""
        staging = self.final.with_name(self.final.name + ".new")
        shutil.rmtree(staging, ignore_errors=True)
        shutil.copytree(self.work / "bundle", staging)
        for name in ("analysis.ipynb", "analysis.html"):
            shutil.copy2(self.work / name, staging)
        for note in sorted(self.work.glob("*.made-from")):
            # Another document of this audit stays only while it is made from the same figures.
            if note.read_text(encoding="utf-8") == self._fingerprint():
                for suffix in (".html", ".pdf"):
                    shutil.copy2(note.with_suffix(suffix), staging)
        _swap(staging, self.final)

    def _delivered_intact(self) -> bool:
        """Whether the delivered files still are what was built; a report edited by hand is delivered anew."""
        import filecmp

        delivered = [self.final / name for name in ("figures.json", f"{self.request.document}.html")]
        built = [self.work / "bundle" / "figures.json", self.work / f"{self.request.document}.html"]
        return all(
            one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
            for one, other in zip(delivered, built, strict=True)
        )


def _check_bundle(folder: Path, request: Request) -> None:
    from cdi.bundle import read_bundle

    read_bundle(folder, request.force, request.audit)


def _swap(new: Path, place: Path) -> None:
    """Put a finished folder in the place of the old one; a crash between the two moves leaves one of them."""
    old = place.with_name(place.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _below(path: str, root: Path) -> str:
    """The path as seen from a folder, or nothing when it lies elsewhere."""
    return Path(path).relative_to(root).as_posix() if Path(path).is_relative_to(root) else ""


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _code(parts: tuple[str, ...]) -> list[Path]:
    package = Path(__file__).parent
    found: list[Path] = []
    for part in parts:
        path = package / part
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
    return found


class _Freshness:
    """doit's record of what each stage was last built from, by content."""

    def __init__(self, state: Path, root: Path) -> None:
        from doit.dependency import Dependency, JsonDB

        state.parent.mkdir(parents=True, exist_ok=True)
        self.root, self.record = root, Dependency(JsonDB, str(state))

    def reasons(self, stage: Stage) -> tuple[str, ...]:
        """Why the stage is stale, in words; empty when it is fresh."""
        status = self.record.get_status(self._task(stage), {}, get_log=True)
        if status.status == "up-to-date":
            return ()
        if status.status == "error":
            raise RunFailed(f"{stage.name}: {status.error_reason}")
        return tuple(self._in_words(reason, values) for reason, values in status.reasons.items() if values)

    def built(self, stage: Stage) -> None:
        """Remember that the stage was built from its inputs as they are now."""
        self.record.save_success(self._task(stage))

    def close(self) -> None:
        """Write the record; it can be written once only."""
        self.record.close()

    def _task(self, stage: Stage) -> Any:
        from doit.task import Task

        inputs, targets = [str(path) for path in stage.inputs], [str(path) for path in stage.targets]
        return Task(stage.name, None, file_dep=inputs, targets=targets, uptodate=[stage.intact] if stage.intact else [])

    def _in_words(self, reason: str, values: Any) -> str:
        words = {
            "missing_target": "not built yet",
            "changed_file_dep": "changed",
            "added_file_dep": "new input",
            "removed_file_dep": "input removed",
            "uptodate_false": "the delivered report is missing or was edited",
        }
        if reason not in ("changed_file_dep", "added_file_dep", "removed_file_dep"):
            return words.get(reason, reason)
        roots = (self.root, TEMPLATES.parent)
        paths = sorted(next((_below(path, root) for root in roots if _below(path, root)), str(path)) for path in values)
        more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
        return f"{words[reason]}: {', '.join(paths[:3])}{more}"
