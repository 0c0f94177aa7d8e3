"""What is drawn, not what is said: lines that stand out, letters that can be read, files that say what they show."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import pytest
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from cdi.exhibits.charts import (
    Line,
    canvas,
    draw_cancellations,
    draw_delays,
    draw_half_width_curve,
    draw_plan_progress,
    draw_recording_rates,
    draw_timeliness,
    map_not_recorded,
)
from cdi.house_style.contrast import LEAST_FOR_LINES, LEAST_FOR_TEXT, as_grey, contrast
from cdi.model.exhibit import Chart
from tests.thin import thin
from tests.unit.exhibits.examples import CAPTION, RULES, compared, of, part
from tests.unit.exhibits.test_patterns import DELAYS, NOT_RECORDED

pytestmark = pytest.mark.slow

TIMED = [
    part(f"timeliness.{kind}", *counts)
    for kind, counts in {"violence": (5, 8), "sexual": (1, 9), "all": (9, 20)}.items()
]
PLAN = {"as_at": "2019-02-01", "themes": {"training": {"name": "training"}}}
DRAWN: dict[str, Callable[[], Chart | None]] = {
    "rates": lambda: draw_recording_rates(compared(overall=(84.1, 75.8, "rise"), violence=(60.1, 65.8, "fall")), RULES, CAPTION),
    "timeliness": lambda: draw_timeliness(of(*TIMED), CAPTION),
    "cancellations": lambda: draw_cancellations(of(part("cancellations.rape", 5, 9), part("cancellations.all", 5, 9)), CAPTION),
    "plan": lambda: draw_plan_progress(
        of(part("plan.training.complete", 3, 4, None), part("plan.complete", 3, 6, None)), PLAN, CAPTION
    ),
    "not recorded": lambda: map_not_recorded(NOT_RECORDED, CAPTION),
    "delays": lambda: draw_delays(DELAYS, CAPTION),
    "half-widths": lambda: draw_half_width_curve([500, 2000], [Line("overall", (4.0, 2.0))], chosen=2000, what="Kent"),
}  # fmt: skip
WITH_INTERVALS = ("rates", "timeliness", "cancellations")


@cache
def chart_of(name: str) -> Chart:
    """A chart, drawn once for all tests."""
    chart = DRAWN[name]()
    assert chart is not None
    return chart


@cache
def canvases_of(name: str) -> list[Canvas]:
    """The canvases of a chart, the wide one first, as they were when they were written; drawn once for all tests."""
    kept: list[Canvas] = []

    def keep(drawn: Canvas) -> str:
        kept.append(drawn)
        drawn.set_dpi(72)  # as an SVG is laid out, so that boxes measured afterwards are those of the file
        drawn.savefig(io.BytesIO(), format="svg")
        return "<svg></svg>"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "to_svg", keep)
        DRAWN[name]()
    return kept


@dataclass(frozen=True)
class Crossing:
    """An interval line, its edge if it has one, and what it lies on."""

    line: str
    edge: str | None
    ground: str

    def stands_out(self, seen: Callable[[str], str]) -> bool:
        """The line against what it touches: its edge or the ground; and then the edge or the line against the ground."""
        line, ground = seen(self.line), seen(self.ground)
        if self.edge is None:
            return contrast(line, ground) >= LEAST_FOR_LINES
        edge = seen(self.edge)
        return contrast(line, edge) >= LEAST_FOR_LINES and (
            max(contrast(line, ground), contrast(edge, ground)) >= LEAST_FOR_LINES
        )


def crossings(drawn: Canvas) -> Iterator[Crossing]:
    axes = drawn.axes[0]
    bars = [bar for container in axes.containers if isinstance(container, BarContainer) for bar in container]
    for line in (line for line in axes.lines if line.get_label() == canvas.INTERVAL):
        (low, high), (height, _) = line.get_xdata(), line.get_ydata()
        crossed = [
            to_hex(bar.get_facecolor())
            for bar in bars
            if bar.get_y() <= height <= bar.get_y() + bar.get_height() and bar.get_x() < high and bar.get_width() > low
        ]
        for ground in [*crossed, to_hex(drawn.get_facecolor())]:
            yield Crossing(to_hex(line.get_color()), _edge(line), ground)


def _edge(line: Line2D) -> str | None:
    effects = line.get_path_effects()
    return to_hex(effects[0]._gc["foreground"]) if effects else None


@pytest.mark.parametrize("seen", [to_hex, as_grey], ids=["in colour", "in grey"])
@pytest.mark.parametrize("name", thin(WITH_INTERVALS, keep=1))
def test_interval_lines_stand_out_from_all_that_they_cross(name: str, seen: Callable[[str], str]) -> None:
    found = [crossing for drawn in canvases_of(name) for crossing in crossings(drawn)]
    assert found
    assert [crossing for crossing in found if not crossing.stands_out(seen)] == []


def test_an_orange_line_without_an_edge_would_not_stand_out_from_a_track() -> None:
    assert not Crossing("#f46a25", None, "#d5dbe3").stands_out(to_hex)
    assert not Crossing("#f46a25", "#ffd8a8", "#d5dbe3").stands_out(to_hex)


@pytest.mark.parametrize("name", thin(DRAWN, keep=2))
def test_no_letter_is_under_nine_pixels_where_its_drawing_is_shown(name: str) -> None:
    wide, narrow = canvases_of(name)
    # What the page leaves of its width: 20 pixels on both sides. The narrow drawing is shown from 320 pixels on, the
    # wide one from 481.
    for drawn, page in ((wide, 481), (narrow, 320)):
        scale = (page - 2 * 20) / (72 * drawn.get_figwidth())
        sizes = {text.get_fontsize() * scale for text in drawn.findobj(Text) if text.get_text().strip()}
        assert sizes
        assert min(sizes) >= 9


def texts_shown(drawn: Canvas) -> Iterator[Text]:
    """The texts that are drawn; an axis also keeps labels of ticks that lie outside it."""
    axes = drawn.axes[0]
    yield from (*drawn.texts, *axes.texts, axes.xaxis.label, axes.yaxis.label)
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


@pytest.mark.parametrize("name", thin(DRAWN, keep=2))
def test_nothing_is_cut_off(name: str) -> None:
    for drawn in canvases_of(name):
        frame = drawn.bbox.padded(3)  # as the boxes of letters have room above and below them
        boxes = {text.get_text(): text.get_window_extent() for text in texts_shown(drawn) if text.get_visible()}
        assert boxes
        beyond = {
            words
            for words, box in boxes.items()
            if words.strip() and not (frame.contains(box.x0, box.y0) and frame.contains(box.x1, box.y1))
        }
        assert beyond == set()


def test_the_numbers_of_the_heat_map_can_be_read_on_their_cells() -> None:
    for drawn in canvases_of("not recorded"):
        mesh = drawn.axes[0].collections[0]
        grounds = [to_hex(colour) for colour in mesh.get_facecolor() if colour[3]]
        numbers = [to_hex(text.get_color()) for text in drawn.axes[0].texts]
        assert len(grounds) == len(numbers) == 5
        assert min(contrast(*pair) for pair in zip(grounds, numbers, strict=True)) >= LEAST_FOR_TEXT


@pytest.mark.parametrize("name", thin(DRAWN, keep=2))
def test_a_drawing_says_what_it_shows_when_it_is_opened_on_its_own(name: str) -> None:
    chart = chart_of(name)
    for drawing in (chart.svg, chart.narrow):
        root = ElementTree.fromstring(drawing)  # noqa: S314 - our own file
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == "title desc"
        title, description = list(root)[:2]
        assert (title.tag.rpartition("}")[2], title.text) == ("title", chart.headline)
        assert description.tag.endswith("desc")
        assert description.text is not None
        assert chart.subtitle in description.text
        assert chart.alt in description.text
        assert not re.search(r"<dc:date>|<dc:creator>", drawing)


@pytest.mark.parametrize("name", thin(DRAWN, keep=2))
def test_the_same_numbers_give_the_same_bytes(name: str) -> None:
    with canvas.draw_once(narrow=False):
        again = DRAWN[name]()
    assert again is not None
    assert again.svg == chart_of(name).svg


@pytest.mark.parametrize("name", thin(reversed(DRAWN), keep=1))
def test_a_chart_drawn_once_is_the_one_that_matplotlib_writes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = chart_of(name)
    monkeypatch.setattr(canvas, "to_svg", _saved)
    with canvas.draw_once(narrow=False):
        theirs = DRAWN[name]()
    assert theirs is not None
    assert ours.svg == theirs.svg


def _saved(drawn: Canvas) -> str:
    out = io.StringIO()
    drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def test_a_text_is_set_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    first = chart_of("half-widths")
    for each in ("get_text_width_height_descent", "get_glyphs_with_font"):
        monkeypatch.delattr(TextToPath, each)
    assert DRAWN["half-widths"]() == first
