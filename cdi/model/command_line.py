"""Commands that a person is told to run, so that whatever a file is called, copying the line runs nothing else."""

from __future__ import annotations

import shlex


def as_command(*words: object) -> str:
    """The words as one line for a shell, each in quotes where it needs them.

    >>> as_command("cdi", "import", "data/kent/an extract.xlsx")
    "cdi import 'data/kent/an extract.xlsx'"
    """
    return shlex.join(str(word) for word in words)
