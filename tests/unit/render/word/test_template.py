"""A Word template of one's own: what it must have, what is said when it lacks it, and what is not taken over."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cdi.model.errors import PublicationRefused
from cdi.render.word import styles
from cdi.render.word.document import render_word
from cdi.render.word.template import read_layout
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates
from tests.conftest import PROJECT
from tests.documents.example import read
from tests.documents.word_reading import word_parts, word_text
from tools.word_template import FILE, write_template

SHIPPED = word_parts(FILE.read_bytes())
Spoil = Callable[[dict[str, bytes]], object]


def put(folder: Path, parts: dict[str, bytes], name: str = "reference.docx") -> Templates:
    """A workspace's templates with a Word template of these parts."""
    path = folder / "templates" / "word" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return Templates.of_workspace(folder)


def replaced(part: str, old: str, new: str) -> Spoil:
    def spoil(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part], old
        parts[part] = parts[part].replace(old.encode(), new.encode())

    return spoil


def test_the_shipped_template_is_what_its_script_writes() -> None:
    assert word_parts(write_template()) == SHIPPED


def test_the_page_of_the_guide_lists_every_style_that_is_used() -> None:
    page = (PROJECT / "docs" / "how-to" / "word-template.md").read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))}
    used = (*styles.PARAGRAPH_STYLES, *styles.CHARACTER_STYLES, *styles.TABLE_STYLES)
    assert [name for name in used if name.lower() not in named] == []


def test_a_template_of_the_workspace_is_used_by_name(tmp_path: Path) -> None:
    parts = dict(SHIPPED)
    replaced("word/styles.xml", "Arial", "Gill Sans")(parts)
    own = put(tmp_path, parts, "council.docx")
    assert b"Gill Sans" in word_parts(render_word(read(), own, "council.docx"))["word/styles.xml"]
    assert b"Gill Sans" not in word_parts(render_word(read(), own))["word/styles.xml"]
    replaces = put(tmp_path, parts)
    assert b"Gill Sans" in word_parts(render_word(read(), replaces))["word/styles.xml"]


LACKING: list[tuple[Spoil, str]] = [
    (
        replaced("word/styles.xml", 'w:val="CDI Callout"', 'w:val="My Callout"'),
        r"lacks the styles CDI Callout \(paragraph\); add each in Word under Styles",
    ),
    (
        replaced("word/styles.xml", '<w:name w:val="CDI Table"/>', '<w:name w:val="x"/>'),
        r"lacks the styles CDI Table \(table\)",
    ),
    (replaced("word/styles.xml", '<w:numId w:val="2"/>', ""), "the style List Number has no numbering; in Word open"),
    (replaced("word/styles.xml", '<w:numId w:val="2"/>', '<w:numId w:val="77"/>'), "the style List Number has no number"),
    (lambda parts: parts.pop("word/numbering.xml"), "it cannot be read as a Word file"),
    (lambda parts: parts.pop("word/document.xml"), "it cannot be read as a Word file"),
    (lambda parts: parts.update({"word/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "it cannot be read"),
    (replaced("word/document.xml", "<w:pgSz", "<w:titlePg/><w:pgSz"), "of its first pages has a place for the marking; insert a plain text content control with the tag cdi.marking"),
    (replaced("word/document.xml", "w:pgMar", "w:pgOld"), "its page has no size or no margins"),
    (
        lambda parts: parts.update({
            "word/_rels/header.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://x/image" Target="http://evil.example/a.png" TargetMode="External"/></Relationships>'
        }),
        "word/header.xml leads to http://evil.example/a.png; take the link or the linked picture out",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), LACKING, ids=[said[:30] for _, said in LACKING])
def test_what_a_template_lacks_is_named_with_the_cure(tmp_path: Path, spoil: Spoil, said: str) -> None:
    parts = dict(SHIPPED)
    spoil(parts)
    with pytest.raises(PublicationRefused, match=f"Word template reference.docx: .*{said}"):
        render_word(read(), put(tmp_path, parts))


def test_a_template_without_a_place_for_the_marking_is_refused(tmp_path: Path) -> None:
    parts = dict(SHIPPED)
    for name in ("header", "footer"):
        replaced(f"word/{name}.xml", "cdi.marking", "other")(parts)
    with pytest.raises(PublicationRefused, match="neither header nor footer of its default pages"):
        render_word(read(), put(tmp_path, parts))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_a_file_that_is_no_template_is_refused(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, SHIPPED)
    (tmp_path / "templates" / "word" / "reference.docx").write_bytes(content)
    with pytest.raises(PublicationRefused, match="cannot be read as a Word file; open it in Word and save it"):
        render_word(read(), Templates.of_workspace(tmp_path))


def test_a_template_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(
        PublicationRefused, match=r"referenc.docx: there is none; .*reference.docx; did you mean reference"
    ):
        render_word(read(), SHIPPED_TEMPLATES, "referenc.docx")


def test_text_macros_people_and_what_leads_elsewhere_stay_behind(tmp_path: Path) -> None:
    parts = dict(SHIPPED)
    replaced("word/document.xml", "Word template of the reports", "SECRET of the template")(parts)
    replaced("word/settings.xml", "<w:defaultTabStop", '<w:attachedTemplate r:id="rId1"/><w:defaultTabStop')(parts)
    parts["word/_rels/settings.xml.rels"] = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://x/attachedTemplate" Target="file:///c:/SECRET.dotm" TargetMode="External"/></Relationships>'  # fmt: skip
    parts["word/vbaProject.bin"] = parts["docProps/core.xml"] = parts["docProps/app.xml"] = b"SECRET"
    data = render_word(read(), put(tmp_path, parts))
    assert [name for name, part in word_parts(data).items() if b"SECRET" in part or b"attachedTemplate" in part] == []
    assert "word/vbaProject.bin" not in word_parts(data)


def test_a_logo_in_a_header_is_taken_along_and_the_marking_keeps_its_look(tmp_path: Path) -> None:
    parts = dict(SHIPPED)
    parts["word/media/logo.png"] = b"a logo"
    parts["word/_rels/header.xml.rels"] = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://x/image" Target="media/logo.png"/></Relationships>'  # fmt: skip
    replaced("[Content_Types].xml", "<Override", '<Default Extension="png" ContentType="image/png"/><Override')(parts)
    replaced("word/header.xml", "<w:r><w:t>Marking", "<w:r><w:rPr><w:b/></w:rPr><w:t>Marking")(parts)
    made = word_parts(render_word(read(), put(tmp_path, parts)))
    assert made["word/media/logo.png"] == b"a logo"
    assert b'<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">OFFICIAL' in made["word/header.xml"]


def test_a_template_is_read_once_while_it_stays_as_it_is(tmp_path: Path) -> None:
    own = put(tmp_path, SHIPPED)
    assert read_layout(own, "reference.docx") is read_layout(Templates.of_workspace(tmp_path), "reference.docx")
    assert "Findings" in word_text(render_word(read(), own))
