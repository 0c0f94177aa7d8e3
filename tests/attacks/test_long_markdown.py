"""Long author text of any signs: it is read in steps that grow as the text does, and in few for each letter."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from markdown_it.tree import SyntaxTreeNode

from cdi.compose.author_language import check_rendered
from cdi.compose.dialect import MOST_OPEN, reader, refuse_open_brackets
from cdi.compose.furniture import read_furniture
from cdi.compose.issued import Issued
from cdi.compose.outline import scan
from cdi.compose.typed_numbers import typed_numbers
from cdi.model.document import LANGUAGE
from cdi.model.errors import PublicationRefused
from tests.attacks.targets import read_markdown
from tests.conftest import PROJECT
from tests.thin import thin

# Signs at every second letter take nearly so many; a bracket that is left open took three times as many.
MOST_STEPS, MOST_TIMES, LENGTH = 300, 2.8, 100
OURS = (str(PROJECT / "cdi" / "compose"), __file__)
SIGNS = (
    "![", "[", "[a](", "![a](<", '[a](b "', "[a][", "[a]{", "[]{", '[a]{figure="', "[^a]", "[^a]: ", "[a]: b\n", "](", "]",
    "[a](b)", "![a](b)", "[a]{b=c}", "*", "**", "*a", "a*", "*a*", "_a ", "*_", "<", "<a ", "<!--", "<?", "<http://a", "<a@b",
    "`", "``a`", '"', "'a", '"a ', "(", "&", "&#", "\\", "{", "{#a", "{.", "}", "# ", "## a\n", "> ", "- ", "* ", "1. ", "- - ", ": ",
    "a\n: b\n", ":::", "::: box\n", "```\n", "~~~ ", "---\n", "===\n", "    a\n", "\t", "\n", "| a ", "a", "1 ",
)  # fmt: skip
CLOSED = (("[", "]"), ("[", "](b)"), ("![", "](b)"), ("[a", "]{b}"), ("[^", "]"), ("*a ", " a*"), ("**", "**"), ("(", ")"),
          ("<", ">"), ("{", "}"), ("::: box\n\n", ":::\n\n"))  # fmt: skip
"""Signs that close others, which stand inside each other."""


def texts(length: int) -> Iterator[str]:
    """Each sign alone, and with the next; nested and closed, nested and not closed."""
    for sign, following in pairwise((*SIGNS, SIGNS[0])):
        for part in (sign, f"{sign} {following} "):
            yield part * (length // len(part))
    for opening, closing in CLOSED:
        times = 4 * length // len(opening + closing)
        yield opening * times + closing * times
        yield opening * (times - 1) + "a" + closing * (times // 2)


def read(text: str) -> None:
    with contextlib.suppress(PublicationRefused):
        check_rendered(text, Issued())
        typed_numbers(text)
        read_markdown(f"# A title\n\n{text}".encode())


def steps(work: Callable[[str], None], text: str) -> int:
    """How many functions are called, and how many lines of ours run: the same on every machine."""
    count = 0

    def note_call(_: FrameType, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    def note_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return note_line if frame.f_code.co_filename.startswith(OURS) else None

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(note_line)
    sys.setprofile(note_call)
    try:
        work(text)
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return count


@pytest.mark.parametrize(("short", "long"), thin(zip(texts(LENGTH), texts(2 * LENGTH), strict=True), keep=24))
def test_a_letter_takes_few_steps_and_twice_the_text_twice_as_many(short: str, long: str) -> None:
    read("a")
    few, many = steps(read, short), steps(read, long)
    assert many <= MOST_STEPS * len(long)
    # What a text takes that has hardly begun says nothing of how it grows.
    assert many <= MOST_TIMES * max(few, 20 * LENGTH)


def test_headings_of_one_text_are_named_in_steps_that_grow_as_they_do() -> None:
    few, many = (SyntaxTreeNode(reader().parse("## a\n" * number)) for number in (100, 200))
    furniture = read_furniture(LANGUAGE)
    assert steps(lambda _: scan(many, furniture), "") < 2.2 * steps(lambda _: scan(few, furniture), "")


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
    with pytest.raises(PublicationRefused, match=f"^line {line}: more than 10 brackets are open at once; close them"):
        refuse_open_brackets("A word.\n\n" + opening * (MOST_OPEN + 1))
