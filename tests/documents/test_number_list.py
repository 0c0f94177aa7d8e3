"""Every number of a document leads to how it was made, and from there back to where it is first used."""

import io
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from cdi.compose.furniture import read_furniture
from cdi.compose.number_list import with_number_list
from cdi.diff.sentences import sentences
from cdi.model.audit_ref import AuditRef
from cdi.model.document import LANGUAGE, ChartBlock, Document, ListBlock, Paragraph, Run
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure, Figures, Role
from cdi.render.html import render_html
from cdi.render.pdf import render_pdf
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates
from tests.documents.example import MARKDOWN, read


class Links(HTMLParser):
    """The ids of a page, where its links lead, where each bound number leads, and back to where from its line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.back: dict[str, str] = {}
        self.numbers: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("id"):
            self.ids[attributes["id"]] += 1
        if tag == "a":
            self.links.append(attributes["href"])
            if (attributes.get("id") or "").startswith("number."):
                self.back[attributes["id"].removeprefix("number.")] = attributes["href"]
        if "data-figure" in attributes:
            self.numbers.append((attributes["data-figure"], self.links[-1]))


def entries(document: Document) -> list[str]:
    """The text of each entry of the list."""
    lists = [block for block in document.blocks if isinstance(block, ListBlock) and block.style == "numbers"]
    return ["".join(run.text for run in item[0].runs) for block in lists for item in block.items]


@pytest.mark.parametrize("page", sorted(Path("reports/example").glob("panel-*.html")), ids=lambda page: page.stem)
def test_each_number_leads_to_its_line_and_the_line_back_to_a_place_that_is_there(page: Path) -> None:
    """The page that is kept in the project: real charts, tables, notes and headings."""
    links = Links(page.read_text(encoding="utf-8"))
    assert len({figure for figure, _ in links.numbers}) > 50
    assert all(link == f"#number.{figure}" for figure, link in links.numbers)
    assert {link[1:] for link in links.links if link.startswith("#")} <= links.ids.keys()
    assert [name for name, count in links.ids.items() if count > 1] == []
    printed = {figure for figure, _ in links.numbers}
    assert printed <= links.back.keys()
    assert {links.back[figure].partition(".")[0] for figure in links.back.keys() - printed} <= {"#chart"}


def test_a_line_says_what_the_number_is_its_base_and_where_it_is_from() -> None:
    assert entries(read())[0] == (
        "84.1% Reported crime recorded. Base: reports. 95% interval: 82.4% to 85.8% (m). Source: x; records of the audit."
    )


@pytest.mark.parametrize(
    ("published_as", "role", "base", "line"),
    [
        ("published", "recording rate", "as published", "Base: as published. Source: x; as published."),
        ("derived", "recording rate", "as published", "Source: x; worked out from published figures."),
        ("rounded", "stated", "crimes", "Base: crimes. Source: x; published rounded."),
        ("floor", "stated", "crimes", "Base: crimes. Source: x; published as “over” this figure."),
        ("published", "distance", "two rates", "Base: two rates. Source: x; worked out from published figures."),
    ],
)
def test_a_line_says_how_a_published_number_was_published(published_as: str, role: Role, base: str, line: str) -> None:
    figure = Figure("a.b", "a label", 96, "percent", "96%", base, "published", ("x",), role=role)
    paragraph = Paragraph((Run("96%", figure="a.b"),))
    words = read_furniture(LANGUAGE, SHIPPED_TEMPLATES)
    blocks, _ = with_number_list([paragraph], (), Figures.of([figure]), words, published_bases={"a.b": published_as})
    (item,) = blocks[-1].items  # type: ignore[union-attr]
    assert "".join(run.text for run in item[0].runs) == f"96% A label. {line}"  # type: ignore[union-attr]


def test_a_number_first_used_in_a_heading_leads_back_to_the_heading() -> None:
    bound = '[84.1%]{figure="recording.overall" facet="printed"}'
    html = render_html(read(f"# A title\n\n## Recorded: {bound}\n\nAgain {bound}.\n"))
    assert '<a id="number.recording.overall" href="#recorded-84-1">84.1%</a>' in html
    assert "use.recording" not in html


def test_a_number_in_a_chart_leads_back_to_the_chart() -> None:
    document = read("# A title\n\n::: chart rates\n:::\n")
    html = render_html(document)
    assert '<a id="number.recording.overall" href="#chart.1">84.1%</a>' in html
    assert '<figure id="chart.1">' in html
    with pikepdf.open(io.BytesIO(render_pdf(document))) as pages:
        assert [note.Dest[0].objgen for note in pages.pages[0].Annots] == [pages.pages[0].objgen]


@pytest.mark.parametrize("audit", ["leicestershire 2018-reinspection", "cambridgeshire 2014-inspection"])
def test_every_number_that_a_chart_says_is_in_the_list(
    audit: str, shipped_documents: dict[AuditRef, dict[str, Document]]
) -> None:
    """But for the bounds of intervals, which stand in brackets, and in the entry of their number."""
    charts = 0
    for document in shipped_documents[AuditRef(*audit.split())].values():
        printed = {text.split(" ", 3)[0] for text in entries(document)} | {
            " ".join(text.split(" ")[:3]) for text in entries(document)
        }
        for chart in (block.chart for block in document.blocks if isinstance(block, ChartBlock)):
            said = re.sub(r"\([^)]*\)", "", f"{chart.headline} {chart.alt}")
            assert {*re.findall(r"\d[\d,.]*(?:%| of \d[\d,]*)", said)} - printed - {"100%"} == set()
            charts += 1
    assert charts


def test_a_document_without_a_number_has_no_list() -> None:
    assert "How each number" not in render_html(read("# A title\n\nWords alone.\n"))


def test_a_heading_of_the_same_words_leaves_the_list_its_own_place() -> None:
    html = render_html(read(MARKDOWN.replace("## Findings", "## How each number was made")))
    assert [name for name, count in Links(html).ids.items() if count > 1] == []


def test_the_pdf_leads_from_the_list_to_the_first_use() -> None:
    pdf = render_pdf(read('# A title\n\nIt is [84.1%]{figure="recording.overall" facet="printed"}.\n'))
    with pikepdf.open(io.BytesIO(pdf)) as pages:
        targets = [note.Dest[0].objgen for page in pages.pages for note in page.get("/Annots", [])]
        assert targets == [pages.pages[0].objgen]


def test_a_comparison_of_two_builds_leaves_the_list_out() -> None:
    document = read()
    texts = [sentence.text for sentence in sentences(document)]
    assert "How each number was made" in texts
    assert not any("records of the audit" in text for text in texts)


def test_every_word_of_the_furniture_is_asked_for(tmp_path: Path) -> None:
    words = SHIPPED_TEMPLATES.find(f"words/{LANGUAGE}.toml").read_text(encoding="utf-8")
    (tmp_path / "templates" / "words").mkdir(parents=True)
    own = tmp_path / "templates" / "words" / f"{LANGUAGE}.toml"
    own.write_text("".join(line for line in words.splitlines(True) if "number_test" not in line), encoding="utf-8")
    with pytest.raises(PublicationRefused, match=r"en-GB\.toml lacks number_test"):
        read_furniture(LANGUAGE, Templates.of_workspace(tmp_path))
    assert replace(read().furniture, number_test="") != read().furniture
