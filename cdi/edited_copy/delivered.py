"""The document that a copy was made from, as it was delivered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.document_json import document_from_bytes
from cdi.model.errors import UsageRefused
from cdi.pipeline.delivery import EARLIER, report_before
from cdi.render.word.binding import Origin
from cdi.workspace.paths import Workspace, is_name

_HOW = "name the delivered file with --against, such as reports/<force>/<audit>/panel-pack.docx"


def read_delivered(workspace: Workspace, origin: Origin | None, against: Path | None) -> Document:
    """The tree of the document that `against` is a page or the file of; of the one that a copy names otherwise.

    Raises UsageRefused when the copy names none, or one that is no longer kept.
    """
    if against is not None:
        return _read(against.with_suffix(".json"))
    if origin is None:
        raise UsageRefused(f"the file no longer says which document it was made from; {_HOW}")
    names = origin.report.split("/")
    if len(names) != 3 or not all(map(is_name, names)):
        raise UsageRefused(f"the file names no document of a report; {_HOW}")
    for path in _places(workspace, AuditRef(*names[:2]), names[2]):
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == origin.tree:
            return _read(path)
    raise UsageRefused(
        f"{origin.report}: what the file was made from is no longer kept here; it was delivered anew since, or edited. "
        f"From a copy of that report, {_HOW}"
    )


def _places(workspace: Workspace, ref: AuditRef, document: str) -> Iterator[Path]:
    """Where trees of a document are kept: delivered now, from earlier figures, and delivered before."""
    folder = workspace.report_folder(ref)
    for each in (folder, folder / EARLIER, report_before(workspace.work_folder(ref))):
        yield each / f"{document}.json"


def _read(path: Path) -> Document:
    try:
        return document_from_bytes(path.read_bytes())
    except FileNotFoundError:
        raise UsageRefused(f"{path.name}: no such file; every delivered document has one beside its page") from None
    except (OSError, ValueError, RecursionError):
        raise UsageRefused(f"{path.name}: not as it was delivered, so there is nothing to compare with") from None
