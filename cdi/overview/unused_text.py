"""Author text that no document of an audit prints, though a template would in another case or for another document."""

from __future__ import annotations

from collections.abc import Collection

from cdi.compose.author_text import UNWRITTEN, read_narrative, read_places
from cdi.compose.template_calls import blocks_named
from cdi.house_style import formatting
from cdi.model.audit_ref import AuditRef
from cdi.model.document_json import document_from_bytes
from cdi.model.errors import CdiError
from cdi.workspace.paths import Workspace


def find_unused_text(workspace: Workspace, ref: AuditRef) -> list[str]:
    """A line for each block of author text that the documents of `documents.toml` leave out, with its place.

    A block that none of their templates names is listed at once. One that is for another case is listed when every
    document that could print it, and was built since the block's file was changed, leaves it out. Text that cannot be
    read has no lines: the build says what is wrong with it. Blocks of a scaffold that nobody wrote yet share one line.
    """
    try:
        folder = workspace.audit_folder(ref) / "narrative"
        texts, places, documents = read_narrative(folder), read_places(folder), workspace.documents(ref)
    except CdiError:
        return []
    named = {document: blocks_named(workspace.templates, [document]) for document in documents}
    trees = {document: tree for document in documents if (tree := _read_tree(workspace, ref, document))}
    lines, unwritten = [], []
    for key, text in texts.items():
        file, _, _ = key.partition("/")
        changed = (folder / f"{file}.md").stat().st_mtime
        built = {document: blocks for document, (time, blocks) in trees.items() if time >= changed}
        could = [document for document, blocks in built.items() if key in named[document] or _uses(file, blocks)]
        if any(key in blocks for blocks in built.values()):
            continue
        if could:
            why = f"it is for a case that this audit is not; built and looked at: {formatting.listed(could)}"
        elif not any(key in blocks for blocks in named.values()):
            why = "no document of this audit asks for it"
        else:
            continue
        if text.startswith(UNWRITTEN):
            unwritten.append(key)
        else:
            lines.append(f"{places[key]}: {key} is not printed, since {why}")
    if unwritten:
        lines.append(
            f"need not be written, since no document of this audit prints it: {', '.join(unwritten)}; take it out"
        )
    return lines


def _uses(file: str, blocks: Collection[str]) -> bool:
    """Whether any of the blocks is of that file, as in a pack that has another document as an appendix."""
    return any(block.startswith(f"{file}/") for block in blocks)


def _read_tree(workspace: Workspace, ref: AuditRef, document: str) -> tuple[float, Collection[str]] | None:
    """When a document was last built, and the author's blocks in it; nothing when it was not."""
    path = workspace.work_folder(ref) / f"{document}.json"
    try:
        return path.stat().st_mtime, document_from_bytes(path.read_bytes()).author_blocks
    except (OSError, ValueError):
        return None
