"""How easily author text reads: the length of its sentences, and a readability score; for its writer, never a gate.

LIX = words / sentences + 100 · long words / words, where a long word has more than six letters (Björnsson, 1968). It
counts no syllables, so it holds for Welsh as for English. Around 40 reads like a newspaper, from 50 on like a report
for specialists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cdi.compose.author_text import read_narrative, read_places, unwritten
from cdi.model.errors import TextPlace

LONGEST_SENTENCE = 25
"""Words. GOV.UK content design, "Writing for GOV.UK": sentences of more than 25 words are split."""
_LONG_WORD = 6
_PRINTED = "0"
_MARKS = re.compile(
    r"\]\([^()\[\]]*\)|\]\{[^{}\[\]]*\}|\[\^[^\[\]]*\]:?|[*_`\[\]]"  # where links lead, notes, and emphasis
    r"|^[ \t]*(?:[-*+]|\d+[.)]|>)[ \t]+|^[ \t]*#.*$|^:::.*$",  # marks of lists; headings and boxes
    re.MULTILINE,
)
_END = re.compile(
    r"(?<=[.!?])[”’\")]*\s+(?=[“‘\"(]?[A-ZÀ-Ž0-9])"
    r"|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+[.)]|#|:::)[ \t])"
)
_WORD = re.compile(r"[^\W_][\w’'-]*(?:[.,:/]\d[\w’'-]*)*")


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence of more words than a reader takes in: where it begins, how many it has, and its first words."""

    place: TextPlace
    words: int
    opening: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words} words: {self.opening} …"


@dataclass(frozen=True, slots=True)
class Readability:
    """One file of author text: its words, sentences and words of more than six letters, and the sentences too long."""

    file: str
    words: int
    sentences: int
    long_words: int
    too_long: tuple[LongSentence, ...]

    @property
    def lix(self) -> float:
        """The score; 0 for a file without words."""
        return self.words / self.sentences + 100 * self.long_words / self.words if self.words else 0.0


def judge_author_text(narrative: Path) -> list[Readability]:
    """The readability of each file of a folder of author text, without the blocks that nobody wrote yet.

    Raises PublicationRefused as `read_narrative` does.
    """
    blocks, places = read_narrative(narrative), read_places(narrative)
    still_open = unwritten(blocks)
    by_file: dict[str, list[str]] = {}
    for key in blocks:
        if key not in still_open:
            by_file.setdefault(places[key].file, []).append(key)
    return [_judge(file, {key: blocks[key] for key in keys}, places) for file, keys in by_file.items()]


def _judge(file: str, blocks: Mapping[str, str], places: Mapping[str, TextPlace]) -> Readability:
    counted = [
        (TextPlace(file, places[key].line + line), words)
        for key, text in blocks.items()
        for line, words in sentences(text)
    ]
    every = [word for _, words in counted for word in words]
    longest = [(place, words) for place, words in counted if len(words) > LONGEST_SENTENCE]
    too_long = [LongSentence(place, len(words), _opening(words)) for place, words in longest]
    return Readability(file, len(every), len(counted), sum(len(word) > _LONG_WORD for word in every), tuple(too_long))


def _opening(words: Sequence[str]) -> str:
    return " ".join("[…]" if word == _PRINTED else word for word in words[:6])


def sentences(markdown: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each sentence of a block, with the line on which it begins, from 0.

    >>> list(sentences("One two. {{ fig('a.b') }} of three."))
    [(0, ['One', 'two']), (0, ['0', 'of', 'three'])]
    """
    # A call prints a number, a name or a few words, and counts as one word; what chooses between words counts as none.
    text = _replaced(markdown, "{{", "}}", _PRINTED)
    text = _replaced(_replaced(text, "{%", "%}", ""), "{#", "#}", "")
    start = 0
    for end in [*_END.finditer(text), None]:
        piece = text[start : end.start() if end else len(text)]
        if words := _WORD.findall(_MARKS.sub("", piece)):
            blank = len(piece) - len(piece.lstrip())
            yield text.count("\n", 0, start + blank), words
        start = end.end() if end else start


def _replaced(text: str, opened: str, closed: str, word: str) -> str:
    """The text with a word in place of each piece between two signs, and with the line breaks of the piece."""
    pieces, place = [], 0
    while (start := text.find(opened, place)) >= 0 and (end := text.find(closed, start)) >= 0:
        end += len(closed)
        pieces += [text[place:start], word, "\n" * text.count("\n", start, end)]
        place = end
    return "".join([*pieces, text[place:]])
