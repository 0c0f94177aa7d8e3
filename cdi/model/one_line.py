"""Text on one line: what may stand in a cell, a name or a title, and what no text of a document may hold."""

from __future__ import annotations

import re

# Every sign that some program takes for the end of a line; str.splitlines knows the same ones.
_LINE_ENDS = re.compile(r"(?:(?<![ \t])[ \t]+)?[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+[ \t]*")
_ODD_LINE_ENDS = re.compile(r"[\v\f\x1c\x1d\x1e\x85\u2028\u2029]|\r(?!\n)")
# Signs that change what is read without being seen: the other control signs, halves of pairs, what Unicode says a
# program may pass over (Default_Ignorable_Code_Point: marks of direction, signs of no width, fillers, variants, tags),
# marks between lines, an empty pattern of dots, and the private signs that templates work with (U+E000 and on).
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\ue00f\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def on_one_line(text: str) -> str:
    r"""The text with each line break, of any kind, as one space.

    >>> on_one_line("one\r\ntwo\u2028three")
    'one two three'
    """
    return _LINE_ENDS.sub(" ", text).strip() if _LINE_ENDS.search(text) else text


def find_hidden(text: str) -> str | None:
    r"""The code point of the first sign that a reader would not see, such as U+202E; None where there is none.

    A line break that only some programs know counts, such as U+2028; an ordinary one does not.

    >>> find_hidden("abc\u202edef"), find_hidden("Gŵyl")
    ('U+202E', None)
    """
    hidden = HIDDEN.search(text) or _ODD_LINE_ENDS.search(text)
    return f"U+{ord(hidden[0]):04X}" if hidden else None


def is_plain(text: str) -> bool:
    r"""Whether the text is one line of signs that can all be seen.

    >>> is_plain("1 High Street"), is_plain("two\nlines"), is_plain("zero\u200bwidth")
    (True, False, False)
    """
    return HIDDEN.search(text) is None and _LINE_ENDS.search(text) is None


def show_hidden(text: str) -> str:
    r"""The text for a terminal or a log: every control sign and hidden sign as its code point, line breaks kept.

    >>> show_hidden("a\x1b[31mb")
    'a<U+001B>[31mb'
    """
    return _ODD_LINE_ENDS.sub(_code_point, HIDDEN.sub(_code_point, text))


def _code_point(sign: re.Match[str]) -> str:
    return f"<U+{ord(sign[0]):04X}>"
