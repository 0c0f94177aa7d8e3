from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.notebook.explore import choose_guide, list_guides, write_guide, write_start_page, write_working_copy
from cdi.workspace.paths import Workspace

REF = AuditRef("leicestershire", "2018-reinspection")


def test_a_working_copy_is_set_to_the_force_and_stays_when_it_is_there(spoilable: Workspace) -> None:
    target, written = write_working_copy(spoilable, REF)
    assert (target, written) == (spoilable.root / "explore" / "leicestershire-2018-reinspection.ipynb", True)
    text = target.read_text(encoding="utf-8")
    assert 'force = \\"leicestershire\\"' in text
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "cdi"
    target.write_text("mine", encoding="utf-8")
    assert write_working_copy(spoilable, REF) == (target, False)
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_working_copy_folds_its_imports_into_one_line_and_has_a_form_next(spoilable: Workspace) -> None:
    target, _ = write_working_copy(spoilable, REF)
    cells = nbformat.read(target, as_version=4).cells
    imports = next(place for place, cell in enumerate(cells) if "imports" in cell.metadata.get("tags", []))
    assert cells[imports].metadata["jupyter"] == {"source_hidden": True}
    first_line, *rest = cells[imports].source.splitlines()
    assert first_line == "# What the cells below use. Click to unfold."
    assert "from cdi.disclosure.protection import protect" in rest
    assert cells[imports + 1].source.startswith("## Ask the audit")
    assert cells[imports + 2].source.endswith("cdi.form(force, audit)")
    again = target.read_bytes()
    target.unlink()
    assert write_working_copy(spoilable, REF)[0].read_bytes() == again


def add_guide(workspace: Workspace, name: str, heading: str) -> Path:
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {heading}\n\nWords.", id="a")])
    path = workspace.root / "notebooks" / "guides" / name
    path.parent.mkdir(exist_ok=True)
    nbformat.write(node, path)
    return path


def test_a_guide_is_chosen_by_its_number_and_copied_once(spoilable: Workspace) -> None:
    shutil.rmtree(spoilable.root / "notebooks" / "guides", ignore_errors=True)
    add_guide(spoilable, "01_explore_an_audit.ipynb", "What does an audit hold?")
    add_guide(spoilable, "03_timeliness.ipynb", "How long did it take?")
    guides = list_guides(spoilable)
    assert [guide.title for guide in guides] == ["What does an audit hold?", "How long did it take?"]
    assert choose_guide(guides, "3") is choose_guide(guides, "03") is guides[1]
    with pytest.raises(
        UsageRefused, match=r"no guide has the number '4'; there are: 01 \(What does an audit hold\?\), 03"
    ):
        choose_guide(guides, "4")
    target, written = write_guide(spoilable, guides[1])
    assert (target.relative_to(spoilable.root).as_posix(), written) == ("explore/guides/03_timeliness.ipynb", True)
    assert nbformat.read(target, as_version=4).metadata["kernelspec"]["name"] == "cdi"
    assert write_guide(spoilable, guides[1]) == (target, False)


def test_the_start_page_links_to_the_copies_of_the_guides(spoilable: Workspace) -> None:
    shutil.rmtree(spoilable.root / "notebooks" / "guides", ignore_errors=True)
    add_guide(spoilable, "01_explore_an_audit.ipynb", "What does an audit hold?")
    guides = list_guides(spoilable)
    page = write_start_page(spoilable, REF, guides)
    assert page == spoilable.root / "explore" / "START_HERE.md"
    text = page.read_text(encoding="utf-8")
    assert "* [What does an audit hold?](guides/01_explore_an_audit.ipynb)" in text
    assert '* `cdi.open("leicestershire", "2017-inspection")`' in text
    assert "leicestershire**" not in write_start_page(spoilable, None, guides).read_text(encoding="utf-8")


def test_what_an_analyst_works_in_is_left_out_by_git_here_and_in_a_new_workspace(project: Workspace) -> None:
    for name in (".gitignore", "templates/workspace/gitignore"):
        lines = (project.root / name).read_text(encoding="utf-8").splitlines()
        assert {"/explore/", ".ipynb_checkpoints/"} <= set(lines), name
