"""LibreOffice opens every Word file, converts it to PDF without losing a word, and saves it again as it was."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from lxml import etree

from cdi.edited_copy.comparison import compare_copy
from cdi.edited_copy.word_file import open_word_file, read_word_file
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.render.word.document import render_word
from cdi.workspace.paths import Workspace
from tests.documents.bundles import documents_of
from tests.documents.example import read
from tests.documents.reading import squeezed, strings
from tests.documents.word_reading import W, word_parts

pytestmark = pytest.mark.office
AUDITS = (
    ("leicestershire", "2018-reinspection"),
    ("leicestershire", "2017-inspection"),
    ("leicestershire", "2014-inspection"),
    ("cambridgeshire", "2014-inspection"),
)


@pytest.fixture(scope="module")
def documents(project: Workspace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """Every document that is shipped, and the one with every kind of block."""
    every = {"example": read()}
    for force, audit in AUDITS:
        every |= documents_of(project, AuditRef(force, audit), tmp_path_factory.mktemp("bundle"))
    return every


@pytest.fixture(scope="module")
def folder(documents: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word files, and what LibreOffice makes of them: a PDF of each, and a Word file in `again/`."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed: apt-get install libreoffice-writer-nogui"
    folder = tmp_path_factory.mktemp("word")
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(render_word(document))
    files = [str(path) for path in sorted(folder.glob("*.docx"))]
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind, target in (("pdf", folder), ("docx", folder / "again")):
        words = [office, own, "--headless", "--convert-to", kind, "--outdir", str(target), *files]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603
    return folder


def pdf_words(path: Path) -> str:
    """The text of the pages without headers, footers and footnotes, which stand between the lines of a paragraph."""
    with pdfplumber.open(path) as pdf:
        pages = [page.crop((0, 60, page.width, page.height - 55)).extract_text() for page in pdf.pages]
    return squeezed("".join(pages))


def test_a_pdf_made_of_a_word_file_has_every_word(documents: dict[str, Document], folder: Path) -> None:
    for name, document in documents.items():
        text = pdf_words(folder / f"{name}.pdf")
        words = {word for string in strings(document) for word in re.findall(r"\w{3,}", string)}
        assert [word for word in sorted(words) if word not in text] == [], name
        assert document.settings.marking.replace(" ", "") in squeezed(header_of(folder / f"{name}.pdf")), name


def header_of(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[-1]
        return str(page.crop((0, 0, page.width, 60)).extract_text())


def test_numbers_of_paragraphs_and_pages_are_counted_as_the_tree_has_them(
    documents: dict[str, Document], folder: Path
) -> None:
    for name, document in documents.items():
        text = pdf_words(folder / f"{name}.pdf")
        numbered = [block for block in document.blocks if getattr(block, "number", None) and hasattr(block, "runs")]
        starts = [squeezed(f"{block.number}{''.join(run.text for run in block.runs[:1])}")[:20] for block in numbered]
        assert [start for start in starts if start not in text] == [], name
        with pdfplumber.open(folder / f"{name}.pdf") as pdf:
            last = pdf.pages[-1].extract_text()
            assert f"Page {len(pdf.pages)} of {len(pdf.pages)}" in last, name


def test_a_file_saved_by_libreoffice_reads_back_as_delivered(documents: dict[str, Document], folder: Path) -> None:
    for name, document in documents.items():
        edited = compare_copy(document, open_word_file(folder / "again" / f"{name}.docx"))
        assert (edited.figures, edited.paragraphs, edited.moved) == ((), (), 0), name


def text_of(root: Any, words: str, within: str = "p") -> Any:
    """The first piece of text with these words, inside an element of this kind."""
    return next(t for each in root.iter(f"{W}{within}") for t in each.iter(f"{W}t") if words in (t.text or ""))


def type_over(old: str, new: str, within: str = "p") -> Callable[[Any], None]:
    def edit(root: Any) -> None:
        piece = text_of(root, old, within)
        piece.text = piece.text.replace(old, new)

    return edit


def move_down(root: Any) -> None:
    paragraph = next(
        each for each in root.iter(f"{W}p") if "".join(t.text or "" for t in each.iter(f"{W}t")) == "Deeper."
    )
    root.find(f"{W}body").append(paragraph)


def add_row(root: Any) -> None:
    row = next(text_of(root, "87.8", "tbl").iterancestors(f"{W}tr"))
    new = deepcopy(row)
    for piece in new.iter(f"{W}t"):
        piece.text = "new"
    row.addnext(new)


@pytest.mark.parametrize(
    ("edit", "figures", "changes", "moved"),
    [
        (type_over("84.1%", "88.8%"), ["recording.overall"], ["changed"], 0),
        (type_over("84.1%", ""), ["recording.overall"], ["changed"], 0),
        (type_over("87.8", "97.8", "tbl"), [], ["changed"], 0),
        (move_down, [], [], 1),
        (add_row, [], ["added"], 0),
    ],
    ids=["figure typed over", "figure deleted", "cell changed", "paragraph moved", "row added"],
)
def test_what_somebody_edits_in_libreoffice_is_named(
    folder: Path, edit: Callable[[Any], None], figures: list[str], changes: list[str], moved: int
) -> None:
    parts = word_parts((folder / "again" / "example.docx").read_bytes())
    root = etree.fromstring(parts["word/document.xml"])
    edit(root)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**parts, "word/document.xml": etree.tostring(root)}.items():
            archive.writestr(name, data)
    edited = compare_copy(read(), read_word_file(out.getvalue()))
    how = {
        "added" if each.before is None else "taken out" if each.after is None else "changed"
        for each in edited.paragraphs
    }
    assert (sorted({each.figure for each in edited.figures}), sorted(how), edited.moved) == (figures, changes, moved)
