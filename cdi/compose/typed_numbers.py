"""Numbers that an author typed: they stand for nothing that could be checked, so a document with one is refused.

The text is judged as a reader sees it, after Markdown: no link, bold letter or code point hides a number. A number is
no fault when it is bound to a figure or a fact, or marked with `own`, with its source. Dates, years, times, the numbers
of a list, codes such as N100, and the numbers of names ("Genie 2", "Part 3") are none of the numbers meant. A number in
words is one where it is a quantity of crime or a share: "twelve per cent", "one in ten", "two thirds", "forty rapes";
"first", "the second half of May" and "one of the officers" are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from cdi.compose.dialect import nodes_of, reader

OPENED, CLOSED = "\ue000", "\ue001"
"""What stands around a number that the author answers for, until the text has been judged."""
_BOUND, _UNBOUND = "\ue002", "\ue003"
"""What stands around words that are bound to a figure, a fact or a reference, while the text is judged."""

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_ALLOWED = re.compile(
    rf"{_BOUND}[^{_BOUND}{_UNBOUND}]*{_UNBOUND}(?::\d{{2}})?"  # bound, or a full hour that is
    rf"|{OPENED}[^{OPENED}{CLOSED}]*{CLOSED}"  # the author's own
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b(?: \d{{4}})?|\b(?:{_MONTHS}) \d{{4}}\b"  # a day, a month
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}[:.]\d{2} ?(?:am|pm)\b"
    r"|\b\d{1,2}:\d{2}\b|\b\d{1,2} ?(?:am|pm)\b"
    r"|(?<![\d.,£$€])\b(?:19|20)\d{2}(?:/\d{2}(?:\d{2})?)?\b(?![\d%])(?![.,]\d)(?! ?per ?cent)"  # a year
    r"|(?<=[a-z,;] )[A-Z][\w'’-]* \d{1,4}(?:\.\d+)*\b(?!\s*(?:%|per ?cent))",  # a name that ends in a number
)
# "−" before a figure of its own makes another number of it; "79.8–84.1%" is two figures.
_OTHER_SIGN = re.compile(rf"(?<![\w{_UNBOUND}])[-−–]{_BOUND}[^{_BOUND}{_UNBOUND}]*{_UNBOUND}")
_NUMBER = re.compile(r"(?<![\w/-])[£$€±+-]?\d++(?:,\d*+)*(?:\.\d++)?(?:\s?%|\s?per ?cent)?(?![\w/-]*[A-Za-z])")
_UNITS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ROUND = "hundred|thousand|million|dozen"
_WORD = rf"(?:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_UNITS}|{_ROUND})"
_NUMBER_WORDS = rf"(?:an? )?{_WORD}(?:(?: and)?[- ]{_WORD})*"
_PARTS = "hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
_COUNTED = (
    "crimes|offences|reports of|incidents|victims|rapes|robberies|burglaries|assaults|cases|records|percentage points"
)
# Letters, and numerals of scripts whose signs are no digits: 八, ፰, Ⅷ.
_SIGNS = re.compile(r"[^\W\d_a-zA-Z]+")
_IN_WORDS = re.compile(
    rf"\b(?:{_NUMBER_WORDS}(?: point {_WORD})?|half an?|zero|nil|nought|[ivxlcdm]+)[- ]?"
    r"(?:per[- ]?(?:cent(?!age)|mille)|%)"
    rf"|\b{_NUMBER_WORDS} (?:times )?(?:(?:in|out of)(?: every| each)?|of (?:every|each)) (?:{_WORD})\b(?!-)"
    rf"|\b(?!one\b){_NUMBER_WORDS} of (?!one\b){_WORD}\b(?!-)"
    rf"|\b(?:an? |one[- ])(?:{_PARTS}) (?:more|fewer|less|higher|lower)\b"
    rf"|(?<!first )(?<!second )\bhalf (?:the|all|our|its|their|these|those|such) (?:[a-z-]+ ){{0,2}}(?:{_COUNTED})\b"
    rf"|\b(?:two|three|four|five|six|seven|eight|nine)[- ](?:{_PARTS})\b"
    r"|(?<!first )(?<!second )(?<!latter )(?<!other )"
    rf"\b(?:an? |one[- ])?(?:{_PARTS}) of (?!an hour|the (?:year|month|hour)\b)"
    rf"|\b(?!one\b){_NUMBER_WORDS} (?:[a-z-]+ ){{0,2}}(?:{_COUNTED})\b"
    rf"|\b(?:dozens|hundreds|thousands|millions) of (?:[a-z-]+ ){{0,2}}(?:{_COUNTED})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number that the author answers for, and where it comes from."""

    text: str
    source: str


def typed_numbers(markdown: str) -> list[str]:
    """The numbers in rendered author text that nothing vouches for, in their order.

    >>> typed_numbers("The force records 12% of violence since 4 May 2018, under N100, and misses one in ten rapes.")
    ['12%', 'one in ten']
    """
    # Digits of every kind are digits, and a fraction of one sign has two.
    text = "\n".join(" ".join(unicodedata.normalize("NFKC", words).split()) for words in _as_read(markdown))
    judged = _ALLOWED.sub(lambda allowed: " " * len(allowed.group()), text)
    matches = [*_NUMBER.finditer(judged), *_IN_WORDS.finditer(judged), *_OTHER_SIGN.finditer(text)]
    matches += [signs for signs in _SIGNS.finditer(judged) if any(sign.isnumeric() for sign in signs.group())]
    numbers = [number.group().strip() for number in sorted(matches, key=lambda number: number.start())]
    return [number.replace(_BOUND, "").replace(_UNBOUND, "") for number in numbers]


def _as_read(markdown: str) -> Iterator[str]:
    """The words of each paragraph, heading and note, and the titles of boxes, with marks around what is bound."""
    for node in nodes_of(SyntaxTreeNode(reader().parse(markdown))):
        if node.type == "inline":
            yield "".join(map(_words, node.children))
        elif node.type.startswith("container_"):
            yield f"called {node.info.strip().partition(' ')[2]}"  # "Recommendation 2" is a name


def _words(node: SyntaxTreeNode) -> str:
    within = "".join(map(_words, node.children))
    match node.type:
        case "span":
            return f"{_BOUND}{within}{_UNBOUND}"
        case "softbreak" | "footnote_ref":  # a line break is a blank to a reader
            return " "
        case "link":
            return " " if node.markup == "autolink" else within
    return within or node.content


def marked_own(text: str) -> str:
    """The text marked as the author's own."""
    return f"{OPENED}{text}{CLOSED}"


def without_marks(markdown: str) -> str:
    """The text as it is printed."""
    return markdown.replace(OPENED, "").replace(CLOSED, "")
