"""The example report in `reports/example/`, which is kept in git: built by the code, and copied without a change."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.locks import build_alone
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.paths import Workspace

_PROJECT = Path(__file__).parents[1]
EXAMPLE = _PROJECT / "reports" / "example"
REQUEST = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
FILES = (
    "panel-pack.html",
    "panel-pack.pdf",
    "panel-pack.docx",
    "analysis.html",
    "accessibility.html",
    "figures.json",
    "figures.csv",
    "datapackage.json",
    "tables.xlsx",
    "tables.ods",
)
"""The papers, the notebook as a page, the statement they lead to, every figure, and the tables; not the rest, which is
large."""


def write_example(workspace: Workspace, target: Path) -> list[Path]:
    """Build the report as far as it is stale and copy its files into `target`; returns the copies."""
    report = build(workspace, REQUEST).folder
    target.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(report / name, target / name)) for name in FILES]


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    project = Workspace(_PROJECT)
    with build_alone(project, _say):
        for path in write_example(project, EXAMPLE):
            _say(str(path.relative_to(_PROJECT)))
