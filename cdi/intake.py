"""Starting a new audit: an empty folder with comments, or one made from a file that the analyst already has."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cdi.compose.narrative import asked_for
from cdi.model.errors import UsageRefused, nearest
from cdi.schema.tables import AUDIT_TABLES
from cdi.settings import NAME, TEMPLATES, Workspace
from cdi.sources.csv_text import read_csv
from cdi.sources.mapping import proposal
from cdi.sources.workbook import sheet_headings

_AUDIT = """# {name}, audit {audit}. Fill in what stands in <angle brackets>.
# `cdi validate {force} {audit}` says what does not fit the data contract.

[inspection]
id = "{force}-{audit}"
kind = "inspection"                     # inspection, re-inspection or thematic
inspectorate = "HMICFRS"
inspectorate_name = "His Majesty's Inspectorate of Constabulary and Fire & Rescue Services"
label_year = {year}
report_title = "Crime data integrity inspection {year}"
fieldwork_label = "<month and year>"
audit_period_start = {year}-01-01
audit_period_end = {year}-06-30
published_on = {year}-12-31
# prior = "<folder of the audit before>"
misclassified_counts_as = "recorded"    # or "unrecorded"

# [grades]
# overall = "Good"                      # Outstanding, Good, Requires improvement or Inadequate

[provenance]
basis = "records"                       # records, reconstruction or published
statement = "Records of {name}, audited for this inspection."
sources = ["<where the rows come from, and who extracted them>"]
{source}"""
_FORCE = """
[{force}]
name = "{name}"
short_name = "{short}"
area = "{short}"
governing_body = "Police and Crime Commissioner for {short}"
forum = "Police and Crime Panel"
forum_kind = "panel"                    # or board
victim_service = "the local victim support service"
plan_name = "crime data integrity plan"
"""
_DOCUMENTS = """# The documents of this audit, the first one being the default. Roles and contact points only, no names.

[panel-pack]
subject = "Crime data integrity of {name}"
author_role = "<role>"
date = {year}-12-31
marking = "OFFICIAL"
appendices = ["inspection-report"]

[panel-paper]
subject = "Crime data integrity of {name}"
author_role = "<role>"
date = {year}-12-31
marking = "OFFICIAL"
report_of = "<office>"
time = "10:00 am"
file_reference = "<reference>"
background_papers = []
contact = {{ role = "<role>", email = "panel-papers@example.org" }}

[panel-paper.implications]
finance = "<or None.>"
legal = "<or None.>"
equality = "<or None.>"
risks = "<or None.>"

[inspection-report]
subject = "Crime data integrity inspection of {name}"
author_role = "<role>"
date = {year}-12-31
marking = "OFFICIAL"
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """How the columns of one table would be filled: contract column to heading and the way it was found."""

    table: str
    columns: Mapping[str, tuple[str, str]]
    missing: tuple[str, ...]
    unused: tuple[str, ...]


def new_audit(workspace: Workspace, force: str, audit: str, *, source: str = "") -> list[Path]:
    """Scaffold an audit folder, and the force's entry when it has none; nothing that exists is overwritten.

    Raises UsageRefused for a name that is not one, or an audit that is already there.
    """
    for what, name in (("force", force), ("audit", audit)):
        if not NAME.fullmatch(name):
            raise UsageRefused(f"{what} {name!r}: not a name (lower-case letters, digits and hyphens)")
    year = re.match(r"(20\d\d)", audit)
    if not year:
        raise UsageRefused(f"audit {audit!r}: expected a name that begins with its year, such as 2026-inspection")
    folder = workspace.audit_folder(force, audit)
    if folder.exists():
        raise UsageRefused(f"{folder.relative_to(workspace.root)} is already there")
    short = force.replace("-", " ").title()
    words = {
        "force": force,
        "audit": audit,
        "short": short,
        "name": f"{short} Police",
        "year": year[1],
        "source": source,
    }
    written = [
        _write(folder / "audit.toml", _AUDIT.format(**words)),
        _write(folder / "documents.toml", _DOCUMENTS.format(**words)),
        *_narrative(folder),
    ]
    if force not in workspace.forces():
        path = workspace.data / "forces.toml"
        path.write_text(path.read_text(encoding="utf-8") + _FORCE.format(**words), encoding="utf-8")
        written.append(path)
    return written


