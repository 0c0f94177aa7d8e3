"""Two real builds: what is kept of the one before, and what a correction, an extension and new words change."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from math import comb
from pathlib import Path

import pytest

from cdi.diff import Comparison, as_json, as_text, choose_builds, compare
from cdi.diff.inputs import TableChange
from cdi.diff.wording import Wording
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.pipeline.delivery import record_before, report_before
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import build as build_here
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import RunCommand, SharedFolder, copy_project
from tests.sketched_charts import with_sketched_charts
from tests.small_reports import leave_out_charts
from tests.thin import thin

FORCE, AUDIT = "leicestershire", "2018-reinspection"
REQUEST = Request(AuditRef(FORCE, AUDIT), ("inspection-report",))
NEWS = Request(AuditRef(FORCE, AUDIT), ("news-item",))
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def once(shared_folder: SharedFolder) -> Workspace:
    """The project built once, as pages alone; copied by each test."""

    def make(folder: Path) -> None:
        workspace = copy_project(folder)
        as_pages_alone(workspace)
        build(workspace, REQUEST)

    return Workspace(shared_folder("built-as-pages", make))


def as_pages_alone(workspace: Workspace) -> None:
    for audit, document in ((AUDIT, "inspection-report"), (AUDIT, "news-item"), ("2017-inspection", "panel-response")):
        settings = workspace.audit_folder(AuditRef(FORCE, audit)) / "documents.toml"
        text, table = settings.read_text(encoding="utf-8"), f"[{document}]\n"
        assert table in text
        settings.write_text(text.replace(table, f'{table}formats = ["html"]\n'), encoding="utf-8")


@pytest.fixture(scope="module")
def undrawn_once(shared_folder: SharedFolder) -> Workspace:
    """The project built once by a notebook that draws no chart, with the document that shows none."""

    def make(folder: Path) -> None:
        workspace = copy_project(folder)
        as_pages_alone(workspace)
        leave_out_charts(workspace.notebook)
        build(workspace, NEWS)

    return Workspace(shared_folder("built-undrawn", make))


@pytest.fixture
def undrawn(undrawn_once: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(undrawn_once.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


@pytest.fixture
def built(once: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(once.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


@pytest.fixture(scope="module")
def corrected_once(once: Workspace, shared_folder: SharedFolder) -> Workspace:
    """The same built a second time, with one row corrected; not to be spoilt."""

    def make(folder: Path) -> None:
        shutil.copytree(once.root, folder)
        edit(Workspace(folder), "cancelled_crimes", correct)
        build(Workspace(folder), REQUEST)

    return Workspace(shared_folder("built-and-corrected", make))


@pytest.fixture
def corrected(corrected_once: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(corrected_once.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def build(workspace: Workspace, request: Request) -> Outcome:
    return in_clean_process(with_sketched_charts, build_here, workspace, request)


def edit(workspace: Workspace, table: str, change: Callable[[Rows], object]) -> None:
    path = workspace.audit_folder(AuditRef(FORCE, AUDIT)) / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        written.writeheader()
        written.writerows(rows)


def row(rows: Rows, key: str) -> dict[str, str]:
    return next(held for held in rows if held["cancel_id"] == key)


def correct(rows: Rows) -> None:
    """One violent cancellation that was called wrong was right."""
    row(rows, "REC-LEI18-C00005").update(decision_correct="true", reason_incorrect="")


def difference(workspace: Workspace, before: Path | None = None, audit: str = AUDIT) -> Comparison:
    return compare(workspace, *choose_builds(workspace, FORCE, audit, before))


def test_a_corrected_row_shows_as_that_row_its_figures_and_their_sentences_and_as_nothing_else(
    corrected_once: Workspace,
) -> None:
    found = difference(corrected_once)
    assert {each.change.id: (each.change.before.printed, each.change.after.printed) for each in found.figures} == {
        "cancellations.violence": ("15 of 20", "16 of 20"),
        "cancellations.all": ("51 of 63", "52 of 63"),
        "cancellations.rape_and_violence": ("29 of 36", "30 of 36"),
    }
    assert {each.verdict.case for each in found.figures if each.verdict} == {"same records, inside"}
    assert found.data.tables == (
        TableChange("cancelled_crimes", 63, 63, altered={"REC-LEI18-C00005": ("decision_correct", "reason_incorrect")}),
    )
    assert found.data.files == {f"data/{FORCE}/{AUDIT}/cancelled_crimes.csv": "changed"}
    assert (found.added, found.removed, found.gaps, found.facts, found.data.settings, found.data.made_by) == (
        (), (), (), (), (), {}
    )  # fmt: skip
    (paper,) = found.documents
    assert paper.wording == ()
    assert [(each.where.split(" › ")[-1], each.before, each.after) for each in paper.following] == [
        ("At a glance", "51 of 63 cancellations were right.", "52 of 63 cancellations were right."),
        ("Cancelled crimes", "15 of 20 violent crimes;", "16 of 20 violent crimes;"),
        ("Cancelled crimes", "51 of 63 cancellations reviewed were right; 34 of 49 victims had been told",
         "52 of 63 cancellations reviewed were right; 34 of 49 victims had been told"),
        ("Cancelled crimes", "Rape: 14 of 16; Violence: 15 of 20; Other sexual offences: 16 of 20; Robbery: 6 of 7; Victims told: 34 of 49.",
         "Rape: 14 of 16; Violence: 16 of 20; Other sexual offences: 16 of 20; Robbery: 6 of 7; Victims told: 34 of 49."),
    ]  # fmt: skip
    assert as_text(found, 10).splitlines()[0] == (
        "3 figures changed (chance has no part), 4 sentences only in figures, 1 row of cancelled_crimes altered"
    )


@pytest.mark.long(reason="two more builds; test_chance has the test itself")
def test_records_that_were_added_are_tested_against_those_before(undrawn: Workspace) -> None:
    def add(rows: Rows) -> None:
        right = next(held for held in rows if held["category"] == "robbery" and held["decision_correct"] == "true")
        right = {**right, "victim_should_be_informed": "false", "victim_informed": ""}
        rows.extend({**right, "cancel_id": f"NEW{n}"} for n in range(20))

    edit(undrawn, "cancelled_crimes", add)
    build(undrawn, NEWS)
    found = {each.change.id: each for each in difference(undrawn).figures}
    robbery = found["cancellations.robbery"].verdict
    assert robbery is not None
    assert robbery.tested is not None
    # Fisher's exact test of 20 of 20 against 6 of 7: the one wrong of 27 is among these 7 by chance in 7/27.
    assert robbery.tested.p_value == pytest.approx(7 / 27)
    assert robbery.words == "a rise, which is within what chance alone could produce"
    everything = found["cancellations.all"]
    assert everything.change.after.printed == "71 of 83"
    assert everything.verdict is not None
    assert everything.verdict.tested is not None
    # 20 of 20 against 51 of 63: all tables with 12 wrong of 83 that are no likelier; the smaller p of two, so doubled.
    likely = [comb(20, wrong) * comb(63, 12 - wrong) / comb(83, 12) for wrong in range(13)]
    by_hand = sum(chance for chance in likely if chance <= likely[0])
    assert everything.verdict.tested.p_value == pytest.approx(2 * by_hand)


def test_words_of_the_author_show_as_words_alone(built: Workspace) -> None:
    path = built.audit_folder(AuditRef(FORCE, AUDIT)) / "narrative" / "inspection-report.md"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n\nThe panel met in a storm.\n", encoding="utf-8")
    build(built, REQUEST)
    found = difference(built)
    assert (found.figures, found.facts, found.data.tables, found.data.files) == ((), (), (), {})
    (paper,) = found.documents
    assert [(each.before, each.after) for each in paper.wording] == [(None, "The panel met in a storm.")]
    assert isinstance(paper.wording[0], Wording)
    assert paper.following == ()
    assert found.data.made_by == {"words of the audit": (f"data/{FORCE}/{AUDIT}/narrative/inspection-report.md",)}


@pytest.mark.long(
    reason="one more build; test_chance holds the verdict on another interval, test_a_corrected_row what is shown"
)
def test_another_estimator_is_the_same_value_with_another_interval(undrawn: Workspace) -> None:
    path = undrawn.audit_folder(AuditRef(FORCE, AUDIT)) / "audit.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"inspectorate"', '"yan_su"'), encoding="utf-8")
    build(undrawn, NEWS)
    found = difference(undrawn)
    overall = next(each for each in found.figures if each.change.id == "recording.overall")
    assert overall.verdict is not None
    assert (overall.verdict.case, overall.difference) == ("other interval", None)
    assert "the method changed: inspectorate-style: " in as_text(found, 10)
    assert [(each.name, each.before, each.after) for each in found.data.settings] == [
        ("method.estimator", "inspectorate", "yan_su")
    ]


def test_a_register_and_a_gap_show_as_facts_and_gaps(undrawn: Workspace) -> None:
    edit(undrawn, "operational_facts", lambda rows: rows.pop(0))
    edit(undrawn, "governance_bodies", lambda rows: rows[0].update(frequency="weekly"))
    build(undrawn, NEWS)
    found = difference(undrawn)
    assert [figure.id for figure in found.removed] == ["auditable.share"]
    assert [(each.name, each.before, each.after) for each in found.gaps] == [
        ("auditable.share", None, "the auditable share is not held")
    ]
    assert [(each.name, each.before, each.after) for each in found.facts] == [
        ("governance.performance_meeting.frequency", "monthly", "weekly")
    ]
    assert found.figures == ()
    assert [table.table for table in found.data.tables] == ["governance_bodies", "operational_facts"]


def test_a_first_build_has_nothing_to_be_compared_with(once: Workspace) -> None:
    with pytest.raises(UsageRefused, match="no earlier build of leicestershire 2018-reinspection is kept: the first"):
        difference(once)


@pytest.mark.long(reason="two more builds; test_builds tells builds apart otherwise")
def test_the_build_before_stays_until_something_that_both_have_differs(corrected: Workspace) -> None:
    built = corrected
    work, folder = built.work_folder(AuditRef(FORCE, AUDIT)), built.report_folder(AuditRef(FORCE, AUDIT))
    first = (report_before(work) / "manifest.json").read_bytes()
    assert json.loads((record_before(work) / "files.json").read_text(encoding="utf-8"))

    build(built, Request(AuditRef(FORCE, AUDIT), ("news-item",)))
    assert (folder / "news-item.html").is_file()
    (folder / "inspection-report.html").write_text("edited by hand", encoding="utf-8")
    build(built, REQUEST)
    assert (report_before(work) / "manifest.json").read_bytes() == first
    assert not (report_before(work) / "news-item.html").exists()

    second = (folder / "manifest.json").read_bytes()
    edit(built, "staffing", lambda rows: rows[0].update(source="seen again"))
    build(built, REQUEST)
    assert (report_before(work) / "manifest.json").read_bytes() == second


def test_nothing_of_the_rows_is_delivered(built: Workspace) -> None:
    assert not [path for path in built.report_folder(AuditRef(FORCE, AUDIT)).rglob("*") if path.name == "rows.json"]
    assert not (built.work_folder(AuditRef(FORCE, AUDIT)) / "bundle" / "rows.json").exists()


def test_a_copied_report_is_compared_row_by_row_while_its_record_is_held(once: Workspace, corrected: Workspace) -> None:
    copied = corrected.root / "last-month"
    shutil.copytree(once.report_folder(AuditRef(FORCE, AUDIT)), copied)
    assert [each.table for each in difference(corrected, copied).data.tables] == ["cancelled_crimes"]
    shutil.rmtree(corrected.work_folder(AuditRef(FORCE, AUDIT)))
    forgotten = difference(corrected, copied)
    assert (forgotten.data.has_rows, forgotten.data.tables) == (False, ())
    assert forgotten.figures[0].verdict is not None
    assert forgotten.figures[0].verdict.case == "not known, inside"
    assert "rows: not compared" in as_text(forgotten, 10)


def test_two_audits_are_compared_by_the_projects_own_test(built: Workspace) -> None:
    build(built, Request(AuditRef(FORCE, "2017-inspection"), ("panel-response",)))
    found = difference(built, built.report_folder(AuditRef(FORCE, "2017-inspection")))
    words = {each.change.id: each.verdict.words for each in found.figures if each.verdict}
    assert words["recording.overall"] == "a statistically significant improvement of 8.3 percentage points"
    figures = found.after.bundle.figures
    for each in found.figures:
        if each.verdict and each.verdict.tested:
            reported = figures[each.change.id.replace("recording.", "change.")]
            assert reported.test is not None
            assert each.verdict.tested.p_value == pytest.approx(reported.test.p_value)
            assert each.verdict.tested.difference == pytest.approx(reported.value)
    assert json.loads(json.dumps(as_json(found)))["summary"].startswith("22 figures changed (")


@pytest.mark.parametrize(
    ("words", "message"),
    thin([
        (["leicestershre"], "did you mean leicestershire?"),
        ([FORCE, "2018-reinspecton"], "did you mean 2018-reinspection?"),
        ([FORCE], "no earlier build of leicestershire 2018-reinspection is kept"),
        ([FORCE, "2017-inspection"], "leicestershire 2017-inspection is not built yet"),
        ([FORCE, "--before", "data"], "data: not a report folder"),
        (["cambridgeshire", "--before", f"reports/{FORCE}/{AUDIT}", "--after", f"reports/{FORCE}/{AUDIT}"], "expected one of cambridgeshire"),
        ([FORCE, "--after", f"reports/{FORCE}/{AUDIT}"], "name the other with --before"),
    ], keep=3),
)  # fmt: skip
def test_the_command_answers_for_names_and_folders(
    cdi: RunCommand, once: Workspace, words: list[str], message: str
) -> None:
    ended = cdi(once, "diff", *words)
    assert (ended.returncode, message in ended.stderr) == (2, True), ended.stderr


def test_the_command_answers_for_nothing_changed(cdi: RunCommand, built: Workspace) -> None:
    same = cdi(built, "diff", FORCE, "--before", f"reports/{FORCE}/{AUDIT}")
    assert (same.returncode, same.stdout.splitlines()[0]) == (
        0, "Nothing changed: both builds say the same and rest on the same data"
    )  # fmt: skip
    assert json.loads(cdi(built, "diff", FORCE, "--json", "--before", f"reports/{FORCE}/{AUDIT}").stdout)["format"] == 1
