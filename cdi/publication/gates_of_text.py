"""Gates on what the documents say: numbers traceable, quotations approved, the data named for what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from cdi.disclosure.faults import disclosure_faults
from cdi.model.document import Block, Box, Fields, Grades, KeyFigures, ListBlock, Quote, Run
from cdi.model.errors import CdiError
from cdi.pipeline.signed_content import checksum_of_document, checksum_of_figures
from cdi.publication.candidate import Candidate, Refusal
from cdi.publication.versions import folder_of_versions, list_versions
from cdi.workspace.sign_off import SIGNING_ROLES, read_sign_off

_NO_RECORDS = ("reconstruction", "published", "made up")
"""The bases of audits whose rows nobody recorded, or nobody here holds; each document must say so."""
_TAG = re.compile(r"<[^<>]*>")


def figures_traceable(candidate: Candidate) -> Iterator[Refusal]:
    """Every number bound to a figure is one of this report's, with the value that it has there."""
    figures = candidate.bundle.figures
    for name, tree in candidate.trees.items():
        runs = [run for block in _all_blocks(tree.blocks) for run in _runs_of(block)]
        for run in (*runs, *(run for note in tree.notes for run in note.runs)):
            if run.figure is None:
                continue
            figure = figures.get(run.figure)
            if figure is None:
                yield Refusal(f"prints {run.figure}, which is no figure of this report", name, candidate.cure)
            elif run.facet == "value" and run.value != figure.value:
                yield Refusal(f"prints {run.figure} with another value than figures.json", name, candidate.cure)


def quotes_approved(candidate: Candidate) -> Iterator[Refusal]:
    """Every quotation was approved by whoever is quoted."""
    for name, tree in candidate.trees.items():
        for block in _all_blocks(tree.blocks):
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
        notices = [box for box in _all_blocks(tree.blocks) if isinstance(box, Box) and box.style == "notice"]
        said = "".join(run.text for box in notices for inner in box.blocks for run in _runs_of(inner))
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
    for fault in disclosure_faults(candidate.folder, earlier):
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
    for name, content in contents.items():
        if candidate.trees[name].settings.draft and signatures.covers(name, content, figures):
            yield Refusal("its pages still say draft, though it is signed", name, candidate.cure)


def _all_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block at any depth."""
    for block in blocks:
        yield block
        match block:
            case ListBlock():
                for item in block.items:
                    yield from _all_blocks(item)
            case Box():
                yield from _all_blocks(block.blocks)
            case KeyFigures():
                yield from _all_blocks(block.boxes)
            case Grades():
                yield from _all_blocks(tuple(badge for _, badge in block.badges))


def _runs_of(block: Block) -> tuple[Run, ...]:
    """The runs of a block itself, not those of blocks inside it."""
    match block:
        case Quote():
            return tuple(run for paragraph in block.paragraphs for run in paragraph)
        case Fields():
            return tuple(run for _, runs in block.rows for run in runs)
        case _:
            return getattr(block, "runs", ())


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
