"""One report: the stages of an audit and its documents, each run when it is stale, and swapped in whole.

Work goes on in `reports/.work/<force>/<audit>/`, which also is the cache; `reports/<force>/<audit>/` is replaced in
one move when every part of it is complete.
"""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, PublicationRefused
from cdi.notebook.engine import Engine
from cdi.pipeline import inputs
from cdi.pipeline.delivery import EARLIER, MADE_FROM, SETTINGS, swap, take_over
from cdi.pipeline.freshness import Freshness, Reason, Stage
from cdi.workspace.paths import Workspace

_PAGES = (".html", ".pdf")
ANEW = " is built anew"
"""How a reason ends that names the stage before."""
_PAGE, _DOCUMENTS = ("cdi.render.notebook_page",), ("cdi.pipeline.pages",)
Part = Literal["analysis", "readable copy", "documents", "report"]
"""How far a report is built, in the order of its stages; "report" is all of it, delivered."""


@dataclass(frozen=True, slots=True)
class Request:
    """Documents of one audit of one force; all names are known to exist."""

    ref: AuditRef
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: the stages that ran, each with the reasons, and where the files are."""

    request: Request
    folder: Path
    ran: Mapping[str, tuple[Reason, ...]]


class Watcher:
    """Told of a build's progress; the default says nothing."""

    def stage(self, name: str, reasons: tuple[Reason, ...]) -> None:
        """A stage starts, for these reasons."""

    def step(self, done: int, total: int) -> None:
        """A part of the running stage is done."""


def build(
    workspace: Workspace,
    request: Request,
    watcher: Watcher | None = None,
    *,
    dry: bool = False,
    engine: Engine = "fork",
    through: Part = "report",
) -> Outcome:
    """Bring one audit's documents up to date and swap them in; with `dry` only find out what would run and why.

    With `through` it stops after that part; the next build goes on from there. A document that fails does not stop the
    others. Raises the CdiError of what failed; then the last good report is untouched, as far as no other document of
    it was built, and a plain page beside it (`<audit>-failed.html`) says what happened.
    """
    report = _Report(workspace, request, watcher or Watcher(), engine, through)
    try:
        ran = report.would_run() if dry else report.run()
    except CdiError as failed:
        if not dry:
            write_failure_page(workspace, request, failed)
        raise
    if not dry and through == "report":
        failure_page(workspace, request).unlink(missing_ok=True)
    return Outcome(request, report.final, ran)


def needed_by(requests: Sequence[Request]) -> tuple[str, ...]:
    """The modules that these requests need besides the analysis, for a process that forks."""
    return _PAGE + _DOCUMENTS if any(request.documents for request in requests) else _PAGE


def failure_page(workspace: Workspace, request: Request) -> Path:
    """Where the plain page of a failed build is, beside the folder of the last good report."""
    return workspace.reports / f"{request.ref.path}-failed.html"


def write_failure_page(workspace: Workspace, request: Request, failed: CdiError) -> None:
    """Say on that page what happened, where and what to do."""
    from cdi.render.failure_page import render_failure

    page = failure_page(workspace, request)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render_failure(request.ref, failed), encoding="utf-8")


