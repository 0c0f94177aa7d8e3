"""What makes a stage stale, and what does not."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from cdi.pipeline import freshness
from cdi.pipeline.freshness import Freshness, Reason, Stage, StatedInput


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    for name in ("one.csv", "two.csv", "made.html"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return Stage("page", lambda: None, [tmp_path / "one.csv", tmp_path / "two.csv"], [tmp_path / "made.html"])


def again(tmp_path: Path) -> Freshness:
    """As the next build finds it."""
    return Freshness(tmp_path / "made-from.json", tmp_path)


def record(tmp_path: Path, stage: Stage) -> None:
    freshness = again(tmp_path)
    assert freshness.reasons(stage) == (Reason("not built yet"),)
    freshness.record(stage)
    assert again(tmp_path).reasons(stage) == ()


def test_a_touched_or_copied_file_of_the_same_content_changes_nothing(tmp_path: Path, stage: Stage) -> None:
    record(tmp_path, stage)
    os.utime(tmp_path / "one.csv", (1, 1))
    shutil.copy(tmp_path / "two.csv", tmp_path / "copy")
    (tmp_path / "copy").replace(tmp_path / "two.csv")
    assert again(tmp_path).reasons(stage) == ()


def test_another_content_of_the_same_size_and_time_is_seen(tmp_path: Path, stage: Stage) -> None:
    record(tmp_path, stage)
    status = (tmp_path / "one.csv").stat()
    (tmp_path / "one.csv").write_text("eno.csv", encoding="utf-8")
    os.utime(tmp_path / "one.csv", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert again(tmp_path).reasons(stage) == (Reason("changed", ("one.csv",)),)


def test_each_difference_is_named(tmp_path: Path, stage: Stage) -> None:
    record(tmp_path, stage)
    (tmp_path / "made.html").unlink()
    (tmp_path / "three.csv").write_text("3", encoding="utf-8")
    others = [tmp_path / "three.csv", tmp_path / "two.csv"]
    other = Stage("page", stage.action, others, stage.targets, also=lambda: [Reason("edited")])
    assert [str(reason) for reason in again(tmp_path).reasons(other)] == [
        "made.html is missing", "new input: three.csv", "input removed: one.csv", "edited",
    ]  # fmt: skip


def test_what_changes_while_a_stage_runs_is_found_by_the_next_build(tmp_path: Path, stage: Stage) -> None:
    freshness = again(tmp_path)
    freshness.reasons(stage)
    (tmp_path / "one.csv").write_text("changed meanwhile", encoding="utf-8")
    freshness.record(stage)
    assert again(tmp_path).reasons(stage) == (Reason("changed", ("one.csv",)),)


def test_a_record_that_cannot_be_read_only_means_building_anew(tmp_path: Path, stage: Stage) -> None:
    (tmp_path / "made-from.json").write_text('{"page": {"one', encoding="utf-8")
    record(tmp_path, stage)


def test_a_record_of_the_format_before_is_read_so_an_update_makes_nothing_anew(tmp_path: Path, stage: Stage) -> None:
    record(tmp_path, stage)
    state = tmp_path / "made-from.json"
    content = json.loads(state.read_text(encoding="utf-8"))
    assert content["format"] == freshness.FORMAT == 2
    state.write_text(json.dumps(content["stages"]), encoding="utf-8")
    checksums = freshness.input_checksums(state)
    assert checksums == freshness.input_checksums(state, ["page"])
    assert set(checksums) == {"one.csv", "two.csv"}
    assert again(tmp_path).reasons(stage) == ()


def test_a_record_of_a_later_version_is_none(tmp_path: Path, stage: Stage) -> None:
    record(tmp_path, stage)
    state = tmp_path / "made-from.json"
    content = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps(content | {"format": 3}), encoding="utf-8")
    assert again(tmp_path).reasons(stage) == (Reason("not built yet"),)


def test_many_files_are_counted_and_three_of_them_named() -> None:
    assert str(Reason("changed", tuple("abcde"))) == "changed: a, b, c and 2 more"


def test_an_input_that_no_file_holds_is_judged_by_its_text(tmp_path: Path, stage: Stage) -> None:
    def stage_with(text: str) -> Stage:
        inputs = [*stage.inputs, StatedInput("installed packages", text)]
        return Stage("page", stage.action, inputs, stage.targets)

    record(tmp_path, stage_with("numpy==1"))
    assert again(tmp_path).reasons(stage_with("numpy==1")) == ()
    assert again(tmp_path).reasons(stage_with("numpy==2")) == (Reason("changed", ("installed packages",)),)


def test_code_has_the_same_name_wherever_it_is_installed_also_inside_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "workspace" / ".venv" / "site-packages"
    monkeypatch.setattr(freshness, "_OURS", (packages / "cdi" / "_shipped", packages))
    files = [
        packages / "cdi" / "measures.py",
        packages / "cdi" / "_shipped" / "templates" / "page.j2",
        tmp_path / "workspace" / "data" / "forces.toml",
        tmp_path / "elsewhere.csv",
    ]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    state = tmp_path / "made-from.json"
    kept = Freshness(state, tmp_path / "workspace")
    stage = Stage("page", lambda: None, files, [])
    kept.reasons(stage)
    kept.record(stage)
    names = ["cdi/measures.py", "templates/page.j2", "data/forces.toml", str(tmp_path / "elsewhere.csv")]
    assert list(json.loads(state.read_text(encoding="utf-8"))["stages"]["page"]) == names
