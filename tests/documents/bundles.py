"""Documents of an audit without a build: the notebook's own cells are run here, so that tests see what it makes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.compose.document import compose
from cdi.exhibits.charts import all_forces, canvas  # noqa: F401 - all charts are there before they are replaced
from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.model.document import Document
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_comparison
from tests.conftest import SharedFolder


@contextmanager
def words_of_charts() -> Iterator[None]:
    """Nothing of a chart is drawn, which takes most of the time, for those who read what is said."""
    drawing = [module for name, module in sys.modules.items() if name.startswith("cdi.exhibits.charts")]
    with pytest.MonkeyPatch.context() as patch:
        for module in drawing:
            if hasattr(module, "draw_both"):
                patch.setattr(module, "draw_both", lambda *_, **__: {"svg": "<svg></svg>"})
        yield


@contextmanager
def charts_set_up() -> Iterator[None]:
    """Each chart is set up once and not written, to see that it can be drawn."""
    with canvas.draw_once(narrow=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "to_svg", lambda _: "<svg></svg>")
        yield


def run_cells(workspace: Workspace, ref: AuditRef, folder: Path) -> None:
    """Run the notebook's cells for the audit, which leave their bundle in the folder."""
    cells = json.loads(workspace.notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names = {"display": lambda *_: None}
    exec(code[0], names)  # noqa: S102 - the project's own notebook
    names |= {"force": ref.force, "audit": ref.audit, "output": str(folder)}
    source = "\n".join(code[1:]).replace("Workspace.find()", f"Workspace(Path({str(workspace.root)!r}))")
    exec(source, names)  # noqa: S102


def run_cells_on_wide_sheets(workspace: Workspace, ref: AuditRef, folder: Path) -> None:
    """The same with the wide drawing of each chart alone, for what is read and not looked at on a phone."""
    with canvas.draw_once(narrow=False):
        run_cells(workspace, ref, folder)


def bundle_made_once(shared_folder: SharedFolder, workspace: Workspace, ref: AuditRef) -> Path:
    """Where what the notebook makes of a shipped audit lies, on wide sheets; made once in a run."""
    name = f"bundle-{ref.force}-{ref.audit}"
    return shared_folder(name, lambda folder: run_cells_on_wide_sheets(workspace, ref, folder))


def run_comparison(workspace: Workspace, folder: Path) -> None:
    """Run the cells of the notebook on all forces, which leave their bundle in the folder."""
    cells = json.loads(workspace.comparison_notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    exec(code[0], names)  # noqa: S102 - the project's own notebook
    settings = read_comparison(workspace.audit_folder(NATIONAL))
    names |= {"as_at": settings.as_at.isoformat(), "measure": settings.measure, "regime": settings.regime}
    names |= {"seed": settings.seed, "output": str(folder)}
    source = "\n".join(code[1:]).replace("Workspace.find()", f"Workspace(Path({str(workspace.root)!r}))")
    exec(source, names)  # noqa: S102


def compose_all(workspace: Workspace, ref: AuditRef, bundle: Bundle) -> dict[str, Document]:
    """Every document of the audit by its name."""
    home = workspace.audit_folder(ref)
    return {name: compose(bundle, home, name) for name in workspace.documents(ref)}


def documents_of(workspace: Workspace, ref: AuditRef, folder: Path) -> dict[str, Document]:
    """Every document of the audit by its name; `folder` takes the bundle."""
    run_cells_on_wide_sheets(workspace, ref, folder)
    return compose_all(workspace, ref, read_bundle(folder, ref))
