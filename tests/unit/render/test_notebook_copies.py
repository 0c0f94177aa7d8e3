"""Any notebook as a page and as slides: what is shown of each kind of cell, in order, by itself, without network."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from cdi.model.errors import PublicationRefused
from cdi.render.notebook_exporters import PageExporter, SlidesExporter
from cdi.render.notebook_page import readable_copies
from cdi.render.notebook_parts import HeadingPart, Passage, Result, read_parts
from cdi.render.notebook_slides import make_slides

pytestmark = pytest.mark.slow

PNG = base64.b64encode(b"a picture").decode()


def text(source: str, **metadata: object) -> nbformat.NotebookNode:
    return new_markdown_cell(source, metadata=metadata)


def shown(data: dict[str, str], **metadata: object) -> nbformat.NotebookNode:
    return new_code_cell("secret = 1", outputs=[new_output("display_data", data, metadata=metadata)])


def parts_of(*cells: nbformat.NotebookNode) -> list[str]:
    """The parts in one line each: level and text of a heading, kind and content of a result."""
    lines = []
    for part in read_parts(new_notebook(cells=list(cells))):
        match part:
            case HeadingPart():
                lines.append(f"{part.level} {part.text} #{part.anchor}")
            case Passage():
                lines.append(part.html.strip())
            case Result():
                lines.append(f"{part.kind}: {part.content} ({part.alt or part.label})")
    return lines


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ([text("# One\n\n#### Deep\n\nwords")], ["1 One #one", "2 Deep #deep", "<p>words</p>"]),
        ([text("# One\n\nwords\n\n# One\n\nmore")], ["1 One #one", "<p>words</p>", "2 One #one-2", "<p>more</p>"]),
        ([text("### Three\n\nwords"), text("# One\n\nmore")], ["2 Three #three", "<p>words</p>", "2 One #one", "<p>more</p>"]),
        # Nothing under it: left out, unless a heading below it has something.
        ([text("# One\n\n## Empty\n\n## Two\n\n### Three\n\nwords\n\n## End")], ["1 One #one", "2 Two #two", "3 Three #three", "<p>words</p>"]),
        ([text("words", tags=["remove_cell"]), text("*more*")], ["<p><em>more</em></p>"]),
    ],
)  # fmt: skip
def test_headings_are_in_order_and_none_is_empty(cells: list[nbformat.NotebookNode], parts: list[str]) -> None:
    assert parts_of(*cells) == parts


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        (shown({"text/html": "<b>x</b>", "text/plain": "x"}), "html: <b>x</b> (Start: result 1)"),
        (shown({"image/png": PNG, "text/plain": "x"}), f"picture: data:image/png;base64,{PNG} (A picture without a description)"),
        (shown({"image/png": PNG}, **{"image/png": {"alt": "a bar"}}), f"picture: data:image/png;base64,{PNG} (a bar)"),
        (shown({"text/latex": "$x$", "text/plain": "x"}), "latex: $x$ (Start: result 1)"),
        (shown({"text/markdown": "**x**", "text/plain": "x"}), "<p><strong>x</strong></p>"),
        (shown({"application/javascript": "alert(1)", "text/plain": "x"}), "text: x (Start: result 1)"),
        (new_raw_cell("<raw>"), "text: <raw> (Start: result 1)"),
        (new_raw_cell("<hr>", metadata={"raw_mimetype": "text/html"}), "html: <hr> (Start: result 1)"),
        (new_code_cell("", outputs=[new_output("stream", name="stderr", text="\x1b[31mhm\x1b[0m")]), "messages: hm (Start: result 1)"),
        (new_code_cell("", outputs=[new_output("error", ename="E", evalue="v", traceback=["\x1b[1mE\x1b[0m: v"])]), "error: E: v (Start: result 1)"),
    ],
)  # fmt: skip
def test_each_kind_of_output_has_its_form(cell: nbformat.NotebookNode, part: str) -> None:
    assert parts_of(cell) == [part]


def test_what_has_no_form_for_a_page_is_left_out() -> None:
    assert parts_of(new_raw_cell("\\latex", metadata={"raw_mimetype": "text/latex"}), new_code_cell("secret = 1")) == []
    assert parts_of(shown({"application/javascript": "alert(1)"})) == []


def test_pictures_of_the_text_come_into_the_page(tmp_path: Path) -> None:
    (tmp_path / "beside.png").write_bytes(b"a picture")
    cell = text("![a](attachment:x.png) ![b](beside.png) ![c](gone.png)")
    cell["attachments"] = {"x.png": {"image/png": PNG}}
    (passage,) = read_parts(new_notebook(cells=[cell]), tmp_path)
    assert isinstance(passage, Passage)
    assert re.findall(r'src="([^"]*)"', passage.html) == [f"data:image/png;base64,{PNG}"] * 2 + ["gone.png"]


# ---- slides


def slides_of(*cells: nbformat.NotebookNode) -> list[str]:
    parts = read_parts(new_notebook(cells=list(cells)))
    return [f"{slide.title}: {len(slide.parts)}" for slide in make_slides(parts, HeadingPart(1, "T", "T", "t"))]


def test_slides_open_at_headings_and_hold_one_result_each() -> None:
    two = [shown({"text/plain": "x"}), shown({"text/plain": "y"})]
    assert slides_of(text("# A"), text("## B\n\nwords\n\n### C"), *two) == ["A: 0", "B: 3", "B (2): 1"]
    assert slides_of(*two) == ["T: 1", "T (2): 1"]


def test_slide_types_of_the_notebook_decide_where_it_has_them() -> None:
    opening, left_out = {"slide_type": "slide"}, {"slide_type": "skip"}
    cells = [
        text("# A", slideshow=opening),
        text("## B\n\nwords"),
        text("## C\n\nwords", slideshow=opening),
        text("## D\n\nwords", slideshow=left_out),
    ]
    assert slides_of(*cells) == ["A: 2", "C: 1"]
    assert slides_of(text("## A\n\nwords"), cells[3]) == ["A: 1"]


# ---- the whole pages


NOTEBOOK = new_notebook(
    cells=[
        text("# Title & more\n\n## One <i>two</i>\n\nwords"),
        shown({"text/html": "<table><tr><td>1</td></tr></table>"}),
        new_code_cell("", outputs=[new_output("stream", name="stdout", text="<printed>")]),
        text("## Three\n\nwords"),
    ]
)


@pytest.mark.parametrize("exporter", [PageExporter, SlidesExporter])
def test_a_page_stands_alone(exporter: type[PageExporter]) -> None:
    page, resources = exporter().from_notebook_node(NOTEBOOK)
    assert page == exporter().from_notebook_node(NOTEBOOK)[0]
    assert resources["output_extension"] == exporter().file_extension
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert "<title>Title &amp; more</title>" in page
    assert "&lt;printed&gt;" in page
    assert "secret" not in page
    assert re.findall(r"(?:src|href)=\"(?!data:|#)", page) == []
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; script-src 'sha256-{digest}'"
        in page
    )
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels == [1, 2, 2] if exporter is PageExporter else levels == [1, 2, 2, 2]
    anchors = re.findall(r' id="([^"]*)"', page)
    assert len(anchors) == len(set(anchors))


def test_the_page_has_landmarks_contents_and_a_skip_link() -> None:
    page, _ = PageExporter().from_notebook_node(NOTEBOOK)
    assert [len(re.findall(f"<{landmark}[ >]", page)) for landmark in ("header", "nav", "main")] == [1, 1, 1]
    assert '<a class="skip" href="#main">' in page
    assert re.findall(r'<li class="level-\d"><a href="#([^"]*)">([^<]*)</a>', page) == [
        ("one-two", "One two"),
        ("three", "Three"),
    ]
    names = re.findall(r'aria-label="([^"]*)"', page)
    assert names == ["One two: result 1", "One two: result 2"]


def test_code_is_shown_to_those_who_ask_for_it() -> None:
    page, _ = PageExporter(exclude_input=False).from_notebook_node(NOTEBOOK)
    assert "secret = 1" in page


def test_nbconvert_finds_both_by_name() -> None:
    found = {one.name: one.load() for one in entry_points(group="nbconvert.exporters") if one.name.startswith("cdi")}
    assert found == {"cdi": PageExporter, "cdi-slides": SlidesExporter}


def test_a_report_shows_no_picture_without_a_description(tmp_path: Path) -> None:
    path = tmp_path / "executed.ipynb"
    nbformat.write(new_notebook(cells=[shown({"image/png": PNG})]), path)
    with pytest.raises(PublicationRefused, match="notebook cell 0 shows a picture without alternative text"):
        readable_copies(path, title="T")
    nbformat.write(NOTEBOOK, path)
    assert list(readable_copies(path, title="T")) == ["html", "slides.html"]
