"""Files of a finished report that are cut short, changed, emptied or removed: the next build makes them anew."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.delivery import MADE_FROM
from cdi.pipeline.replacement import discard
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import build as build_here
from cdi.pipeline.stages import plan
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.small_reports import AUDIT, lay_out, write_small_reports
from tests.thin import thin

REQUEST = Request(AuditRef("kent", AUDIT), ("note",))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_elsewhere(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[4] / "README.md")


def a_giant(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(8 * 2**40)


DAMAGES: tuple[Callable[[Path], None], ...] = (cut_short, change_a_bit, empty, Path.unlink)
REPLACED = (a_folder, a_pipe, a_link_elsewhere, a_giant)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A report to spoil, as a page and as a PDF; what a test damages it has to put back, or to build again."""
    workspace = write_small_reports(tmp_path_factory.mktemp("damaged") / "small", documents=("note", "letter"))
    lay_out(workspace, "kent", ["html", "pdf"])
    build(workspace, REQUEST)
    return workspace


def build(workspace: Workspace, request: Request) -> Outcome:
    return in_clean_process(build_here, workspace, request)


def made_files(workspace: Workspace) -> list[Path]:
    """Every file of the report and of its work, but for locks and the record of the build itself."""
    folders = (workspace.report_folder(REQUEST.ref), workspace.work_folder(REQUEST.ref))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in files if path.suffix != ".lock" and path != folders[1] / MADE_FROM)


def contents(workspace: Workspace) -> dict[str, bytes]:
    """What a reader gets, and what it is made from."""
    root = workspace.root
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in made_files(workspace) if path.name != MADE_FROM
    }


@pytest.mark.parametrize(
    ("damages", "step"),
    thin([([*DAMAGES], 3), *(([each], 1) for each in DAMAGES)], keep=1),
    ids=["in turn", *(way.__name__ for way in DAMAGES)],
)
def test_damage_to_any_file_is_noticed_and_named(
    built: Workspace, damages: list[Callable[[Path], None]], step: int
) -> None:
    """Each file, or each third, is damaged in one of the ways, in turn."""
    assert plan(built, REQUEST).ran == {}
    assert len(made_files(built)) > 30
    for path, damage in zip(made_files(built)[::step], cycle(damages), strict=False):
        good = path.read_bytes()
        damage(path)
        reasons = [str(reason) for of_stage in plan(built, REQUEST).ran.values() for reason in of_stage]
        path.write_bytes(good)
        assert any("since it was made" in reason or "is missing" in reason for reason in reasons), path
        assert any(path.name in reason for reason in reasons), (path, reasons)
    assert plan(built, REQUEST).ran == {}


MADE = (
    "note.html", "note.pdf", "analysis.html", "bundle/tables/all-figures.csv", "bundle/figures.json", "tables.xlsx",
    "delivered/files.json", "note.made-from", "../../kent/2026/facts.json",
)  # fmt: skip


@pytest.mark.parametrize("name", thin(MADE, keep=3))
def test_what_is_damaged_is_made_anew_to_the_same_bytes(built: Workspace, name: str) -> None:
    before = contents(built)
    path = (built.work_folder(REQUEST.ref) / name).resolve()
    if name.startswith(".."):
        path = built.report_folder(REQUEST.ref) / Path(name).name
    cut_short(path)
    assert build(built, REQUEST).ran
    assert contents(built) == before
    assert build(built, REQUEST).ran == {}


@pytest.mark.parametrize(
    "record",
    [
        "",
        "{",
        "[]",
        '{"analysis": 5}',
        '{"analysis": {"a": [1]}}',
        "[" * 100_000,
        "\x00",
        '{"format": 2}',
        '{"format": 3, "stages": {}}',
    ],
)
def test_a_spoilt_record_is_no_record(built: Workspace, record: str) -> None:
    path = built.work_folder(REQUEST.ref) / MADE_FROM
    good = path.read_bytes()
    path.write_text(record, encoding="utf-8")
    assert "analysis" in plan(built, REQUEST).ran
    path.write_bytes(good)


@pytest.mark.parametrize("replace", REPLACED, ids=lambda replace: replace.__name__)
def test_what_is_no_file_in_place_of_the_record_is_no_record(built: Workspace, replace: Callable[[Path], None]) -> None:
    path = built.work_folder(REQUEST.ref) / MADE_FROM
    good = path.read_bytes()
    (built.root / "README.md").write_text("not ours", encoding="utf-8")
    replace(path)
    assert "analysis" in plan(built, REQUEST).ran
    discard(path)
    path.write_bytes(good)
    assert plan(built, REQUEST).ran == {}


def test_what_is_no_file_in_place_of_one_is_taken_away_and_made_anew(built: Workspace) -> None:
    """Nothing is waited for, nothing endless is read, and nothing is written where a link leads."""
    before, other = contents(built), built.root / "README.md"
    other.write_text("not ours", encoding="utf-8")
    work = built.work_folder(REQUEST.ref)
    for replace, name in zip(REPLACED, (MADE_FROM, "note.html", "note.pdf", "analysis.html"), strict=True):
        replace(work / name)
    build(built, REQUEST)
    assert other.read_text(encoding="utf-8") == "not ours"
    assert contents(built) == before
    assert plan(built, REQUEST).ran == {}


def test_a_page_that_was_damaged_is_not_delivered_with_another_document(built: Workspace) -> None:
    """A document that is not asked for is delivered from the cache as it is, so only when it is whole."""
    page = built.work_folder(REQUEST.ref) / "note.html"
    good = page.read_bytes()
    cut_short(page)
    documents = built.audit_folder(REQUEST.ref) / "documents.toml"
    asked = Request(REQUEST.ref, ("letter",))
    assert "letter" in documents.read_text(encoding="utf-8")
    build(built, asked)
    delivered = built.report_folder(REQUEST.ref) / "note.html"
    assert not delivered.exists() or delivered.read_bytes() == good
    build(built, REQUEST)
    assert delivered.read_bytes() == good
    assert json.loads((built.report_folder(REQUEST.ref) / "manifest.json").read_text(encoding="utf-8"))
