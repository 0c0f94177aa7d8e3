"""A disk that takes no more, at each size of file that a build writes: one sentence, and the last report stays whole."""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import sys
from pathlib import Path

import pytest

from bench.faults.disturbances import limit_files
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import RunFailed
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build, plan
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.clean_process_charts import remember_charts
from tests.small_reports import AUDIT, lay_out, write_small_reports
from tests.thin import thin

REQUEST = Request(AuditRef("kent", AUDIT), ("note",))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small report as a page and as a PDF; not to be spoilt."""
    workspace = write_small_reports(tmp_path_factory.mktemp("disk") / "small")
    lay_out(workspace, "kent", ["html", "pdf"])
    in_clean_process(build, workspace, REQUEST)
    return workspace


def build_with_files_of(largest: int, workspace: Workspace) -> None:
    """Build where no file can grow beyond so many bytes: the system refuses the write, as a full disk does."""
    # Or Python cuts off the bytecode of what it imports from here on, and the environment stays broken.
    sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    build(workspace, REQUEST)


def delivered(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.report_folder(REQUEST.ref)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("largest", thin([0, 5_000, 100_000, 40_000], keep=2))
def test_a_full_disk_ends_a_build_with_one_sentence(built: Workspace, tmp_path: Path, largest: int) -> None:
    shutil.copytree(built.root, tmp_path / "copy")
    workspace = Workspace(tmp_path / "copy")
    before = delivered(workspace)
    with (workspace.audit_folder(REQUEST.ref) / "audit_reports.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert plan(workspace, REQUEST).ran
    with pytest.raises(RunFailed, match=r"^the system refused.* \(file too large\)(\n|$)"):
        in_clean_process(build_with_files_of, largest, workspace)
    assert delivered(workspace) == before


class Drawing:
    """A module that offers one chart."""

    __name__ = "drawing"
    __all__ = ("bars",)

    @staticmethod
    def bars(figure: int) -> str:
        return "|" * figure


def test_a_chart_that_cannot_be_remembered_is_drawn_all_the_same(tmp_path: Path) -> None:
    """Or a build with a full disk would fail of the tests' own memory, where another worker drew the charts before."""
    drawing = Drawing()
    remember_charts(tmp_path / "no folder", [drawing])  # type: ignore[list-item]
    assert drawing.bars(3) == "|||"


def bytecode_written_by_an_import(folder: Path) -> list[str]:
    """What an import leaves where no file can grow beyond 1,000 bytes, as the faults of bench have it."""
    (folder / "large.py").write_text("\n".join(f"def f{number}(): return {number}" for number in range(200)), "utf-8")
    limit_files(1_000)
    sys.path.insert(0, str(folder))
    importlib.import_module("large")
    return [path.name for path in folder.rglob("*.pyc")]


def test_faults_that_limit_files_leave_no_bytecode_cut_off(tmp_path: Path) -> None:
    """It would stop every later command: "marshal data too short"."""
    assert in_clean_process(bytecode_written_by_an_import, tmp_path) == []


def test_a_leftover_of_a_stopped_build_is_removed(built: Workspace, tmp_path: Path) -> None:
    shutil.copytree(built.root, tmp_path / "copy")
    workspace = Workspace(tmp_path / "copy")
    report, work = workspace.report_folder(REQUEST.ref), workspace.work_folder(REQUEST.ref)
    (report.with_name(f"{report.name}.new") / "half").mkdir(parents=True)
    for name in ("bundle.new", "delivered.new", "before.new"):
        (work / name).write_text("no folder", encoding="utf-8")
    in_clean_process(build, workspace, REQUEST)
    assert list(workspace.reports.rglob("*.new")) == []
