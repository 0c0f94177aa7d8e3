"""Builds in a copy of the project: what runs, why, what stays, and what a failure leaves behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cdi.explore.opening import open_audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken, PublicationRefused, RunFailed
from cdi.pipeline import replacement
from cdi.pipeline.events import CellsDone, Event, StageStarted
from cdi.pipeline.failures import failure_page
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import Part, plan
from cdi.pipeline.stages import build as build_here
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import SharedFolder, built_once
from tests.unit.pipeline.test_replacement import Killed, cannot_exchange
from tools.word_template import write_template

REQUEST = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
CHARTS = ("recording-rates", "not-recorded-by-route", "among-forces", "timeliness", "delays", "cancellations")
AUDIT = Path("data/leicestershire/2018-reinspection")
DELIVERY = "delivery"


def digest(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def add(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def fail_in(workspace: Workspace, heading: str, code: str) -> None:
    """Put failing code behind a heading of the notebook."""
    notebook = json.loads(workspace.notebook.read_text(encoding="utf-8"))
    place = next(n for n, cell in enumerate(notebook["cells"]) if heading in "".join(cell["source"]))
    notebook["cells"][place + 1]["source"] = [code]
    workspace.notebook.write_text(json.dumps(notebook), encoding="utf-8")


def build(workspace: Workspace, request: Request, through: Part = "report") -> Outcome:
    """A build in a process that forks its notebook; one that a test spoils or listens to is `build_here`."""
    return in_clean_process(build_here, workspace, request, through=through)


def events_of(workspace: Workspace, request: Request) -> list[Event]:
    events: list[Event] = []
    build_here(workspace, request, events.append)
    return events


@pytest.fixture(scope="module")
def built_before(shared_folder: SharedFolder) -> Workspace:
    return built_once(shared_folder, REQUEST)


@pytest.fixture
def built(built_before: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with the report of REQUEST, to spoil."""
    shutil.copytree(built_before.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def test_a_report_is_built_once_whole_and_to_the_same_bytes(built: Workspace) -> None:
    folder = built.report_folder(AuditRef("leicestershire", "2018-reinspection"))
    first = digest(folder)
    assert {
        "panel-pack.html", "panel-pack.pdf", "panel-pack.docx", "panel-pack.json", "figures.json", "facts.json", "exhibits.json", "manifest.json", "provenance.json", "analysis.ipynb",
        "analysis.html", "analysis.slides.html", "accessibility.html", "tables.xlsx", "tables.ods", "figures.csv", "datapackage.json",
        *(f"charts/{name}{width}.svg" for width in ("", "-narrow") for name in CHARTS),
        "tables/headline-rates.csv", "tables/recommendation-status.csv", "tables/all-figures.csv", "tables/cancelled-crimes.csv",
    } == set(first)  # fmt: skip
    assert build(built, REQUEST).ran == {}

    for state in built.reports.rglob("made-from.json"):
        state.unlink()
    assert set(build(built, REQUEST).ran) == {"analysis", "readable copy", "workbook", "panel-pack", DELIVERY}
    assert digest(folder) == first


def test_a_report_built_part_by_part_is_the_same_and_does_nothing_twice(
    built: Workspace,
) -> None:
    whole = digest(built.report_folder(REQUEST.ref))
    shutil.rmtree(built.reports)
    parts: tuple[Part, ...] = ("analysis", "readable copy", "documents", "report")
    page = failure_page(built, REQUEST.ref)
    page.parent.mkdir(parents=True)
    page.touch()
    ran = [[*build(built, REQUEST, through=part).ran] for part in parts[:-1]]
    assert page.exists()
    assert ran == [["analysis"], ["readable copy"], ["workbook", "panel-pack"]]
    assert not built.report_folder(REQUEST.ref).exists()
    assert [*build(built, REQUEST, through="report").ran] == [DELIVERY]
    assert not page.exists()
    assert digest(built.report_folder(REQUEST.ref)) == whole


def test_only_what_depends_on_a_change_is_built_and_the_reason_is_named(built: Workspace) -> None:
    def ran() -> Outcome:
        return build(built, REQUEST)

    add(built.root / AUDIT / "narrative/panel-paper.md", "\nAnd more.\n")
    words = ran().ran
    assert list(words) == ["panel-pack", DELIVERY]
    assert [str(reason) for reason in words["panel-pack"]] == [
        f"changed: {(AUDIT / 'narrative/panel-paper.md').as_posix()}"
    ]

    (built.root / AUDIT / "cancelled_crimes.csv").touch()
    assert ran().ran == {}

    dry = (built.root / AUDIT / "staffing.csv").read_text(encoding="utf-8").replace("419000", "420000")
    (built.root / AUDIT / "staffing.csv").write_text(dry, encoding="utf-8")
    assert list(plan(built, REQUEST).ran) == ["analysis", "readable copy", "workbook", "panel-pack", DELIVERY]
    assert list(ran().ran) == ["analysis", "readable copy", "workbook", "panel-pack", DELIVERY]
    assert "£420,000" in (
        built.report_folder(AuditRef("leicestershire", "2018-reinspection")) / "panel-pack.html"
    ).read_text(encoding="utf-8")


def test_a_delivered_report_that_was_edited_or_deleted_is_delivered_again(built: Workspace) -> None:
    page = built.report_folder(AuditRef("leicestershire", "2018-reinspection")) / "panel-pack.html"
    good = page.read_bytes()
    page.write_text("edited", encoding="utf-8")
    assert list(build(built, REQUEST).ran) == [DELIVERY]
    assert page.read_bytes() == good


def failure_of(workspace: Workspace, request: Request) -> tuple[str, str]:
    """What a build that fails says, and what it says on the terminal."""
    with pytest.raises(RunFailed) as failed:
        build_here(workspace, request)
    return str(failed.value), failed.value.for_terminal


def test_a_failing_cell_leaves_the_last_good_report_and_a_plain_page(built: Workspace) -> None:
    folder = built.report_folder(AuditRef("leicestershire", "2018-reinspection"))
    good = digest(folder)
    fail_in(built, "How soon was it recorded?", "raise ValueError('no such thing')")
    said, said_on_the_terminal = in_clean_process(failure_of, built, REQUEST)
    assert said.endswith("How soon was it recorded?): ValueError")
    assert said_on_the_terminal == f"{said}: no such thing"
    assert digest(folder) == good
    page = failure_page(built, REQUEST.ref).read_text(encoding="utf-8")
    assert "Leicestershire Police" in page
    assert "2018" in page
    assert "ValueError" in page
    assert "no such thing" not in page + (built.work_folder(REQUEST.ref) / "analysis.new.ipynb").read_text(
        "utf-8"
    ).replace("raise ValueError('no such thing')", "")

    fail_in(built, "How soon was it recorded?", "import os; os._exit(1)")
    with pytest.raises(RunFailed, match="kernel died"):  # a real one; that of a fork is seen with all audits
        in_clean_process(build_here, built, REQUEST, engine="kernel")
    assert digest(folder) == good


def test_the_failure_page_goes_when_the_report_is_built_again(built: Workspace) -> None:
    narrative = built.root / AUDIT / "narrative/panel-paper.md"
    good = narrative.read_text(encoding="utf-8")
    narrative.write_text(good.replace("## closing", "## clsoing"), encoding="utf-8")
    with pytest.raises(
        PublicationRefused,
        match=r"author text panel-paper/closing is missing from .*; did you mean panel-paper/clsoing",
    ):
        build(built, REQUEST)
    assert failure_page(built, REQUEST.ref).is_file()
    narrative.write_text(good + "\n", encoding="utf-8")
    build(built, REQUEST)
    assert not failure_page(built, REQUEST.ref).exists()


def test_bad_data_fail_with_the_fault_and_not_with_a_traceback(spoilable: Workspace) -> None:
    path = spoilable.root / AUDIT / "cancelled_crimes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",robbery,", ",robery,", 1), encoding="utf-8")
    with pytest.raises(
        ContractBroken,
        match=r"column category: what stands there is not shown here; expected one of .* did you mean robbery",
    ):
        build(spoilable, REQUEST)
    assert not spoilable.report_folder(AuditRef("leicestershire", "2018-reinspection")).exists()


def test_a_bundle_of_another_force_is_refused(spoilable: Workspace) -> None:
    notebook = spoilable.notebook.read_text(encoding="utf-8")
    other = notebook.replace(
        "registers = facts(audit_data)", "registers = facts(audit_data); registers['force']['id'] = 'kent'"
    )
    assert other != notebook
    spoilable.notebook.write_text(other, encoding="utf-8")
    with pytest.raises(PublicationRefused, match="the bundle is of kent 2018-reinspection, expected leicestershire"):
        build(spoilable, REQUEST)


def test_other_documents_stay_delivered_only_while_they_are_made_from_the_same_figures(built: Workspace) -> None:
    folder = built.report_folder(AuditRef("leicestershire", "2018-reinspection"))
    build(built, Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-paper",)))
    assert (folder / "panel-pack.html").is_file()
    staffing = built.root / AUDIT / "staffing.csv"
    staffing.write_text(staffing.read_text(encoding="utf-8").replace("419000", "420000"), encoding="utf-8")
    build(built, REQUEST)
    assert (folder / "panel-pack.html").is_file()
    assert not (folder / "panel-paper.html").exists()


def test_documents_that_are_built_in_turn_are_delivered_once_each(built: Workspace) -> None:
    paper = Request(REQUEST.ref, ("panel-paper",))
    assert list(build(built, paper).ran) == ["panel-paper", DELIVERY]
    assert build(built, REQUEST).ran == build(built, paper).ran == {}


def test_a_plan_is_what_the_build_then_runs_and_writes_nothing(spoilable: Workspace) -> None:
    planned = plan(spoilable, REQUEST).ran
    assert list(planned) == ["analysis", "readable copy", "workbook", "panel-pack", DELIVERY]
    assert not spoilable.reports.exists()
    assert list(build(spoilable, REQUEST).ran) == list(planned)


def test_a_listener_hears_of_each_stage_and_of_each_cell_that_runs(spoilable: Workspace) -> None:
    events = in_clean_process(events_of, spoilable, REQUEST)
    stages = [event for event in events if isinstance(event, StageStarted)]
    assert [(event.ref, event.stage) for event in stages] == [
        (REQUEST.ref, "analysis"), (REQUEST.ref, "readable copy"), (REQUEST.ref, "workbook"), (REQUEST.ref, "panel-pack"), (REQUEST.ref, DELIVERY),
    ]  # fmt: skip
    assert all(event.reasons for event in stages)
    cells = [event for event in events if isinstance(event, CellsDone)]
    assert [event.done for event in cells] == sorted({event.done for event in cells})
    assert cells[-1].done == cells[-1].total


@pytest.fixture
def killed_between_its_moves(built: Workspace) -> Workspace:
    """A report whose new delivery was killed when the old folder was moved aside and the new one not yet in place."""
    rename, place = Path.rename, built.report_folder(REQUEST.ref)

    def stop(path: Path, target: Path) -> Path:
        if target == place:
            raise Killed
        return rename(path, target)

    add(built.root / AUDIT / "narrative/panel-paper.md", "\nAnd more.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replacement, "exchange_folders", cannot_exchange)
        patch.setattr(Path, "rename", stop)
        with pytest.raises(Killed):
            build_here(built, REQUEST)
    assert not place.exists()
    return built


def test_a_plan_sees_that_the_report_is_not_in_its_place_and_touches_nothing(
    killed_between_its_moves: Workspace,
) -> None:
    first, *_ = plan(killed_between_its_moves, REQUEST).ran[DELIVERY]
    assert str(first) == "manifest.json is missing"
    assert not killed_between_its_moves.report_folder(REQUEST.ref).exists()


def test_the_next_build_puts_the_old_report_back_before_anything_else(killed_between_its_moves: Workspace) -> None:
    workspace = killed_between_its_moves
    fail_in(workspace, "How soon was it recorded?", "raise ValueError('no such thing')")
    with pytest.raises(RunFailed):
        build(workspace, REQUEST)
    assert (workspace.report_folder(REQUEST.ref) / "panel-pack.html").is_file()
    failed = failure_page(workspace, REQUEST.ref).read_text(encoding="utf-8")
    assert "The last good report is still in place beside this page" in failed


def test_the_next_build_delivers_what_the_killed_one_could_not(killed_between_its_moves: Workspace) -> None:
    assert list(build(killed_between_its_moves, REQUEST).ran) == [DELIVERY]
    folder = killed_between_its_moves.report_folder(REQUEST.ref)
    assert "And more." in (folder / "panel-pack.html").read_text(encoding="utf-8")
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_failure_page_does_not_speak_of_a_report_that_is_not_there(spoilable: Workspace) -> None:
    fail_in(spoilable, "How soon was it recorded?", "raise ValueError('no such thing')")
    with pytest.raises(RunFailed):
        build(spoilable, REQUEST)
    failed = failure_page(spoilable, REQUEST.ref).read_text(encoding="utf-8")
    assert "in place" not in failed
    assert "There is no earlier report of this audit." in failed


def test_an_extra_measure_makes_the_analysis_stale_and_without_it_nothing_is(built: Workspace) -> None:
    desk = open_audit("leicestershire", folder=built.root)
    desk.rate("route").publish("by-route")
    ran = plan(built, REQUEST).ran
    assert [file for reason in ran["analysis"] for file in reason.files] == [(AUDIT / "measures.toml").as_posix()]
    desk.unpublish("by-route")
    assert plan(built, REQUEST).ran == {}


def set_document(workspace: Workspace, line: str) -> None:
    path = workspace.audit_folder(REQUEST.ref) / "documents.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[panel-pack]\n", f"[panel-pack]\n{line}\n"), encoding="utf-8")


def test_a_document_is_laid_out_as_its_settings_say_and_the_page_leads_to_the_others(built: Workspace) -> None:
    folder = built.report_folder(REQUEST.ref)
    assert 'href="panel-pack.docx"' in (folder / "panel-pack.html").read_text(encoding="utf-8")
    set_document(built, 'formats = ["pdf", "html"]')
    assert [*build(built, REQUEST).ran] == [
        "readable copy",
        "workbook",
        "panel-pack",
        DELIVERY,
    ]  # all read documents.toml
    assert {path.suffix for path in folder.glob("panel-pack.*")} == {".html", ".pdf", ".json"}
    page = (folder / "panel-pack.html").read_text(encoding="utf-8")
    assert ('href="panel-pack.pdf"' in page, 'href="panel-pack.docx"' in page) == (True, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('formats = ["pdf"]', "panel-pack.formats.*with html among them"),
        ('formats = ["html", "word"]', "one of html, pdf, docx"),
        ('word_template = "../a.docx"', "panel-pack.word_template"),
        ('word_template = "council.docx"', "Word template council.docx: there is none; expected one of reference.docx"),
    ],
)
def test_a_format_or_template_that_does_not_exist_is_refused_by_name(built: Workspace, line: str, said: str) -> None:
    set_document(built, line)
    with pytest.raises((ContractBroken, PublicationRefused), match=said):
        build_here(built, REQUEST)


def test_a_word_template_of_the_workspace_makes_the_documents_anew(built: Workspace) -> None:
    own = built.root / "templates" / "word"
    own.mkdir(parents=True)
    (own / "reference.docx").write_bytes(write_template() + b"changed")
    assert [*plan(built, REQUEST).ran] == ["panel-pack", DELIVERY]
