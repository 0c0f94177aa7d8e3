"""A new workspace: a folder in which audits come in and reports come out, with the shipped registers to begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import tomlkit

from cdi.model.errors import UsageRefused, nearest
from cdi.new_audit.scaffold import write_text
from cdi.workspace.paths import TEMPLATES, Workspace
from cdi.workspace.shipped import SHIPPED
from cdi.workspace.templates import list_files

SAMPLE = "leicestershire"
"""The force whose reconstructed audits are shipped."""
_TEMPLATES = TEMPLATES / "workspace"
# A shipped file, and what it is called in a workspace.
_FILES = {
    "Makefile": "Makefile",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "data.md": "data/README.md",
    "templates.md": "templates/README.md",
    "notebooks.md": "notebooks/README.md",
    "reports.md": "reports/README.md",
}
# The pages that an analyst reads; the others are for who changes the code.
_PAGES = (
    "accessibility.md",
    "assumptions.md",
    "assurance.md",
    "data-contract.md",
    "disclosure.md",
    "glossary.md",
    "methods.md",
    "performance.md",
)
_TRACKED_SAMPLE = f"# Made up from published counts, so no real rows.\n!data/{SAMPLE}/\n"
# What a workspace can have a file of its own of: all that is read through it.
_REPLACEABLE = (
    "documents", "passages", "words", "html", "pdf", "word", "workbook", "notebook", "site", "scaffold", "schedule",
)  # fmt: skip


def write_workspace(folder: Path, *, sample: bool = False) -> list[Path]:
    """Write a workspace into a folder that is new, or holds nothing but hidden files such as `.venv`.

    With `sample` it has the shipped audits of one force. Returns the files written besides registers, pages of
    documentation and samples.
    Raises UsageRefused when anything else is there already.
    """
    if folder.is_file() or (folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())):
        raise UsageRefused(f"{folder}: expected a new or empty folder")
    root = folder.resolve()
    if (root / ".gitignore").exists():
        raise UsageRefused(f"{folder / '.gitignore'} is already there")
    for shipped, name in _FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_TEMPLATES / shipped, root / name)
    shutil.copytree(SHIPPED / "data" / "reference", root / "data" / "reference")
    shutil.copytree(SHIPPED / "data" / "national", root / "data" / "national")
    shutil.copytree(SHIPPED / "docs" / "how-to", root / "docs" / "how-to")
    for name in _PAGES:
        shutil.copyfile(SHIPPED / "docs" / name, root / "docs" / name)
    write_text(root / "data" / "forces.toml", _forces(sample=sample))
    if sample:
        shutil.copytree(SHIPPED / "data" / SAMPLE, root / "data" / SAMPLE)
        with (root / ".gitignore").open("a", encoding="utf-8", newline="\n") as ignored:
            ignored.write(_TRACKED_SAMPLE)
    return [*(root / name for name in _FILES.values()), root / "data" / "forces.toml"]


def _forces(*, sample: bool) -> str:
    """The head of the shipped `forces.toml`, with the entry of the sample when it is wanted."""
    forces = tomlkit.parse((SHIPPED / "data" / "forces.toml").read_text(encoding="utf-8"))
    for force in list(forces):
        if not sample or force != SAMPLE:
            forces.remove(force)
    return tomlkit.dumps(forces).rstrip("\n") + "\n"


def list_replaceable() -> list[str]:
    """The shipped files that a workspace can have its own of, by the names that they have in it."""
    files = [path for name in _REPLACEABLE for path in list_files(TEMPLATES / name)]
    return [
        "notebooks/force_audit.ipynb",
        "notebooks/force_comparison.ipynb",
        *(path.relative_to(SHIPPED).as_posix() for path in files),
    ]


def copy_shipped(workspace: Workspace, name: str) -> Path:
    """Copy a shipped file into the workspace, where it is used from then on; returns its path.

    Raises UsageRefused for a name that no such file has, and for a file that the workspace has already.
    """
    valid = list_replaceable()
    if name not in valid:
        raise UsageRefused(f"no shipped file {name!r} to replace; {nearest(name, valid)}")
    target = workspace.root / name
    if target.exists():
        raise UsageRefused(f"{name} is already there")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SHIPPED / name, target)
    return target
