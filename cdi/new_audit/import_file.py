"""A new audit folder: an empty one with comments, or one made from a file that the analyst already has."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cdi.compose.author_text import UNWRITTEN
from cdi.compose.template_calls import asked_for, document_types
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TableSchema
from cdi.load.csv import read_csv
from cdi.load.mapping import like_a_choice, propose_headings
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused, nearest
from cdi.workspace.names import NAME
from cdi.workspace.paths import TEMPLATES, Workspace

_SCAFFOLD = TEMPLATES / "scaffold"
_PACK = ("panel-paper", "inspection-report")
# How alike the headings of a sheet and the columns of a table must be before a sheet of another name is taken for it.
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Proposal:
    """How one sheet or file would fill a table.

    `columns` gives each contract column its heading and how it was found; `values` a column's values the words of the
    file that stand for them; `strange` those that no value is like. `constants` are columns that the file lacks and
    that have one value throughout. `missing` must be supplied, `unused` is in no contract.
    """

    table: str
    title: str
    columns: Mapping[str, tuple[str, str]]
    values: Mapping[str, Mapping[str, list[str]]]
    strange: Mapping[str, list[str]]
    constants: Mapping[str, str]
    missing: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def mapped(self) -> list[tuple[str, str, str]]:
        """The columns that need a line in [map]: contract name, heading, how it was found."""
        return [(name, heading, how) for name, (heading, how) in self.columns.items() if how != "exact"]


def new_audit(workspace: Workspace, ref: AuditRef, documents: Sequence[str] = ()) -> list[Path]:
    """Scaffold an audit folder, and the force's entry when it has none; nothing that exists is overwritten.

    `documents` are the kinds of paper it is to have, a panel pack when none is named. Raises UsageRefused for a name
    that is not one, or an audit that is already there.
    """
    known = document_types(TEMPLATES)
    for name in documents:
        if name not in known:
            raise UsageRefused(f"document {name!r} is not known; {nearest(name, known)}")
    return _scaffold(workspace, ref, proposals=[], source="csv", documents=documents)


def import_file(workspace: Workspace, file: Path, ref: AuditRef) -> tuple[list[Path], list[Proposal]]:
    """Make an audit folder from a workbook, a CSV or a Parquet file, with the proposed fit in its `audit.toml`.

    The file is copied, never changed. Columns that the contract does not have are listed under [drop], personal ones
    by name, so that leaving them out is a decision that can be seen.
    """
    if not file.is_file():
        raise UsageRefused(f"{file}: no such file")
    kind = {".xlsx": "excel", ".csv": "csv", ".parquet": "parquet"}.get(file.suffix.lower())
    if kind is None:
        raise UsageRefused(f"{file}: a file of type {file.suffix}; expected .xlsx (without macros), .csv or .parquet")
    held = _read(file)
    proposals = propose(held, f"{ref.force}-{ref.audit}")
    placed = {found.title for found in proposals}
    name = "audit.xlsx" if kind == "excel" else f"{proposals[0].table}{file.suffix.lower()}"
    words: dict[str, Any] = {
        "source": kind,
        "sheets": {found.table: found.title for found in proposals if _own_name(found.title) != found.table},
        "ignored": [title for title in held if title not in placed],
        **_period(held, proposals),
    }
    written = _scaffold(workspace, ref, proposals=proposals, also=lambda folder: _copied(file, folder / name), **words)
    return written, proposals


def propose(held: Mapping[str, pd.DataFrame], inspection: str) -> list[Proposal]:
    """How sheets or files would fit the contract, by title; those that fit no table are left out.

    A title says which table it is; one of another name is compared with every table by its headings. Raises
    UsageRefused when none fits.
    """
    found = {title: table for title, cells in held.items() if (table := _table_of(title, list(cells.columns)))}
    if not found:
        valid = ", ".join(f"{title!r} ({nearest(_own_name(title), AUDIT_TABLES)})" for title in held)
        raise UsageRefused(f"no table of the data contract is like {valid}")
    return [_proposal(table, title, held[title], inspection) for title, table in found.items()]


def _own_name(title: str) -> str:
    return title.strip().lower().replace(" ", "_")


def _table_of(title: str, headings: list[str]) -> str | None:
    if _own_name(title) in AUDIT_TABLES:
        return _own_name(title)
    alike = {table: _likeness(headings, schema) for table, schema in AUDIT_TABLES.items()}
    best = max(alike, key=lambda table: alike[table])
    return best if alike[best] >= _ALIKE else None


def _likeness(headings: list[str], schema: TableSchema) -> float:
    """Columns that found a heading, out of those and all that should have: needed columns, and headings left over."""
    found = propose_headings(headings, schema)
    needed = {column.name for column in schema.columns if not column.optional}
    return len(found) / (len(needed | found.keys()) + len(headings) - len(found))


def _proposal(table: str, title: str, cells: pd.DataFrame, inspection: str) -> Proposal:
    schema = AUDIT_TABLES[table]
    columns = propose_headings(list(cells.columns), schema)
    used = {heading for heading, _ in columns.values()}
    constants = (
        {"inspection_id": inspection} if "inspection_id" in schema.names and "inspection_id" not in columns else {}
    )
    values, strange = _values(schema, columns, cells)
    missing = [column.name for column in schema.columns if not column.optional]
    return Proposal(
        table,
        title,
        columns,
        values,
        strange,
        constants,
        tuple(name for name in missing if name not in columns and name not in constants),
        tuple(heading for heading in cells.columns if heading not in used),
    )


def _values(
    schema: TableSchema, columns: Mapping[str, tuple[str, str]], cells: pd.DataFrame
) -> tuple[dict[str, dict[str, list[str]]], dict[str, list[str]]]:
    """Words of the file that only differ from a value in case, spaces or signs, and those that differ in more."""
    values: dict[str, dict[str, list[str]]] = {}
    strange: dict[str, list[str]] = {}
    for column in schema.columns:
        if column.kind != "choice" or column.name not in columns:
            continue
        for word in sorted({str(cell).strip() for cell in cells[columns[column.name][0]].dropna()} - {""}):
            alike = like_a_choice(word, column.choices)
            if alike is None:
                strange.setdefault(column.name, []).append(word)
            elif alike != word:
                values.setdefault(column.name, {}).setdefault(alike, []).append(word)
    return values, strange


def _read(file: Path) -> dict[str, pd.DataFrame]:
    """What a file holds, by sheet or file name: headings and cells as text."""
    if file.suffix.lower() == ".xlsx":
        from cdi.load.excel import sheet_cells

        return sheet_cells(file)
    if file.suffix.lower() == ".parquet":
        # The headings alone: Parquet holds rows that are to be counted where they are.
        import pyarrow.parquet

        return {file.stem: pd.DataFrame(columns=pyarrow.parquet.read_schema(file).names)}
    return {file.stem: read_csv(file, file.parent).frame}


def _period(held: Mapping[str, pd.DataFrame], proposals: list[Proposal]) -> dict[str, str | None]:
    """The first and last day of the months in which the reports of the file were received."""
    for found in proposals:
        if found.table == "audit_reports" and "received_at" in found.columns:
            cells = held[found.title][found.columns["received_at"][0]].astype("str")
            moments = pd.to_datetime(cells, format="ISO8601", errors="coerce")
            moments = moments.fillna(pd.to_datetime(cells.str[:10], format="%d/%m/%Y", errors="coerce")).dropna()
            if len(moments):
                last = moments.max() + pd.offsets.MonthEnd(0)
                return {"first": f"{moments.min():%Y-%m-01}", "last": f"{last:%Y-%m-%d}"}
    return {"first": None, "last": None}


def _scaffold(
    workspace: Workspace,
    ref: AuditRef,
    *,
    proposals: list[Proposal],
    source: str,
    documents: Sequence[str] = (),
    also: Callable[[Path], None] | None = None,
    **words: Any,
) -> list[Path]:
    """Write the whole folder beside its place, then move it there; the force's entry comes last."""
    year = _refuse_names(workspace, ref)
    short = ref.force.replace("-", " ").title()
    names = {"force": ref.force, "audit": ref.audit, "short": short, "name": f"{short} Police", "year": year}
    chosen = list(documents) or ["panel-pack"]
    # A pack is made of these, so they need their own settings and texts.
    chosen += [name for name in _PACK if "panel-pack" in chosen and name not in chosen]
    settings: dict[str, Any] = {
        "sheets": {},
        "ignored": [],
        "first": None,
        "last": None,
        "source": source,
        "proposals": proposals,
    }
    dropped = {found.table: list(found.unused) for found in proposals if found.unused}
    folder = workspace.audit_folder(ref)
    staging = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for name in ("audit.toml", "documents.toml"):
            _write(staging / name, _filled(f"{name}.j2", **settings | words | names, dropped=dropped, documents=chosen))
        _write_narrative(staging, chosen)
        if also is not None:
            also(staging)
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    written = sorted(path for path in folder.rglob("*") if path.is_file())
    if ref.force not in workspace.forces():
        path = workspace.data / "forces.toml"
        entry = path.with_suffix(".new")
        _write(entry, path.read_text(encoding="utf-8") + _filled("force.toml.j2", **names))
        written.append(entry.replace(path))
    return written


