"""All 43 forces: the rates they print, that none shows in another's, and the same bytes every time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from cdi.load.fault_report import find_faults
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.all_audits import list_requests
from cdi.pipeline.request import Request
from cdi.workspace.names import select_audits
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import PROJECT, DemoAudit, copy_forces
from tests.documents.packed import content_of
from tests.documents.reading import pdf_pages
from tests.small_reports import leave_out_charts
from tests.thin import thin

with (PROJECT / "data" / "reference" / "inspections.csv").open(encoding="utf-8", newline="") as _file:
    FORCES = sorted({row["force_id"] for row in csv.DictReader(_file)})
SUFFIXES = (".html", ".pdf", ".docx", ".json", ".csv", ".xlsx", ".ods", ".ipynb", ".svg")
# As many as make the build rehearse an analysis first, each with all its charts; small, large, with and without an audit before.
SIX = ("cleveland", "durham", "kent", "leicestershire", "metropolitan-police", "suffolk")
TWO = ("cleveland", "durham")
WITH_PACK = ("leicestershire", "suffolk")
PAPER_ALONE = ("durham",)
CANARY = re.compile(r"CANARY[A-Z]+")
# Where a canary of a force may be seen in its own output, so that the search is known to find what is there.
PLACES = ("NAME", "TEXT")


def canary(force: str, place: str) -> str:
    return f"CANARY{place}{re.sub('[^a-z]', '', force).upper()}"


def plant(workspace: Workspace, request: Request) -> None:
    """In the force's name, in its author text, and in the id of a row that its report counts as left out.

    Two forces keep the panel pack; of the others it goes, since its pages are those of its two documents once more. One
    of them keeps the panel paper alone.
    """
    force, folder = request.ref.force, workspace.audit_folder(request.ref)
    documents = folder / "documents.toml"
    if force not in WITH_PACK:
        head, _, others = documents.read_text(encoding="utf-8").partition("[panel-pack]")
        kept = others[others.index("\n[") :]
        paper, _, _ = kept.partition("[inspection-report]")
        documents.write_text(head + (paper if force in PAPER_ALONE else kept), encoding="utf-8")
    text = (workspace.data / "forces.toml").read_text(encoding="utf-8")
    head, entry = text.split(f"[{force}]", 1)
    entry = entry.replace('forum = "', f'forum = "{canary(force, "NAME")} ', 1)
    (workspace.data / "forces.toml").write_text(f"{head}[{force}]{entry}", encoding="utf-8")
    for path in (folder / "narrative").glob("*.md"):
        blocks = re.sub(r"(\n## [^\n]+\n\n)", rf"\1{canary(force, 'TEXT')} ", path.read_text(encoding="utf-8"))
        path.write_text(blocks, encoding="utf-8")
    reports = folder / "audit_reports.csv"
    lines = reports.read_text(encoding="utf-8").splitlines()
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    key = canary(force, "ROW")  # the id of a record, which no output says
    lines[1] = lines[1].replace(row["crime_id"], key, 1)
    reports.write_text("\n".join(lines) + "\n", encoding="utf-8")
    heading = "table,key,reason,decided_by,decided_on\n"
    (folder / "exclusions.csv").write_text(
        f"{heading}audit_reports,{key},doubled,registrar,2020-01-01\n", encoding="utf-8"
    )


@pytest.fixture(
    scope="module", params=thin([pytest.param(TWO, id="two"), pytest.param(SIX, id="after a rehearsal")], keep=1)
)
def planted(request: pytest.FixtureRequest, demo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Forces with canaries, all built, two at a time: each built in a process of its own."""
    workspace = copy_forces(demo, tmp_path_factory.mktemp("planted") / "forces", request.param)
    for each in list_requests(workspace, []):
        plant(workspace, each)
    if request.param == TWO:
        leave_out_charts(workspace.notebook, but=["draw_recording_rates"])
    build(workspace)
    return workspace


