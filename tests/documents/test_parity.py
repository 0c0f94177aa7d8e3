"""HTML, PDF and Word carry the same words in the same order, and the same structure for a screen reader."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import get_args

import pytest

from cdi.evidence.backtest import bindings
from cdi.model.audit_ref import AuditRef
from cdi.model.document import (
    Block,
    Box,
    ChartBlock,
    Contents,
    Document,
    Heading,
    KeyFigures,
    ListBlock,
    Paragraph,
    Run,
    TableBlock,
)
from cdi.model.figure import Figures
from cdi.model.furniture import Furniture
from cdi.render.html import render_html
from cdi.render.pdf import render_pdf
from cdi.render.word.binding import figure_tag
from cdi.render.word.document import render_word
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT, SHIPPED
from tests.documents.example import read
from tests.documents.reading import (
    Page,
    missing_in_order,
    pages_without_furniture,
    pdf_pages,
    pdf_tags,
    pdf_text,
    squeezed,
    strings,
)
from tests.documents.word_reading import (
    NAMES,
    alternative_texts,
    bound,
    notes_text,
    paragraphs,
    word_parts,
    word_text,
    word_xml,
)
from tests.thin import thin

_COMPOSED = ("appendix", "section", "number", "uncovered", "glossary", "only_english")
"""How the names of words begin that stand in the tree itself."""


@pytest.fixture(scope="module")
def documents(shipped_documents: dict[AuditRef, dict[str, Document]]) -> dict[str, Document]:
    """The documents of the source pack that differ in their parts: numbering, footnotes, quotes, tables."""
    return {name: document for documents in shipped_documents.values() for name, document in documents.items()}


@pytest.fixture
def pack(documents: dict[str, Document]) -> Document:
    return documents["panel-pack"]


@dataclass(frozen=True)
class Pages:
    """A document and what it is laid out as."""

    document: Document
    html: Page
    pdf: bytes
    word: bytes


@pytest.fixture(
    scope="module", params=thin(["example", "panel-pack", "inspection-report-2014", "board-update"], keep=2)
)
def pages(request: pytest.FixtureRequest, documents: dict[str, Document]) -> Pages:
    """Laid out once for all that is asked of it."""
    document = read() if request.param == "example" else documents[request.param]
    return Pages(document, Page(render_html(document)), render_pdf(document), render_word(document))


def test_html_pdf_and_word_hold_every_string_of_the_tree_in_its_order(pages: Pages) -> None:
    document = pages.document
    for text, notes in (
        (pages.html.text, pages.html.text),
        (pdf_text(pages.pdf), pdf_text(pages.pdf)),
        (word_text(pages.word), notes_text(pages.word) if document.notes else ""),
    ):
        assert missing_in_order(strings(document), text) == []
        assert [note for note in document.notes if squeezed(note.runs[0].text) not in squeezed(notes)] == []


def test_word_holds_nothing_that_the_tree_does_not(pages: Pages) -> None:
    """Beside the marks of lists, and the words of the furniture in a grade and a draft."""
    own = squeezed("".join(strings(pages.document)))
    furniture = pages.document.furniture
    more = squeezed(furniture.contents + furniture.graded + furniture.draft_quote)
    for style, label, text in paragraphs(pages.word):
        marks = style in ("List Number", "CDI Roman List")
        for piece in (text if marks else f"{label} {text}").split():
            assert piece in own or piece in more, (style, piece)


def test_the_example_has_every_kind_of_block_there_is() -> None:
    """So a kind that is added later fails here until the example has it, and then in each skin that lacks it."""
    assert {block.kind for block in _every(read().blocks)} == {kind.kind for kind in get_args(Block)}


def _every(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        match block:
            case ListBlock():
                yield from _every(inner for item in block.items for inner in item)
            case Box():
                yield from _every(block.blocks)
            case KeyFigures():
                yield from _every(block.boxes)


@pytest.mark.parametrize("kind", [kind for kind in get_args(Block) if kind not in (Heading, Contents)])
def test_word_holds_every_kind_of_block_in_a_list_and_in_a_box_too(kind: type[Block]) -> None:
    block = next(each for each in _every(read().blocks) if isinstance(each, kind))
    inside = (Paragraph((Run("before"),)), block, Paragraph((Run("behind"),)))
    nested = [ListBlock(style, (inside, inside)) for style in ("bullet", "number", "roman", "numbers")]
    document = replace(read(), blocks=(*nested, Box("box", "Box", inside), Box("notice", "Notice", inside)))
    assert missing_in_order(strings(document), word_text(render_word(document))) == []


def test_html_pdf_and_word_have_the_same_structure(pages: Pages) -> None:
    document, page, tags = pages.document, pages.html, pdf_tags(pages.pdf)
    levels = Counter(f"h{block.level}" for block in document.blocks if isinstance(block, Heading))
    notes = Counter({"h2": 1}) if document.notes else Counter()
    assert Counter(tag for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4", "h5")) == levels + notes
    assert Counter(tag.lower() for tag, _, _ in tags if tag in ("H1", "H2", "H3", "H4", "H5")) == levels
    styles = {"Title": "h1"} | {f"heading {level}": f"h{level + 1}" for level in range(1, 5)}
    assert Counter(styles[style] for style, _, _ in paragraphs(pages.word) if style in styles) == levels
    tables = [block.table for block in document.blocks if isinstance(block, TableBlock)]
    headers = Counter(
        {"col": sum(len(table.columns) for table in tables), "row": sum(len(table.rows) for table in tables)}
    )
    assert Counter(scope for tag, scope in page.tags if tag == "th") == headers
    assert Counter({"Column": "col", "Row": "row"}[scope] for tag, scope, _ in tags if tag == "TH") == headers
    header_rows = word_xml(pages.word).iterfind(".//w:tr[w:trPr]/w:trPr/w:tblHeader", NAMES)
    assert sum(len(row.getparent().getparent().findall("w:tc", NAMES)) for row in header_rows) == headers["col"]
    alts = [block.chart.alt for block in document.blocks if isinstance(block, ChartBlock)]
    assert page.alts == alts
    assert [alt for tag, _, alt in tags if tag == "Figure"] == alts
    assert alternative_texts(pages.word) == alts


def test_word_binds_every_figure_that_html_binds_in_the_same_order(pages: Pages) -> None:
    figures = {name for name, _ in pages.html.figures}
    assert [tag for tag, _ in bound(pages.word)] == [
        figure_tag(name, facet) for name, facet, _ in pages.html.bound if name in figures
    ]


def test_html_binds_every_text_to_what_the_tree_binds_it_to(pages: Pages) -> None:
    """The back-test reads the tree: what it finds there is bound in the same way, in the same order, on the page."""
    assert pages.html.bound == [(each.name, each.facet, each.value) for each in bindings(pages.document)]


def test_the_words_that_no_template_spells_come_from_one_place() -> None:
    """Marked furniture shows on both pages; page numbers are no part of a PDF's reading order, and notes are its own."""
    document = read()
    names = [field.name for field in fields(Furniture) if not field.name.startswith(_COMPOSED)]
    other = replace(document.furniture, **{name: _marked(document.furniture, name) for name in names})
    changed = replace(document, furniture=other, settings=replace(document.settings, draft=True))
    html = render_html(changed, others={"pdf": "a.pdf", "docx": "a.docx"}, statement="accessibility.html")
    pdf, word = render_pdf(changed), render_word(changed)
    text = squeezed(pdf_text(pdf))
    on_page = {name for name in names if f"Q{name}" in html}
    in_pdf = {name for name in names if squeezed(f"Q{name}") in text}
    assert on_page == {*names} - {"page"}
    assert in_pdf == {"contents", "graded", "draft_quote", "chart_title", "table_title"}
    laid_out = pdf_pages(pdf)
    assert "Qpage" in laid_out
    assert "Qdraft_notice" in laid_out
    assert {name for name in names if squeezed(f"Q{name}") in squeezed(word_text(word))} == in_pdf
    assert b"Qpage" in word_parts(word)["word/footer.xml"]
    assert b"Qdraft_notice" in word_parts(word)["word/header.xml"]