def _refuse_names(workspace: Workspace, ref: AuditRef) -> str:
    """Refuse names that are none and an audit that is there; returns the year that the audit begins with."""
    for what, name in (("force", ref.force), ("audit", ref.audit)):
        if not NAME.fullmatch(name):
            raise UsageRefused(f"{what} {name!r}: not a name (lower-case letters, digits and hyphens)")
    year = re.match(r"20\d\d", ref.audit)
    if not year:
        raise UsageRefused(f"audit {ref.audit!r}: expected a name that begins with its year, such as 2026-inspection")
    folder = workspace.audit_folder(ref)
    if folder.exists():
        raise UsageRefused(f"{folder.relative_to(workspace.root)} is already there")
    return year[0]


def _filled(template: str, **words: Any) -> str:
    environment = Environment(  # noqa: S701 - TOML, not HTML
        loader=FileSystemLoader(_SCAFFOLD), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    # A JSON string or list of strings is the same in TOML.
    environment.filters["toml"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.filters["key"] = lambda value: value if NAME.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return environment.get_template(template).render(words)


def _write_narrative(folder: Path, documents: Sequence[str]) -> None:
    """Author files with every block that the documents ask for, each saying that it is to be written."""
    keys: dict[str, list[str]] = {}
    for key in asked_for(TEMPLATES, documents):
        document, _, block = key.partition("/")
        keys.setdefault(document, []).append(block)
    intro = "Author text, one block under each `## key`. Write figures by id, never as numbers.\n"
    for document, blocks in keys.items():
        texts = [f"\n## {block}\n\n{UNWRITTEN} {block.replace('.', ', ').replace('-', ' ')}.*\n" for block in blocks]
        _write(folder / "narrative" / f"{document}.md", intro + "".join(texts))


def _copied(file: Path, target: Path) -> None:
    shutil.copyfile(file, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
