"""The products of an audit, each an asset: its data, its analysis, the readable copy, its documents, the report.

Every asset calls the same stages as `cdi build` and leaves the same record, so whichever comes second finds its work
done. The step takes its turn with other builds of the workspace (`build.lock`).
"""

# Dagster looks at annotations as they are, so they are not put off here (`from __future__ import annotations`).
from time import monotonic
from typing import TYPE_CHECKING

import dagster as dg

from cdi.bundle.bundle import MANIFEST, read_bundle, sha256
from cdi.load.fault_report import find_faults
from cdi.model.errors import CdiError, ContractBroken
from cdi.notebook.runner import CellFailed
from cdi.orchestration.checks import DATA_CONTRACT, FIGURES, contract_result, figures_result, numbers_of
from cdi.orchestration.folders import checksum_audit
from cdi.orchestration.partitions import AUDITS, audit_of
from cdi.pipeline import inputs
from cdi.pipeline.delivery import WORKBOOK
from cdi.pipeline.events import Event, Listener, StageStarted
from cdi.pipeline.locks import lock_report
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import Part, build
from cdi.workspace.paths import Workspace

if TYPE_CHECKING:
    Made = dg.MaterializeResult[None]
else:
    # The same without its parameter, which is the only form that Dagster takes from an asset with checks.
    Made = dg.MaterializeResult


@dg.asset(partitions_def=AUDITS, check_specs=[DATA_CONTRACT])
def audit_data(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Made:
    """The files of an audit and of those before it, held against the data contract; faulty, nothing is made of them."""
    ref = audit_of(context.partition_key)
    faults = [fault for each in inputs.with_audits_before(workspace, ref) for fault in find_faults(workspace, each)]
    version = checksum_audit(workspace, ref)
    return Made(
        metadata={"files": len(inputs.of_audit(workspace, ref)), "content": version},
        data_version=dg.DataVersion(version) if version else None,
        check_results=[contract_result(faults)],
    )


@dg.asset(partitions_def=AUDITS, deps=[audit_data], check_specs=[FIGURES])
def analysis(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Made:
    """The bundle of figures, charts and tables with its manifest, and the executed notebook."""
    ref = audit_of(context.partition_key)
    done = _build(context, workspace, "analysis")
    bundle = workspace.work_folder(done.outcome.request.ref) / "bundle"
    return Made(
        metadata={**done.metadata(), "bundle": dg.MetadataValue.path(bundle)},
        data_version=dg.DataVersion(sha256((bundle / MANIFEST).read_bytes())),
        check_results=[figures_result(bundle, ref)],
    )


@dg.asset(partitions_def=AUDITS, deps=[analysis])
def readable_copy(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Made:
    """The executed notebook as a page without code."""
    return Made(metadata=_build(context, workspace, "readable copy").metadata())


@dg.asset(partitions_def=AUDITS, deps=[analysis, readable_copy])
def documents(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Made:
    """The documents that the audit's documents.toml names, laid out; after the copy, as the stages are ordered.

    One that cannot be made fails the step; the others are delivered first, as in any build.
    """
    done = _build(context, workspace, "documents")
    return Made(metadata={**done.metadata(), "documents": list(done.outcome.request.documents)})


@dg.asset(partitions_def=AUDITS, deps=[readable_copy, documents])
def report(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Made:
    """Everything of the audit in its folder of reports, swapped in whole."""
    done = _build(context, workspace, "report")
    folder, request = done.outcome.folder, done.outcome.request
    pages = {
        page.name: dg.MetadataValue.path(page)
        for document in request.documents
        for page in (folder / f"{document}.{ending}" for ending in workspace.formats(request.ref, document))
    } | {name: dg.MetadataValue.path(folder / name) for name in WORKBOOK}
    bundle = read_bundle(folder, request.ref)
    return Made(
        metadata={
            **done.metadata(),
            **pages,
            **dict(numbers_of(bundle)),
            "checksums": dg.MetadataValue.json(dict(bundle.manifest["files"])),
        },
        data_version=dg.DataVersion(sha256((folder / MANIFEST).read_bytes())),
    )


class _Done:
    """What a build did, and how long it took."""

    def __init__(self, outcome: Outcome, seconds: float) -> None:
        self.outcome, self.seconds = outcome, seconds

    def metadata(self) -> dict[str, dg.MetadataValue]:
        """The seconds, and the stages that ran with the reasons why; no stage when all was up to date."""
        ran = {stage: [str(reason) for reason in reasons] for stage, reasons in self.outcome.ran.items()}
        return {"seconds": dg.MetadataValue.float(self.seconds), "ran": dg.MetadataValue.json(ran)}


def _build(context: dg.AssetExecutionContext, workspace: Workspace, through: Part) -> _Done:
    """Build a report as far as asked; what was refused ends the step, in words that show nothing of a row."""
    ref = audit_of(context.partition_key)
    start = monotonic()

    def log_stage(event: Event) -> None:
        if isinstance(event, StageStarted):
            context.log.info(f"{event.stage}: {'; '.join(str(reason) for reason in event.reasons)}")

    try:
        request = Request(ref, tuple(workspace.documents(ref)))
        with lock_report(workspace, workspace.work_folder(request.ref)):
            return _Done(_run_stages(workspace, request, log_stage, through), monotonic() - start)
    except (ContractBroken, CellFailed) as failed:
        # Their words may quote a row; they belong on the page of the failure, not in a log that others read.
        what = "the input broke its contract" if isinstance(failed, ContractBroken) else "the analysis failed"
        said = f"{what}; see cdi validate {ref}, and reports/{ref.path}-failed.html"
        raise dg.Failure(said, allow_retries=False) from None
    except CdiError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from None


def _run_stages(workspace: Workspace, request: Request, listener: Listener, through: Part) -> Outcome:
    try:
        return build(workspace, request, listener, through=through)
    except CdiError:
        if through == "documents":
            # Delivers the documents that could be made, and says again what could not.
            return build(workspace, request, listener)
        raise