def _marked(furniture: Furniture, name: str) -> str:
    """The words with a mark of their own in front, their slots kept."""
    return f"Q{name} {getattr(furniture, name)}"


def test_every_printed_figure_is_bound_to_its_id_and_value(pack: Document, figures: Figures) -> None:
    bound = [(figure, value) for figure, value in Page(render_html(pack)).figures if value is not None]
    assert len(bound) > 100
    assert all(float(value) == figures[figure].value for figure, value in bound)


def test_the_page_asks_the_network_for_nothing_and_runs_no_script(pack: Document) -> None:
    html = render_html(pack)
    assert "http" not in html.replace("http://www.w3.org", "")
    assert "<script" not in html


def test_the_pack_says_on_both_its_documents_that_the_data_are_reconstructed(pack: Document) -> None:
    assert Page(render_html(pack)).text.count("Reconstructed data") == 2


def test_the_marking_is_a_setting() -> None:
    document = read()
    marked, unmarked = (
        replace(document, settings=replace(document.settings, marking=words)) for words in ("SECRET", "")
    )
    page = Page(render_html(marked)).text
    assert "SECRET" in page
    assert document.settings.marking == "OFFICIAL"
    assert "OFFICIAL" not in page
    with_words, without = render_word(marked), word_parts(render_word(unmarked))
    for part in ("header", "footer"):
        assert "".join(word_xml(with_words, f"word/{part}.xml").itertext()).startswith("SECRET")
        assert b"cdi.marking" not in without[f"word/{part}.xml"]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(read()) == render_pdf(read())
    assert render_html(read()) == render_html(read())
    assert render_word(read()) == render_word(read())


FEWEST = 25
"""Words that a page holds besides its header and footer: more than a heading, a contact or the name of a speaker."""


NAMES_OF_DOCUMENTS = sorted({name for ref in SHIPPED for name in Workspace(PROJECT).documents(ref)})


@pytest.mark.parametrize("name", thin(NAMES_OF_DOCUMENTS, keep=3))
def test_no_page_of_a_pdf_holds_only_a_contact_or_a_speaker(name: str, documents: dict[str, Document]) -> None:
    for number, text in enumerate(pages_without_furniture(render_pdf(documents[name])), start=1):
        assert len(text.split()) > FEWEST or "Figure" in text, f"page {number}: {text}"


def test_a_speaker_stands_on_the_page_of_the_last_paragraph() -> None:
    """However far down a page the quotation begins."""
    for lines in range(24, 34):
        words = "\n\n".join(["A line."] * lines)
        quoted = f"# A title\n\n{words}\n\n::: quote draft Chief Constable\n\n{'What was said. ' * 12}\n\n:::\n"
        pages = pages_without_furniture(render_pdf(read(quoted)))
        assert [page for page in pages if "Chief Constable" in page and "What was said" not in page] == [], lines


def test_each_page_has_a_title_of_its_own_that_names_the_force(documents: dict[str, Document]) -> None:
    titles = [each.page_title for each in documents.values()]
    assert len({*titles}) == len(titles)
    for title, each in zip(titles, documents.values(), strict=True):
        assert "Leicestershire Police" in title or "Cambridgeshire Constabulary" in title
        assert f"<title>{title}</title>" in render_html(each)