class _Report:
    """The stages of one report, in the order in which each needs the one before."""

    def __init__(self, workspace: Workspace, request: Request, watcher: Watcher, engine: Engine, through: Part) -> None:
        self.workspace, self.request, self.watcher, self.engine = workspace, request, watcher, engine
        self.through = through
        self.work = workspace.work_folder(request.ref)
        self.final = workspace.report_folder(request.ref)
        self.freshness = Freshness(self.work / MADE_FROM, workspace.root)
        self.failed: dict[str, CdiError] = {}
        self.delivered = False

    def run(self) -> dict[str, tuple[Reason, ...]]:
        """Run what is stale; a document that fails is left, and raised when all else is done."""
        ran = {}
        for stage in self._stages():
            reasons = self.freshness.reasons(stage)
            if not reasons:
                continue
            ran[stage.name] = reasons
            self.watcher.stage(stage.name, reasons)
            try:
                stage.action()
            except CdiError as failed:
                if stage.name not in self.request.documents:
                    raise
                self.failed[stage.name] = failed
            else:
                self.freshness.built(stage)
        if self.failed:
            raise _together([*self.failed.values()])
        return ran

    def would_run(self) -> dict[str, tuple[Reason, ...]]:
        """What would run and why; what is made from something that is built anew may turn out to be fresh."""
        ran: dict[str, tuple[Reason, ...]] = {}
        made: dict[Path, str] = {}
        for stage in self._stages():
            anew = sorted({made[path] for path in stage.inputs if path in made})
            own = self.freshness.reasons(stage) if all(path.exists() for path in stage.inputs) else ()
            reasons = (*(Reason(f"{name}{ANEW}") for name in anew), *own)
            if reasons:
                ran[stage.name] = reasons
                made |= dict.fromkeys(stage.targets, stage.name)
        return ran

    def _stages(self) -> Iterator[Stage]:
        """Analysis, readable copy, documents, delivery of each; inputs are listed when a stage's turn comes."""
        ref = self.request.ref
        manifest, executed = self.work / "bundle" / "manifest.json", self.work / "analysis.ipynb"
        readable = self.work / "analysis.html"
        data = inputs.of_analysis(self.workspace, ref)
        yield Stage("analysis", self._analyse, data, [manifest, executed], self._elsewhere)
        if self.through == "analysis":
            return
        yield Stage("readable copy", self._make_readable, inputs.of_readable(self.workspace, executed), [readable])
        if self.through == "readable copy":
            return
        for name in self.request.documents:
            words = inputs.of_document(self.workspace, ref, manifest)
            yield Stage(name, partial(self._make_document, name), words, self._pages(name))
        if self.through == "documents":
            return
        for name in self.request.documents:
            parts = [manifest, executed, readable, *self._pages(name)]
            if name not in self.failed:
                delivered = [self.final / part.name for part in parts]
                yield Stage(f"delivery of {name}", self._deliver, parts, delivered, partial(self._edited, name))

    def _pages(self, document: str) -> list[Path]:
        return [self.work / f"{document}{suffix}" for suffix in _PAGES]

    def _elsewhere(self) -> Iterator[Reason]:
        if inputs.lies_elsewhere(self.workspace, self.request.ref):
            yield Reason("its rows are in a database, where no file shows whether they changed")

    def _analyse(self) -> None:
        from cdi.notebook.runner import Parameters, run_notebook
        from cdi.pipeline.warm_up import preload_analysis

        preload_analysis(needed_by([self.request]))
        staging = self.work / "bundle.new"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        executed = self.work / "analysis.new.ipynb"
        parameters = Parameters(self.request.ref.force, self.request.ref.audit, str(staging))
        run_notebook(self.workspace.notebook, executed, parameters, self.watcher.step, self.engine)
        _check_bundle(staging, self.request)
        self._set_aside(staging)
        swap(staging, self.work / "bundle")
        executed.replace(self.work / "analysis.ipynb")

    def _set_aside(self, staging: Path) -> None:
        """What later builds are compared by: beside the bundle, for it is not delivered."""
        from cdi.bundle.row_digests import FILE

        if (staging / FILE).is_file():
            (staging / FILE).replace(self.work / FILE)
        else:
            (self.work / FILE).unlink(missing_ok=True)  # those of an analysis before would be of other rows
        shutil.copy2(self.workspace.audit_folder(self.request.ref) / SETTINGS, self.work)

    def _make_readable(self) -> None:
        from cdi.render.notebook_page import readable_html

        executed = self.work / "analysis.ipynb"
        title = f"Analysis: {self.request.ref.force}, {self.request.ref.audit}"
        (self.work / "analysis.html").write_text(readable_html(executed, title=title), encoding="utf-8")

    def _make_document(self, document: str) -> None:
        from cdi.pipeline.pages import produce

        ref = self.request.ref
        folder = self.workspace.audit_folder(ref)
        for suffix, data in produce(self.work / "bundle", folder, ref, document).items():
            (self.work / f"{document}.{suffix}").write_bytes(data)
        self._made_from(document).write_text(self._fingerprint(), encoding="utf-8")

    def _made_from(self, document: str) -> Path:
        """Where it is noted which bundle a document was made from."""
        return self.work / f"{document}.made-from"

    def _fingerprint(self) -> str:
        from cdi.bundle.bundle import MANIFEST, sha256

        return sha256((self.work / "bundle" / MANIFEST).read_bytes())

    def _deliver(self) -> None:
        """Everything of this audit that is complete, moved into place in one step; once a build."""
        if self.delivered:
            return
        staging = self.final.with_name(self.final.name + ".new")
        shutil.rmtree(staging, ignore_errors=True)
        shutil.copytree(self.work / "bundle", staging)
        for name in ("analysis.ipynb", "analysis.html"):
            shutil.copy2(self.work / name, staging)
        for document in self.workspace.documents(self.request.ref):
            if self._is_of_these_figures(document):
                for page in self._pages(document):
                    shutil.copy2(page, staging)
            else:
                self._keep_earlier(document, staging / EARLIER)
        take_over(self.work, staging, self.final)
        self.delivered = True

    def _is_of_these_figures(self, document: str) -> bool:
        note = self._made_from(document)
        return note.is_file() and note.read_text(encoding="utf-8") == self._fingerprint()

    def _keep_earlier(self, document: str, folder: Path) -> None:
        """The last good pages of a document that rest on other figures stay to be had, but apart from these."""
        for page in self._pages(document):
            held = [place / page.name for place in (self.final, self.final / folder.name)]
            for path in [path for path in held if path.is_file()][:1]:
                folder.mkdir(exist_ok=True)
                shutil.copy2(path, folder)

    def _edited(self, document: str) -> Iterator[Reason]:
        """A delivered report that was edited by hand is delivered anew."""
        pairs = {self.final / "figures.json": self.work / "bundle" / "figures.json"}
        pairs |= {self.final / page.name: page for page in self._pages(document)}
        if not all(one.is_file() and filecmp.cmp(one, other, shallow=False) for one, other in pairs.items()):
            yield Reason("the delivered report is missing or was edited")


def _together(failures: list[CdiError]) -> CdiError:
    return failures[0] if len(failures) == 1 else PublicationRefused("\n".join(str(failed) for failed in failures))


def _check_bundle(folder: Path, request: Request) -> None:
    from cdi.bundle.bundle import read_bundle

    read_bundle(folder, request.ref)
