"""The data contract published from its one declaration: for readers, for programs, and as a workbook to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from openpyxl.utils import get_column_letter
from pydantic import BaseModel, TypeAdapter

from cdi.contract.force_registers import WORKING_TABLES
from cdi.contract.hand_decisions import CORRECTIONS, EXCLUSIONS
from cdi.contract.national import NATIONAL_TABLES
from cdi.contract.records import RECORD_TABLES
from cdi.contract.registers import REGISTER_TABLES
from cdi.contract.source_figures import BACKTEST_TABLES
from cdi.contract.tables import FOREIGN_KEYS
from cdi.contract.vocabulary import Column, TableSchema
from cdi.model.audit import Force, Inspection, Method, PlannedAudit, Provenance
from cdi.model.errors import UsageRefused
from cdi.model.extra_measure import ExtraMeasure
from cdi.workspace.settings_models import AuditSettings, Contact, DocumentEntry, Implications, Source

_GROUPS: tuple[tuple[str, Iterable[TableSchema]], ...] = (
    ("Record-level tables of an audit folder", RECORD_TABLES),
    ("Registers of an audit folder", (*REGISTER_TABLES, *WORKING_TABLES)),
    ("Hand decisions of an audit folder", (CORRECTIONS, EXCLUSIONS)),
    ("National registers in data/reference", NATIONAL_TABLES),
    ("Figures of the source documents in data/backtest", BACKTEST_TABLES),
)
_SETTINGS: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("forces.toml", "A table [<force>] for each force", Force),
    ("forces.toml", "A table [[<force>.calendar]] for each audit that is expected", PlannedAudit),
    ("audit.toml", "[inspection] of an audit", Inspection),
    ("audit.toml", "[provenance]", Provenance),
    ("audit.toml", "[method]", Method),
    ("audit.toml", "[source]", Source),
    ("audit.toml", "The whole file", AuditSettings),
    ("measures.toml", "A table [<name>] for each extra measure", ExtraMeasure),
    ("documents.toml", "A table [<document>] for each document", DocumentEntry),
    ("documents.toml", "contact", Contact),
    ("documents.toml", "implications", Implications),
)
_FILES: dict[str, Any] = {
    "forces": dict[str, Force],
    "audit": AuditSettings,
    "measures": dict[str, ExtraMeasure],
    "documents": dict[str, DocumentEntry],
}
_INTRO = """# Data contract

Written by `cdi contract` from `cdi/contract`; do not edit. A test compares the two. The same contract stands in
`table-schemas/` for programs (Frictionless Table Schema, and JSON Schema for the settings files), and
`cdi contract --template FILE.xlsx` writes it as a workbook to fill in.

Every table is optional. What a missing table makes impossible is said by name in `figures.json` under `gaps`. An empty
cell of an optional column means "not established"; it is never counted as false or zero. Cells may be written as forces
write them: yes/no, Y/N, 1/0; 30/04/2018 (day first) or 2018-04-30; 1,662. Times are local British times.

Three registers of the data model are kept where they are easier to fill in than in a table: forces in
`data/forces.toml`, documents in an audit's `documents.toml`, author text in its `narrative/*.md` (a block under each
`## key`; `docs/how-to/write-a-document.md`). The inspection itself and its grades stand in `audit.toml`; the
inspections and grades of all forces are in the national registers.

