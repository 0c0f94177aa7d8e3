"""Real numbering: lists, numbered paragraphs and numbered headings, by the definitions of a template's styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from cdi.render.word import styles
from cdi.render.word.template import WordLayout
from cdi.render.word.xml import WORD, Xml, parse_safely, w, word, write_part

# Chosen: no template has so many lists.
_FIRST = 10_000


@dataclass(frozen=True, slots=True)
class _Run:
    """A numbered run: its list, the last number in it, and the number that each level starts with."""

    number_id: str
    last: tuple[int, ...]
    starts: tuple[int, ...]

    def takes(self, number: tuple[int, ...]) -> bool:
        """Whether Word would count on to this number."""
        level = len(number) - 1
        if len(self.last) > level:
            return number == (*self.last[:level], self.last[level] + 1)
        start = self.starts[level] if level < len(self.starts) else 1
        return number == (*self.last, start)


@dataclass
class Lists:
    """The lists of a document: each begins anew, and a numbered run goes on for as long as its numbers follow."""

    layout: WordLayout
    added: list[Xml] = field(default_factory=list)
    running: dict[str, _Run] = field(default_factory=dict)

    def bullets(self, level: int) -> Xml:
        """What makes a paragraph an item of a list with bullets."""
        return _place(self.layout.lists[styles.BULLETS][0], level)

    def begin(self, style: str, level: int, start: int) -> str:
        """A new list of a style that counts from `start` at that level."""
        return self._add(style, {level: start})

    def item(self, number_id: str, level: int) -> Xml:
        """What makes a paragraph an item of a list that was begun."""
        return _place(number_id, level)

    def numbered(self, printed: str) -> tuple[str, Xml]:
        """The style of a paragraph or heading that prints this number, such as "3." or "4.2.1", and what counts it."""
        style = styles.PARAGRAPHS if printed.endswith(".") else styles.DECIMALS
        number = tuple(map(int, printed.rstrip(".").split(".")))
        run = self.running.get(style)
        if run is None or not run.takes(number):
            run = _Run(self._add(style, dict(enumerate(number))), number, number)
        self.running[style] = _Run(run.number_id, number, run.starts)
        return style, _place(run.number_id, len(number) - 1)

    def _add(self, style: str, starts: Mapping[int, int]) -> str:
        number_id = str(_FIRST + len(self.added))
        overrides = [w("lvlOverride", w("startOverride", val=start), ilvl=level) for level, start in starts.items()]
        self.added.append(w("num", w("abstractNumId", val=self.layout.lists[style][1]), *overrides, numId=number_id))
        return number_id

    def as_part(self, template: bytes) -> bytes:
        """The template's numbering with the lists of this document."""
        root = parse_safely(template)
        lists = etree.fromstring(f'<w:numbering xmlns:w="{WORD}">{"".join(self.added)}</w:numbering>')
        last = [each for each in root if each.tag in (word("abstractNum"), word("num"))][-1]
        for each in reversed(lists):
            last.addnext(each)
        return write_part(root)


def _place(number_id: str, level: int) -> Xml:
    return w("numPr", w("ilvl", val=level), w("numId", val=number_id))
