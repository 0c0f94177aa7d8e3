"""A document built from the desk: by the same function as the command line, with the same bytes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from cdi.explore.answers import in_house_style
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.events import Event, StageStarted
from cdi.pipeline.locks import build_alone
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.names import choose_document
from cdi.workspace.paths import FORMATS, Workspace


@dataclass(frozen=True, repr=False)
class MadeReport:
    """Where a document is, and the stages that were run for it; none when nothing had changed."""

    document: str
    folder: Path
    stages: tuple[str, ...]

    @property
    def files(self) -> dict[str, Path]:
        """The page, the PDF and the Word file, as far as they are made, by their endings."""
        paths = {f".{kind}": self.folder / f"{self.document}.{kind}" for kind in FORMATS}
        return {kind: path for kind, path in paths.items() if path.is_file()}

    def __repr__(self) -> str:
        done = f"built: {', '.join(self.stages)}" if self.stages else "nothing had changed"
        return "\n".join([f"{self.document} ({done})", *(f"  {path}" for path in self.files.values())])

    def _repr_html_(self) -> str:
        done = f"Built: {', '.join(self.stages)}." if self.stages else "Nothing had changed."
        items = "".join(
            f'<li><a href="{escape(_address(path))}">{escape(path.name)}</a></li>' for path in self.files.values()
        )
        return in_house_style(f'<p class="title">{escape(self.document)}</p><p>{escape(done)}</p><ul>{items}</ul>')


def make_report(
    workspace: Workspace, ref: AuditRef, document: str | None, tell: Callable[[str], None] | None
) -> MadeReport:
    """Build a document as far as it is stale; `tell` hears of every stage. Raises what `cdi report` refuses."""
    say = tell or _say
    chosen = choose_document(workspace, ref, document)

    def listen(event: Event) -> None:
        if isinstance(event, StageStarted):
            say(f"{event.ref}: {event.stage}")

    with build_alone(workspace, say):
        outcome = build(workspace, Request(ref, (chosen,)), listen)
    return MadeReport(chosen, outcome.folder, tuple(outcome.ran))


def _address(path: Path) -> str:
    """Where a file lies as seen from the notebook, which runs in its own folder: so JupyterLab opens it in a tab.

    A browser follows no link from a page of a server to a file of the machine.
    """
    return quote(Path(os.path.relpath(path)).as_posix())


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