def build(workspace: Workspace, *words: str) -> None:
    ended = run_cdi(workspace, "build", "-j", "2", *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def read(path: Path) -> str:
    """What a file says to a reader; in a PDF, without the breaks of its lines."""
    if path.suffix == ".pdf":
        return re.sub(r"\s+", " ", pdf_pages(path.read_bytes()))
    return content_of(path).decode("utf-8", "replace")


def test_a_force_of_each_name_is_looked_at(demo: Workspace) -> None:
    assert [force for force in demo.forces() if demo.audits(force)] == FORCES
    assert len(FORCES) == 43


@pytest.mark.parametrize("force", thin(FORCES, keep=3))
def test_every_reconstructed_audit_holds_the_data_contract(force: str, demo: Workspace, demo_audit: DemoAudit) -> None:
    """An audit with a fault cannot be read, nor can one that comes after it; those that none comes after are left."""
    _, audit, _ = demo_audit(force)
    without_faults = {each.inspection.id for each in (audit, *earlier(audit))}
    others = [ref for ref in select_audits(demo, force, None) if f"{ref.force}-{ref.audit}" not in without_faults]
    assert others == ([AuditRef(force, "2014-inspection")] if force == "leicestershire" else [])
    assert [fault for ref in others for fault in find_faults(demo, ref)] == []


def earlier(audit: Audit) -> Iterator[Audit]:
    while audit.prior is not None:
        yield (audit := audit.prior)


def published_rates(workspace: Workspace, ref: AuditRef) -> dict[str, str]:
    """The rates that were published of an audit, by name."""
    with (workspace.data / "reference" / "published_results.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["inspection_id"] == f"{ref.force}-{ref.audit}"]
    rates = {row["measure"].removeprefix("rate_"): row["rate_pct"] for row in rows}
    return {name: rates[name] for name in ("overall", "violence", "sexual") if name in rates}


def test_every_newest_audit_has_published_rates(demo: Workspace) -> None:
    numbers = [len(published_rates(demo, demo.audits(force)[-1])) for force in FORCES]
    assert (min(numbers), sum(numbers)) == (1, 75)


@pytest.mark.parametrize("force", thin(FORCES, keep=3))
def test_every_published_rate_of_the_audit_comes_out_of_its_rows(
    force: str, demo: Workspace, demo_audit: DemoAudit
) -> None:
    ref, _, figures = demo_audit(force)
    for name, rate in published_rates(demo, ref).items():
        value = Decimal(str(figures[f"recording.{name}"].value))
        assert value.quantize(Decimal(rate), ROUND_HALF_UP) == Decimal(rate), name


@pytest.mark.long(
    reason="builds forces cold; test_canaries looks for the same in one report, and stages refuse the bundle of another force"
)
def test_nothing_of_one_force_is_in_the_output_of_another(planted: Workspace) -> None:
    for request in list_requests(planted, []):
        own = {canary(request.ref.force, place) for place in PLACES}
        seen: dict[str, set[str]] = {}
        for path in sorted(planted.report_folder(request.ref).rglob("*")):
            if path.is_file():
                found = set(CANARY.findall(read(path)))
                assert found <= own, path
                seen.setdefault(path.suffix, set()).update(found)
        assert set(seen) == set(SUFFIXES)
        assert seen[".html"] == own
        assert seen[".pdf"] >= own
        assert seen[".docx"] == own


@pytest.mark.long(reason="four reports, two of them on kernels; the golden tests compare the engines cell by cell")
def test_two_cold_builds_with_either_engine_give_the_same_bytes(demo: Workspace, tmp_path: Path) -> None:
    """What differs from build to build, with one engine or with both, differs here as well.

    The kernel draws each chart anew, whatever other tests remember.
    """
    made = []
    for engine in ("fork", "kernel"):
        folder = tmp_path / engine
        build(copy_forces(demo, folder, WITH_PACK), "--engine", engine)
        made.append({
            str(path.relative_to(folder)): path.read_bytes()
            for force in WITH_PACK for path in sorted((folder / "reports" / force).rglob("*")) if path.is_file()
        })  # fmt: skip
    assert made[0] == made[1]
    assert {Path(name).suffix for name in made[0]} == set(SUFFIXES)
