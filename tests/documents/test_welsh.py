"""A paper in Welsh: author text and the words around it in Welsh, what templates say in English and marked as such."""

from __future__ import annotations

import re
import shutil
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document, Paragraph
from cdi.model.document_json import document_as_bytes, document_from_bytes
from cdi.render.html import render_html
from cdi.render.pdf import render_pdf
from cdi.render.word.document import render_word
from cdi.workspace.paths import Workspace
from cdi.workspace.templates import SHIPPED_TEMPLATES

REF = AuditRef("leicestershire", "2018-reinspection")
TRAINING = """Mae’r heddlu’n cofnodi {{ fig("recording.overall") }} o droseddau, {{ fig("change.overall", "size") }} yn fwy
nag yn {{ fact("prior.label_year", "year") }}, ers {{ fact("inspection.published_on", "weekday") }}: _gwell_ na’r {{ 2 | ordinal }}.

- {{ ["Gwent", "Ynys Môn"] | listed }}, a {{ number_of("recommendations.overdue", "argymhelliad", "numerator") }}
"""


@pytest.fixture(scope="module")
def paper(
    project: Workspace, shipped_bundles: dict[AuditRef, Bundle], tmp_path_factory: pytest.TempPathFactory
) -> Document:
    folder = tmp_path_factory.mktemp("welsh") / REF.audit
    shutil.copytree(project.audit_folder(REF), folder)
    settings = folder / "documents.toml"
    settings.write_text(settings.read_text("utf-8").replace("[panel-paper]", '[panel-paper]\nlanguage = "cy"'), "utf-8")
    narrative = folder / "narrative" / "panel-paper.md"
    before, key, after = narrative.read_text("utf-8").partition("## training\n")
    narrative.write_text(f"{before}{key}\n{TRAINING}\n## {after.partition('## ')[2]}", "utf-8")
    return compose(shipped_bundles[REF], folder, "panel-paper")


def test_author_text_is_in_welsh_with_welsh_dates_lists_and_numbers(paper: Document) -> None:
    page = re.sub(r"<[^>]+>", "", render_html(paper))
    assert "Mae’r heddlu’n cofnodi 84.1% o droseddau, 8.3 pwynt canran yn fwy nag yn 2017" in page
    assert "ers dydd Mawrth 15 Ionawr 2019: gwell na’r 2il." in page
    assert "Gwent ac Ynys Môn, a 3 argymhelliad" in page


def test_a_paragraph_of_both_says_which_words_are_english(paper: Document) -> None:
    mixed = next(
        block
        for block in paper.blocks
        if isinstance(block, Paragraph) and len({run.language for run in block.runs}) == 2
    )
    english = "".join(run.text for run in mixed.runs if run.language == "en-GB")
    assert english.startswith("A crime data integrity delivery plan holds 55 actions")
    assert "heddlu" not in english
    assert f'<span lang="en-GB">{mixed.runs[0].text}</span>' in render_html(paper)


def test_the_page_is_welsh_and_its_english_parts_are_marked(paper: Document) -> None:
    page = render_html(paper)
    assert '<html lang="cy">' in page
    assert re.search(r"<h1[^>]* lang=\"en-GB\">", page)
    for words in ("Neidio i’r adroddiad", "Ar gael yn Saesneg yn unig", "Sut y cafwyd pob rhif", "Esbonio geiriau"):
        assert words in page
    english = re.findall(r'<(?:figure id="chart|section class="wide)[^>]*>', page)
    assert english
    assert [tag for tag in english if 'lang="en-GB"' not in tag] == []
    assert "Figure 1: " in page  # a chart is English as a whole, with its number
    assert page.count('<p class="box-title">Ar gael') == 1


def test_the_pdf_is_welsh_with_english_parts(paper: Document) -> None:
    with pikepdf.open(BytesIO(render_pdf(paper))) as pdf:
        content = b"".join(page.Contents.read_bytes() for page in pdf.pages)
        assert str(pdf.Root.Lang) == "cy"
    assert {b"en-GB", b"cy"} == set(re.findall(rb"/Lang ?\(([^)]*)\)", content))


def test_the_word_file_says_the_language_of_each_run(paper: Document) -> None:
    with zipfile.ZipFile(BytesIO(render_word(paper))) as file:
        body, styles, about = (
            file.read(name).decode() for name in ("word/document.xml", "word/styles.xml", "docProps/core.xml")
        )
    assert '<w:lang w:val="en-GB"/>' in styles  # of every run that does not say otherwise
    runs = re.findall(r"<w:r>(.*?)</w:r>", body)
    welsh = " ".join(re.sub(r"<[^>]+>", "", run) for run in runs if '<w:lang w:val="cy-GB"/>' in run)
    assert "Mae’r heddlu’n cofnodi" in welsh
    assert "Sut y cafwyd pob rhif" in welsh
    assert "delivery plan" not in welsh
    assert "<dc:language>cy</dc:language>" in about


def test_the_tree_keeps_the_languages(paper: Document) -> None:
    assert document_from_bytes(document_as_bytes(paper)) == paper


@pytest.mark.parametrize("name", ["words/{}.toml", "words/links.{}.toml", "workbook/words.{}.toml"])
def test_every_word_is_there_in_welsh_with_its_slots(name: str) -> None:
    english, welsh = (_flat(tomllib.loads(_read(name.format(tag)))) for tag in ("en-GB", "cy"))
    assert list(english.keys() - welsh.keys()) == []
    assert list(welsh.keys() - english.keys()) == []
    for key, words in english.items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", welsh[key])), key
        assert key in ("also_pdf", "section", "appendix_heading", "contact") or words != welsh[key], key


def _flat(words: dict[str, Any]) -> dict[str, str]:
    """The words of a file, those of its tables too, each by its own key."""
    tables = {key: inner for table in words.values() if isinstance(table, dict) for key, inner in table.items()}
    return {key: each for key, each in words.items() if not isinstance(each, dict)} | tables


def _read(name: str) -> str:
    return Path(SHIPPED_TEMPLATES.find(name)).read_text(encoding="utf-8")
