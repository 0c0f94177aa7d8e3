"""Each gate on what documents say is closed by a tree that was spoilt in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.model.document import Block, Box, ChartBlock, Document, IntervalBar, Paragraph, Quote, Run, TableBlock
from cdi.model.exhibit import Chart, Table, TableCell, TableColumn
from cdi.publication import gates_of_text
from cdi.publication.candidate import Candidate, read_candidate
from cdi.publication.gates_of_text import data_named, figures_traceable, people_protected, quotes_approved, signed_off
from cdi.workspace.paths import Workspace
from tests.unit.publication.conftest import DAY, REF

NAME = "inspection-report-2014"


@pytest.fixture
def candidate(published: Workspace) -> Candidate:
    return read_candidate(published, REF, DAY)


def spoilt(candidate: Candidate, change: Callable[[Document], Document]) -> Candidate:
    return replace(candidate, trees={NAME: change(candidate.trees[NAME])})


def with_block(*blocks: Block) -> Callable[[Document], Document]:
    return lambda tree: replace(tree, blocks=(*tree.blocks, *blocks))


def bound(figure: str, value: float) -> Paragraph:
    return Paragraph((Run("some", figure=figure, facet="value", value=value),))


def test_a_number_that_is_none_of_the_report_closes_the_gate(candidate: Candidate) -> None:
    figure = next(iter(candidate.bundle.figures))
    other = Box("box", "Inside", (bound(figure.id, figure.value + 1),))
    assert [*figures_traceable(spoilt(candidate, with_block(bound(figure.id, figure.value))))] == []
    assert [each.what for each in figures_traceable(spoilt(candidate, with_block(bound("of.nobody", 1.0), other)))] == [
        "prints of.nobody, which is no figure of this report",
        f"prints {figure.id} with another value than figures.json",
    ]


def test_a_table_or_chart_that_shows_another_number_closes_the_gate(candidate: Candidate) -> None:
    figure = next(iter(candidate.bundle.figures))
    cell = TableCell("1", figure.id, "printed", figure.value + 1)
    table = TableBlock(1, Table("counts", "Counts", (TableColumn("Count"),), ((cell,),), "made up"))
    words = {"headline": "h", "subtitle": "s", "alt": "a", "source": "made up", "svg": "<svg/>"}
    chart = ChartBlock(1, Chart("counts", figures=("of.nobody",), **words))
    bar = Box("key", "Inside", (IntervalBar(figure.id, figure.value + 1, 0.0, 100.0),))
    assert [each.what for each in figures_traceable(spoilt(candidate, with_block(table, chart, bar)))] == [
        f"prints {figure.id} with another value than figures.json",
        "prints of.nobody, which is no figure of this report",
        f"prints {figure.id} with another value than figures.json",
    ]


@pytest.mark.parametrize(("draft", "refusals"), [(True, ["the words of the registrar are a draft"]), (False, [])])
def test_a_quotation_must_be_approved(candidate: Candidate, draft: bool, refusals: list[str]) -> None:
    quote = Box("box", "Inside", (Quote("the registrar", draft, ((Run("We will."),),)),))
    assert [each.what for each in quotes_approved(spoilt(candidate, with_block(quote)))] == refusals


def test_reconstructed_rows_must_be_called_so_in_tree_and_page(candidate: Candidate, tmp_path: Path) -> None:
    assert [*data_named(candidate)] == []
    silent = spoilt(
        candidate, lambda tree: replace(tree, blocks=tuple(each for each in tree.blocks if not isinstance(each, Box)))
    )
    assert [each.what for each in data_named(silent)] == ["no notice says what its rows are"]
    (tmp_path / f"{NAME}.html").write_text("<p>Rows.</p>", encoding="utf-8")
    assert [each.what for each in data_named(replace(candidate, folder=tmp_path))] == [
        "the page does not say what its rows are"
    ]


def test_one_changed_letter_lapses_every_signature(candidate: Candidate) -> None:
    assert [*signed_off(candidate)] == []
    changed = spoilt(candidate, with_block(Paragraph((Run("."),))))
    assert [each.what for each in signed_off(changed)] == [
        "the analyst signed another version", "the assurer signed another version", "the approver signed another version",
    ]  # fmt: skip


def test_a_signed_document_that_still_says_draft_is_refused(candidate: Candidate) -> None:
    marked = spoilt(candidate, lambda tree: replace(tree, settings=replace(tree.settings, draft=True)))
    assert [each.what for each in signed_off(marked)] == ["its pages still say draft, though it is signed"]


def test_disclosure_is_judged_beside_the_version_before(candidate: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*people_protected(candidate)] == []
    monkeypatch.setattr(
        gates_of_text, "disclosure_faults", lambda report, earlier: (f"{report.name} beside {earlier.name}",)
    )
    assert [each.what for each in people_protected(candidate)] == ["2014-inspection beside 1"]
