"""A new audit folder with comments that say what to fill in, and the entry of a force that is new."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import tomlkit
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cdi.compose.author_text import UNWRITTEN
from cdi.compose.template_calls import asked_for, document_types
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused, nearest
from cdi.new_audit.from_reference import (
    KnownInspection,
    find_prior,
    known_audits,
    look_up_inspection,
    write_results,
)
from cdi.workspace.extra_measures import FILE
from cdi.workspace.names import NAME
from cdi.workspace.national_forces import list_national_forces, look_up_force
from cdi.workspace.paths import FOLDERS_OF_NO_FORCE, Workspace
from cdi.workspace.templates import Templates

# A panel pack is made of these, so they need their own settings and texts.
_PAPER, _REPORT, _ASSESSMENT = "panel-paper", "inspection-report", "peel-assessment"
# It is made of extra measures, so one is declared with it.
_TEAMS = "teams-compared"
# What a word of an audit’s name says of its kind; the first that fits: 2026-peer-review, 2019-internal.
_KINDS = {
    "joint": "joint audit",
    "peer": "peer review",
    "thematic": "thematic",
    "peel": "PEEL",
    "reinspection": "re-inspection",
    "inspection": "inspection",
    "internal": "internal audit",
    "audit": "internal audit",
    "review": "peer review",
}
_NO_KIND = "<fill in>"
_INTRODUCTION = "Author text, one block under each `## key`. Write figures by id, never as numbers.\n"


def scaffold_audit(
    workspace: Workspace, ref: AuditRef, documents: Sequence[str] = (), *, published: bool = False
) -> list[Path]:
    """Write an audit folder with what the reference knows of it, and an entry for a force that the reference lacks.

    Nothing that exists is overwritten. `documents` are the kinds of paper it is to have, a panel pack when none is
    named. `published` makes it an audit of published results alone. Returns the files written. Raises UsageRefused for
    a name that is not one, a document that there is no template of, an audit that exists, and with `published` for an
    audit of which the reference has no results.
    """
    types = document_types(workspace.templates)
    for name in documents:
        if name == _OF_ALL_FORCES:
            raise UsageRefused(f"document {name!r} is of all forces and of no audit; run: cdi national")
        if name not in types:
            raise UsageRefused(f"document {name!r} is not known; {nearest(name, types)}")
    entry = look_up_inspection(workspace, ref)
    if published and (entry is None or not (entry.results or entry.grades)):
        audits = known_audits(workspace, ref.force)
        near = nearest(ref.force, list_national_forces(workspace.data))
        audits_there = f"it has {', '.join(audits)}" if audits else f"it has none of force {ref.force!r}; {near}"
        raise UsageRefused(f"{ref}: data/reference has no published results of this audit; {audits_there}")
    fit = {"published": published}
    add = partial(write_results, entry) if entry else None
    return write_audit_folder(workspace, ref, documents=documents, fit=fit, add_files=add)


def write_audit_folder(
    workspace: Workspace,
    ref: AuditRef,
    *,
    documents: Sequence[str] = (),
    fit: dict[str, Any] | None = None,
    add_files: Callable[[Path], None] | None = None,
) -> list[Path]:
    """Write the whole folder beside its place, then move it there; the force's entry comes last.

    `fit` is what `audit.toml` says of the files that the rows come from, by the names of its template; `add_files`
    writes those files into the folder that it is given. When anything fails nothing is left behind.
    """
    year, entry = refuse_names(ref), look_up_inspection(workspace, ref)
    _refuse_existing(workspace, ref)
    names = _names(workspace, ref, year, entry)
    report = _ASSESSMENT if names["kind"] == "PEEL" else _REPORT
    names["report"] = report
    chosen = list(documents) or ["panel-pack"]
    chosen += [name for name in (_PAPER, report) if "panel-pack" in chosen and name not in chosen]
    folder, templates = workspace.audit_folder(ref), workspace.templates
    staging = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        write_text(staging / "audit.toml", _fill(templates, "audit.toml.j2", **_WITHOUT_FILES | (fit or {}) | names))
        write_text(staging / "documents.toml", _fill(templates, "documents.toml.j2", **names, documents=chosen))
        if _TEAMS in chosen:
            today = datetime.now().astimezone().date()
            write_text(staging / FILE, _fill(templates, f"{FILE}.j2", today=today.isoformat()))
        _write_narrative(templates, staging / "narrative", chosen)
        if add_files is not None:
            add_files(staging)
        paths = [path.relative_to(staging) for path in staging.rglob("*") if path.is_file()]
        _move_into_place(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _keep_out_of_git(workspace)
    written = sorted(folder / path for path in paths)
    if ref.force not in (*workspace.forces(), *list_national_forces(workspace.data)):
        table = _fill(templates, "force.toml.j2", **names)
        written.append(_add_force(workspace.data / "forces.toml", ref.force, table))
    return written


def _keep_out_of_git(workspace: Workspace) -> None:
    """Let git leave out what comes into `data/`, unless the workspace says already what of it git takes in."""
    own, of_root = workspace.data / ".gitignore", workspace.root / ".gitignore"
    decided = of_root.is_file() and re.search(r"^/?data/", of_root.read_text(encoding="utf-8"), re.MULTILINE)
    if not own.exists() and not decided:
        write_text(own, _GITIGNORE)


_GITIGNORE = """\
# What comes into this folder may be restricted, so git leaves it out. Name here what may be shared.
*
!.gitignore
!forces.toml
"""


def _move_into_place(staging: Path, folder: Path) -> None:
    """Rename the whole folder, or move its parts beside the files of one that was there without being an audit."""
    if not folder.exists():
        staging.rename(folder)
        return
    taken = [path.name for path in staging.iterdir() if (folder / path.name).exists()]
    if taken:
        raise UsageRefused(f"{folder} holds {', '.join(sorted(taken))} already; move it away first")
    # audit.toml comes last: without it the folder is no audit yet.
    for path in sorted(staging.iterdir(), key=lambda path: path.name == "audit.toml"):
        path.rename(folder / path.name)


def _names(workspace: Workspace, ref: AuditRef, year: str, entry: KnownInspection | None) -> dict[str, Any]:
    """What the templates say of force and audit: from the reference, else from the names that were given."""
    day = date.fromisoformat(entry.day) if entry and entry.day else date(int(year), 12, 31)
    force = look_up_force(workspace.data, ref.force, day)
    return {
        "force": ref.force,
        "audit": ref.audit,
        "name": force.get("name", _OFFICIAL_NAME),
        "year": year,
        "kind": entry.kind if entry else _kind_of(ref.audit),
        "entry": entry,
        "prior": find_prior(workspace, ref, entry) if entry else None,
    }


def _kind_of(audit: str) -> str:
    """The kind that an audit's name says; where it says none, nobody but the person knows who audited."""
    words = audit.replace("re-inspection", "reinspection").split("-")
    return next((kind for word, kind in _KINDS.items() if word in words), _NO_KIND)