Columns that could hold personal data (names, addresses, dates of birth, telephone numbers, e-mail, postcodes, free
text) are refused by name unless `[drop]` in `audit.toml` names them.
"""
_FRICTIONLESS = {
    "text": "string", "choice": "string", "integer": "integer", "decimal": "number", "boolean": "boolean",
    "date": "date", "datetime": "datetime",
}  # fmt: skip
_ROWS_WITH_LISTS = 5000
# A list inside a cell's rule may have 255 characters; longer ones stand in a sheet of their own.
_LONGEST_LIST = 255


def contract_markdown() -> str:
    """`docs/data-contract.md`."""
    parts = [_INTRO]
    for title, schemas in _GROUPS:
        parts.append(f"## {title}\n")
        parts += [_table_markdown(schema) for schema in schemas]
    parts.append("## Settings files\n")
    parts += [_settings_markdown(file, title, model) for file, title, model in _SETTINGS]
    return "\n".join(parts)


def _table_markdown(schema: TableSchema) -> str:
    key = ", ".join(f"`{name}`" for name in schema.key)
    lines = [f"### {schema.name}\n", f"One row is {schema.grain}. Key: {key}.\n"]
    lines += ["| column | meaning | holds | may be empty |", "| --- | --- | --- | --- |"]
    for column in schema.columns:
        empty = ("yes, for none" if column.none_if_empty else "yes, for unknown") if column.optional else "no"
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


def _settings_markdown(file: str, title: str, model: type[BaseModel]) -> str:
    lines = [f"### {file}: {title}\n", "| key | meaning | holds | needed |", "| --- | --- | --- | --- |"]
    for name, key in model.model_fields.items():
        if not (key.description or "").endswith("own name"):
            needed = "yes" if key.is_required() else "no"
            lines.append(f"| `{name}` | {key.description} | {_holds(key.annotation)} | {needed} |")
    return "\n".join(lines) + "\n"


def _holds(kind: Any) -> str:
    """What a setting holds, in words."""
    if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Mapping):
        return "a table"
    choices = [choice for part in (kind, *get_args(kind)) if get_origin(part) is Literal for choice in get_args(part)]
    if choices:
        return "one of " + ", ".join(str(choice) for choice in choices)
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false", date: "a date"}
    plain = next((part for part in (kind, *get_args(kind)) if part in names), None)
    if get_origin(kind) in (list, tuple):
        return "a list of texts" if get_args(kind)[0] is str else "a list of tables"
    return names[plain] if plain is not None else "a table"


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
    for name, kind in _FILES.items():
        text = json.dumps(TypeAdapter(kind).json_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        written.append(_write(docs / "table-schemas" / "settings" / f"{name}.json", text))
    return written


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_template(path: Path) -> None:
    """A workbook with a sheet for each table: headings with notes, drop-down lists, an example row to write over.

    UsageRefused for a name that no spreadsheet program would open as a workbook.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageRefused(f"{path}: expected the name of a workbook, such as audit.xlsx")
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    readme, lists = book.active, book.create_sheet("Lists")
    readme.title = "README"
    readme.column_dimensions["A"].width = 110
    readme.append(["Crime data integrity audit: a sheet for each table of the data contract"])
    readme["A1"].font = Font(bold=True, size=14)
    for line in (
        "Fill in the sheets you have and delete the others. Row 2 of each sheet is an example: write over it.",
        "An empty cell of an optional column means “not established”. Point at a heading to see what it holds.",
        "No names, addresses or other personal data: victims and offenders are ids that only the force can resolve.",
    ):
        readme.append([line])
    for schema in (*RECORD_TABLES, *REGISTER_TABLES, *WORKING_TABLES):
        sheet = book.create_sheet(schema.name)
        sheet.append(schema.names)
        sheet.append([column.example_cell or None for column in schema.columns])
        for place, column in enumerate(schema.columns):
            heading = sheet.cell(1, place + 1)
            heading.font = Font(bold=True, italic=column.optional)
            needed = "May be empty." if column.optional else "Must be filled in."
            heading.comment = Comment(f"{column.meaning}\nHolds {column.expected}.\n{needed}", "Data contract")
            sheet.column_dimensions[get_column_letter(place + 1)].width = max(12, len(column.name) + 2)
            _add_list(sheet, lists, place, column)
        sheet.freeze_panes = "A2"
    book.save(path)


def _add_list(sheet: Any, lists: Any, place: int, column: Column) -> None:
    """A drop-down for a column of choices."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = ("true", "false") if column.kind == "boolean" else column.choices
    if not choices:
        return
    formula = f'"{",".join(choices)}"'
    if len(formula) > _LONGEST_LIST:
        width = get_column_letter(lists.max_column + 1 if lists["A1"].value else 1)
        for row, choice in enumerate(choices, start=1):
            lists[f"{width}{row}"] = choice
        formula = f"Lists!${width}$1:${width}${len(choices)}"
    drop_down = DataValidation(type="list", formula1=formula, allow_blank=column.optional)
    drop_down.error, drop_down.errorTitle = f"Expected {column.expected}", column.name
    drop_down.add(f"{get_column_letter(place + 1)}2:{get_column_letter(place + 1)}{_ROWS_WITH_LISTS}")
    sheet.add_data_validation(drop_down)
