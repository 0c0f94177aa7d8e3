"""One report: the stages of an audit and its documents, each run when it is stale, and delivered whole.

Work goes on in `reports/.work/<force>/<audit>/`, which also is the cache; `reports/<force>/<audit>/` is replaced when
every part of the report is complete (`delivery`).
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, PublicationRefused, RunFailed, describe_refusal
from cdi.notebook.engine import Engine
from cdi.pipeline import inputs
from cdi.pipeline.delivery import MADE_FROM, READABLE, SETTINGS, WORKBOOK, Delivery, delivered_record, folder_before
from cdi.pipeline.events import CellsDone, Listener, StageStarted, ignore
from cdi.pipeline.failures import failure_page, write_failure_page
from cdi.pipeline.freshness import Freshness, Input, Reason, Stage
from cdi.pipeline.replacement import discard, discard_strange, heal, replace_folder
from cdi.pipeline.request import Failure, Outcome, Request, StageReasons
from cdi.workspace.paths import Workspace

ANEW = " is built anew"
"""How a reason ends that names the stage before."""
ROWS_ELSEWHERE = "its rows are in a database, where no file shows whether they changed"
"""Why an audit is analysed in every build whose rows no file holds."""
_EVERY_REPORT, _DOCUMENTS = ("cdi.pipeline.readable", "cdi.pipeline.workbook"), ("cdi.pipeline.pages",)
Part = Literal["analysis", "readable copy", "documents", "report"]
"""How far a report is built, in the order of its stages; "report" is all of it, delivered."""


def plan(workspace: Workspace, request: Request) -> Outcome:
    """What a build would run, and why; nothing is written, and no lock is needed.

    Raises InputFaulty when the settings of the documents cannot be read.
    """
    stages = ReportStages(workspace, request, ignore, "fork", "report")
    return Outcome(request, stages.final, stages.plan())


def build(
    workspace: Workspace,
    request: Request,
    listener: Listener = ignore,
    *,
    engine: Engine = "fork",
    through: Part = "report",
) -> Outcome:
    """Bring one audit's documents up to date and deliver them.

    With `through` it stops after that part; the next build goes on from there. A document that fails does not stop the
    others. Raises the CdiError of what failed; then the last good report is untouched, as far as no other document of
    it was built, and a plain page beside it (`<audit>-failed.html`) says what happened. The caller holds the lock of
    the report or of the workspace.
    """
    restore(workspace, request.ref)
    stages = ReportStages(workspace, request, listener, engine, through)
    return run_stages(stages)


def run_stages(stages: ReportStages) -> Outcome:
    """Run what is stale of a report's stages; see `build`, which says what is raised and left."""
    workspace, request = stages.workspace, stages.request
    try:
        ran = stages.run()
    except CdiError as error:
        write_failure_page(workspace, request.ref, Failure.of(error))
        raise
    except OSError as error:
        refusal = RunFailed(describe_refusal(error))
        with contextlib.suppress(OSError):  # a full disk has no room for the page either
            write_failure_page(workspace, request.ref, Failure.of(refusal))
        raise refusal from error
    if stages.through == "report":
        failure_page(workspace, request.ref).unlink(missing_ok=True)
    return Outcome(request, stages.final, ran)


def restore(workspace: Workspace, ref: AuditRef) -> None:
    """Put back every folder of a report that a build was about to replace when it was killed; remove what is strange.

    Only a process that holds the lock of the report or of the workspace may call this.
    """
    work = workspace.work_folder(ref)
    for folder in (workspace.report_folder(ref), work / "bundle", folder_before(work), delivered_record(work)):
        heal(folder)
        discard(folder.with_name(f"{folder.name}.new"))  # what a build was about to put there
    for folder in (work, workspace.report_folder(ref)):
        discard_strange(folder)
    for path in (work / MADE_FROM, failure_page(workspace, ref)):
        if path.is_dir():
            discard(path)


