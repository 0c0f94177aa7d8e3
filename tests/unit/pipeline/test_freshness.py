"""What makes a stage stale, and what does not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cdi.pipeline.freshness import Freshness, Reason, Stage


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


def test_many_files_are_counted_and_three_of_them_named() -> None:
    assert str(Reason("changed", tuple("abcde"))) == "changed: a, b, c and 2 more"
