"""Long author text of any signs: it is read in steps that grow as the text does, and in few for each letter."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest

from cdi.compose.author_language import check_rendered
from cdi.compose.dialect import MOST_OPEN, refuse_open_brackets
from cdi.compose.issued import Issued
from cdi.compose.typed_numbers import typed_numbers
from cdi.model.errors import PublicationRefused

# Plain words take fewer than ten; 50,000 letters with so many take a second.
MOST_STEPS, MOST_TIMES, LENGTH = 180, 2.8, 250
SIGNS = (
    "![", "[", "[a](", "![a](<", '[a](b "', "[a][", "[a]{", "[]{", '[a]{figure="', "[^a]", "[^a]: ", "[a]: b\n", "](", "]",
    "[a](b)", "![a](b)", "[a]{b=c}", "*", "**", "*a", "a*", "*a*", "_a ", "*_", "<", "<a ", "<!--", "<?", "<http://a", "<a@b",
    "`", "``a`", '"', "'a", '"a ', "(", "&", "&#", "\\", "{", "{#a", "{.", "}", "# ", "> ", "- ", "* ", "1. ", "- - ", ": ",
    "a\n: b\n", ":::", "::: box\n", "```\n", "~~~ ", "---\n", "===\n", "    a\n", "\t", "\n", "| a ", "a", "1 ",
)  # fmt: skip
CLOSED = (("[", "]"), ("[", "](b)"), ("![", "](b)"), ("[a", "]{b}"), ("[^", "]"), ("*a ", " a*"), ("**", "**"), ("(", ")"),
          ("<", ">"), ("{", "}"), ("::: box\n\n", ":::\n\n"))  # fmt: skip
"""Signs that close others, which stand inside each other."""


def texts(length: int) -> Iterator[str]:
    """Each sign alone, with a blank, between words, and beside the next; nested and closed, nested and not closed."""
    for sign, following in pairwise((*SIGNS, SIGNS[0])):
        for part in (sign, f"{sign} ", f"word {sign}", sign + following):
            yield part * (length // len(part))
    for opening, closing in CLOSED:
        times = length // len(opening + closing)
        yield opening * times + closing * times
        yield opening * (times - 1) + "a" + closing * (times // 2)


def read(text: str) -> None:
    with contextlib.suppress(PublicationRefused):
        check_rendered(text, Issued())
        typed_numbers(text)


def steps(work: Callable[[str], None], text: str) -> int:
    """How many functions are called: the same on every machine."""
    count = 0

    def note(_: FrameType, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count


def test_a_letter_takes_few_steps_and_twice_the_text_twice_as_many() -> None:
    read("a")
    for short, long in zip(texts(LENGTH), texts(2 * LENGTH), strict=True):
        few, many = steps(read, short), steps(read, long)
        assert many <= MOST_STEPS * len(long), long[:12]
        # What a text takes that has hardly begun says nothing of how it grows.
        assert many <= MOST_TIMES * max(few, 20 * LENGTH), long[:12]


def test_steps_that_grow_with_the_square_are_seen() -> None:
    def quadratic(text: str) -> None:
        for end in range(len(text)):
            for _ in range(end):
                len(text)

    assert steps(quadratic, "a" * 200) > 3.9 * steps(quadratic, "a" * 100)


@pytest.mark.parametrize(
    "written", ["[a](https://b.org) " * 90, r"\[" * 90, "- from [0, 1)\n" * 90, "[a\n\n" * 90, "][" * 90]
)
def test_brackets_that_are_closed_or_stand_in_texts_of_their_own_are_read(written: str) -> None:
    refuse_open_brackets(written)


@pytest.mark.parametrize("opening", ["[", "![ ", "[a\n", r"\\[", "[^a"])
def test_brackets_that_are_left_open_are_refused_with_their_line(opening: str) -> None:
    refuse_open_brackets("A word.\n\n" + opening * MOST_OPEN)
    line = 3 + MOST_OPEN * opening.count("\n")
    with pytest.raises(PublicationRefused, match=f"^line {line}: more than 20 brackets are open at once; close them"):
        refuse_open_brackets("A word.\n\n" + opening * (MOST_OPEN + 1))
