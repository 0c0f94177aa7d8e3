"""Working copies of notebooks for exploring: the analyst's own, in the folder `explore`, which git leaves out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED

FOLDER = "explore"
START_PAGE = "START_HERE.md"
_KERNEL = {"name": "cdi", "display_name": "CDI audits", "language": "python"}
_GUIDES = Path("notebooks") / "guides"
_FOLDED = "# What the cells below use. Click to unfold.\n"
_ASK = """## Ask the audit

Choose below, with the mouse or the keyboard; the table and the chart follow. Under them stands the line that gives the
same in a cell of your own. `desk` alone shows what the audit holds, and `desk.` with the
Tab key what else it answers."""
_FORM = """import cdi

desk = cdi.open(force, audit)
cdi.form(force, audit)"""


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide: a notebook by its number, the question it answers, and where it is shipped."""

    number: str
    title: str
    path: Path


def write_working_copy(workspace: Workspace, ref: AuditRef) -> tuple[Path, bool]:
    """Write a copy of the notebook for exploring an audit, on the project's kernel, into the folder `explore`.

    Its imports are folded into one line, and a form to ask the audit with follows them. A copy that is already there
    stays, with the analyst's changes. Returns its path, and whether it was written.
    """
    target = workspace.root / FOLDER / f"{ref.force}-{ref.audit}.ipynb"
    if target.exists():
        return target, False
    import nbformat

    node = nbformat.read(str(workspace.notebook), as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in node.cells]
    parameters = next(place for place, own in enumerate(tags) if "parameters" in own)
    node.cells[parameters]["source"] = f'force = "{ref.force}"\naudit = "{ref.audit}"\noutput = None'
    imports = next((place for place, own in enumerate(tags) if "imports" in own), parameters)
    if imports != parameters:
        node.cells[imports].metadata["jupyter"] = {"source_hidden": True}
        node.cells[imports]["source"] = _FOLDED + node.cells[imports]["source"]
    # Fixed ids: the same notebook gives the same copy.
    node.cells[imports + 1 : imports + 1] = [
        nbformat.v4.new_markdown_cell(_ASK, id="ask"),
        nbformat.v4.new_code_cell(_FORM, id="form"),
    ]
    _write(node, target)
    return target, True


def list_guides(workspace: Workspace) -> list[Guide]:
    """The guides in the order of their numbers: the workspace's own, or the shipped ones."""
    own = workspace.root / _GUIDES
    folder = own if own.is_dir() else SHIPPED / _GUIDES
    return [Guide(path.name[:2], _title(path), path) for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))]


def choose_guide(guides: Sequence[Guide], number: str) -> Guide:
    """The guide of that number, such as 03 or 3; UsageRefused, with all there are, for one that does not exist."""
    for guide in guides:
        if guide.number == number.zfill(2):
            return guide
    numbers = ", ".join(f"{guide.number} ({guide.title})" for guide in guides) or "none"
    raise UsageRefused(f"no guide has the number {number!r}; there are: {numbers}")


def write_guide(workspace: Workspace, guide: Guide) -> tuple[Path, bool]:
    """Write a working copy of a guide, on the project's kernel; one that is already there stays."""
    import nbformat

    target = workspace.root / FOLDER / "guides" / guide.path.name
    if target.exists():
        return target, False
    _write(nbformat.read(str(guide.path), as_version=4), target)
    return target, True


def write_start_page(workspace: Workspace, ref: AuditRef | None, guides: Sequence[Guide]) -> Path:
    """Write the page that JupyterLab shows beside the notebook of an audit, or beside a guide; anew each time."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - Markdown, not HTML
        loader=FileSystemLoader(workspace.templates.places("explore")), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    others = [other for other in workspace.audits(ref.force) if other != ref] if ref else []
    text = environment.get_template(f"{START_PAGE}.j2").render(ref=ref, guides=guides, others=others)
    target = workspace.root / FOLDER / START_PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def _title(path: Path) -> str:
    """The first heading of a notebook, without reading it as one: thirty milliseconds for all guides."""
    import json

    cells: Sequence[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    heading = re.search(r"^#+ (.+)$", "".join(cells[0]["source"]) if cells else "", re.MULTILINE)
    return heading[1].strip() if heading else path.stem


def _write(node: Any, target: Path) -> None:
    import nbformat

    node.metadata["kernelspec"] = dict(_KERNEL)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(node, str(target))
