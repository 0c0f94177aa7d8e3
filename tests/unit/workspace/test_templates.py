"""Own templates of a workspace count for what is read from their folder, and for nothing else."""

from __future__ import annotations

from pathlib import Path

from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


def test_own_files_of_one_folder_are_no_reason_to_compile_another(tmp_path: Path) -> None:
    for name in ("documents/note.md.j2", "html_notes/style.css"):
        (tmp_path / "templates" / name).parent.mkdir(parents=True)
        (tmp_path / "templates" / name).touch()
    templates = Templates.of_workspace(tmp_path)
    assert [name for name, *_ in templates.below("documents").own] == ["documents/note.md.j2"]
    assert templates.below("documents").places("documents") == templates.places("documents")
    assert templates.below("html") == SHIPPED_TEMPLATES


def test_folders_whose_files_nobody_noted_are_looked_at_in_full(tmp_path: Path) -> None:
    templates = Templates((tmp_path, *SHIPPED_TEMPLATES.folders))
    assert templates.below("html") == templates
