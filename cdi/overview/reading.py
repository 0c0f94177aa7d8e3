"""How easily the author text of an audit reads, in lines for its writer."""

from __future__ import annotations

from cdi.compose.readability import LONGEST_SENTENCE, Readability, judge_author_text
from cdi.house_style import formatting
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace


def readability_as_text(workspace: Workspace, ref: AuditRef) -> str:
    """A line for each file of author text, and below it one for each sentence that is long.

    Raises PublicationRefused when the author text cannot be read.
    """
    judged = judge_author_text(workspace.audit_folder(ref) / "narrative")
    lines = [line for file in judged for line in (_of_file(file), *(f"  {each}" for each in file.too_long))]
    return "\n".join([f"{ref}:", *lines] if lines else [f"{ref}: no author text"])


def _of_file(file: Readability) -> str:
    length = formatting.decimals(file.words / file.sentences, 1) if file.sentences else "no"
    return (
        f"{file.file}: {formatting.counted(file.words, 'word')}, {length} words a sentence, "
        f"LIX {formatting.decimals(file.lix, 0)}, "
        f"{formatting.counted(len(file.too_long), 'sentence')} of more than {LONGEST_SENTENCE} words"
    )
