"""Workspaces whose reports are soon built: audits of six crime reports, with documents of a few lines as pages alone.

For tests of what a build runs, leaves and says, where the size of a report is not the matter.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.unit.load.bad_files.base import FORCE, write_base

AUDIT = "2026"
_PROJECT = Path(__file__).parents[1]
_SETTINGS = """[{document}]
formats = ["html"]
subject = "In few words"
author_role = "Crime and Incident Registrar"
date = 2026-06-02
marking = ""
"""
_TEMPLATE = """# {{{{ documents["{document}"].subject | text }}}}

Recorded within a day: {{{{ fig("timeliness.all") }}}}.

{{{{ narrative("{document}/closing") }}}}
"""


def write_small_reports(
    folder: Path, forces: Sequence[str] = ("kent",), documents: Sequence[str] = ("note",)
) -> Workspace:
    """A workspace with an audit of each of these forces, called 2026, and these documents of each; nothing is built.

    Its notebook is the project's own, but for the cells that draw charts, which do nothing.
    """
    workspace = Workspace(folder)
    shutil.copytree(_PROJECT / "data" / "reference", workspace.data / "reference")
    shutil.copytree(_PROJECT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns("guides"))
    leave_out_charts(workspace.notebook)
    shutil.copy(_PROJECT / "requirements.txt", folder)
    (workspace.data / "forces.toml").write_text("".join(map(_entry, forces)), encoding="utf-8")
    for force in forces:
        _write_audit(workspace.audit_folder(AuditRef(force, AUDIT)), force, documents)
    templates = folder / "templates" / "documents"
    templates.mkdir(parents=True)
    for document in documents:
        written = _TEMPLATE.format(document=document)
        (templates / f"{document}.md.j2").write_text(written, encoding="utf-8")
    return workspace


def leave_out_charts(notebook: Path, *, but: Sequence[str] = ()) -> None:
    """Empty the cells that draw charts, which take longest, but for those that call these functions."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    drawing = [cell for cell in content["cells"] if "(charts." in "".join(cell["source"])]
    kept = [cell for cell in drawing if any(f"(charts.{name}(" in "".join(cell["source"]) for name in but)]
    assert len(kept) == len(but) < len(drawing)
    for cell in drawing:
        if cell not in kept:
            cell["source"] = ["pass"]
    notebook.write_text(json.dumps(content), encoding="utf-8")


def _entry(force: str) -> str:
    """What is said of Kent, said of another force; its name is left to the register of forces."""
    lines = FORCE.replace("[kent]", f"[{force}]").replace("Kent", force.title()).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("name = "))


def _write_audit(folder: Path, force: str, documents: Sequence[str]) -> None:
    write_base(folder)
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("kent", force), encoding="utf-8")
    settings = [_SETTINGS.format(document=document) for document in documents]
    (folder / "documents.toml").write_text("\n".join(settings), encoding="utf-8")
    (folder / "narrative").mkdir()
    for document in documents:
        (folder / "narrative" / f"{document}.md").write_text("## closing\n\nThat is all.\n", encoding="utf-8")


def lay_out(workspace: Workspace, force: str, formats: Sequence[str], audit: str = AUDIT) -> None:
    """Have every document of an audit laid out in these formats."""
    path = workspace.audit_folder(AuditRef(force, audit)) / "documents.toml"
    listed = ", ".join(f'"{each}"' for each in formats)
    text = path.read_text(encoding="utf-8")
    assert 'formats = ["html"]' in text
    path.write_text(text.replace('formats = ["html"]', f"formats = [{listed}]"), encoding="utf-8")
