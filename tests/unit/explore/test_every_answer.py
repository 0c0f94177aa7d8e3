"""What every answer of the desk promises, whatever was asked."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Callable
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from cdi.explore.answers import Answer, Picture
from cdi.explore.desk import Desk
from cdi.explore.opening import open_audit
from cdi.measures.made_up import INVENTED
from cdi.measures.made_up import RECONSTRUCTED as MADE_UP
from tests.thin import thin

pytestmark = pytest.mark.slow


@cache
def open_example(root: Path) -> Desk:
    return open_audit("exampleshire", folder=root)


def example(desk: Desk) -> Desk:
    """The made-up force of the guides."""
    return open_example(desk.workspace.root)


ASKED: dict[str, Callable[[Desk], Answer]] = {
    "rate": lambda desk: desk.rate(),
    "rate by strata": lambda desk: desk.rate("stratum"),
    "rate by a column": lambda desk: desk.rate("route", where="domestic_abuse"),
    "rate by two": lambda desk: desk.rate(["offence", "month"]),
    "rate by three": lambda desk: desk.rate(["route", "stratum", "domestic_abuse"]),
    "rate by month": lambda desk: desk.rate("month"),
    "rate of cancellations": lambda desk: desk.rate("category", of="cancelled_rightly"),
    "rate of nothing known": lambda desk: desk.rate("victim_age_group"),
    "not recorded": lambda desk: desk.unrecorded("offence"),
    "not recorded by two": lambda desk: desk.unrecorded(["category", "route"]),
    "not recorded, nothing known": lambda desk: desk.unrecorded("victim_age_group"),
    "delays": lambda desk: desk.delays("route"),
    "delays of all": lambda desk: desk.delays(),
    "delays of many": lambda desk: desk.delays("offence"),
    "delays, nothing known": lambda desk: desk.delays("victim_age_group"),
    "comparison": lambda desk: desk.compare("2017-inspection"),
    "why": lambda desk: desk.why("recording.rape"),
    "why not": lambda desk: desk.why(next(iter(desk.figures.figures.gaps))),
    "figure": lambda desk: desk.figures["recording.rape"],
    "gap": lambda desk: desk.figures[next(iter(desk.figures.figures.gaps))],
    "figures": lambda desk: desk.figures.search("rape"),
    "every figure": lambda desk: desk.figures.all(),
    "rows": lambda desk: desk.rows(where={"category": "rape", "recorded": False}, columns=["route", "month"]),
    "no rows": lambda desk: desk.rows(where={"category": "rape", "stratum": "other"}),
    "plan of a reconstruction": lambda desk: desk.plan(),
    "example: monitoring": lambda desk: example(desk).monitor(),
    "example: changes": lambda desk: example(desk).change_points(),
    "example: no change": lambda desk: example(desk).change_points(where={"month": ["2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09"]}),
    "example: second look": lambda desk: example(desk).second_look("second-review/decisions.csv"),
    "example: disagreements": lambda desk: example(desk).second_look("second-review/decisions.csv").disagreements,
    "example: plan": lambda desk: example(desk).plan(),
    "example: draw": lambda desk: example(desk).draw("next-audit/frame.csv", {"violence": 5, "sexual": 3, "other": 0}, 1, "report_id"),
    "example: side by side": lambda desk: example(desk).side_by_side(),
    "example: rate": lambda desk: example(desk).rate("stratum"),
    "example: not recorded": lambda desk: example(desk).unrecorded("route"),
    "example: delays": lambda desk: example(desk).delays("recorded_stage"),
    "example: rows": lambda desk: example(desk).rows(where={"recorded": False, "month": "2024-05"}),
}  # fmt: skip
ONE_OF_EACH_KIND = (
    "rate", "not recorded", "delays", "comparison", "why", "gap", "figures", "rows", "no rows", "example: plan",
    "example: monitoring", "example: changes", "example: second look", "example: disagreements", "example: draw",
    "example: side by side",
)  # fmt: skip
ASKED_OF_ALL = [
    pytest.param(name, marks=() if name in ONE_OF_EACH_KIND else pytest.mark.long(reason="one of each kind is enough"))
    for name in ASKED
]
PUBLISHED = ("rate", "rate by strata")
MADE_UP_ANSWERS = {
    name for name in ASKED if name.startswith(("rate", "not recorded", "delays", "rows", "no rows", "plan"))
}
MADE_UP_ANSWERS -= {*PUBLISHED}


class Page(HTMLParser):
    """What a reader of a page meets: tags in their order, header cells and their scopes."""

    VOID = ("img", "br", "source", "hr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=ASKED_OF_ALL, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def answers(desk: Desk) -> Callable[[str], Answer]:
    """Each answer, asked for once."""
    return cache(lambda name: ASKED[name](desk))


@pytest.fixture
def answer(name: str, answers: Callable[[str], Answer]) -> Answer:
    return answers(name)


def test_it_is_a_table_with_one_caption_and_scopes_or_in_words_where_there_are_no_rows(answer: Answer) -> None:
    page = Page(answer._repr_html_())
    assert page.open == []
    some = bool(answer.table.rows)
    assert len(page.all("caption")) == some
    scopes = [cell.get("scope") for cell in page.all("th")]
    assert scopes.count("col") == some * len(answer.table.columns)
    assert scopes.count("row") == len(scopes) - scopes.count("col")
    assert escape(answer.table.caption) in answer._repr_html_()
    assert answer.table.source.startswith("Source: ")


def test_its_text_says_the_same(answer: Answer) -> None:
    text = repr(answer)
    assert text.splitlines()[0] == answer.table.caption
    assert all(cell.text in text for row in answer.table.rows[:3] for cell in row)


def test_its_csv_is_its_frame(answer: Answer) -> None:
    frame, text = answer.frame(), answer.to_csv()
    back = pd.read_csv(io.StringIO(text), keep_default_na=False)
    assert list(back.columns) == list(frame.columns)
    assert back.shape == frame.shape
    for before, after in zip(frame.to_dict("records"), back.to_dict("records"), strict=True):
        for name, cell in before.items():
            if isinstance(cell, float) and not math.isnan(cell):
                assert float(after[name]) == cell, "a number comes back unrounded"


@pytest.mark.parametrize("asked", thin(ASKED, keep=3))
def test_its_chart_says_in_words_what_it_draws(asked: str, answers: Callable[[str], Answer]) -> None:
    chart = answers(asked).chart()
    assert isinstance(chart, Picture)
    for svg in (chart.svg, chart.exhibit.narrow):
        ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
    page = Page(chart._repr_html_())
    (picture,) = page.all("img")
    assert picture["alt"] == chart.alt
    assert len(chart.alt) > 10
    assert (asked in MADE_UP_ANSWERS) == (MADE_UP in chart.alt)
    assert asked.startswith("example") == (INVENTED in chart.alt)


def test_made_up_rows_are_called_so_in_its_note(answer: Answer, name: str) -> None:
    assert (name in MADE_UP_ANSWERS or name == "why") == (MADE_UP in answer.table.source)
    assert name.startswith("example") == (INVENTED in answer.table.source)


def test_it_cannot_be_changed(answer: Answer) -> None:
    name = dataclasses.fields(answer)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(answer, name, None)


@pytest.mark.usefixtures("one_drawing")
@pytest.mark.parametrize("call", thin(["rate by a column", "not recorded by two", "delays"], keep=2))
def test_the_same_question_has_the_same_bytes(call: str, answers: Callable[[str], Answer], desk: Desk) -> None:
    one, other = answers(call), ASKED[call](desk)
    assert one._repr_html_() == other._repr_html_()
    assert one.to_csv() == other.to_csv()
    assert one.chart().svg == other.chart().svg


def test_every_kind_of_answer_is_among_them(answers: Callable[[str], Answer]) -> None:
    def below(kind: type) -> set[type]:
        return {kind for sub in kind.__subclasses__() for kind in (sub, *below(sub))}

    assert {type(answers(name)) for name in ONE_OF_EACH_KIND} == below(Answer)


def test_a_cell_that_begins_like_a_formula_is_text_in_the_csv(desk: Desk) -> None:
    card = dataclasses.replace(desk.figures["recording.rape"], documents=("=SUM(A1)",))
    assert "'=SUM(A1)" in card.to_csv()


def test_a_file_is_written_where_it_is_wanted(desk: Desk, tmp_path: object) -> None:
    folder = Path(str(tmp_path))
    text = desk.rate("stratum").to_csv(folder / "rates.csv")
    assert (folder / "rates.csv").read_text(encoding="utf-8") == text
    assert desk.rate("stratum").chart().write(folder / "rates.svg").read_text(encoding="utf-8").startswith("<?xml")
