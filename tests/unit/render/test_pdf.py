from dataclasses import replace

import pikepdf
import pytest

from cdi.model.document import ChartBlock, Grade, Paragraph, Run
from cdi.model.errors import PublicationRefused
from cdi.render import pdf as skin
from cdi.render.pdf import render_pdf
from tests.documents.example import read
from tests.documents.reading import pdf_tags

pytestmark = pytest.mark.slow


def test_a_sign_that_the_typeface_lacks_is_refused() -> None:
    document = read()
    with pytest.raises(PublicationRefused, match="PDF skin"):
        render_pdf(replace(document, blocks=(*document.blocks, Paragraph((Run("𓀀"),)))))


def test_a_block_that_the_skin_does_not_know_is_refused() -> None:
    unknown = type("Unknown", (Grade,), {"kind": "unknown", "__slots__": ()})("Good", ())
    with pytest.raises(PublicationRefused, match="no block of kind unknown"):
        render_pdf(replace(read(), blocks=(*read().blocks, unknown)))


def test_a_chart_without_alternative_text_cannot_be_made() -> None:
    chart = next(block.chart for block in read().blocks if isinstance(block, ChartBlock))
    with pytest.raises(ValueError, match="alt must be given"):
        replace(chart, alt=" ")


def test_row_headers_are_still_ours_to_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    # When this fails the engine marks row headers by itself, and cdi/render/pdf_row_headers.py can go.
    monkeypatch.setattr(skin, "mark_row_headers", lambda data: data)
    assert not any(scope == "Row" for _, scope, _ in pdf_tags(render_pdf(read())))


def test_the_file_says_what_it_is(tmp_path) -> None:
    path = tmp_path / "example.pdf"
    path.write_bytes(render_pdf(read()))
    with pikepdf.open(path) as held, held.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(held.Root.Lang).startswith("en")
        assert metadata["dc:title"] == read().title
