"""What a person says, between quotation marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdi.model.document import Run, Runs


def in_quotation_marks(paragraphs: Iterable[Runs]) -> tuple[Runs, ...]:
    """The paragraphs of one speaker: each opens with a quotation mark, and only the last closes with one."""
    opened = [(_mark("“", runs[0]), *runs) for runs in paragraphs]
    opened[-1] = (*opened[-1], _mark("”", opened[-1][-1]))
    return tuple(map(_joined, opened))


def _mark(sign: str, beside: Run) -> Run:
    """A quotation mark in the style of the words that it stands at."""
    plain = Run(sign, language=beside.language)
    return replace(beside, text=sign) if _plain(beside) else plain


def _joined(runs: Runs) -> Runs:
    """The runs with a mark at either end joined to plain words in the same style."""
    joined: list[Run] = []
    for run in runs:
        if joined and _plain(run) and _plain(joined[-1]) and replace(joined[-1], text="") == replace(run, text=""):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _plain(run: Run) -> bool:
    return run.figure is None and run.fact is None and run.note is None
