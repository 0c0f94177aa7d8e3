"""What is gathered while the blocks of a document are written: links, bookmarks, lists, pictures, notes called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cdi.model.document import Run
from cdi.model.errors import PublicationRefused
from cdi.model.furniture import Furniture
from cdi.model.language import ENGLISH
from cdi.render.word.binding import bookmark_name
from cdi.render.word.lists import Lists
from cdi.render.word.package import OFFICE, Relationships
from cdi.render.word.template import WordLayout
from cdi.render.word.xml import NOTHING, Xml, together, w

_LINKED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


@dataclass
class Manuscript:
    """`leads` are the relationships of the part that is being written, the document or its notes.

    While `stays` is set each paragraph stays on the page of the next.
    """

    layout: WordLayout
    words: Furniture
    leads: Relationships
    lists: Lists
    language: str = ENGLISH
    drawings: list[str] = field(default_factory=list)
    notes_called: set[int] = field(default_factory=set)
    stays: bool = False
    bookmarks: int = 0
    controls: int = 0
    exhibits: dict[str, int] = field(default_factory=dict)

    def language_of(self, run: Run) -> str:
        """The language of a run: its own, or else that of the document."""
        return run.language or self.language

    def paragraph(self, style: str | None, *content: Xml, more: Xml = NOTHING) -> Xml:
        """A paragraph in a style of that name; `more` are properties of its own, in the order that Word asks for."""
        named = w("pStyle", val=self.layout.style(style)) if style else NOTHING
        stays = w("keepNext") if self.stays and "<w:keepNext/>" not in more else NOTHING
        properties = together(named, stays, more)
        return w("p", w("pPr", properties) if properties else NOTHING, *content)

    def bookmark(self, anchor: str, *content: Xml) -> Xml:
        """The content as the place to which links to an anchor lead."""
        self.bookmarks += 1
        start = w("bookmarkStart", id=self.bookmarks, name=bookmark_name(anchor))
        return together(start, *content, w("bookmarkEnd", id=self.bookmarks))

    def next_control(self) -> int:
        """A number for a content control."""
        self.controls += 1
        return self.controls

    def link(self, address: str, *content: Xml) -> Xml:
        """The content as a link: to an anchor ("#…"), a web page or an e-mail address, and to nothing else."""
        if address.startswith("#"):
            return w("hyperlink", *content, anchor=bookmark_name(address[1:]), history=1)
        if not _LINKED.match(address):
            raise PublicationRefused(f"Word skin: a link to {address[:80]!r}; expected https://, http:// or mailto:")
        key = self.leads.add(f"{OFFICE}/hyperlink", address, external=True)
        return Xml(f'<w:hyperlink r:id="{key}" w:history="1">{together(*content)}</w:hyperlink>')
