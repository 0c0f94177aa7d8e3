"""What can go wrong, each with the exit code that the command line ends with.

A message says what is wrong, where, what is expected and the nearest valid value. It may come to stand on a page, in a
log or in a notice, so it never quotes a cell; `for_terminal` is for the person at the keyboard alone.
"""

from collections.abc import Iterable


class CdiError(Exception):
    """Base of every refusal the project makes on purpose; anything else is a defect."""

    exit_code = 1

    @property
    def for_terminal(self) -> str:
        """What the person at the terminal is told; it may quote what a cell says, where `str` never does."""
        return str(self)


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
    """A finished document must not go out: a figure or block is missing, or the bundle is not the one asked for."""

    exit_code = 5


def closest(wrong: str, valid: Iterable[str]) -> str | None:
    """The valid value that looks most like the wrong one, or nothing when none is near.

    >>> closest("Leicestershre", ["leicestershire", "kent"])
    'leicestershire'
    """
    from difflib import get_close_matches

    plain = {value.lower(): value for value in valid}
    found = get_close_matches(wrong.lower(), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def nearest(wrong: str, valid: Iterable[str]) -> str:
    """The clause that names the nearest valid value, or lists the valid ones when none is near.

    >>> nearest("leicestershre", ["leicestershire", "kent"])
    'did you mean leicestershire?'
    >>> nearest("zzz", ["leicestershire", "kent"])
    'expected one of kent, leicestershire'
    """
    valid = list(valid)
    found = closest(wrong, valid)
    return f"did you mean {found}?" if found else f"expected one of {', '.join(sorted(valid))}"