def modules_to_preload(requests: Sequence[Request]) -> tuple[str, ...]:
    """The modules that these requests need besides the analysis, for a process that forks."""
    return _EVERY_REPORT + (_DOCUMENTS if any(request.documents for request in requests) else ())


class ReportStages:
    """The stages of one report, in the order in which each needs the one before.

    What an analysis is made from, and how its notebook is run, is for `analysis_inputs` and `run_analysis` to say.
    """

    def __init__(
        self, workspace: Workspace, request: Request, listener: Listener, engine: Engine, through: Part
    ) -> None:
        self.workspace, self.request, self.listener, self.engine = workspace, request, listener, engine
        self.through = through
        self.work = workspace.work_folder(request.ref)
        self.final = workspace.report_folder(request.ref)
        self.freshness = Freshness(self.work / MADE_FROM, workspace.root)
        self.failures: dict[str, CdiError] = {}

    def run(self) -> StageReasons:
        """Run what is stale; the error of a document that fails is raised when all else is done."""
        ran: dict[str, tuple[Reason, ...]] = {}
        for stage in self._stages():
            reasons = self.freshness.reasons(stage)
            if not reasons:
                continue
            ran[stage.name] = reasons
            self.listener(StageStarted(self.request.ref, stage.name, reasons))
            for target in stage.targets:
                if target.is_dir():  # in the way of a file
                    discard(target)
            try:
                stage.action()
            except CdiError as error:
                if stage.name not in self.request.documents:
                    raise
                self.failures[stage.name] = error
            else:
                self.freshness.record(stage)
        if self.failures:
            raise _join([*self.failures.values()])
        return ran

    def plan(self) -> StageReasons:
        """What would run and why; what is made from something that is built anew may turn out to be fresh."""
        ran: dict[str, tuple[Reason, ...]] = {}
        makers: dict[Input, str] = {}
        for stage in self._stages():
            anew = sorted({makers[each] for each in stage.inputs if each in makers})
            try:
                own = self.freshness.reasons(stage)
            except (FileNotFoundError, NotADirectoryError):  # a stage before makes it first
                own = ()
            reasons = (*(Reason(f"{name}{ANEW}") for name in anew), *own)
            if reasons:
                ran[stage.name] = reasons
                makers |= dict.fromkeys(stage.targets, stage.name)
        return ran

    def _stages(self) -> Iterator[Stage]:
        """Analysis, readable copy, workbook, documents, delivery; the inputs of each are listed when its turn comes."""
        ref, delivery = self.request.ref, Delivery(self.workspace, self.request.ref)
        manifest, executed = self.work / "bundle" / "manifest.json", self.work / "analysis.ipynb"
        yield Stage(
            "analysis",
            self._analyse,
            self.analysis_inputs(),
            [manifest, executed],
            self._list_analysis,
            self._elsewhere,
        )
        if self.through == "analysis":
            return
        readable = [self.work / name for name in READABLE]
        yield Stage("readable copy", self._make_readable, inputs.of_readable(self.workspace, ref, executed), readable)
        if self.through == "readable copy":
            return
        tables = [self.work / name for name in WORKBOOK]
        yield Stage("workbook", self._make_workbook, inputs.of_workbook(self.workspace, ref, manifest), tables)
        for name in self.request.documents:
            words = inputs.of_document(self.workspace, ref, manifest)
            pages = [*delivery.pages(name), delivery.note(name)]
            yield Stage(name, partial(self._make_document, name), words, pages)
        built = [name for name in self.request.documents if name not in self.failures]
        if self.through == "documents" or not built:
            return
        documents = delivery.documents(built)
        yield Stage(
            "delivery",
            partial(delivery.deliver, documents),
            delivery.inputs(documents),
            delivery.targets(documents),
            delivery.files,
        )

    def _list_analysis(self) -> list[Path]:
        """Every file that the analysis leaves: the bundle, the executed notebook, and what is not delivered."""
        from cdi.bundle.row_digests import FILE
        from cdi.disclosure.log import FILE as HIDDEN

        beside = [self.work / FILE, self.work / HIDDEN, self.work / SETTINGS]
        bundle = sorted(path for path in (self.work / "bundle").rglob("*") if path.is_file())
        return [*bundle, *(path for path in beside if path.is_file())]

    def _elsewhere(self) -> Iterator[Reason]:
        if inputs.lies_elsewhere(self.workspace, self.request.ref):
            yield Reason(ROWS_ELSEWHERE)

    def analysis_inputs(self) -> list[Input]:
        """Everything that decides whether the analysis is stale."""
        return inputs.of_analysis(self.workspace, self.request.ref)

    def run_analysis(self, executed: Path, bundle: Path) -> None:
        """Run the notebook of the audit: its bundle into a folder, and the executed copy."""
        from cdi.notebook.runner import Parameters, run_notebook

        parameters = Parameters(self.request.ref.force, self.request.ref.audit, str(bundle))
        run_notebook(
            self.workspace.notebook,
            executed,
            parameters,
            self.count_cells,
            self.engine,
            folder=self.workspace.notebook_folder,
        )

    def _analyse(self) -> None:
        from cdi.pipeline.warm_up import preload_analysis

        preload_analysis(modules_to_preload([self.request]))
        staging = self.work / "bundle.new"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        executed = self.work / "analysis.new.ipynb"
        self.run_analysis(executed, staging)
        _check_bundle(self.workspace, staging, self.request.ref)
        self._set_aside(staging)
        replace_folder(staging, self.work / "bundle")
        executed.replace(self.work / "analysis.ipynb")

    def count_cells(self, done: int, total: int) -> None:
        """Tell the listener how many cells are done."""
        self.listener(CellsDone(self.request.ref, done, total))

    def _set_aside(self, staging: Path) -> None:
        """What later builds are compared by, and what was hidden: beside the bundle, for it is not delivered."""
        from cdi.bundle.row_digests import FILE
        from cdi.disclosure.log import FILE as HIDDEN

        for name in (FILE, HIDDEN):
            if (staging / name).is_file():
                (staging / name).replace(self.work / name)
            else:
                (self.work / name).unlink(missing_ok=True)  # that of an earlier analysis would be of other rows
        settings = self.workspace.audit_folder(self.request.ref) / SETTINGS
        if settings.is_file():  # the national comparison has none
            shutil.copy2(settings, self.work)

    def _make_readable(self) -> None:
        from cdi.pipeline.readable import produce_readable

        for name, page in produce_readable(self.work, self.workspace, self.request.ref).items():
            (self.work / name).write_text(page, encoding="utf-8")

    def _make_workbook(self) -> None:
        from cdi.pipeline.workbook import produce_workbook

        ref = self.request.ref
        files = produce_workbook(self.work / "bundle", self.workspace.audit_folder(ref), ref, self.workspace.templates)
        for name in WORKBOOK:
            (self.work / name).write_bytes(files[Path(name).suffix.removeprefix(".")])

    def _make_document(self, document: str) -> None:
        from cdi.pipeline.pages import produce

        ref, delivery = self.request.ref, Delivery(self.workspace, self.request.ref)
        folder = self.workspace.audit_folder(ref)
        pages = produce(self.work / "bundle", folder, ref, document, self.workspace.templates)
        for suffix, data in pages.items():
            (self.work / f"{document}.{suffix}").write_bytes(data)
        delivery.note_figures(document)


def _join(errors: list[CdiError]) -> CdiError:
    return errors[0] if len(errors) == 1 else PublicationRefused("\n".join(str(error) for error in errors))


def _check_bundle(workspace: Workspace, folder: Path, ref: AuditRef) -> None:
    """Refuse a bundle that is not whole, or whose inputs were written while rows were still counted in them."""
    from cdi.bundle.bundle import read_bundle

    inputs.refuse_changed(workspace, read_bundle(folder, ref).manifest["inputs"])
