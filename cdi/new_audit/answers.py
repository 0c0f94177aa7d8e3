"""What a person answers to the questions of an import, and the mapping file in which the answers are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import tomlkit

from cdi.contract.moments import DateOrder
from cdi.contract.tables import AUDIT_TABLES
from cdi.model.errors import UsageRefused, nearest
from cdi.workspace.toml import read_toml

OPEN = "?"
"""In a mapping file: not answered yet. An empty text answers "the file does not have it"."""

_KEYS = ("dates", "sheets", "columns", "constants", "values")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that an import does not guess.

    `of` is the part of the mapping file that holds the answer, `table` and `name` where in it: a sheet, a column, or
    for a value the column and the word ("stratum", "violense"). `text` says what is asked and why; `offered` is the
    answer that looks likeliest.
    """

    of: Literal["dates", "sheets", "columns", "values"]
    text: str
    table: str = ""
    name: str = ""
    word: str = ""
    offered: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What is settled: the table of each sheet, the heading, or one value throughout, of each column, words, dates."""

    dates: DateOrder | None = None
    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def with_answer(self, question: OpenQuestion, answer: str) -> Answers:
        """These answers and one more.

        Raises UsageRefused for an answer that does not fit the question.
        """
        content = self.as_dict()
        table = content[question.of] if question.of != "dates" else {}
        match question.of:
            case "dates":
                content["dates"] = answer
            case "sheets":
                table[question.name] = answer
            case "columns":
                table.setdefault(question.table, {})[question.name] = answer
            case "values":
                table.setdefault(question.table, {}).setdefault(question.name, {})[question.word] = answer
        return _checked(content, "the answer")

    def as_dict(self) -> dict[str, Any]:
        """The content of a mapping file."""
        return {
            "dates": self.dates,
            "sheets": dict(self.sheets),
            "columns": {table: dict(columns) for table, columns in self.columns.items()},
            "constants": {table: dict(columns) for table, columns in self.constants.items()},
            "values": {
                table: {column: dict(words) for column, words in columns.items()}
                for table, columns in self.values.items()
            },
        }


def read_answers(path: Path) -> Answers:
    """The answers of a mapping file. Raises UsageRefused for a key, table, column or value that does not exist."""
    if not path.is_file():
        raise UsageRefused(f"{path}: no such mapping file")
    content = read_toml(path)
    for key in content:
        if key not in _KEYS:
            raise UsageRefused(f"{path}: key {key}: {nearest(key, _KEYS)}")
    return _checked(content, str(path))


def _checked(content: Mapping[str, Any], where: str) -> Answers:
    dates = content.get("dates")
    if dates not in (None, OPEN, "dmy", "mdy"):
        raise UsageRefused(f'{where}: dates = {dates!r}; expected "dmy" or "mdy"')
    parts: dict[str, Any] = {
        key: {str(name): entry for name, entry in content.get(key, {}).items()} for key in _KEYS[1:]
    }
    headed, throughout = _part_constants(parts["columns"])
    constants = {table: {**parts["constants"].get(table, {}), **throughout.get(table, {})} for table in
                 {**parts["constants"], **throughout}}  # fmt: skip
    answers = Answers(None if dates == OPEN else dates, parts["sheets"], headed, constants, parts["values"])
    for table in answers.sheets.values():
        if table not in ("", OPEN, *AUDIT_TABLES):
            raise UsageRefused(f"{where}: no table is called {table!r}; {nearest(table, AUDIT_TABLES)}")
    for part in (answers.columns, answers.constants, answers.values):
        for table, columns in part.items():
            if table not in AUDIT_TABLES:
                raise UsageRefused(f"{where}: no table is called {table!r}; {nearest(table, AUDIT_TABLES)}")
            _refuse_unknown_columns(table, columns, where)
    return answers


def _part_constants(columns: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns that have a heading, and those of which "=value" says that every row has this value."""
    headed = {
        table: {name: text for name, text in entries.items() if not text.startswith("=")}
        for table, entries in columns.items()
    }
    throughout = {
        table: {name: text[1:].strip() for name, text in entries.items() if text.startswith("=")}
        for table, entries in columns.items()
    }
    return headed, throughout


def _refuse_unknown_columns(table: str, columns: Mapping[str, Any], where: str) -> None:
    for name, entry in columns.items():
        schema = AUDIT_TABLES[table]
        if name not in schema.names:
            raise UsageRefused(f"{where}: {table} has no column {name!r}; {nearest(name, schema.names)}")
        choices = schema.column(name).choices
        for value in entry.values() if isinstance(entry, Mapping) and choices else ():
            if value not in ("", OPEN, *choices):
                raise UsageRefused(f"{where}: {name} has no value {value!r}; {nearest(value, choices)}")


def write_answers(
    path: Path, answers: Answers, open_questions: Sequence[OpenQuestion], file_name: str, left_out: Sequence[str] = ()
) -> None:
    """Write a mapping file: what is settled, each open question as "?" with what is asked, and what is left out."""
    document = tomlkit.document()
    for line in _INTRODUCTION.format(file=file_name).splitlines():
        document.add(tomlkit.comment(line) if line else tomlkit.nl())
    if left_out:
        document.add(tomlkit.comment(f"Headings that fill no column: {', '.join(map(repr, left_out))}"))
    content = answers.as_dict()
    if content["dates"] is not None:
        document.add("dates", content["dates"])
    for question in _of(open_questions, "dates"):
        document.add("dates", _asked(OPEN, question.text))
    sheets = {**content["sheets"], **{each.name: each for each in _of(open_questions, "sheets")}}
    document.add("sheets", _as_table(sheets))
    columns = {table: {**entry} for table, entry in content["columns"].items()}
    for question in _of(open_questions, "columns"):
        columns.setdefault(question.table, {})[question.name] = question
    for question in _of(open_questions, "values"):
        document.add(tomlkit.comment(question.text))
    document.add("columns", _as_table(columns))
    document.add("constants", _as_table(content["constants"]))
    document.add("values", _as_table(content["values"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomlkit.dumps(document).rstrip("\n") + "\n", encoding="utf-8", newline="\n")


_INTRODUCTION = """\
How {file} is brought in. Put an answer in place of each "?", then run cdi import again with --mapping and this file.
  [sheets]            sheet = table of the data contract; "" leaves the sheet out
  [columns.<table>]   column = heading of the file; one heading may fill two columns; "" when the file does not have it;
                      "=value" when every row has this value
  [constants.<table>] column = one value for every row, the same in another place
  [values.<table>.<column>]  "word of the file" = value of the contract; "" for not established
"""


def _of(questions: Iterable[OpenQuestion], part: str) -> list[OpenQuestion]:
    return [each for each in questions if each.of == part]


def _as_table(entries: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    for name, entry in entries.items():
        match entry:
            case OpenQuestion():
                table.add(name, _asked(OPEN, entry.text))
            case Mapping():
                table.add(name, _as_table(entry))
            case _:
                table.add(name, entry)
    return table


def _asked(text: str, comment: str) -> Any:
    return tomlkit.string(text).comment(comment)
