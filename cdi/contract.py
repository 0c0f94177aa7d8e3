"""The data contract published from its one declaration: for readers, for programs, and as a workbook to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cdi.schema.columns import Column, TableSchema
from cdi.schema.records import RECORD_TABLES
from cdi.schema.registers import NATIONAL_TABLES, REGISTER_TABLES
from cdi.schema.tables import FOREIGN_KEYS
from cdi.sources.decisions import CORRECTIONS, EXCLUSIONS
from cdi.sources.letters import letter

_GROUPS: tuple[tuple[str, Iterable[TableSchema]], ...] = (
    ("Record-level tables of an audit folder", RECORD_TABLES),
    ("Registers of an audit folder", REGISTER_TABLES),
    ("Hand decisions of an audit folder", (CORRECTIONS, EXCLUSIONS)),
    ("National registers in data/reference", NATIONAL_TABLES),
)
_INTRO = """# Data contract

Written by `cdi contract` from `cdi/schema`; do not edit. A test compares the two.

Every table is optional. What a missing table makes impossible is said by name in `figures.json` under `gaps`. An empty
cell of an optional column means "not established"; it is never counted as false or zero. Cells may be written as forces
write them: yes/no, Y/N, 1/0; 30/04/2018 (day first) or 2018-04-30; 1,662. Times are local.

Three registers of the data model are kept where they are easier to fill in than in a table: forces in
`data/forces.toml`, documents in an audit's `documents.toml`, author text in its `narrative/*.md`. The inspection itself
and its grades stand in `audit.toml`; grades of all forces are in `judgements`.

Columns that could hold personal data (names, addresses, dates of birth, telephone numbers, e-mail, postcodes, free
text) are refused by name unless `[drop]` in `audit.toml` names them.
"""
_FRICTIONLESS = {
    "text": "string", "choice": "string", "integer": "integer", "decimal": "number", "boolean": "boolean",
    "date": "date", "datetime": "datetime",
}  # fmt: skip
_EXAMPLES = {
    "text": "text", "integer": 1, "decimal": 1.0, "boolean": "true", "date": "2018-04-30",
    "datetime": "2018-04-30T20:10",
}  # fmt: skip
_ROWS_WITH_LISTS = 5000


def contract_markdown() -> str:
    """`docs/data-contract.md`."""
    parts = [_INTRO]
    for title, schemas in _GROUPS:
        parts.append(f"## {title}\n")
        parts += [_table_markdown(schema) for schema in schemas]
    return "\n".join(parts)


def _table_markdown(schema: TableSchema) -> str:
    key = ", ".join(f"`{name}`" for name in schema.key)
    lines = [f"### {schema.name}\n", f"One row is {schema.grain}. Key: {key}.\n"]
    lines += ["| column | meaning | holds | may be empty |", "| --- | --- | --- | --- |"]
    for column in schema.columns:
        empty = "yes" if column.optional else "no"
        lines.append(f"| `{column.name}` | {column.meaning} | {column.expected} | {empty} |")
    rules = [f"- `{rule.column}`: {rule.expected}" for rule in schema.rules]
    rules += [
        f"- `{column}`: a `{key}` of `{other}`"
        for (table, column), (other, key) in FOREIGN_KEYS.items()
        if table == schema.name
    ]
    if rules:
        lines += ["", "Rules across columns and tables:", "", *rules]
    return "\n".join(lines) + "\n"


def table_schema(schema: TableSchema) -> dict[str, Any]:
    """The table as a Frictionless Table Schema."""
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [key]}}
        for (table, column), (other, key) in FOREIGN_KEYS.items()
        if table == schema.name
    ]
    return {
        "description": f"One row is {schema.grain}.",
        "fields": [_field(column) for column in schema.columns],
        "primaryKey": list(schema.key),
        "missingValues": [""],
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not column.optional}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    return {
        "name": column.name,
        "type": _FRICTIONLESS[column.kind],
        "description": column.meaning,
        "constraints": constraints,
    }


def publish(docs: Path) -> list[Path]:
    """Write `data-contract.md` and `table-schemas/*.json` into the docs folder."""
    written = [_write(docs / "data-contract.md", contract_markdown())]
    for _, schemas in _GROUPS:
        for schema in schemas:
            text = json.dumps(table_schema(schema), indent=1, ensure_ascii=False) + "\n"
            written.append(_write(docs / "table-schemas" / f"{schema.name}.json", text))
    return written


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_template(path: Path) -> None:
    """A workbook with a sheet for each table: headings with notes, drop-down lists, an example row to write over."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    readme = book.active
    readme.title = "README"
    readme.append(["Fill in the sheets you have, delete the others. Row 2 of each sheet is an example: write over it."])
    readme.append(
        ["An empty cell of an optional column means “not established”. Point at a heading to see what it holds."]
    )
    for schema in (*RECORD_TABLES, *REGISTER_TABLES):
        sheet = book.create_sheet(schema.name)
        sheet.append(schema.names)
        sheet.append([column.choices[0] if column.choices else _EXAMPLES[column.kind] for column in schema.columns])
        for place, column in enumerate(schema.columns):
            heading = sheet.cell(1, place + 1)
            heading.font = Font(bold=True)
            needed = "May be empty." if column.optional else "Must be filled in."
            heading.comment = Comment(f"{column.meaning}\nHolds {column.expected}.\n{needed}", "Data contract")
            sheet.column_dimensions[letter(place)].width = max(12, len(column.name) + 2)
            choices = column.choices or (("true", "false") if column.kind == "boolean" else ())
            if choices and len(",".join(choices)) < 250:
                listed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=column.optional)
                listed.add(f"{letter(place)}2:{letter(place)}{_ROWS_WITH_LISTS}")
                sheet.add_data_validation(listed)
        sheet.freeze_panes = "A2"
    book.save(path)
