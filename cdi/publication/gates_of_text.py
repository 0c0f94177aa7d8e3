"""Gates on what the documents say: numbers traceable, quotations approved, the data named for what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from cdi.disclosure.faults import disclosure_faults
from cdi.model.document import Box, ChartBlock, Document, IntervalBar, Quote, TableBlock
from cdi.model.document_parts import blocks_within, runs_within
from cdi.model.errors import CdiError
from cdi.pipeline.freshness import checksum
from cdi.pipeline.signed_content import checksum_of_document, checksum_of_figures
from cdi.publication.candidate import NOTEBOOK, Candidate, Refusal
from cdi.publication.versions import folder_of_versions, list_versions
from cdi.workspace.sign_off import SIGNING_ROLES, read_sign_off

_NO_RECORDS = ("reconstruction", "published", "made up")
"""The bases of audits whose rows nobody recorded, or nobody here holds; each document must say so."""
_RESTORE = "restore the version from a backup"
_TAG = re.compile(r"<[^<>]*>")


def figures_traceable(candidate: Candidate) -> Iterator[Refusal]:
    """Every figure that text, tables and charts print is one of this report's, with the value that it has there."""
    figures = candidate.bundle.figures
    for name, tree in candidate.trees.items():
        for figure_id, value in _printed_figures(tree):
            figure = figures.get(figure_id)
            if figure is None:
                yield Refusal(f"prints {figure_id}, which is no figure of this report", name, candidate.cure)
            elif value is not None and value != figure.value:
                yield Refusal(f"prints {figure_id} with another value than figures.json", name, candidate.cure)


def _printed_figures(tree: Document) -> Iterator[tuple[str, float | str | None]]:
    """The id of every figure that a document prints, with the value behind it; None for a chart, which draws many."""
    for run in (*runs_within(tree.blocks), *(run for note in tree.notes for run in note.runs)):
        if run.figure is not None:
            yield run.figure, run.value
    for block in blocks_within(tree.blocks):
        match block:
            case TableBlock():
                cells = (cell for row in block.table.rows for cell in row)
                yield from ((cell.figure, cell.value) for cell in cells if cell.figure is not None)
            case ChartBlock():
                yield from ((figure, None) for figure in block.chart.figures)
            case IntervalBar():
                yield block.figure, block.value


def quotes_approved(candidate: Candidate) -> Iterator[Refusal]:
    """Every quotation was approved by whoever is quoted."""
    for name, tree in candidate.trees.items():
        for block in blocks_within(tree.blocks):
            if isinstance(block, Quote) and block.draft:
                cure = "have it approved, then name its block in signed_off of audit.toml"
                yield Refusal(f"the words of {block.speaker} are a draft", name, cure)


def data_named(candidate: Candidate) -> Iterator[Refusal]:
    """Where rows are made up, reconstructed or not held, every document and page says so."""
    provenance = candidate.bundle.facts["provenance"]
    if provenance["basis"] not in _NO_RECORDS:
        return
    statement = _squeezed(provenance["statement"])
    for name, tree in candidate.trees.items():
        notices = [box for box in blocks_within(tree.blocks) if isinstance(box, Box) and box.style == "notice"]
        said = "".join(run.text for box in notices for run in runs_within(box.blocks))
        cure = "print standing.notices() or standing.basis() in its template"
        if statement not in _squeezed(said):
            yield Refusal("no notice says what its rows are", name, cure)
        page = candidate.folder / f"{name}.html"
        if page.is_file() and statement not in _squeezed(unescape(_TAG.sub("", page.read_text(encoding="utf-8")))):
            yield Refusal("the page does not say what its rows are", page.name, cure)


def people_protected(candidate: Candidate) -> Iterator[Refusal]:
    """No small number of people is printed, alone or by what the version before printed."""
    home = folder_of_versions(candidate.workspace, candidate.ref)
    versions = list_versions(home)
    earlier = home / str(versions[-1]) if versions else None
    try:
        faults = disclosure_faults(candidate.folder, earlier)
    except (OSError, ValueError, KeyError, TypeError):
        yield Refusal("the version before cannot be read, so nothing can be held to it", "figures.json", _RESTORE)
        return
    for fault in faults:
        yield Refusal(fault, "figures.json", "docs/disclosure.md says what may be done; the threshold is in audit.toml")


def signed_off(candidate: Candidate) -> Iterator[Refusal]:
    """Analyst, assurer and approver, three people, signed exactly these documents and figures."""
    try:
        signatures = read_sign_off(candidate.inputs)
    except CdiError as refused:
        yield Refusal(str(refused), "signoff.toml", "remove the file and sign anew")
        return
    for person in signatures.in_two_roles():
        yield Refusal(f"“{person}” signed in two roles", "signoff.toml", "have another person sign in one of them")
    figures = checksum_of_figures(candidate.bundle.manifest)
    contents = {name: checksum_of_document(tree) for name, tree in candidate.trees.items()}
    lacking = {name: signatures.lacking(name, content, figures) for name, content in contents.items()}
    for role in SIGNING_ROLES:
        if unsigned := [name for name, roles in lacking.items() if role in roles]:
            what = f"no {role} has signed" if signatures.of(role) is None else f"the {role} signed another version"
            command = f'cdi sign-off {candidate.ref.force} --audit {candidate.ref.audit} --as {role} --by "your post"'
            yield Refusal(what, ", ".join(unsigned), command)
    notebook = checksum(candidate.folder / NOTEBOOK) if (candidate.folder / NOTEBOOK).is_file() else ""
    for role in SIGNING_ROLES:
        signature = signatures.of(role)
        if signature is not None and signature.notebook != notebook:
            what = f"the {role} signed another notebook, or none"
            yield Refusal(what, NOTEBOOK, f"look at it, then sign again as {role}")
    for name, content in contents.items():
        if candidate.trees[name].settings.draft and signatures.covers(name, content, figures):
            yield Refusal("its pages still say draft, though it is signed", name, candidate.cure)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
