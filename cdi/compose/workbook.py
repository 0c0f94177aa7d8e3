"""The tables of a bundle become a workbook: a cover, contents, notes, and every table on a sheet of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from cdi.bundle.bundle import Bundle
from cdi.compose.document import day_of
from cdi.compose.template import filled_in
from cdi.house_style import formatting
from cdi.house_style.shorthand import SHORTHAND
from cdi.model.document import LANGUAGE
from cdi.model.errors import PublicationRefused
from cdi.model.exhibit import Table, TableCell, TableColumn
from cdi.model.one_line import on_one_line, show_hidden
from cdi.model.workbook import Display, Section, SheetCell, TableSheet, Workbook
from cdi.workspace.settings import find_placeholders, read_documents
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

LONGEST_CELL = 32_767
"""The letters that a cell of Excel holds; LibreOffice holds more."""
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_RESERVED = ("history",)
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z±\[])")


@dataclass(frozen=True, slots=True)
class WorkbookWords:
    """The words of a workbook that come from no table: `templates/workbook/words.<language>.toml`."""

    title: str
    cover: str
    contents: str
    notes: str
    one_table: str
    unsigned: str
    draft: str
    reconstruction: str
    made_up: str
    introduction_heading: str
    introduction: str
    about_heading: str
    source: str
    contact_heading: str
    contact: str
    sheet_name: str
    sheet_about: str
    note_name: str
    note_meaning: str
    mark_meaning: str
    rounding: str
    rounding_meaning: str
    unrounded: str
    unrounded_meaning: str


@cache
def read_workbook_words(language: str, templates: Templates = SHIPPED_TEMPLATES) -> WorkbookWords:
    """The words of a language (a BCP 47 tag), read once in a process.

    Raises PublicationRefused when a word is missing or unknown.
    """
    path = templates.find(f"workbook/words.{language}.toml")
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    wanted = {field.name for field in fields(WorkbookWords)}
    if wrong := sorted(wanted ^ words.keys()):
        raise PublicationRefused(f"words of workbooks in {language}: {path.name} lacks, or need not have, {wrong[0]}")
    return WorkbookWords(**words)


def compose_workbook(
    bundle: Bundle, folder: Path, templates: Templates = SHIPPED_TEMPLATES, *, draft: bool = False
) -> Workbook:
    """The workbook of a report: `folder` is the audit folder, whose `documents.toml` has its marking and contact.

    A `draft` says on each sheet that nobody signed its figures off. A table without rows has no sheet.
    """
    language = bundle.facts["force"].get("language", LANGUAGE)
    documents, words = read_documents(folder), read_workbook_words(language, templates)
    facts, first = bundle.facts, next(iter(documents.values()))
    status = "; ".join([*([words.unsigned] if draft else []), *_status(documents, facts, words)])
    names = _Names((words.cover, words.contents, words.notes, *_RESERVED), _LONGEST_NAME)
    table_names = _Names((), LONGEST_CELL)
    tables = [
        _table_sheet(table, names.give(_NOT_IN_NAMES.sub("-", table.id)), table_names, words, status)
        for table in bundle.tables.values()
        if table.rows
    ]
    sheets = [_notes(words, status), *tables]
    return Workbook(
        title=_plain(_title(facts, words)),
        author=_plain(facts["force"]["name"]),
        subject=_plain(first["subject"]),
        date=day_of(first["date"], facts["inspection"]),
        language=LANGUAGE,
        status=status,
        cover_name=words.cover,
        cover=tuple(_cover(documents, facts, words)),
        sheets=(_contents(sheets, words, status), *sheets),
    )


def _title(facts: Mapping[str, Any], words: WorkbookWords) -> str:
    auditor, inspection = facts["auditor"], facts["inspection"]
    audit = f"{auditor['name']} {auditor['exercise']}" if auditor["inspects"] else auditor["exercise"]
    return words.title.format(force=facts["force"]["name"], audit=audit, year=inspection["label_year"])


def _status(documents: Mapping[str, Any], facts: Mapping[str, Any], words: WorkbookWords) -> Iterator[str]:
    """The markings of the documents, whether something is still to be filled in, and what the rows are."""
    yield from dict.fromkeys(_plain(own["marking"]) for own in documents.values() if own["marking"])
    if find_placeholders({**documents, **filled_in(facts)}):
        yield words.draft
    match facts["provenance"]["basis"]:
        case "reconstruction":
            yield words.reconstruction
        case "made up":
            yield words.made_up


def _cover(documents: Mapping[str, Any], facts: Mapping[str, Any], words: WorkbookWords) -> Iterator[Section]:
    subjects = dict.fromkeys(_plain(own["subject"]) for own in documents.values())
    introduction = words.introduction.format(contents=words.contents, notes=words.notes)
    yield Section(words.introduction_heading, (*[*subjects][:1], introduction))
    provenance = facts["provenance"]
    sources = (words.source.format(source=_plain(source).rstrip(".")) for source in provenance["sources"])
    yield Section(words.about_heading, (_plain(provenance["statement"]), *sources))
    contacts = [own["contact"] for own in documents.values() if own.get("contact")]
    lines = dict.fromkeys(_plain(words.contact.format(**contact)) for contact in contacts)
    if lines:
        yield Section(words.contact_heading, tuple(lines))


def _contents(sheets: Iterable[TableSheet], words: WorkbookWords, status: str) -> TableSheet:
    rows = tuple((SheetCell(sheet.name, sheet=sheet.name), SheetCell(sheet.title)) for sheet in sheets)
    columns = (TableColumn(words.sheet_name), TableColumn(words.sheet_about))
    lines = _lines(status, words.one_table)
    return TableSheet(words.contents, words.contents, lines, "contents_table", columns, rows)


def _notes(words: WorkbookWords, status: str) -> TableSheet:
    marks = [
        (mark, formatting.capitalised(words.mark_meaning.format(meaning=meaning)))
        for mark, meaning in SHORTHAND.items()
    ]
    notes = [*marks, (words.rounding, words.rounding_meaning), (words.unrounded, words.unrounded_meaning)]
    rows = tuple((SheetCell(name), SheetCell(meaning)) for name, meaning in notes)
    columns = (TableColumn(words.note_name), TableColumn(words.note_meaning))
    return TableSheet(words.notes, words.notes, _lines(status, words.one_table), "notes_table", columns, rows)


def _table_sheet(table: Table, name: str, table_names: _Names, words: WorkbookWords, status: str) -> TableSheet:
    """The table with its source above it, a sentence a line; to its left nothing, so that it begins in column A."""
    sentences = _SENTENCE.split(_plain(table.source))
    headings = _Names((), LONGEST_CELL)  # a table of Excel has no two columns of one name
    return TableSheet(
        name=name,
        title=_plain(table.caption),
        lines=_lines(status, words.one_table, *sentences),
        table_name=table_names.give(f"table_{re.sub(r'[^A-Za-z0-9]', '_', table.id)}"),
        columns=tuple(TableColumn(headings.give(_plain(column.label)), column.kind) for column in table.columns),
        rows=tuple(tuple(map(_cell, row)) for row in table.rows),
        row_headers=table.row_headers,
    )


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _cell(cell: TableCell) -> SheetCell:
    """The cell as a number where its text is one, rounded as the page has it, else as the text of the page."""
    text, number = _plain(cell.text), cell.number
    if number is None or number.value is None or number.places is None:
        return SheetCell(text)
    rounded = formatting.half_up(number.value, number.places)
    before, written, after = text.partition(formatting.decimals(rounded, number.places))
    # A quotation mark would end the words of a number format.
    if not written or re.search(r'[\d"]', before + after):
        return SheetCell(text)
    return SheetCell(text, float(rounded), Display(max(0, number.places), before, after))


def _plain(text: str) -> str:
    """Text on one line, each sign of which can be seen, cut where a cell of Excel ends."""
    line = show_hidden(on_one_line(text))
    return line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"


class _Names:
    """Names of at most so many letters, of which no two are the same, capitals or not."""

    def __init__(self, taken: Iterable[str], longest: int) -> None:
        self._taken, self._longest = {name.casefold() for name in taken}, longest

    def give(self, wanted: str) -> str:
        """The name as wanted, shortened if need be, and with a number behind it when it is taken."""
        name, number = wanted[: self._longest], 1
        while name.casefold() in self._taken:
            number += 1
            ending = f"_{number}"
            name = wanted[: self._longest - len(ending)] + ending
        self._taken.add(name.casefold())
        return name
