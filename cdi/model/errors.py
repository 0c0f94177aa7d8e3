"""What can go wrong, each with the exit code that the command line ends with.

A message says what is wrong, where, what is expected and the nearest valid value. It may come to stand on a page, in a
log or in a notice, so it never quotes a cell; `for_terminal` is for the person at the keyboard alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A line of a text file that a person wrote; the file as that person knows it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


class CdiError(Exception):
    """Base of every refusal the project makes on purpose; anything else is a defect."""

    exit_code = 1

    @property
    def for_terminal(self) -> str:
        """What the person at the terminal is told; it may quote what a cell says, where `str` never does."""
        return str(self)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback. A notebook may be kept, so no cell is quoted in it."""
        return [str(self)]


class RunFailed(CdiError):
    """A notebook cell failed, or the kernel died; nothing was swapped into place."""

    exit_code = 1


class UsageRefused(CdiError):
    """A force, audit, document or parameter name that does not exist; nothing was run."""

    exit_code = 2


class ContractBroken(CdiError):
    """Input data or settings do not hold what their contract promises; nothing was computed."""

    exit_code = 3


class SomeForcesFailed(CdiError):
    """Some forces failed; the others were written."""

    exit_code = 4


class PublicationRefused(CdiError):
    """A finished document must not go out: a figure or block is missing, or the bundle is not the one asked for.

    `place` is where in author text the cause is, if it is there; the message names it too.
    """

    exit_code = 5

    def __init__(self, message: str, place: TextPlace | None = None) -> None:
        super().__init__(message)
        self.place = place


def describe_refusal(error: OSError) -> str:
    """What the system refused, in a sentence: a full disk, a folder that cannot be written. No path of the machine."""
    where = f": {PurePath(str(error.filename)).name}" if error.filename else ""
    return f"the system refused{where} ({(error.strerror or type(error).__name__).lower()})"


def closest(wrong: str, valid: Iterable[str]) -> str | None:
    """The valid value that looks most like the wrong one, or nothing when none is near.

    >>> closest("Leicestershre", ["leicestershire", "kent"])
    'leicestershire'
    """
    from difflib import get_close_matches

    plain, written = {value.lower(): value for value in valid}, str(wrong).lower()  # at the desk it may be no text
    if same_words := _put_together_otherwise(written, list(plain)):
        return plain[same_words]
    near = get_close_matches(written, plain, n=1, cutoff=0.6)
    return plain[near[0]] if near else None


def _put_together_otherwise(wrong: str, valid: list[str]) -> str | None:
    """For a name of several words that are all spelt right, the valid one that shares the most telling of them.

    A word counts the more, the fewer valid names have it, and a name that begins with one goes before others:
    `rate_rape` is taken for rape_recorded rather than rate_overall.
    """
    from difflib import SequenceMatcher

    words, among = _words(wrong), [_words(name) for name in valid]
    if len(words) < 2 or not words <= set().union(*among):
        return None
    weight = {word: 1 / sum(word in each for each in among) for word in words}

    def likeness(name: str) -> tuple[float, bool, float]:
        shared = sum(weight[word] for word in words & _words(name))
        return shared, name.startswith(tuple(words)), SequenceMatcher(None, wrong, name).ratio()

    return max(valid, key=likeness)


def _words(name: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", name) if word}


def nearest(wrong: str, valid: Iterable[str]) -> str:
    """The clause that names the nearest valid value, or lists the valid ones when none is near.

    >>> nearest("leicestershre", ["leicestershire", "kent"])
    'did you mean leicestershire?'
    >>> nearest("zzz", ["leicestershire", "kent"])
    'expected one of kent, leicestershire'
    >>> nearest("zzz", [])
    'there is none yet'
    """
    valid = list(valid)
    if not valid:
        return "there is none yet"
    match = closest(wrong, valid)
    return f"did you mean {match}?" if match else f"expected one of {', '.join(sorted(valid))}"
