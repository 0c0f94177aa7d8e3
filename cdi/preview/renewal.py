"""One document made again after a change, as far as the change needs it, and what stood in the way when it failed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.compose.document import compose
from cdi.compose.readability import judge_author_text
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, PublicationRefused
from cdi.pipeline.locks import build_alone
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.render.html import render_html
from cdi.workspace.paths import Workspace

_LINES_AROUND = 2
_WORDS = ("documents.toml", "narrative")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a text file, for showing: its number, what it says, and whether it is the one that is wrong."""

    number: int
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a document could not be made, for the person who is writing it; the file and its lines where one is known."""

    message: str
    file: str = ""
    lines: tuple[SourceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser is to show: the last page that could be made (none at first), and why there is no newer one.

    `long_sentences` are those of the document's author text that a reader may lose the thread of.
    """

    page: str | None
    trouble: Trouble | None = None
    long_sentences: tuple[str, ...] = ()


@dataclass
class Renewal:
    """The preview of one document of an audit.

    The analysis runs again only for a change of data, settings or notebook; a change of words or templates needs the
    bundle that is there. Nothing is delivered: `reports/<force>/<audit>/` stays as it is.
    """

    workspace: Workspace
    ref: AuditRef
    document: str
    page: str | None = None
    _bundle: Bundle | None = field(default=None, repr=False)

    def renew(self, changed: Collection[Path] = ()) -> Shown:
        """Make the page again after these files changed (all of it when none is named); never raises a CdiError."""
        try:
            if self._bundle is None or not all(self._is_of_words(path) for path in changed) or not changed:
                self._bundle = None
                self._bundle = self._analyse()
            self.page = self._compose(self._bundle)
        except CdiError as error:
            return Shown(self.page, _trouble(error, self.workspace.audit_folder(self.ref)))
        return Shown(self.page, long_sentences=tuple(self._long_sentences()))

    def _long_sentences(self) -> Iterator[str]:
        """Those in the author text of the document that is shown."""
        for file in judge_author_text(self.workspace.audit_folder(self.ref) / "narrative"):
            if file.file == f"narrative/{self.document}.md":
                yield from map(str, file.too_long)

    def bundle(self) -> Bundle | None:
        """What the page is made of, when the last analysis succeeded."""
        return self._bundle

    def _is_of_words(self, path: Path) -> bool:
        """Whether a file is of the words and skins alone, so that no analysis reads it."""
        folder = self.workspace.audit_folder(self.ref)
        words = [folder / name for name in _WORDS]
        return any(path == place or place in path.parents for place in (*words, *self.workspace.templates.folders))

    def _analyse(self) -> Bundle:
        with build_alone(self.workspace, lambda _: None, wait=True):
            build(self.workspace, Request(self.ref, (self.document,)), through="analysis")
        return read_bundle(self.workspace.work_folder(self.ref) / "bundle", self.ref)

    def _compose(self, bundle: Bundle) -> str:
        templates = self.workspace.templates.as_they_are_now()
        document = compose(bundle, self.workspace.audit_folder(self.ref), self.document, templates)
        return render_html(document, templates)


def _trouble(error: CdiError, folder: Path) -> Trouble:
    place = error.place if isinstance(error, PublicationRefused) else None
    if place is None or not (folder / place.file).is_file():
        return Trouble(error.for_terminal)
    lines = (folder / place.file).read_text(encoding="utf-8").splitlines()
    numbered = [SourceLine(number, line, number == place.line) for number, line in enumerate(lines, start=1)]
    nearby = numbered[max(0, place.line - 1 - _LINES_AROUND) : place.line + _LINES_AROUND]
    return Trouble(error.for_terminal, place.file, tuple(nearby))
