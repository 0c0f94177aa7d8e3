"""A delivered report is made again from its provenance, and what is not as it was is named."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cdi.evidence.reproduction import Differences, Reproduction, as_text, reproduce
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused, UsageRefused
from cdi.pipeline.provenance import PROVENANCE, ReportOrigin, read_provenance
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process, run_cdi
from tests.conftest import SharedFolder, built_once
from tests.small_reports import AUDIT, write_small_reports
from tests.thin import thin

REF = AuditRef("leicestershire", "2018-reinspection")
REQUEST = Request(REF, ("panel-pack",))
SMALL = Request(AuditRef("kent", AUDIT), ("note",))
BOARD = Request(AuditRef("cambridgeshire", "2014-inspection"), ("board-update",))


def small_built_once(folder: Path) -> None:
    in_clean_process(build, write_small_reports(folder), SMALL)


def copy_built(shared_folder: SharedFolder, request: Request, folder: Path) -> Workspace:
    """A workspace with a delivered report, to spoil."""
    if request == SMALL:
        before = shared_folder("small-to-reproduce", small_built_once)
    else:
        before = built_once(shared_folder, request).root
    shutil.copytree(before, folder / "copy")
    return Workspace(folder / "copy")


@pytest.fixture
def built(shared_folder: SharedFolder, tmp_path: Path) -> Workspace:
    return copy_built(shared_folder, SMALL, tmp_path)


@pytest.fixture
def delivered(shared_folder: SharedFolder) -> Path:
    return built_once(shared_folder, REQUEST).report_folder(REF)


def changed(delivered: Path, folder: Path, **parts: Any) -> Path:
    """A copy of the delivered provenance that says something else."""
    content = json.loads((delivered / PROVENANCE).read_text(encoding="utf-8"))
    (folder / PROVENANCE).write_text(json.dumps(content | parts), encoding="utf-8")
    return folder


def test_provenance_says_what_a_report_was_made_from_and_with(delivered: Path) -> None:
    provenance = read_provenance(delivered)
    files = {path.relative_to(delivered).as_posix() for path in delivered.rglob("*") if path.is_file()}
    assert provenance.ref == REF
    assert set(provenance.files) == files - {PROVENANCE}
    assert {
        "data/leicestershire/2018-reinspection/audit.toml", "data/leicestershire/2018-reinspection/documents.toml",
        "data/reference/finding_rules.csv", "notebooks/force_audit.ipynb", "requirements.txt",
        "cdi/measures/recording.py", "cdi/render/html.py", "templates/documents/panel_paper.md.j2",
    } <= set(provenance.inputs)  # fmt: skip
    assert {"python", "numpy", "scipy", "typst"} <= set(provenance.tools)
    assert provenance.parameters == {"force": REF.force, "audit": REF.audit}
    assert not [name for name in provenance.inputs if name.startswith(("/", ".."))]


@pytest.mark.parametrize(
    ("request_of", "files"),
    thin([(SMALL, 16), (BOARD, 21), (REQUEST, 32)], keep=1),
    ids=["small", "update", "pack"],
)
def test_an_unchanged_report_is_made_again_byte_for_byte(
    request_of: Request, files: int, shared_folder: SharedFolder, tmp_path: Path
) -> None:
    built, ref = copy_built(shared_folder, request_of, tmp_path), request_of.ref
    ended = run_cdi(built, "reproduce", str(built.report_folder(ref) / "manifest.json"))
    assert ended.returncode == 0, ended.stderr
    assert f"exact, all {files} files byte for byte" in ended.stdout
    assert sorted(path.name for path in built.work_folder(ref).glob("reprod*")) == ["reproduced"]


def test_what_differs_is_named_and_the_delivered_report_stays(built: Workspace) -> None:
    page = built.report_folder(SMALL.ref) / "note.html"
    good = page.read_bytes()
    reports = built.audit_folder(SMALL.ref) / "audit_reports.csv"
    recorded = "2026-01-05T10:00,2026-01-05T12:00"
    reports.write_text(reports.read_text("utf-8").replace(recorded, "2026-01-05T10:00,2026-01-07T12:00", 1), "utf-8")
    reproduction = in_clean_process(reproduce, built, built.report_folder(SMALL.ref))
    text = as_text(reproduction)
    assert "not exact" in text
    assert "figures.json" in reproduction.files.changed
    assert "1 changed: data/kent/2026/audit_reports.csv" in text
    assert "put the inputs back" in text
    assert page.read_bytes() == good
    with pytest.raises(PublicationRefused):
        reproduction.refuse_inexact()


def test_tools_and_code_that_changed_are_named(delivered: Path, tmp_path: Path) -> None:
    now = read_provenance(delivered)
    code = {"version": "0.0.9", "commit": "abc"}
    then = read_provenance(changed(delivered, tmp_path, code=code, tools=now.tools | {"numpy": "2.0.0", "old": "1"}))
    text = as_text(Reproduction(then, now, delivered))
    assert "exact, all" in text
    assert "Code: then cdi 0.0.9, commit abc; now cdi 0.1.0" in text
    assert f"numpy: then 2.0.0; now {now.tools['numpy']}" in text
    assert "1 missing: old" in text


def test_differences_are_of_three_kinds() -> None:
    between = Differences.between({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"})
    assert between == Differences(changed=("b",), missing=("c",), added=("d",))
    assert not Differences.between({"a": "1"}, {"a": "1"})


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace('"format": 1', '"format": 0'), "format 0; this version reads 1. Use the version"),
        (lambda text: text.replace('"format": 1', '"format": 2'), "format 2; this version reads 1. Use the version"),
        (lambda text: text.replace('"format": 1', '"form": 1'), "not as a delivery wrote it"),
        (lambda text: text.replace('"leicestershire"', '"../.."', 1), "not as a delivery wrote it"),
        (lambda text: text.replace('"panel-pack"', '"../panel"', 1), "not as a delivery wrote it"),
        (lambda text: text.replace('"inputs": {', '"inputs": {"a": 5,'), "not as a delivery wrote it"),
        (lambda text: text[: len(text) // 2], "not as a delivery wrote it"),
        (lambda _: "[" * 100_000, "not as a delivery wrote it"),
        (lambda _: "[]", "not as a delivery wrote it"),
        (lambda text: text.replace("leicestershire", "rutland"), "data/rutland/2018-reinspection is not in this"),
    ],
)
def test_a_provenance_that_cannot_be_used_is_refused_with_a_cure(
    delivered: Path, tmp_path: Path, project: Workspace, spoil: Callable[[str], str], says: str
) -> None:
    (tmp_path / PROVENANCE).write_text(spoil((delivered / PROVENANCE).read_text("utf-8")), "utf-8")
    with pytest.raises(UsageRefused, match=says):
        reproduce(project, tmp_path)


def test_a_report_from_before_there_was_a_provenance_is_refused(tmp_path: Path, project: Workspace) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 3}', encoding="utf-8")
    with pytest.raises(UsageRefused, match=r"no provenance\.json.*manifest\.json alone"):
        reproduce(project, tmp_path / "manifest.json")


def test_the_format_number_belongs_to_these_parts() -> None:
    """Who adds or renames a part raises FORMAT in `cdi.pipeline.provenance`, and this list with it."""
    assert [*ReportOrigin.__dataclass_fields__] == [
        "force", "audit", "documents", "code", "parameters", "tools", "signed_off", "inputs", "files",
    ]  # fmt: skip


def test_a_report_whose_inputs_changed_without_effect_names_them_as_they_are(built: Workspace) -> None:
    """The pages come out the same, so nothing but the origin decides that the report is delivered again."""
    lock = built.root / "requirements.txt"
    page = built.report_folder(SMALL.ref) / "note.html"
    good = page.read_bytes()
    lock.write_text(f"{lock.read_text('utf-8')}# a remark\n", encoding="utf-8")
    assert "delivery" in in_clean_process(build, built, SMALL).ran
    assert page.read_bytes() == good
    named = read_provenance(built.report_folder(SMALL.ref)).inputs["requirements.txt"]
    assert named == hashlib.sha256(lock.read_bytes()).hexdigest()
