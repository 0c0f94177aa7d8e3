"""What a document needs of an audit's data, what is there, what is missing, and what will be lost without it.

The subjects stand in `cdi/contract/needs.csv`; a document needs those whose figures its templates ask for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from cdi.compose.template_calls import document_types, texts_of
from cdi.house_style import formatting
from cdi.load.fit import CheckedTable
from cdi.load.folder import check_folder, read_tables_alone
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused, nearest
from cdi.model.fault import InputFaulty
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_audit_settings
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

State = Literal["there", "in part", "missing"]
# A pack is the panel paper with the report behind it, whatever the appendices of an audit are.
_PUBLISHED = "published_results"
_PACK = ("panel-paper", "inspection-report")
_FRAMED = ("teams-compared",)
"""Documents that name all their figures themselves, and take from the passages what any document has around them."""


@dataclass(frozen=True, slots=True)
class Need:
    """A subject of documents: the table and columns it comes from, its figures by the beginnings of their ids.

    `published`: whether an inspection may have published some of it, which documents print where there are no records.
    """

    subject: str
    table: str
    columns: tuple[str, ...]
    ids: tuple[str, ...]
    published: bool
    lost: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether what a need asks for is there; `lacking` are its columns without any cell.

    `published`: there are published results, of which a document prints what there is of this subject.
    """

    need: Need
    state: State
    rows: int
    lacking: tuple[str, ...] = ()
    published: bool = False


@cache
def read_needs() -> tuple[Need, ...]:
    """All subjects, in the order of the file."""
    path = Path(__file__).parents[1] / "contract" / "needs.csv"
    with path.open(encoding="utf-8", newline="") as text:
        return tuple(
            Need(
                line["subject"],
                line["table"],
                tuple(line["columns"].split()),
                tuple(line["ids"].split()),
                line["published"] == "yes",
                line["lost"],
            )
            for line in csv.DictReader(text)
        )


def needs_of(document: str, templates: Templates = SHIPPED_TEMPLATES) -> list[Need]:
    """The subjects whose figures a type of document asks for. Raises UsageRefused for a type that does not exist."""
    types = document_types(templates)
    if document not in types:
        raise UsageRefused(f"document {document!r} is not known; {nearest(document, types)}")
    documents = [document, *_PACK] if document == "panel-pack" else [document]
    texts = texts_of(templates, documents)
    asked = {
        name
        for text in (texts[:1] if document in _FRAMED else texts)
        for name in re.findall(r'"([a-z_0-9]+)\.[a-z_.0-9]+"', text)
    }
    return [need for need in read_needs() if asked & set(need.ids)]


def check_readiness(workspace: Workspace, ref: AuditRef, document: str) -> list[Readiness]:
    """For each subject of a document whether an audit has the data.

    Cells are not checked against each other here, only whether there are any, so it can be said before `audit.toml` is
    filled in. Raises InputFaulty when that file is no TOML.
    """
    needs = needs_of(document)
    folder = workspace.audit_folder(ref)
    try:
        tables = check_folder(folder, read_audit_settings(folder), ref.force).tables
    except InputFaulty:
        tables = read_tables_alone(folder)
    published = _PUBLISHED in tables and tables[_PUBLISHED].rows.count({}) > 0
    checked = [_readiness(need, tables.get(need.table)) for need in needs]
    return [replace(each, published=published and each.need.published) for each in checked]


def _readiness(need: Need, table: CheckedTable | None) -> Readiness:
    if table is None:
        return Readiness(need, "missing", 0)
    rows = table.rows.count({})
    empty = [name for name in need.columns if table.cells(name) is None or table.rows.count({name: None}) == rows]
    if not rows or (need.columns and len(empty) == len(need.columns)):
        return Readiness(need, "missing", rows, tuple(empty))
    return Readiness(need, "in part" if empty else "there", rows, tuple(empty))


def readiness_as_text(ref: AuditRef, document: str, checked: Sequence[Readiness]) -> str:
    """A line for each subject: its state, where it comes from, and what is lost when it is not all there."""
    return "\n".join([f"{ref}, for {document}:", *_lines(checked)])


def _lines(checked: Sequence[Readiness]) -> Iterator[str]:
    width = max((len(each.need.subject) for each in checked), default=0)
    for each in checked:
        need = each.need
        where = f"{need.table}: {formatting.count(each.rows)} rows" if each.rows else f"{need.table}: no rows"
        lacking = f", nothing in {', '.join(each.lacking)}" if each.lacking and each.rows else ""
        lost = f"; lost: {need.lost}" if each.state != "there" else ""
        lost += ", but for what was published of it" if lost and each.published else ""
        yield f"  {each.state:<8}{need.subject:<{width}}  {where}{lacking}{lost}"
