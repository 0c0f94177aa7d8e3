"""Gates on what a report was made from: nothing stale, nothing damaged, no fault, nothing still to be supplied."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cdi.compose.author_text import read_narrative, unwritten
from cdi.house_style import formatting
from cdi.load.fault_report import find_faults
from cdi.model.errors import CdiError
from cdi.model.fault import InputFaulty
from cdi.pipeline.delivery import EARLIER
from cdi.pipeline.freshness import Reason, checksum
from cdi.pipeline.provenance import PROVENANCE
from cdi.pipeline.request import Request
from cdi.pipeline.stages import ANEW, ROWS_ELSEWHERE, plan
from cdi.publication.candidate import Candidate, Refusal
from cdi.publication.versions import faults_of_versions
from cdi.workspace.settings import find_placeholders, find_unfilled_keys, read_audit_settings, read_documents
from cdi.workspace.toml import read_toml

_EXTRA_MEASURES = "measures.toml"


def stale_parts(candidate: Candidate, besides: Collection[str] = ()) -> Iterator[Refusal]:
    """What of the report is older than its data, settings, words or code, `besides` files of the audit folder.

    Rows in a database cannot be looked at for changes, so they never count as changed here.
    """
    ref = candidate.ref
    passed_over = {f"data/{ref.path}/{name}" for name in besides}
    outcome = plan(candidate.workspace, Request(ref, tuple(candidate.workspace.documents(ref))))
    for stage, reasons in outcome.ran.items():
        for reason in reasons:
            if not _follows(reason) and not (reason.files and passed_over.issuperset(reason.files)):
                yield Refusal(f"not up to date: {reason}", stage, candidate.cure)


def _follows(reason: Reason) -> bool:
    """Whether the reason is another stage's, or none that a file could show."""
    return reason.what.endswith(ANEW) or reason.what == ROWS_ELSEWHERE


def up_to_date(candidate: Candidate) -> Iterator[Refusal]:
    """The report is built from data, settings, words and code as they are now."""
    try:
        yield from stale_parts(candidate)
    except InputFaulty as faulty:
        yield from (Refusal(fault.without_values().message, fault.place, "mend the file") for fault in faulty.faults)


def files_as_delivered(candidate: Candidate) -> Iterator[Refusal]:
    """Every delivered file is as it was delivered, and none was added."""
    folder, files = candidate.folder, candidate.origin.files
    here = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if not path.is_dir()}
    for name in sorted(files.keys() - here.keys()):
        yield Refusal("missing since it was delivered", name, candidate.cure)
    for name, path in here.items():
        if path.is_symlink():
            yield Refusal("a link, not a file", name, f"remove it, then {candidate.cure}")
        elif name.startswith(f"{EARLIER}/"):
            yield Refusal("a page of earlier figures, since its document failed", name, candidate.cure)
        elif name in files and checksum(path) != files[name]:
            yield Refusal("damaged or edited since it was delivered", name, candidate.cure)
        elif name not in files and name != PROVENANCE:
            yield Refusal("a file that no delivery left", name, "remove it")
    for name in sorted(set(candidate.workspace.documents(candidate.ref)) - set(candidate.origin.documents)):
        yield Refusal("not part of the delivered report", name, candidate.cure)
    for name in sorted(set(candidate.origin.documents) - candidate.trees.keys()):
        yield Refusal("its tree cannot be read", f"{name}.json", candidate.cure)


def data_without_fault(candidate: Candidate) -> Iterator[Refusal]:
    """The data and settings of the audit hold their contract."""
    validate = f"cdi validate {candidate.ref.force} {candidate.ref.audit} shows it in full"
    for fault in find_faults(candidate.workspace, candidate.ref):
        public = fault.without_values()
        yield Refusal(public.message, public.place, validate)


def audit_came_out(candidate: Candidate) -> Iterator[Refusal]:
    """The audit that the report is about came out by the day on which the report goes out."""
    try:
        came_out = read_audit_settings(candidate.inputs).inspection.published_on
    except InputFaulty:
        return  # the gate on data and settings says so
    if came_out is not None and came_out > candidate.on:
        days = formatting.day(came_out), formatting.day(candidate.on)
        what = f"pages say that the audit was published on {days[0]}, which on {days[1]} is still to come"
        yield Refusal(what, "audit.toml, inspection.published_on", "publish on that day, or mend the day")


def earlier_versions_whole(candidate: Candidate) -> Iterator[Refusal]:
    """What was published before is as it was, so that a new version can be compared with it."""
    yield from faults_of_versions(candidate.workspace, candidate.ref)


def nothing_owed(candidate: Candidate) -> Iterator[Refusal]:
    """No setting is still to be filled in, and no text that a document prints is still to be written."""
    folder = candidate.inputs
    try:
        documents, blocks = read_documents(folder), read_narrative(folder / "narrative")
        unfilled = find_unfilled_keys(folder)
        if (folder / _EXTRA_MEASURES).is_file():
            for key in find_placeholders(read_toml(folder / _EXTRA_MEASURES)):
                yield Refusal("still to be filled in", f"{_EXTRA_MEASURES}, {key}", "write your own value there")
    except CdiError as refused:
        yield Refusal(str(refused), f"data/{candidate.ref.path}", "mend the file")
        return
    for fault in unfilled:
        yield Refusal("still to be filled in", f"audit.toml, {fault.column}", "write your own value there")
    printed = {key for tree in candidate.trees.values() for key in tree.author_blocks}
    for key in (*find_placeholders(documents), *sorted(unwritten(blocks) & printed)):
        yield Refusal("still to be filled in or written", key, "write it, or take it out where it is not needed")
