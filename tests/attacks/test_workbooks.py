"""Workbooks that no spreadsheet program saves: each is refused in words, or read without what it tries to bring in."""

from __future__ import annotations

import gc
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from cdi.load.grid import read_grids
from cdi.model.fault import InputFaulty
from tests.attacks.targets import example_workbook
from tests.thin import thin

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
RELATIONS, TEXTS = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
GOOD = [("Sheet", {1: ["report_id", "sample", "recorded"], 2: ["a", "main", "yes"]})]
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "aaaaaaaaaa"><!ENTITY c "'
    + "&b;" * 99
    + '"><!ENTITY d "'
    + "&c;" * 99
    + '"><!ENTITY e "'
    + "&d;" * 99
    + '">]>'
)
FOREIGN = '<!DOCTYPE a [<!ENTITY d SYSTEM "file:///etc/passwd">]>'
ORDER, BROKEN, MACROS = (
    "stands twice, out of order or beyond the last",
    "cannot be opened as a workbook",
    "holds macros",
)


def parts() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(example_workbook())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def packed(changed: Mapping[str, str | bytes | None]) -> bytes:
    """The example with these parts instead of its own, or without those that are None."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({**parts(), **changed}).items():
            if content is not None:
                archive.writestr(name, content)
    return data.getvalue()


def sheet(rows: str, before: str = "", after: str = "") -> dict[str, str]:
    return {SHEET: f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'}


def changed(part: str, old: str, new: str) -> dict[str, str]:
    text = parts()[part]
    assert old in text, (part, text)
    return {part: text.replace(old, new)}


def cell(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def typed(kind: str) -> dict[str, str]:
    return changed(TYPES, "<Override ", f'<Override PartName="/xl/a.bin" ContentType="{kind}"/><Override ')


def sheets(number: int) -> dict[str, str]:
    again = "".join(f'<sheet xmlns:r="{OFFICE}" name="s{n}" sheetId="{n + 2}" r:id="rId1"/>' for n in range(number))
    return changed(BOOK, "</sheets>", f"{again}</sheets>")


ONE = "<c><v>1</v></c>"
REFUSED: dict[str, tuple[Mapping[str, str | bytes | None], str]] = {
    "a row after two thousand million that are not there": (sheet(f'<row r="2000000000">{ONE}</row>'), ORDER),
    "a row of twenty digits": (sheet(f'<row r="{"9" * 20}">{ONE}</row>'), ORDER),
    "a row between other marks": (sheet(f"<row r='2000000000'>{ONE}</row>"), ORDER),
    "a row behind other words and blanks": (sheet(f'<row ht="1"\n r = "2000000000">{ONE}</row>'), ORDER),
    "a row in code points": (sheet(f'<row r="&#50;000000000">{ONE}</row>'), ORDER),
    "a row with an exponent": (sheet(f'<row r="2e9">{ONE}</row>'), ORDER),
    "a row with underscores": (sheet(f'<row r="2_000_000_000">{ONE}</row>'), ORDER),
    "a row in digits of another script": (sheet(f'<row r="٢000000000">{ONE}</row>'), ORDER),
    "a row before the first": (sheet(f'<row r="-5">{ONE}</row>'), ORDER),
    "a row behind a sign that ends a tag": (sheet(f'<row a=">" r="2000000000">{ONE}</row>'), "a row beyond the last"),
    "a row in UTF-16": (
        {SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + sheet(f'<row r="2000000000">{ONE}</row>')[SHEET]).encode("utf-16")},
        "a row beyond the last",
    ),
    "rows backwards, of which the second would vanish": (sheet(f'<row r="5">{ONE}</row><row r="2">{ONE}</row>'), ORDER),
    "a row twice": (sheet(f'<row r="5">{ONE}</row><row r="5">{ONE}</row>'), ORDER),
    "cells backwards, of which the first would vanish": (sheet('<row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), ORDER),
    "a cell twice": (sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), ORDER),
    "more cells in a row than there can be": (sheet('<row r="1">' + "<c/>" * 16_385 + "</row>"), ORDER),
    "a cell in a column that is none": (sheet('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), ORDER),
    "the last cell of all": (sheet(f'<row r="1">{ONE}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "far from all others"),
    "one sheet under two names": (sheets(1), "the same part of the file"),
    "one sheet under a thousand names": (sheets(1_000), "1001 sheets"),
    "a text of 40,000 letters": (sheet(cell("a" * 40_000)), "a cell of 40,000 letters"),
    "an archive that unpacks to 30 MB": ({"xl/media/a.bin": b"\0" * 30_000_000}, "unpacks to"),
    "entities in a sheet": (sheet(cell("&d;"), LAUGHS), BROKEN),
    "entities in shared texts": ({**typed("a/b"), TEXTS: f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&d;</t></si></sst>',
        **changed(RELATIONS, "</Relationships>", f'<Relationship Id="r9" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
        TYPES: parts()[TYPES].replace("<Override ", '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override ', 1)}, BROKEN),
    "entities in the title of a sheet": ({BOOK: LAUGHS + parts()[BOOK].replace('name="Sheet"', 'name="&e;"')}, BROKEN),
    "a foreign file in a sheet": (sheet(cell("&d;"), FOREIGN), BROKEN),
    "a foreign file in the title of a sheet": ({BOOK: FOREIGN + parts()[BOOK].replace('name="Sheet"', 'name="&d;"')}, BROKEN),
    "merged cells that are none": (sheet(cell("a"), "", '<mergeCells><mergeCell ref="$$$:::AAAA"/></mergeCells>'), BROKEN),
    "a shared text that is not there": (sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), BROKEN),
    "a number of 5,000 digits": (sheet(f'<row r="1"><c r="A1"><v>{"9" * 5_000}</v></c></row>'), BROKEN),
    "a date after all dates": (sheet('<row r="1"><c r="A1" t="d"><v>99999-12-31</v></c></row>'), BROKEN),
    "a zero byte": (sheet(cell("a\0b")), BROKEN),
    "the type of a text file": (changed(TYPES, "spreadsheetml.sheet.main+xml", "x+xml"), BROKEN),
    "no types": ({TYPES: None}, BROKEN),
    "no relations": ({RELATIONS: None}, BROKEN),
    "no workbook": ({BOOK: None}, "an archive, but not a workbook"),
    "a workbook that is no XML": ({BOOK: b"\0\1"}, BROKEN),
    "macros in large letters": ({"xl/VBAPROJECT.BIN": b"x"}, MACROS),
    "macros under another name": ({"xl/a.bin": b"x", **typed("application/vnd.ms-office.vbaProject")}, MACROS),
    "the type of a workbook with macros": (
        changed(TYPES, "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "vnd.ms-excel.sheet.macroEnabled.main+xml"), MACROS),
    "a sheet of macros of old": ({"xl/macrosheets/sheet1.xml": "<x/>"}, MACROS),
}  # fmt: skip
HARMLESS: dict[str, Mapping[str, str | bytes | None]] = {
    "a link to another workbook": {
        **changed(RELATIONS, "</Relationships>", f'<Relationship Id="r9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'),
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
    },
    "a connection": {"xl/connections.xml": f'<connections xmlns="{MAIN}"><connection id="1" type="4" name="x"><webPr url="http://192.0.2.1"/></connection></connections>'},
    "a type of document on another machine": {BOOK: '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">' + parts()[BOOK]},
    "names that lead out of the archive": {"../../../tmp/evil": b"x", "/etc/evil": b"x"},
    "an object of another program": {"xl/embeddings/oleObject1.bin": b"x"},
    "5,000 defined names": changed(BOOK, "</sheets>", "</sheets><definedNames>" + "".join(f'<definedName name="a{n}">Sheet!$A$1</definedName>' for n in range(5_000)) + "</definedNames>"),
    "a defined name that runs a program": changed(BOOK, "</sheets>", '</sheets><definedNames><definedName name="_xlnm.Auto_Open">cmd|"/c calc"!A0</definedName></definedNames>'),
    "a size that it has not": changed(SHEET, "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
    "all cells merged": changed(SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="E5:XFD1048576"/></mergeCells>'),
}  # fmt: skip


def saved(folder: Path, parts_changed: Mapping[str, str | bytes | None]) -> Path:
    path = folder / "tables.xlsx"
    path.write_bytes(packed(parts_changed))
    return path


@pytest.mark.parametrize("kind", thin(REFUSED, keep=14))
def test_what_no_program_saves_is_refused(tmp_path: Path, kind: str) -> None:
    parts_changed, said = REFUSED[kind]
    with pytest.raises(InputFaulty, match=said):
        read_grids(saved(tmp_path, parts_changed), tmp_path)


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_beside_the_cells_is_neither_followed_nor_run(tmp_path: Path, kind: str) -> None:
    grids = read_grids(saved(tmp_path, HARMLESS[kind]), tmp_path)
    assert [(grid.title, grid.rows) for grid in grids] == GOOD


@pytest.mark.parametrize("target", ["../../../../../etc/passwd", "http://192.0.2.1/sheet.xml", "file:///etc/passwd"])
def test_no_sheet_is_read_from_elsewhere(tmp_path: Path, target: str) -> None:
    path = saved(tmp_path, changed(RELATIONS, "/xl/worksheets/sheet1.xml", target))
    assert read_grids(path, tmp_path) == []


@pytest.mark.parametrize(
    "formula", ["cmd|'/c calc'!A0", "WEBSERVICE(&quot;http://192.0.2.1&quot;)", "1+" * 90_000 + "1"]
)
def test_no_formula_is_worked_out(tmp_path: Path, formula: str) -> None:
    path = saved(tmp_path, sheet(f'<row r="1"><c r="A1"><f>{formula}</f></c></row>'))
    (grid,) = read_grids(path, tmp_path)
    assert (grid.rows, grid.unsaved) == ({1: []}, {(1, 1)})


def test_a_protected_workbook_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed({}))
    data[bytes(data).find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "tables.xlsx").write_bytes(data)
    with pytest.raises(InputFaulty, match="protected by a password"):
        read_grids(tmp_path / "tables.xlsx", tmp_path)


def test_a_workbook_that_is_refused_is_closed(tmp_path: Path) -> None:
    with pytest.raises(InputFaulty):
        read_grids(saved(tmp_path, REFUSED["a zero byte"][0]), tmp_path)
    gc.collect()  # a file that is still open warns when it goes, and a warning is an error here