def _narrative(folder: Path) -> list[Path]:
    """Author files with every block that the templates ask for, each saying that it is to be written."""
    keys: dict[str, list[str]] = {}
    for key in asked_for(TEMPLATES):
        document, _, block = key.partition("/")
        keys.setdefault(document, []).append(block)
    intro = "Author text, one block under each `## key`. Write figures by id, never as numbers.\n"
    return [
        _write(
            folder / "narrative" / f"{document}.md",
            intro
            + "".join(
                f"\n## {block}\n\n*To be written: {block.replace('.', ', ').replace('-', ' ')}.*\n" for block in blocks
            ),
        )
        for document, blocks in keys.items()
    ]


def propose(file: Path) -> list[Proposal]:
    """How a workbook or CSV file would fit the contract, table by table.

    A workbook's sheets and a CSV file's name say which table they are; a sheet of another name is compared with every
    table by its headings.
    """
    if file.suffix.lower() == ".xlsx":
        found = sheet_headings(file)
    else:
        found = {file.stem: list(read_csv(file, file.parent).frame.columns)}
    proposals = []
    for title, headings in found.items():
        table = _table_of(title, headings)
        columns = proposal(headings, AUDIT_TABLES[table])
        used = {heading for heading, _ in columns.values()}
        required = [column.name for column in AUDIT_TABLES[table].columns if not column.optional]
        missing = tuple(name for name in required if name not in columns)
        proposals.append(Proposal(table, columns, missing, tuple(name for name in headings if name not in used)))
    return proposals


def _table_of(title: str, headings: list[str]) -> str:
    name = title.strip().lower().replace(" ", "_")
    if name in AUDIT_TABLES:
        return name
    fits = {table: len(proposal(headings, schema)) / len(schema.names) for table, schema in AUDIT_TABLES.items()}
    best = max(fits, key=lambda table: fits[table])
    if fits[best] < 0.5:
        raise UsageRefused(f"{title!r} fits no table of the data contract; {nearest(name, list(AUDIT_TABLES))}")
    return best


def import_file(workspace: Workspace, file: Path, force: str, audit: str) -> tuple[list[Path], list[Proposal]]:
    """Make an audit folder from a workbook or CSV file, with the proposed map in its `audit.toml`.

    The file is copied, never changed. Columns that the contract does not have are listed under [drop], personal ones
    by name, so that leaving them out is a decision that can be seen.
    """
    if not file.is_file():
        raise UsageRefused(f"{file}: no such file")
    proposals = propose(file)
    workbook = file.suffix.lower() == ".xlsx"
    source = '\n[source]\nkind = "excel"\npath = "audit.xlsx"\n' if workbook else ""
    written = new_audit(workspace, force, audit, source=source + _maps(proposals))
    folder = workspace.audit_folder(force, audit)
    target = folder / ("audit.xlsx" if workbook else f"{proposals[0].table}.csv")
    shutil.copyfile(file, target)
    return [*written, target], proposals


def _maps(proposals: list[Proposal]) -> str:
    text = ""
    for found in proposals:
        lines = [
            f"{name} = {json.dumps(heading, ensure_ascii=False)}    # {how}"
            for name, (heading, how) in found.columns.items()
            if how != "exact"
        ]
        if lines:
            text += f"\n[map.{found.table}]\n" + "\n".join(lines) + "\n"
    dropped = {found.table: list(found.unused) for found in proposals if found.unused}
    if dropped:
        text += "\n[drop]\n" + "".join(
            f"{table} = {json.dumps(names, ensure_ascii=False)}\n" for table, names in dropped.items()
        )
    return text


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
