"""The Word file: what it says of itself, what leads where, and what no text can do to it."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest

from cdi.model.document import Contents, ContentsEntry, Document, Grade, Heading, ListBlock, Note, Paragraph, Run
from cdi.model.errors import PublicationRefused
from cdi.render.word.binding import Origin, bookmark_name, figure_tag
from cdi.render.word.document import render_word
from tests.documents.example import MARKDOWN, read
from tests.documents.word_reading import NAMES, W, paragraphs, word_parts, word_text, word_xml
from tests.thin import thin

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def of(*blocks: object, **parts: object) -> Document:
    return replace(read(), **{"blocks": blocks, "notes": (), **parts})


def saying(text: str) -> Document:
    return of(Paragraph((Run(text),)))


def leads(data: bytes, part: str = "document") -> list[tuple[str, str]]:
    found = word_xml(data, f"word/_rels/{part}.xml.rels")
    return [(each.get("Type").rpartition("/")[2], each.get("Target")) for each in found]


def test_another_reader_of_word_files_opens_it_and_finds_titles_tables_and_pictures() -> None:
    file = docx.Document(BytesIO(render_word(read())))
    assert [each.text for each in file.paragraphs if each.style.name == "Title"] == ["Heddlu: tŵr a thŷ, ≥ 84%"]
    assert [len(table.rows) for table in file.tables] == [71, 1, 3]
    assert len(file.inline_shapes) == 2


def test_the_file_says_what_it_is_and_when_the_document_is_from() -> None:
    file = docx.Document(BytesIO(render_word(replace(read(), page_title="A page title"))))
    about = file.core_properties
    assert (about.title, about.subject, about.author, about.language) == (
        "A page title",
        "A subject",
        "Registrar",
        "en-GB",
    )
    assert f"{about.created:%Y-%m-%d} {about.modified:%Y-%m-%d}" == "2019-02-01 2019-02-01"
    welsh = render_word(replace(read(), language="cy"))
    (usual,) = word_xml(welsh, "word/styles.xml").iterfind(".//w:rPrDefault//w:lang", NAMES)
    assert usual.get(f"{W}val") == "en-GB"  # of tables and titles; each other run says what it is
    assert {each.get(f"{W}val") for each in word_xml(welsh, "word/document.xml").iterfind(".//w:lang", NAMES)} == {
        "cy-GB"
    }
    assert docx.Document(BytesIO(welsh)).core_properties.language == "cy"


def test_the_same_document_gives_the_same_bytes_whenever_it_is_written() -> None:
    data = render_word(read())
    assert {entry.date_time for entry in zipfile.ZipFile(BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_says_which_report_it_was_made_from() -> None:
    custom = word_parts(render_word(read(), origin=Origin("kent/2018/panel-pack", "abc")))["docProps/custom.xml"]
    assert re.findall(rb'name="([^"]+)"><vt:lpwstr>([^<]+)', custom) == [
        (b"cdi report", b"kent/2018/panel-pack"), (b"cdi tree", b"abc"),
    ]  # fmt: skip
    assert "docProps/custom.xml" not in word_parts(render_word(read()))


def test_every_link_leads_to_a_place_in_the_file_and_every_id_is_given_once() -> None:
    root = word_xml(render_word(read()))
    names = [each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")]
    links = [each.get(f"{W}anchor") for each in root.iter(f"{W}hyperlink") if each.get(f"{W}anchor")]
    assert len(links) >= 5
    assert {*links} <= {*names}
    assert len({*names}) == len(names)
    for element in ("bookmarkStart", "bookmarkEnd"):
        ids = [each.get(f"{W}id") for each in root.iter(f"{W}{element}")]
        assert sorted(ids) == sorted({*ids})
    controls = [each.get(f"{W}val") for each in root.iterfind(".//w:sdtPr/w:id", NAMES)]
    assert len({*controls}) == len(controls) > 0


def test_names_are_as_long_as_word_takes_them_and_differ_where_ids_do() -> None:
    long = "rape.unrecorded.misclassified_as_" + "a" * 60
    assert figure_tag("recording.overall", "printed") == "recording.overall|printed"
    assert len(figure_tag(long, "value")) == 64
    assert figure_tag(long, "value") != figure_tag(f"{long}b", "value")
    assert bookmark_name("findings") == "_findings"
    assert bookmark_name("a.b") != bookmark_name("a_b") != bookmark_name("a-b")
    assert re.fullmatch(r"_[A-Za-z0-9_]{39}", bookmark_name(f"number.{long}"))


def test_a_number_leads_to_how_it_was_made_and_that_leads_back() -> None:
    root = word_xml(render_word(read()))
    control = next(each for each in root.iter(f"{W}sdt") if each.find("w:sdtPr/w:tag", NAMES) is not None)
    (link,) = control.iter(f"{W}hyperlink")
    assert link.get(f"{W}anchor") == bookmark_name("number.recording.overall")
    back = [each.get(f"{W}anchor") for each in root.iter(f"{W}hyperlink")][-1]
    assert back == bookmark_name("use.recording.overall")
    assert control.find("w:sdtPr/w:lock", NAMES).get(f"{W}val") == "contentLocked"


def test_addresses_of_pages_and_mail_are_links_and_no_others_can_be() -> None:
    data = render_word(of(Paragraph((Run("a", href="https://example.org/?a=1&b=2"), Run("b", href="mailto:a@b.org")))))
    assert [target for kind, target in leads(data) if kind == "hyperlink"] == [
        "https://example.org/?a=1&b=2", "mailto:a@b.org",
    ]  # fmt: skip
    for address in ("file:///etc/passwd", "javascript:alert(1)", r"\\server\share", "ms-word:ofe|u|x", "httpx://a"):
        with pytest.raises(PublicationRefused, match="expected https://, http:// or mailto:"):
            render_word(of(Paragraph((Run("a", href=address),))))


@pytest.mark.slow
def test_nothing_outside_the_file_is_fetched_and_nothing_in_it_runs() -> None:
    parts = word_parts(render_word(read()))
    outside = [
        each.get("Type").rpartition("/")[2]
        for name in parts if name.endswith(".rels")
        for each in word_xml(render_word(read()), name) if each.get("TargetMode") == "External"
    ]  # fmt: skip
    assert {*outside} == {"hyperlink"}
    assert not [name for name in parts if "vba" in name.lower() or "activeX" in name or "embeddings" in name]


FIELDS = re.compile(
    r'PAGE|NUMPAGES|SEQ (Figure|Table) \\\* ARABIC( \\r \d+)?|NOTEREF \w+ \\f \\h|TOC \\o "\d-\d" (\\b \w+ )?\\n \\h \\z'
)


@pytest.mark.parametrize(
    "text", ['{ INCLUDETEXT "c:/secret" }', "{ DDEAUTO c:/x }", "<w:instrText>DDE</w:instrText>", "]]>&amp;<!--"]
)
def test_a_field_in_a_text_is_only_text(text: str) -> None:
    data = render_word(replace(read(), blocks=(*read().blocks, *saying(text).blocks), notes=(Note(1, (Run(text),)),)))
    codes = [each.text.strip() for part in ("document", "header", "footer", "footnotes")
             for each in word_xml(data, f"word/{part}.xml").iter(f"{W}instrText")]  # fmt: skip
    assert [code for code in codes if not FIELDS.fullmatch(code)] == []
    assert len(codes) >= 5
    assert word_text(data).endswith(text)
    assert not list(word_xml(data).iter(f"{W}fldSimple"))


@pytest.mark.parametrize("sign", thin(["\0", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"], keep=3))
def test_a_sign_that_xml_cannot_hold_is_refused_by_its_name(sign: str) -> None:
    for document in (
        saying(f"a{sign}b"),
        replace(read(), title="t", settings=replace(read().settings, marking=f"O{sign}")),
        replace(read(), page_title=f"a{sign}"),
        of(*read().blocks, notes=(Note(1, (Run(sign),)),)),
    ):
        with pytest.raises(PublicationRefused, match=f"no Word file can hold, U\\+{ord(sign):04X}"):
            render_word(document)


def test_signs_outside_the_first_plane_and_spaces_at_the_ends_stay() -> None:
    assert "  𓀀 <&\"'>  " in word_text(render_word(saying("  𓀀 <&\"'>  ")))


def test_a_block_or_grade_that_the_skin_does_not_know_is_refused() -> None:
    unknown = type("Unknown", (), {"kind": "unknown"})()
    with pytest.raises(PublicationRefused, match="no block of kind unknown"):
        render_word(of(unknown))
    with pytest.raises(PublicationRefused, match="no style for the grade 'Goud'; did you mean Good"):
        render_word(of(Grade("Goud", (Run("Goud"),))))


def test_a_note_is_a_footnote_and_its_second_call_leads_to_the_first() -> None:
    data = render_word(of(Paragraph((Run("1", note=1), Run(" "), Run("1", note=1))), notes=(Note(1, (Run("Why."),)),)))
    root = word_xml(data)
    assert [each.get(f"{W}id") for each in root.iter(f"{W}footnoteReference")] == ["1"]
    (field,) = root.iter(f"{W}instrText")
    assert field.text == f" NOTEREF {bookmark_name('call-1')} \\f \\h "
    notes = word_xml(data, "word/footnotes.xml").findall("w:footnote", NAMES)
    assert [(each.get(f"{W}type"), "".join(each.itertext()).strip()) for each in notes] == [
        ("separator", ""), ("continuationSeparator", ""), (None, "Why."),
    ]  # fmt: skip
    assert "word/footnotes.xml" not in word_parts(render_word(saying("No note.")))


def test_captions_count_with_fields_that_begin_anew_where_the_numbers_do() -> None:
    table = next(block for block in read().blocks if block.kind == "table")
    data = render_word(of(*(replace(table, number=number) for number in (1, 2, 4))))
    codes = [each.text.strip() for each in word_xml(data).iter(f"{W}instrText")]
    assert codes == ["SEQ Table \\* ARABIC", "SEQ Table \\* ARABIC", "SEQ Table \\* ARABIC \\r 4"]
    assert "Table 4: A table" in word_text(data)


def test_rows_stay_whole_headers_repeat_and_a_short_table_stays_on_its_page() -> None:
    long, _, short = word_xml(render_word(read())).iter(f"{W}tbl")
    for table, kept in ((long, 1), (short, 3)):
        rows = table.findall("w:tr", NAMES)
        assert all(row.find("w:trPr/w:cantSplit", NAMES) is not None for row in rows)
        assert [row.find("w:trPr/w:tblHeader", NAMES) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert sum(row.find(".//w:keepNext", NAMES) is not None for row in rows) == kept
        assert table.find("w:tblPr/w:tblCaption", NAMES).get(f"{W}val").startswith(("A table", "Recording"))
        widths = [int(each.get(f"{W}w")) for each in table.iterfind("w:tblGrid/w:gridCol", NAMES)]
        assert 9000 < sum(widths) <= 11906 - 2 * 1417


def test_each_list_counts_from_its_own_start_and_a_list_in_a_list_stands_deeper() -> None:
    def listed(*items: object, style: str = "number", start: int = 1) -> ListBlock:
        return ListBlock(
            style, tuple((Paragraph((Run(each),)),) if isinstance(each, str) else each for each in items), start
        )

    inner = (Paragraph((Run("c"),)), listed("d", "e"), Paragraph((Run("more of c"),)))
    data = render_word(
        of(listed("a", "b"), listed(inner, "f", start=5), listed("g", "h", style="roman"), listed("i", style="bullet"))
    )
    assert [(style, label, text) for style, label, text in paragraphs(data)] == [
        ("List Number", "1.", "a"), ("List Number", "2.", "b"),
        ("List Number", "5.", "c"), ("List Number", "1.", "d"), ("List Number", "2.", "e"), ("List Continue", "", "more of c"),
        ("List Number", "6.", "f"),
        ("CDI Roman List", "(i)", "g"), ("CDI Roman List", "(ii)", "h"),
        ("List Bullet", "", "i"),
    ]  # fmt: skip


NUMBERS = [
    ["1.", "2.", "3."],
    ["1.", "2.", "1.", "2."],  # an appendix begins anew
    ["1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3", "2", "2.1", "2.1.1"],
    ["4.2.3", "4.2.4", "4.3", "4.3.1", "5"],  # a run that begins in its midst
    ["3", "3.1", "1", "1.1", "2", "2.1"],
    ["2.", "2", "3.", "2.1"],  # two runs side by side
    ["1", "1.2", "1.2.2", "1.3", "1.3.1"],
]


@pytest.mark.parametrize("numbers", NUMBERS, ids=" ".join)
def test_word_counts_to_the_numbers_that_the_tree_prints(numbers: list[str]) -> None:
    blocks = [Paragraph((Run("words"),), number) for number in numbers]
    assert [label for _, label, _ in paragraphs(render_word(of(*blocks)))] == numbers
    headings = [Heading(min(number.count(".") + 2, 5), (Run("words"),), f"a{place}", number=number)
                for place, number in enumerate(numbers) if not number.endswith(".")]  # fmt: skip
    shown = [label for _, label, _ in paragraphs(render_word(of(*headings)))]
    assert shown == [heading.number for heading in headings]


def contents_of(*levels: int, listed: slice) -> bytes:
    headings = [Heading(level, (Run(f"H{place}"),), f"h{place}") for place, level in enumerate(levels)]
    entries = [ContentsEntry(f"H{place}", f"h{place}", levels[place] - 2) for place in range(len(levels))][listed]
    return render_word(of(Contents(tuple(entries)), *headings))


def test_contents_are_a_field_that_lists_what_stands_in_it_already() -> None:
    root = word_xml(contents_of(2, 3, 2, listed=slice(None)))
    (code,) = (each.text.strip() for each in root.iter(f"{W}instrText"))
    assert code == 'TOC \\o "1-2" \\n \\h \\z'
    (field,) = (each for each in root.iter(f"{W}sdt") if each.find("w:sdtPr/w:docPartObj", NAMES) is not None)
    assert ["".join(each.itertext()) for each in field.iter(f"{W}hyperlink")] == ["H0", "H1", "H2"]


def test_contents_of_a_part_name_the_part() -> None:
    root = word_xml(contents_of(2, 3, 3, 2, 3, listed=slice(1, 3)))
    (code,) = (each.text.strip() for each in root.iter(f"{W}instrText"))
    name = bookmark_name("contents of h1")
    assert code == f'TOC \\o "2-2" \\b {name} \\n \\h \\z'
    (start,) = (each for each in root.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == name)
    (end,) = (each for each in root.iter(f"{W}bookmarkEnd") if each.get(f"{W}id") == start.get(f"{W}id"))
    between = [each for each in start.itersiblings() if each in list(end.itersiblings(preceding=True))]
    assert ["".join(each.itertext()) for each in between] == ["H1", "H2"]


def test_page_numbers_count_wherever_the_file_is_opened() -> None:
    footer = word_xml(render_word(read()), "word/footer.xml")
    assert [each.text.strip() for each in footer.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    assert "".join(each.text for each in footer.iter(f"{W}t")) == "OFFICIALPage 1 of 1"


def test_a_contact_stays_with_what_stands_before_it() -> None:
    data = render_word(
        read(
            MARKDOWN.replace(
                "## Findings", "A line before.\n\n## Contact\n\n::: fields\n\nRole\n: R\n\n:::\n\n## Findings"
            )
        )
    )
    stays = {
        "".join(each.itertext()): each.find("w:pPr/w:keepNext", NAMES) is not None
        for each in word_xml(data).iter(f"{W}p")
    }
    assert stays["A line before."]
    assert not stays["Deeper."]
