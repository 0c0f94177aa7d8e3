"""The page of a force's own teams: what it says where they are compared, and where they may not or cannot be."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.compose.document import compose
from cdi.model.audit_ref import AuditRef
from cdi.model.document import ChartBlock, Document, TableBlock
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import Workspace
from tests.conftest import SharedFolder
from tests.documents.bundles import run_cells, words_of_charts
from tests.documents.invented import as_text

REF = AuditRef("exampleshire", "own-audits")
Write = Callable[[Bundle], Document]


@pytest.fixture(scope="module")
def bundle(project: Workspace, shared_folder: SharedFolder) -> Bundle:
    def make(folder: Path) -> None:
        with words_of_charts():
            run_cells(project, REF, folder)

    return read_bundle(shared_folder("bundle-exampleshire", make), REF)


@pytest.fixture(scope="module")
def write(project: Workspace) -> Write:
    return lambda bundle: compose(bundle, project.audit_folder(REF), "teams-compared")


def with_figures(
    bundle: Bundle, change: Callable[[Figure], Figure | None], gaps: Mapping[str, str], **facts: Any
) -> Bundle:
    figures = bundle.figures
    kept = [changed for figure in figures if (changed := change(figure)) is not None]
    after = Figures.of(kept, {**figures.gaps, **gaps}, figures.cures, figures.subjects, figures.control)
    return replace(bundle, figures=after, facts={**bundle.facts, **facts})


def held_back(bundle: Bundle, why: str, **facts: Any) -> Bundle:
    """The bundle as it is where nothing is side by side."""
    names = [name for name in bundle.figures.by_id if name.startswith("side_by_side.")]
    charts = {name: chart for name, chart in bundle.charts.items() if not name.startswith("beside-")}
    tables = {name: table for name, table in bundle.tables.items() if not name.startswith("beside-")}
    left = with_figures(
        bundle, lambda figure: None if figure.id in names else figure, dict.fromkeys(names, why), **facts
    )
    return replace(left, charts=charts, tables=tables)


def test_the_page_compares_what_the_rows_hold(bundle: Bundle, write: Write, project: Workspace) -> None:
    with (project.audit_folder(REF) / "audit_reports.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["team"]]
    yes = sum(row["recorded"] == "true" for row in rows)
    text = as_text(write(bundle))
    assert f"the rate of all that are compared ({yes:,} of {len(rows):,})" in text
    assert len({row["team"] for row in rows}) == 16
    # Harrow End, which was made to miss more than the others (tools/exampleshire.py).
    assert "One is below it, none above it, and 15 are not shown to differ." in text
    assert "Most teams differ no more than the size of the samples explains" in text
    assert (
        "Teams or other units side by side. Recorded, all teams together: 72 more are unknown and not counted." in text
    )


def test_funnel_places_and_table_stand_on_it_once_and_say_what_is_made_up(bundle: Bundle, write: Write) -> None:
    blocks = write(bundle).blocks
    charts = [block.chart for block in blocks if isinstance(block, ChartBlock)]
    tables = [block.table for block in blocks if isinstance(block, TableBlock)]
    assert [chart.id for chart in charts] == ["beside-funnel-teams", "beside-places-teams"]
    assert [table.id for table in tables] == ["beside-table-teams", "extra-table-teams"]
    assert [chart.headline for chart in charts] == [
        "1 of 16 teams lies outside the 99.8% limits, with made-up rows",
        "Each of 16 teams may have one of several places, with made-up rows",
    ]
    assert [cell.text for cell in tables[0].rows[0]][:2] == ["Harrow End", "66.2"]
    assert "Made-up rows of a force that does not exist" in tables[0].source
    assert "72 more are in no group, since team was not established." in tables[0].source


def test_a_spread_between_teams_is_said_with_both_answers(bundle: Bundle, write: Write) -> None:
    def spread(figure: Figure) -> Figure:
        if figure.id != "side_by_side.teams.spread":
            return figure
        return replace(figure, value=3.2, printed="3.2 percentage points")

    text = as_text(write(with_figures(bundle, spread, {})))
    assert (
        "Teams differ from each other by a standard deviation of 3.2 percentage points. Beside that spread one is"
        in text
    )
    assert "The orange limits let teams differ as much as most of them do." in text


def test_what_is_hidden_leaves_no_funnel_and_the_page_says_so(bundle: Bundle, write: Write) -> None:
    document = write(held_back(bundle, "numbers of fewer than 5 people are hidden"))
    text = as_text(document)
    assert "There is no funnel, test or place of teams here: numbers of fewer than 5 people are hidden." in text
    assert "What may be printed of their counts is under “Extra measures”." in text
    assert "Teams or other units side by side. Numbers of fewer than 5 people are hidden." in text
    assert [block.chart.id for block in document.blocks if isinstance(block, ChartBlock)] == ["extra-chart-teams"]


def test_an_audit_without_such_a_measure_says_what_would_make_one(bundle: Bundle, write: Write) -> None:
    none = held_back(bundle, "none", extra_measures=[])
    why, cure = "no extra measure is by a column of units", 'a measure with by = ["team"] in measures.toml'
    figures = Figures.of(
        list(none.figures), {**none.figures.gaps, "side_by_side.units": why}, {"side_by_side.units": cure},
        {**none.figures.subjects, "side_by_side.units": "Teams or other units side by side"}, none.figures.control,
    )  # fmt: skip
    text = as_text(write(replace(none, figures=figures)))
    assert f"Nothing is set side by side here: {why}." in text
    assert "(to fill it: a measure with by = [“team”] in measures.toml)" in text
