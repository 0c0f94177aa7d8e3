"""A Word file that somebody edited, read back: what was changed by hand, and where."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest

from cdi.edited_copy.comparison import EditedCopy, EditedFigure, EditedParagraph, compare_copy
from cdi.edited_copy.word_file import open_word_file, read_word_file
from cdi.edited_copy.wording import as_json, as_text
from cdi.model.document_json import document_as_bytes
from cdi.model.errors import PublicationRefused, UsageRefused
from cdi.render.word.binding import Origin
from cdi.render.word.document import render_word
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.documents.example import read
from tests.documents.word_reading import word_parts

AS_DELIVERED = EditedCopy((), ())
Edit = Callable[[str], str]


@cache
def tree() -> str:
    """The checksum of what was delivered."""
    return hashlib.sha256(document_as_bytes(read())).hexdigest()


@cache
def delivered() -> bytes:
    """The Word file that the force was given."""
    return render_word(read(), origin=Origin("kent/2018/panel-pack", tree()))


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def edited(edit: Edit, part: str = "word/document.xml") -> bytes:
    """The delivered file with one part changed; the edit must change something."""
    parts = word_parts(delivered())
    text = parts[part].decode()
    assert edit(text) != text
    return packed(parts | {part: edit(text).encode()})


def put(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new)


def compared(edit: Edit, part: str = "word/document.xml") -> EditedCopy:
    return compare_copy(read(), read_word_file(edited(edit, part)))


def without(pattern: str) -> Edit:
    return lambda text: re.sub(pattern, "", text, count=1, flags=re.DOTALL)


CONTROL = r"<w:sdt><w:sdtPr><w:alias.*?</w:sdt>"
BROKEN_UP = put("See ", 'S</w:t></w:r><w:proofErr w:type="x"/><w:r><w:t xml:space="preserve">ee ')


def test_a_file_that_was_only_saved_again_is_as_delivered() -> None:
    file = docx.Document(io.BytesIO(delivered()))
    out = io.BytesIO()
    file.save(out)
    assert compare_copy(read(), read_word_file(out.getvalue())) == AS_DELIVERED
    assert compared(BROKEN_UP) == AS_DELIVERED
    assert as_text(AS_DELIVERED, 10) == "Nothing was changed: every figure and every paragraph is as delivered."


def test_a_figure_that_was_changed_by_hand_is_named_with_its_place() -> None:
    found = compared(put(">84.1%<", ">85.0%<"))
    (first, *_) = found.figures
    assert first == EditedFigure("“Findings”, paragraph 1", "recording.overall", "printed", "84.1%", "85.0%")
    assert found.paragraphs[0] == EditedParagraph(
        "“Findings”, paragraph 1",
        "The force records 84.1% of crime. See Appendix A.",
        "The force records 85.0% of crime. See Appendix A.",
    )
    with pytest.raises(PublicationRefused, match="2 figures are not as delivered; a figure is changed in the data"):
        found.refuse_changed_figures()


def test_a_figure_typed_in_place_of_its_control_is_found_too() -> None:
    typed = lambda text: re.sub(CONTROL, "<w:r><w:t>85%</w:t></w:r>", text, count=1, flags=re.DOTALL)  # noqa: E731
    (figure,) = compared(typed).figures
    assert (figure.before, figure.after) == ("84.1%", None)
    kept = lambda text: re.sub(CONTROL, "<w:r><w:t>84.1%</w:t></w:r>", text, count=1, flags=re.DOTALL)  # noqa: E731
    assert compared(kept) == EditedCopy((), (), unbound=1)


@pytest.mark.parametrize(
    ("text", "printed"), [("so 84.1% of", True), ("so 184.1% of", False), ("84.1%5", False), ("84.1% (x)", True)]
)
def test_a_number_is_printed_only_where_it_stands_whole(text: str, printed: bool) -> None:
    put_in = lambda xml: re.sub(CONTROL, f"<w:r><w:t>{text}</w:t></w:r>", xml, count=1, flags=re.DOTALL)  # noqa: E731
    assert (compared(put_in).figures == ()) is printed


CHANGES: list[tuple[Edit, str, list[EditedParagraph]]] = [
    (put("Deeper.", "Deeper still."), "word/document.xml", [EditedParagraph("“Below”, paragraph 1", "Deeper.", "Deeper still.")]),
    (put(">Findings<", ">Our findings<"), "word/document.xml", [EditedParagraph("the heading “Findings”", "Findings", "Our findings")]),
    (put(">87.8<", ">97.8<"), "word/document.xml", [EditedParagraph("table 2, row 3, column 2", "87.8", "97.8")]),
    (put("Weighted by", "Unweighted by"), "word/footnotes.xml",
     [EditedParagraph("note 1", "Weighted by yearly volume.", "Unweighted by yearly volume.")]),
    (put("<w:sectPr", "<w:p><w:r><w:t>Added.</w:t></w:r></w:p><w:sectPr"), "word/document.xml",
     [EditedParagraph("after “How each number was made”, paragraph 2", None, "Added.")]),
    (put("<w:r><w:t xml:space=\"preserve\">Deeper.</w:t></w:r>", ""), "word/document.xml", [EditedParagraph("“Below”, paragraph 1", "Deeper.", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "part", "changes"), CHANGES, ids=[changes[0].place for _, _, changes in CHANGES])
def test_a_paragraph_that_differs_is_named_with_its_place(
    edit: Edit, part: str, changes: list[EditedParagraph]
) -> None:
    found = compared(edit, part)
    assert list(found.paragraphs) == changes
    found.refuse_changed_figures()


def test_a_paragraph_that_stands_elsewhere_is_only_counted() -> None:
    def move(text: str) -> str:
        (paragraph,) = re.findall(r"<w:p>(?:(?!<w:p>).)*?>Deeper\.<.*?</w:p>", text)
        return text.replace(paragraph, "").replace("<w:sectPr", f"{paragraph}<w:sectPr")

    assert compared(move) == EditedCopy((), (), moved=1)


def test_tracked_changes_are_read_as_accepted() -> None:
    tracked = '<w:ins w:id="9"><w:r><w:t>Deep.</w:t></w:r></w:ins><w:del w:id="8"><w:r><w:delText>Deeper.</w:delText></w:r></w:del>'
    edit = put('<w:r><w:t xml:space="preserve">Deeper.</w:t></w:r>', tracked)
    assert [each.after or each.before for each in compared(edit).paragraphs] == ["Deep."]


def test_contents_that_word_made_anew_are_no_change() -> None:
    assert (
        compared(without(r"<w:hyperlink[^>]*><w:r><w:t xml:space=\"preserve\">Judgment.*?</w:hyperlink>"))
        == AS_DELIVERED
    )


def test_the_text_shows_few_and_the_json_all() -> None:
    found = EditedCopy((), tuple(EditedParagraph(f"place {n}", "a", "b\x1b[31m") for n in range(3)), 2, 1)
    assert as_text(found, 1).splitlines() == [
        "Paragraphs that differ: 3",
        "  place 0: changed",
        "    delivered: a",
        "    copy:      b<U+001B>[31m",
        "  and 2 more; --rows shows more of them",
        "Paragraphs that only stand elsewhere: 1",
        "Figures printed as delivered, but no longer bound to their ids: 2",
    ]
    assert len(as_json(found)["paragraphs"]) == 3


BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
FETCH = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'
BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("notes.txt", lambda: b"hello", "no Word file; save it in Word as .docx"),
    ("empty.docx", lambda: b"", "no Word file"),
    ("locked.docx", lambda: b"\xd0\xcf\x11\xe0" * 200, "no Word file; save it in Word as .docx, without a password"),
    ("cut.docx", lambda: delivered()[: len(delivered()) // 2], "no Word file"),
    ("other.docx", lambda: packed({"a": b"b"}), "it cannot be read as a Word file"),
    ("entities.docx", lambda: packed({"word/document.xml": BOMB}), "a DOCTYPE, which no word processor writes"),
    ("fetching.docx", lambda: packed({"word/document.xml": FETCH}), "a DOCTYPE, which no word processor writes"),
    ("nested.docx", lambda: packed({"word/document.xml": b"<a>" * 5000 + b"</a>" * 5000}), "no XML that can be read"),
    ("broken.docx", lambda: packed({"word/document.xml": b"<a>\x00</a>"}), "no XML that can be read"),
    ("macros.docx", lambda: packed({**word_parts(delivered()), "word/vbaProject.bin": b"x"}), "it holds macros"),
    ("bomb.docx", lambda: packed({"word/document.xml": b" " * 60_000_000}), "unpacks to 60,000,000 bytes, so it was not opened"),
    ("damaged.docx", lambda: delivered().replace(b"word/document.xml", b"word/documenu.xml", 1), "damaged; take the copy"),
    ("long.docx", lambda: packed({"word/document.xml": b'<a xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' + b"<w:p/>" * 20_001 + b"</a>"}), "more paragraphs than any report"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "said"), BAD, ids=[name for name, *_ in BAD])
def test_a_file_that_is_no_report_is_refused_in_words(
    tmp_path: Path, name: str, data: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data())
    with pytest.raises(UsageRefused, match=f"^{name}: .*{said}"):
        open_word_file(path)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    for name in ("a.docx", "b.docx"):
        with pytest.raises(UsageRefused, match="no such file; expected a Word file"):
            open_word_file(tmp_path / name)


@pytest.fixture
def kent(tmp_path: Path) -> Workspace:
    """A workspace in which the document was delivered."""
    folder = tmp_path / "reports" / "kent" / "2018"
    folder.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "forces.toml").write_text("[kent]\n", encoding="utf-8")
    (folder / "panel-pack.json").write_bytes(document_as_bytes(read()))
    return Workspace(tmp_path)


def test_the_command_says_what_differs_and_ends_with_5_for_a_figure(kent: Workspace, cdi: RunCommand) -> None:
    copy = kent.root / "copy.docx"
    for data, code, said in (
        (delivered(), 0, "Nothing was changed"),
        (edited(put("Deeper.", "Deeper still.")), 0, "Paragraphs that differ: 1\n  “Below”, paragraph 1: changed"),
        (edited(put(">84.1%<", ">85%<")), 5, "  “Findings”, paragraph 1: recording.overall (printed)"),
    ):
        copy.write_bytes(data)
        ended = cdi(kent, "read-back", str(copy))
        assert ended.returncode == code, ended.stderr
        assert said in ended.stdout
    changes = json.loads(cdi(kent, "read-back", str(copy), "--json").stdout)
    assert changes["figures"][0]["after"] == "85%"


def test_a_copy_of_what_is_no_longer_kept_is_not_compared_with_anything_else(kent: Workspace, cdi: RunCommand) -> None:
    copy, tree = kent.root / "copy.docx", kent.root / "reports" / "kent" / "2018" / "panel-pack.json"
    copy.write_bytes(delivered())
    before = kent.root / "reports" / ".work" / "kent" / "2018" / "before" / "report"
    before.mkdir(parents=True)
    tree.rename(before / tree.name)
    assert cdi(kent, "read-back", str(copy)).returncode == 0
    (before / tree.name).unlink()
    ended = cdi(kent, "read-back", str(copy))
    assert (ended.returncode, "is no longer kept here" in ended.stderr) == (2, True)


@pytest.mark.parametrize("report", ["../../etc/passwd", "kent/2018/../../x", "kent", "KENT/2018/panel-pack", ""])
def test_a_file_that_names_a_place_elsewhere_is_refused(kent: Workspace, cdi: RunCommand, report: str) -> None:
    copy = kent.root / "copy.docx"
    copy.write_bytes(render_word(read(), origin=Origin(report, tree())))
    ended = cdi(kent, "read-back", str(copy))
    assert (ended.returncode, "names no document of a report" in ended.stderr) == (2, True)


def test_a_file_that_lost_its_properties_is_compared_with_the_one_named(kent: Workspace, cdi: RunCommand) -> None:
    copy = kent.root / "copy.docx"
    copy.write_bytes(render_word(read()))
    assert "no longer says which document it was made from" in cdi(kent, "read-back", str(copy)).stderr
    folder = kent.root / "reports" / "kent" / "2018"
    assert cdi(kent, "read-back", str(copy), "--against", str(folder / "panel-pack.docx")).returncode == 0
    assert "no such file" in cdi(kent, "read-back", str(copy), "--against", str(folder / "other.docx")).stderr
    (folder / "bad.json").write_text("{}", encoding="utf-8")
    assert "not as it was delivered" in cdi(kent, "read-back", str(copy), "--against", str(folder / "bad.docx")).stderr
