"""Builds of a small audit, and one of the project's own: what runs, why, what stays, and what a failure leaves behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken, PublicationRefused, RunFailed
from cdi.pipeline import replacement
from cdi.pipeline.events import CellsDone, Event, StageStarted
from cdi.pipeline.failures import failure_page
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import Part, plan
from cdi.pipeline.stages import build as build_here
from cdi.workspace.extra_measures import add_extra_measure, remove_extra_measure
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import SharedFolder, built_once
from tests.small_reports import write_small_reports
from tests.thin import thin
from tests.unit.pipeline.conftest import NOTE
from tests.unit.pipeline.test_replacement import Killed, cannot_exchange
from tests.unit.workspace.test_extra_measures import ONE
from tools.word_template import write_template

LEICESTERSHIRE = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
CHARTS = ("recording-rates", "not-recorded-by-route", "among-forces", "timeliness", "delays", "cancellations")
AUDIT = Path("data/kent/2026")
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


def outcome_and_events(workspace: Workspace, request: Request) -> tuple[Outcome, list[Event]]:
    """How a build ends, and what its listener hears until then."""
    events: list[Event] = []
    return build_here(workspace, request, events.append), events


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    """A workspace with a small audit and two documents, nothing of it built."""
    return write_small_reports(tmp_path / "small", documents=("note", "letter"))


@pytest.fixture
def leicestershire_built(shared_folder: SharedFolder, tmp_path: Path) -> Workspace:
    """The project with the report of LEICESTERSHIRE, to spoil."""
    shutil.copytree(built_once(shared_folder, LEICESTERSHIRE).root, tmp_path / "leicestershire")
    return Workspace(tmp_path / "leicestershire")


def test_a_report_is_built_once_and_whole(leicestershire_built: Workspace) -> None:
    folder = leicestershire_built.report_folder(LEICESTERSHIRE.ref)
    assert {
        "panel-pack.html", "panel-pack.pdf", "panel-pack.docx", "panel-pack.json", "figures.json", "facts.json", "exhibits.json", "manifest.json", "provenance.json", "analysis.ipynb",
        "analysis.html", "analysis.slides.html", "accessibility.html", "tables.xlsx", "tables.ods", "figures.csv", "datapackage.json",
        *(f"charts/{name}{width}.svg" for width in ("", "-narrow") for name in CHARTS),
        "tables/headline-rates.csv", "tables/recommendation-status.csv", "tables/all-figures.csv", "tables/cancelled-crimes.csv",
    } == set(digest(folder))  # fmt: skip
    assert build(leicestershire_built, LEICESTERSHIRE).ran == {}


@pytest.mark.long(reason="two whole builds; test_own_files builds to known bytes, test_a_report_built_part_by_part too")
@pytest.mark.parametrize(
    ("report", "request_of_it"),
    [("in_all_formats", NOTE), ("leicestershire_built", LEICESTERSHIRE)],
    ids=["small", "leicestershire"],
)
def test_a_report_is_built_again_to_the_same_bytes(
    report: str, request_of_it: Request, request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue(report)
    folder = workspace.report_folder(request_of_it.ref)
    first = digest(folder)
    for state in workspace.reports.rglob("made-from.json"):
        state.unlink()
    ran = build(workspace, request_of_it).ran
    assert set(ran) == {"analysis", "readable copy", "workbook", *request_of_it.documents, DELIVERY}
    assert digest(folder) == first


def test_a_report_built_part_by_part_is_the_same_and_does_nothing_twice(
    built: Workspace,
) -> None:
    whole = digest(built.report_folder(NOTE.ref))
    shutil.rmtree(built.reports)
    parts: tuple[Part, ...] = ("analysis", "readable copy", "documents", "report")
    page = failure_page(built, NOTE.ref)
    page.parent.mkdir(parents=True)
    page.touch()
    ran = [[*build(built, NOTE, through=part).ran] for part in parts[:-1]]
    assert page.exists()
    assert ran == [["analysis"], ["readable copy"], ["workbook", "note"]]
    assert not built.report_folder(NOTE.ref).exists()
    assert [*build(built, NOTE, through="report").ran] == [DELIVERY]
    assert not page.exists()
    assert digest(built.report_folder(NOTE.ref)) == whole


def record_later(workspace: Workspace) -> None:
    """Have a crime of the audit recorded two days later than it was."""
    path = workspace.root / AUDIT / "audit_reports.csv"
    reports = path.read_text(encoding="utf-8")
    later = reports.replace("2026-01-05T10:00,2026-01-05T12:00", "2026-01-05T10:00,2026-01-07T12:00")
    assert later != reports
    path.write_text(later, encoding="utf-8")


def test_only_what_depends_on_a_change_is_built_and_the_reason_is_named(built: Workspace) -> None:
    def ran() -> Outcome:
        return build(built, NOTE)

    add(built.root / AUDIT / "narrative/note.md", "\nAnd more.\n")
    words = ran().ran
    assert list(words) == ["note", DELIVERY]
    assert [str(reason) for reason in words["note"]] == [f"changed: {(AUDIT / 'narrative/note.md').as_posix()}"]

    (built.root / AUDIT / "audit_reports.csv").touch()
    assert ran().ran == {}

    page = built.report_folder(NOTE.ref) / "note.html"
    assert "4 of 5" in page.read_text(encoding="utf-8")
    record_later(built)
    assert list(plan(built, NOTE).ran) == ["analysis", "readable copy", "workbook", "note", DELIVERY]
    assert list(ran().ran) == ["analysis", "readable copy", "workbook", "note", DELIVERY]
    assert "3 of 5" in page.read_text(encoding="utf-8")


def test_a_delivered_report_that_was_edited_or_deleted_is_delivered_again(built: Workspace) -> None:
    page = built.report_folder(NOTE.ref) / "note.html"
    good = page.read_bytes()
    page.write_text("edited", encoding="utf-8")
    assert list(build(built, NOTE).ran) == [DELIVERY]
    assert page.read_bytes() == good


def failure_of(workspace: Workspace, request: Request) -> tuple[str, str]:
    """What a build that fails says, and what it says on the terminal."""
    with pytest.raises(RunFailed) as failed:
        build_here(workspace, request)
    return str(failed.value), failed.value.for_terminal


def test_a_failing_cell_leaves_the_last_good_report_and_a_plain_page(built: Workspace) -> None:
    folder = built.report_folder(NOTE.ref)
    good = digest(folder)
    fail_in(built, "How soon was it recorded?", "raise ValueError('no such thing')")
    said, said_on_the_terminal = in_clean_process(failure_of, built, NOTE)
    assert said.endswith("How soon was it recorded?): ValueError")
    assert said_on_the_terminal == f"{said}: no such thing"
    assert digest(folder) == good
    page = failure_page(built, NOTE.ref).read_text(encoding="utf-8")
    assert "Kent Police" in page
    assert "2026" in page
    assert "ValueError" in page
    assert "no such thing" not in page + (built.work_folder(NOTE.ref) / "analysis.new.ipynb").read_text(
        "utf-8"
    ).replace("raise ValueError('no such thing')", "")


@pytest.mark.long(reason="a kernel of its own; test_all_audits has a fork that dies, test_a_failing_cell a cell")
def test_a_kernel_that_dies_leaves_the_last_good_report(built: Workspace) -> None:
    good = digest(built.report_folder(NOTE.ref))
    notebook = nbformat.read(built.notebook, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    notebook.cells.append(nbformat.v4.new_code_cell("import os; os._exit(1)"))
    nbformat.write(notebook, built.notebook)
    with pytest.raises(RunFailed, match="kernel died"):  # a real one; that of a fork is seen with all audits
        in_clean_process(build_here, built, NOTE, engine="kernel")
    assert digest(built.report_folder(NOTE.ref)) == good


def test_the_failure_page_goes_when_the_report_is_built_again(built: Workspace) -> None:
    narrative = built.root / AUDIT / "narrative/note.md"
    good = narrative.read_text(encoding="utf-8")
    narrative.write_text(good.replace("## closing", "## clsoing"), encoding="utf-8")
    with pytest.raises(
        PublicationRefused,
        match=r"author text note/closing is missing from .*; did you mean note/clsoing",
    ):
        build(built, NOTE)
    assert failure_page(built, NOTE.ref).is_file()
    narrative.write_text(good + "\n", encoding="utf-8")
    build(built, NOTE)
    assert not failure_page(built, NOTE.ref).exists()


def test_bad_data_fail_with_the_fault_and_not_with_a_traceback_and_the_page_speaks_of_no_report(
    small: Workspace,
) -> None:
    path = small.root / AUDIT / "cancelled_crimes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",robbery,", ",robery,", 1), encoding="utf-8")
    with pytest.raises(
        ContractBroken,
        match=r"column category: what stands there is not shown here; expected one of .* did you mean robbery",
    ):
        build(small, NOTE)
    assert not small.report_folder(NOTE.ref).exists()
    failed = failure_page(small, NOTE.ref).read_text(encoding="utf-8")
    assert "in place" not in failed
    assert "There is no earlier report of this audit." in failed


def test_a_bundle_of_another_force_is_refused(small: Workspace) -> None:
    notebook = small.notebook.read_text(encoding="utf-8")
    other = notebook.replace(
        "registers = facts(audit_data)", "registers = facts(audit_data); registers['force']['id'] = 'essex'"
    )
    assert other != notebook
    small.notebook.write_text(other, encoding="utf-8")
    with pytest.raises(PublicationRefused, match="the bundle is of essex 2026, expected kent"):
        build(small, NOTE)


def test_other_documents_stay_delivered_only_while_they_are_made_from_the_same_figures(built: Workspace) -> None:
    folder = built.report_folder(NOTE.ref)
    build(built, Request(NOTE.ref, ("letter",)))
    assert (folder / "note.html").is_file()
    record_later(built)
    build(built, NOTE)
    assert (folder / "note.html").is_file()
    assert not (folder / "letter.html").exists()


def test_documents_that_are_built_in_turn_are_delivered_once_each(built: Workspace) -> None:
    letter = Request(NOTE.ref, ("letter",))
    assert list(build(built, letter).ran) == ["letter", DELIVERY]
    assert build(built, NOTE).ran == build(built, letter).ran == {}


def test_a_plan_is_what_the_build_then_runs_and_tells_its_listener_with_each_cell_and_writes_nothing(
    small: Workspace,
) -> None:
    planned = plan(small, NOTE).ran
    assert list(planned) == ["analysis", "readable copy", "workbook", "note", DELIVERY]
    assert not small.reports.exists()
    outcome, events = in_clean_process(outcome_and_events, small, NOTE)
    assert list(outcome.ran) == list(planned)
    stages = [event for event in events if isinstance(event, StageStarted)]
    assert [(event.ref, event.stage) for event in stages] == [(NOTE.ref, stage) for stage in planned]
    assert all(event.reasons for event in stages)
    cells = [event for event in events if isinstance(event, CellsDone)]
    assert [event.done for event in cells] == sorted({event.done for event in cells})
    assert cells[-1].done == cells[-1].total


@pytest.fixture
def killed_between_its_moves(built: Workspace) -> Workspace:
    """A report whose new delivery was killed when the old folder was moved aside and the new one not yet in place."""
    rename, place = Path.rename, built.report_folder(NOTE.ref)

    def stop(path: Path, target: Path) -> Path:
        if target == place:
            raise Killed
        return rename(path, target)

    add(built.root / AUDIT / "narrative/note.md", "\nAnd more.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replacement, "exchange_folders", cannot_exchange)
        patch.setattr(Path, "rename", stop)
        with pytest.raises(Killed):
            build_here(built, NOTE)
    assert not place.exists()
    return built


def test_a_plan_sees_that_the_report_is_not_in_its_place_and_touches_nothing(
    killed_between_its_moves: Workspace,
) -> None:
    first, *_ = plan(killed_between_its_moves, NOTE).ran[DELIVERY]
    assert str(first) == "manifest.json is missing"
    assert not killed_between_its_moves.report_folder(NOTE.ref).exists()


def test_the_next_build_puts_the_old_report_back_before_anything_else(killed_between_its_moves: Workspace) -> None:
    workspace = killed_between_its_moves
    narrative = workspace.root / AUDIT / "narrative/note.md"
    narrative.write_text(narrative.read_text(encoding="utf-8").replace("## closing", "## clsoing"), encoding="utf-8")
    with pytest.raises(PublicationRefused):
        build(workspace, NOTE)
    assert (workspace.report_folder(NOTE.ref) / "note.html").is_file()
    failed = failure_page(workspace, NOTE.ref).read_text(encoding="utf-8")
    assert "The last good report is still in place beside this page" in failed


def test_the_next_build_delivers_what_the_killed_one_could_not(killed_between_its_moves: Workspace) -> None:
    assert list(build(killed_between_its_moves, NOTE).ran) == [DELIVERY]
    folder = killed_between_its_moves.report_folder(NOTE.ref)
    assert "And more." in (folder / "note.html").read_text(encoding="utf-8")
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_an_extra_measure_makes_the_analysis_stale_and_without_it_nothing_is(built: Workspace) -> None:
    add_extra_measure(built.root / AUDIT, ONE)
    ran = plan(built, NOTE).ran
    assert [file for reason in ran["analysis"] for file in reason.files] == [(AUDIT / "measures.toml").as_posix()]
    remove_extra_measure(built.root / AUDIT, ONE.name)
    assert plan(built, NOTE).ran == {}


def set_document(workspace: Workspace, line: str) -> None:
    """Put a line into the settings of the document, in the place of the one that says its formats."""
    path = workspace.audit_folder(NOTE.ref) / "documents.toml"
    head, table, rest = path.read_text(encoding="utf-8").partition("[note]\n")
    assert rest.startswith("formats = ")
    path.write_text(head + table + line + rest[rest.index("\n") :], encoding="utf-8")


def test_a_document_is_laid_out_as_its_settings_say_and_the_page_leads_to_the_others(in_all_formats: Workspace) -> None:
    folder = in_all_formats.report_folder(NOTE.ref)
    assert 'href="note.docx"' in (folder / "note.html").read_text(encoding="utf-8")
    set_document(in_all_formats, 'formats = ["pdf", "html"]')
    assert [*build(in_all_formats, NOTE).ran] == [
        "readable copy",
        "workbook",
        "note",
        DELIVERY,
    ]  # all read documents.toml
    assert {path.suffix for path in folder.glob("note.*")} == {".html", ".pdf", ".json"}
    page = (folder / "note.html").read_text(encoding="utf-8")
    assert ('href="note.pdf"' in page, 'href="note.docx"' in page) == (True, False)


@pytest.mark.parametrize(
    ("line", "said"),
    thin(
        [
            ('formats = ["pdf"]', "note.formats.*with html among them"),
            ('formats = ["html", "word"]', "one of html, pdf, docx"),
            ('word_template = "../a.docx"', "note.word_template"),
            (
                'word_template = "council.docx"',
                "Word template council.docx: there is none; expected one of reference.docx",
            ),
        ],
        keep=2,
    ),
)
def test_a_format_or_template_that_does_not_exist_is_refused_by_name(built: Workspace, line: str, said: str) -> None:
    set_document(built, line)
    with pytest.raises((ContractBroken, PublicationRefused), match=said):
        build_here(built, NOTE)


def test_a_word_template_of_the_workspace_makes_the_documents_anew(built: Workspace) -> None:
    own = built.root / "templates" / "word"
    own.mkdir(parents=True)
    (own / "reference.docx").write_bytes(write_template() + b"changed")
    assert [*plan(built, NOTE).ran] == ["note", DELIVERY]
