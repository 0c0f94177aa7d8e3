"""What a document would have covered and could not: its gaps and its unknown units in plain words, by subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cdi.house_style import formatting
from cdi.model.figure import Figure, Figures


@dataclass(frozen=True, slots=True)
class Omission:
    """Why something is not covered, and what would fill it; the cure is empty where nothing would."""

    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What is not covered of one subject; each reason once."""

    subject: str
    omissions: tuple[Omission, ...]


def uncovered(figures: Figures, asked: Iterable[str]) -> list[Uncovered]:
    """The gaps among the figures asked for, and the figures of which some units are unknown.

    By subject in the order of a report; gaps that nobody asked for are left out.
    """
    names = [name for name in dict.fromkeys(asked) if name in figures.gaps or _unknown(figures, name)]
    omissions: dict[str, dict[Omission, None]] = {}
    for name in names:
        subject = figures.subjects.get(name) or _subject_of_parts(figures, name)
        omissions.setdefault(subject, {})[_omission(figures, name)] = None
    order = list(dict.fromkeys(figures.subjects.values()))
    return [Uncovered(subject, tuple(omissions[subject])) for subject in order if subject in omissions]


def _omission(figures: Figures, name: str) -> Omission:
    if name in figures.gaps:
        reason, cure = figures.gaps[name], figures.cures.get(name, "")
        return Omission(reason, "" if cure in reason else cure)
    unknown, what = _unknown(figures, name), _example(figures, name)
    more = f"{formatting.count(unknown)} more {'is' if unknown == 1 else 'are'} unknown and not counted"
    label = what.base if what.part_of else what.label
    return Omission(f"{label}: {more}", "")


def _unknown(figures: Figures, name: str) -> int:
    """The unknown units of a figure, or of a breakdown by any of its parts."""
    figure = figures.get(name)
    return figure.unknown if figure is not None else max((part.unknown for part in figures.parts_of(name)), default=0)


def _example(figures: Figures, name: str) -> Figure:
    return figures.get(name) or figures.parts_of(name)[0]


def _subject_of_parts(figures: Figures, name: str) -> str:
    return figures.subjects[figures.parts_of(name)[0].id]
