"""What finished reports give away: a last look at the files themselves, alone and beside what was published before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cdi.disclosure.rounding import rounded_to
from cdi.house_style import formatting
from cdi.model.figure import Control, Figure, Figures

_FIGURES = "figures.json"


def disclosure_faults(report: Path, earlier: Path | None = None) -> tuple[str, ...]:
    """Why a report folder must not be published, a sentence each, by the id of the figure and without its numbers.

    Looked at are the figures and the documents alone, and the figures beside those of the report published before.
    """
    now = _read(report)
    if now.control is None:
        return ("its figures were not looked at for small numbers of people: build the report again",)
    alone = (*_small(now, now.control), *_printed_though_hidden(now.control, report))
    return alone if earlier is None else (*alone, *faults_beside(now, _read(earlier)))


def faults_beside(now: Figures, before: Figures) -> tuple[str, ...]:
    """What the figures of two builds give away together that neither does alone.

    That is a number that is hidden now and was printed before, and a number of people that moved by so few that the
    difference is about them.
    """
    if now.control is None:
        return ()
    then = before.control or Control(now.control.threshold)
    return (*_lowered(now.control, then), *_hidden_too_late(now.control, before), *_too_close(now, now.control, before))


def _read(folder: Path) -> Figures:
    data = json.loads((folder / _FIGURES).read_text(encoding="utf-8"))
    control = Control.from_json(data["control"]) if "control" in data else None
    return Figures.of([Figure.from_json(figure) for figure in data["figures"].values()], control=control)


def _small(now: Figures, control: Control) -> Iterator[str]:
    for figure in filter(None, map(now.get, control.people)):
        least = rounded_to(figure.rounded_to, control.threshold)
        if any(0 < number < least for number in _numbers(figure)):
            yield f"{figure.id}: it counts fewer than {formatting.count(control.threshold)} people and is printed"


def _printed_though_hidden(control: Control, report: Path) -> Iterator[str]:
    for document in sorted(report.glob("*.json")):
        if document.name != _FIGURES:
            printed = {*_bound(json.loads(document.read_text(encoding="utf-8")))}
            yield from (
                f"{name}: it is hidden, and {document.name} prints it" for name in control.hidden if name in printed
            )


def _bound(part: Any) -> Iterator[str]:
    """The ids of the figures that a document's tree prints."""
    if isinstance(part, dict):
        if isinstance(part.get("figure"), str):
            yield part["figure"]
        part = [*part.values()]
    if isinstance(part, list):
        for each in part:
            yield from _bound(each)


def _lowered(now: Control, then: Control) -> Iterator[str]:
    if now.threshold < then.threshold:
        least, was = formatting.count(now.threshold), formatting.count(then.threshold)
        yield f"the threshold was lowered from {was} to {least}, so that numbers may be printed that were hidden before"
    if now.rounding_base < then.rounding_base:
        base, was = formatting.count(now.rounding_base), formatting.count(then.rounding_base)
        yield f"the rounding base was lowered from {was} to {base}, so that rounded numbers may be told apart"


def _hidden_too_late(now: Control, before: Figures) -> Iterator[str]:
    for name in now.hidden:
        if name in before or before.parts_of(name):
            yield f"{name}: it is hidden now and was printed before, where anybody can look it up"


def _too_close(now: Figures, control: Control, before: Figures) -> Iterator[str]:
    for figure in filter(None, map(now.get, control.people)):
        other = before.get(figure.id)
        pairs = () if other is None else zip(_numbers(figure), _numbers(other), strict=False)
        if any(0 < abs(number - earlier) < control.threshold for number, earlier in pairs):
            yield (
                f"{figure.id}: it differs from what was printed before by fewer than "
                f"{formatting.count(control.threshold)} people, whom the difference tells apart"
            )


def _numbers(figure: Figure) -> Iterable[float]:
    """The numbers of people in a figure: those counted, and where it is a part, all of them and the others."""
    if figure.numerator is None or figure.denominator is None:
        return (figure.value,)
    return figure.numerator, figure.denominator, figure.missing
