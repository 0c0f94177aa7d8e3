"""A gate on every form in which a signed tree and signed figures go out: each is laid out once more and compared.

A signature covers trees and figures, and the lists of checksums lie beside the files, where whoever edits one can edit
the other. What is laid out anew from what was signed cannot be edited so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdi.model.errors import CdiError
from cdi.pipeline.pages import lay_out
from cdi.pipeline.workbook import produce_workbook
from cdi.publication.candidate import Candidate, Refusal


def forms_follow(candidate: Candidate) -> Iterator[Refusal]:
    """Page, PDF, Word file and workbook are what the signed trees and figures lay out."""
    words, templates = candidate.inputs, candidate.workspace.templates
    for name, tree in candidate.trees.items():
        try:
            files = lay_out(tree, candidate.bundle, words, candidate.ref, name, templates)
        except (CdiError, KeyError) as refused:
            yield Refusal(f"cannot be laid out again: {refused}", name, candidate.cure)
        else:
            yield from _differing(candidate, {f"{name}.{suffix}": data for suffix, data in files.items()})
    try:
        workbook = produce_workbook(candidate.folder, words, candidate.ref, templates)
    except CdiError as refused:
        yield Refusal(f"cannot be laid out again: {refused}", "tables", candidate.cure)
        return
    yield from _differing(candidate, {f"tables.{suffix}": data for suffix, data in workbook.items()})


def _differing(candidate: Candidate, files: Mapping[str, bytes]) -> Iterator[Refusal]:
    for name, data in files.items():
        path = candidate.folder / name
        if path.is_file() and path.read_bytes() != data:
            yield Refusal("not what the signed content lays out", name, candidate.cure)
