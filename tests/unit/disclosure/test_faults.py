"""The last look at finished reports: alone, and beside what was published before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from cdi.disclosure.faults import disclosure_faults, faults_beside
from cdi.model.figure import Control, Figure, Figures

PART = Figure(
    "rape.investigated", "investigated", 80.0, "percent", "8 of 10", "rapes", "records", ("x",), numerator=8, denominator=10,
    role="part of a sample",
)  # fmt: skip
LARGE = replace(PART, numerator=20, denominator=40)


def build(*figures: Figure, hidden: tuple[str, ...] = (), threshold: int = 5) -> Figures:
    control = Control(threshold, tuple(figure.id for figure in figures), hidden)
    return Figures.of([*figures], dict.fromkeys(hidden, "hidden"), control=control)


Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(name: str, figures: Figures, **documents: object) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        data = {"figures": {figure.id: figure.as_json() for figure in figures}}
        data |= {"control": asdict(figures.control)} if figures.control else {}
        (folder / "figures.json").write_text(json.dumps(data), encoding="utf-8")
        for document, tree in documents.items():
            (folder / f"{document}.json").write_text(json.dumps(tree), encoding="utf-8")
        return folder

    return write


@pytest.mark.parametrize(
    ("before", "now", "faults"),
    [
        (build(LARGE), build(LARGE), []),
        (build(LARGE), build(replace(LARGE, numerator=25)), []),
        (build(LARGE), build(replace(LARGE, denominator=39)), ["rape.investigated: it differs from what was printed"]),
        (build(LARGE), build(replace(LARGE, numerator=24)), ["rape.investigated: it differs from what was printed"]),
        (build(LARGE), build(hidden=("rape.investigated",)), ["rape.investigated: it is hidden now and was printed"]),
        (build(hidden=("rape.investigated",)), build(LARGE), []),
        (build(threshold=10), build(), ["the threshold was lowered from 10 to 5"]),
        (replace(build(LARGE), control=None), build(LARGE), []),
    ],
)
def test_two_builds_side_by_side(before: Figures, now: Figures, faults: list[str]) -> None:
    sentences = faults_beside(now, before)
    assert [each[: len(start)] for each, start in zip(sentences, faults, strict=True)] == faults


def test_a_breakdown_that_was_printed_before_is_hidden_too_late() -> None:
    part = replace(PART, id="rape.unrecorded.one", role="breakdown", part_of="rape.unrecorded", value=9)
    assert faults_beside(build(hidden=("rape.unrecorded",)), build(part)) == (
        "rape.unrecorded: it is hidden now and was printed before, where anybody can look it up",
    )


def test_a_report_alone(written: Write) -> None:
    assert disclosure_faults(written("good", build(LARGE))) == ()
    assert disclosure_faults(written("small", build(PART))) == (
        "rape.investigated: it counts fewer than 5 people and is printed",
    )
    tree = {"blocks": [{"runs": [{"text": "8 of 10", "figure": "rape.investigated"}]}]}
    assert disclosure_faults(written("printed", build(hidden=("rape.investigated",)), paper=tree)) == (
        "rape.investigated: it is hidden, and paper.json prints it",
    )
    assert disclosure_faults(written("old", replace(build(LARGE), control=None))) == (
        "its figures were not looked at for small numbers of people: build the report again",
    )


def test_a_report_beside_the_one_published_before(written: Write) -> None:
    now, before = written("now", build(replace(LARGE, numerator=21))), written("before", build(LARGE))
    (fault,) = disclosure_faults(now, before)
    assert fault.startswith("rape.investigated: it differs from what was printed before by fewer than 5 people")
