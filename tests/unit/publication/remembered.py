"""What two gates find of the same content, found once: a third of a second for each of forty publications.

Both are functions of files alone: whether an audit folder holds its contract, and what a signed tree is laid out as.
Whatever a test spoils among those files is other content, and is looked at anew.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.publication import gates_of_build, gates_of_forms
from cdi.workspace.paths import Workspace
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

Key = tuple[object, ...]


def content_of(folder: Path) -> str:
    """A checksum of every name and every byte below a folder, and of what is a link."""
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        content.update(repr((path.relative_to(folder).as_posix(), path.is_symlink(), path.is_file())).encode())
        if path.is_file():
            content.update(path.read_bytes())
    return content.hexdigest()


def _key_of_faults(workspace: Workspace, ref: AuditRef) -> Key:
    return content_of(workspace.data), ref


def _key_of_forms(tree: Document, bundle: Bundle, words: Path, ref: AuditRef, name: str, templates: Templates) -> Key:
    drawn_from = hashlib.sha256(pickle.dumps((tree, bundle))).hexdigest()
    return drawn_from, content_of(words), ref, name, *map(content_of, _own(templates))


def _key_of_workbook(folder: Path, words: Path, ref: AuditRef, templates: Templates) -> Key:
    return content_of(folder), content_of(words), ref, *map(content_of, _own(templates))


def _own(templates: Templates) -> list[Path]:
    return [folder for folder in templates.folders if folder not in SHIPPED_TEMPLATES.folders]


def remembering(
    function: Callable[..., Any], key_of: Callable[..., Key], answers: dict[Key, Any]
) -> Callable[..., Any]:
    """The function, which answers from memory where it has been asked the same; what it raises is not kept."""

    def answer(*given: Any) -> Any:
        key = key_of(*given)
        if key not in answers:
            answers[key] = function(*given)
        return answers[key]

    return answer


_PLACES = (
    (gates_of_build, "find_faults", _key_of_faults),
    (gates_of_forms, "lay_out", _key_of_forms),
    (gates_of_forms, "produce_workbook", _key_of_workbook),
)
_answers: dict[str, dict[Key, Any]] = {name: {} for _, name, _ in _PLACES}


@pytest.fixture(autouse=True)
def remembered_gates() -> Iterator[None]:
    """Have both gates remember, for as long as a test of this folder runs."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, key_of in _PLACES:
            patch.setattr(module, name, remembering(getattr(module, name), key_of, _answers[name]))
        yield