_OFFICIAL_NAME = "<official name>"
_OF_ALL_FORCES = "national-comparison"
# What the template of audit.toml says of the rows while there are none.
_WITHOUT_FILES: dict[str, Any] = {
    "published": False,
    "source": "csv",
    "dates": "dmy",
    "original": None,
    "first": None,
    "last": None,
    "proposals": [],
    "dropped": [],
}


def write_text(path: Path, text: str) -> None:
    """Write a text file with the same line ends everywhere, and the folder that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _tidied(what: str, name: str) -> str:
    """What was probably meant by a name with blanks or capitals: Norfolk Police is norfolk."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("&", " and ")).strip("-")
    return re.sub(r"-(police|constabulary)(-service)?$", "", words) if what == "force" else words


def refuse_names(ref: AuditRef) -> str:
    """Refuse names that no folder of an audit may have; returns the year in the audit's name.

    Whatever writes by the name of a force or an audit calls this before it writes anything.
    """
    for what, name in (("force", ref.force), ("audit", ref.audit)):
        if not NAME.fullmatch(name):
            like = f"; did you mean {tidy}?" if NAME.fullmatch(tidy := _tidied(what, name)) else ""
            raise UsageRefused(f"{what} {name!r}: not a name (lower-case letters, digits and hyphens){like}")
    if ref.force in FOLDERS_OF_NO_FORCE:
        others = ", ".join(FOLDERS_OF_NO_FORCE)
        raise UsageRefused(
            f"force {ref.force!r}: a folder of that name has another purpose; no force is called {others}"
        )
    year = re.match(r"20\d\d", ref.audit)
    if not year:
        raise UsageRefused(f"audit {ref.audit!r}: expected a name that begins with its year, such as 2026-inspection")
    return year[0]


def _refuse_existing(workspace: Workspace, ref: AuditRef) -> None:
    folder = workspace.audit_folder(ref)
    if folder.is_file() or (folder / "audit.toml").exists():
        raise UsageRefused(f"{folder.relative_to(workspace.root)} is already there")


def _add_force(path: Path, force: str, entry: str) -> Path:
    """Add the force's table to `forces.toml` in one move; the comments of both are kept."""
    forces = tomlkit.parse(path.read_text(encoding="utf-8"))
    forces.append(force, tomlkit.parse(entry).item(force))
    new = path.with_suffix(".new")
    write_text(new, tomlkit.dumps(forces))
    return new.replace(path)


def _fill(templates: Templates, template: str, **words: Any) -> str:
    return _environment(templates).get_template(template).render(words)


@cache
def _environment(templates: Templates) -> Environment:
    environment = Environment(  # noqa: S701 - TOML, not HTML
        loader=FileSystemLoader(templates.places("scaffold")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["toml"] = _as_toml
    environment.filters["key"] = lambda name: name if NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    return environment


def _as_toml(value: str | list[str]) -> str:
    return tomlkit.item(value).as_string()


def _write_narrative(templates: Templates, folder: Path, documents: Sequence[str]) -> None:
    """Author files with every block that the documents ask for, each saying that it is to be written."""
    blocks: dict[str, list[str]] = {}
    for key in asked_for(templates, documents):
        document, _, block = key.partition("/")
        blocks.setdefault(document, []).append(block)
    for document, names in blocks.items():
        texts = [f"\n## {name}\n\n{UNWRITTEN} {name.replace('.', ', ').replace('-', ' ')}.*\n" for name in names]
        write_text(folder / f"{document}.md", _INTRODUCTION + "".join(texts))
