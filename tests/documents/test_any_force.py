"""A force that is not in the source pack, with numbers at the edges: what its documents say in each case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.documents.bundles import charts_set_up, words_of_charts
from tests.documents.invented import (
    AUDIT,
    BEFORE,
    FORCE,
    Stratum,
    add_audit,
    empty_workspace,
    read_aloud,
    write_sample,
    write_table,
)  # fmt: skip

INSPECTION = f"{FORCE}-{AUDIT}"


def nothing_recorded(workspace: Workspace) -> None:
    folder = add_audit(workspace)
    write_sample(folder, Stratum("violence", 0, 300), Stratum("sexual", 0, 260), Stratum("other", 0, 260), rape=(0, 5))
    write_cancelled(folder, 1, told=0)


def everything_recorded(workspace: Workspace) -> None:
    folder = add_audit(workspace, end="2026-08-31", grade="Outstanding")
    write_sample(folder, Stratum("violence", 300, 300), Stratum("other", 260, 260))
    write_cancelled(folder, 3, told=3)
    write_table(folder, "action_plan_actions", [])


def one_of_each(workspace: Workspace) -> None:
    folder = add_audit(workspace)
    write_sample(
        folder,
        Stratum("violence", 299, 300),
        Stratum("sexual", 258, 260),
        Stratum("other", 259, 260),
        rape=(0, 1),
        service="false",
    )
    recommend(folder, 1)
    write_plan(folder, ("training", "complete", ""))


def too_small(workspace: Workspace) -> None:
    folder = add_audit(workspace)
    write_sample(folder, Stratum("violence", 30, 32), Stratum("sexual", 10, 10), Stratum("other", 20, 25))


def without_strata(workspace: Workspace) -> None:
    folder = add_audit(workspace, kind="internal audit", documents=("panel-paper", "inspection-report"))
    write_sample(folder, Stratum("violence", 45, 60))
    (folder / "audit_strata.csv").unlink()


def wrong_class_is_unrecorded(workspace: Workspace) -> None:
    folder = add_audit(workspace, documents=("panel-paper", "inspection-report"))
    settings = (folder / "audit.toml").read_text(encoding="utf-8")
    settings = settings.replace('misclassified_counts_as = "recorded"', 'misclassified_counts_as = "unrecorded"')
    (folder / "audit.toml").write_text(settings, encoding="utf-8")
    write_sample(folder, Stratum("violence", 290, 300), Stratum("sexual", 250, 260), Stratum("other", 260, 260))
    rows = (folder / "audit_reports.csv").read_text(encoding="utf-8")
    for crime in ("S00000", "S00001", "V00000"):
        rows = re.sub(rf"({crime}.*?true,true),true,,", r"\1,false,theft,", rows)
    (folder / "audit_reports.csv").write_text(rows, encoding="utf-8")


def none_by_design(workspace: Workspace) -> None:
    folder = add_audit(workspace, style="qualitative")
    write_sample(folder, Stratum("violence", 30, 32))


def not_shown(workspace: Workspace) -> None:
    before = add_audit(workspace, BEFORE, start="2024-01-01", end="2024-03-31", published="2024-09-01", grade="Good")
    write_sample(
        before, Stratum("violence", 285, 300), Stratum("sexual", 240, 260), Stratum("other", 250, 260), year="2024"
    )
    recommend(before, 11)
    folder = add_audit(workspace, prior=BEFORE, grade="Requires improvement")
    write_sample(
        folder, Stratum("violence", 287, 300), Stratum("sexual", 236, 260), Stratum("other", 251, 260), rape=(3, 4)
    )
    write_totals(folder)
    said = [("complete", number) for number in range(1, 11)] + [("outstanding", 11)]
    write_table(
        folder, "recommendation_status",
        [{"rec_id": f"{before.name}-{number}", "assessor": "inspectorate", "as_at": "2026-09-01", "status": status}
         for status, number in said],
    )  # fmt: skip


def fallen(workspace: Workspace) -> None:
    before = add_audit(workspace, BEFORE, start="2024-01-01", end="2024-03-31", published="2024-09-01", grade="Good")
    write_sample(
        before, Stratum("violence", 295, 300), Stratum("sexual", 250, 260), Stratum("other", 255, 260), year="2024"
    )
    folder = add_audit(workspace, prior=BEFORE, grade="Good")
    write_sample(folder, Stratum("violence", 200, 300), Stratum("sexual", 200, 260), Stratum("other", 200, 260))
    write_totals(folder)
    write_plan(folder, ("victim_focus", "complete", ""), ("victim_focus", "in_progress", "2026-03-01"))


def at_another_level(workspace: Workspace) -> None:
    not_shown(workspace)
    for audit in (BEFORE, AUDIT):
        settings = workspace.audit_folder(AuditRef(FORCE, audit)) / "audit.toml"
        settings.write_text(f"{settings.read_text(encoding='utf-8')}\n[method]\nlevel = 0.90\n", encoding="utf-8")


def write_cancelled(folder: Path, number: int, *, told: int) -> None:
    write_table(
        folder, "cancelled_crimes",
        [{"cancel_id": f"X{n}", "inspection_id": INSPECTION, "category": "robbery", "decision_correct": "true",
          "required_authority": "decision_maker",
          "victim_should_be_informed": "true", "victim_informed": str(n < told).lower(), "cancelled_on": "2026-02-02"}
         for n in range(number)],
    )  # fmt: skip


def write_totals(folder: Path) -> None:
    groups = (("total_ex_fraud", 80_000), ("violence", 20_000), ("sexual", 4_000))
    write_table(
        folder, "recorded_crime_totals",
        [{"area": FORCE, "period_end": "2026-03-31", "months": 12, "crime_group": group, "auditable_route": "all",
          "recorded": recorded, "basis": "records"} for group, recorded in groups],
    )  # fmt: skip


def write_plan(folder: Path, *actions: tuple[str, str, str]) -> None:
    write_table(
        folder, "action_plan_actions",
        [{"plan_id": "P", "action_id": f"A{n}", "as_at": "2026-09-01", "force_id": FORCE, "theme": theme,
          "status": status, "due_month": due} for n, (theme, status, due) in enumerate(actions)],
    )  # fmt: skip


def recommend(folder: Path, number: int) -> None:
    write_table(
        folder, "recommendations",
        [{"rec_id": f"{folder.name}-{n}", "inspection_id": f"{FORCE}-{folder.name}", "type": "recommendation",
          "number": n, "timescale_months": 1 if number == 1 else (0, 3, 6)[n % 3], "theme": f"matter {n}", "text": f"Do {n}."}
         for n in range(1, number + 1)],
    )  # fmt: skip


@cache
def heard(case: Callable[[Workspace], None]) -> dict[str, str]:
    """What each document says that is asked about in the case; worked out once for all sentences."""
    with TemporaryDirectory() as folder:
        workspace = empty_workspace(Path(folder))
        case(workspace)
        return read_aloud(
            workspace,
            Path(folder) / "bundle",
            *sorted(ASKED[case]),
            charts=words_of_charts if case is at_another_level else charts_set_up,
        )


SAID = [
    (nothing_recorded, "inspection-report", "the force records 0.0% (95% confidence interval 0.0% to 0.4%) of the crime"),
    (nothing_recorded, "inspection-report", "the violent crime reported to it, the same as the overall rate of 0.0%."),
    (nothing_recorded, "inspection-report", "Of these reports the force had recorded none as rape."),
    (nothing_recorded, "inspection-report", "Whether the victim was safeguarded was not recorded in this audit (to fill it: column"),
    (nothing_recorded, "inspection-report", "The force should have told one victim that their crime was cancelled. It had told none,"),
    (nothing_recorded, "panel-paper", "This audit is set beside no earlier one, so this report makes no comparison over time."),
    (nothing_recorded, "panel-paper", "the force is below the average by 87.7 percentage points, more than the uncertainty"),
    (everything_recorded, "inspection-report", "reports received from 1 January 2026 to 31 August 2026"),
    (everything_recorded, "inspection-report", "100.0% of reported violent crime was recorded"),
    (everything_recorded, "inspection-report", "that their crime was cancelled. It had told three."),
    (everything_recorded, "inspection-report", "the force met the limit for 560 of 560:"),
    (everything_recorded, "panel-paper", "all (560 of 560) were recorded within 24 hours of the report"),
    (everything_recorded, "board-update", "The plan holds no actions."),
    (one_of_each, "inspection-report", "The one violent crime that was not recorded was missed for these reasons"),
    (one_of_each, "inspection-report", "One report of rape was not accurately recorded."),
    (one_of_each, "inspection-report", "The victim was not safeguarded. The force did not investigate it."),
    (one_of_each, "inspection-report", "holds one action: one is complete and none remain open."),
    (one_of_each, "panel-response", "It made one recommendation, within one month."),
    (one_of_each, "panel-response", "It had not fallen due by 1 September 2026."),
    (one_of_each, "board-update", "and made one recommendation."),
    (one_of_each, "board-update", "The plan has one action. Of these, one (100%) is complete and none are in progress."),
    (one_of_each, "board-update", "The one action in this theme is complete."),
    (too_small, "inspection-report", "No overall rate of the force is given. The sample is too small for a rate of the force: it gives ± 8.9"),
    (too_small, "inspection-report", "The counts by kind of crime are: violent crime 30 of 32, sexual offences 10 of 10, other crime 20 of 25."),
    (too_small, "panel-paper", "Of the reports of crime audited, 60 of 67 had been recorded."),
    (too_small, "inspection-report", "Counts such as 60 of 67 are given as fractions."),
    (without_strata, "inspection-report", "No overall rate of the force is given. The table audit_strata was not supplied, so the strata cannot be weighed."),
    (without_strata, "inspection-report", "Of the reports of crime audited, 45 of 60 had been recorded."),
    (without_strata, "panel-paper", "Of the reports of crime audited, 45 of 60 had been recorded."),
    (without_strata, "panel-paper", "Reports received from 1 January 2026 to 31 March 2026; 60 audited."),
    (wrong_class_is_unrecorded, "inspection-report", "Of the 12 sexual offences that were not recorded:\nan offence of sexual (10); and\nrecorded, but in a wrong class (2)."),
    (wrong_class_is_unrecorded, "inspection-report", "no explanation (10); and\nrecorded, but in a wrong class (1)."),
    (none_by_design, "inspection-report", "No overall rate of the force is given. The sample of one force is too small for a rate of that force"),
    (none_by_design, "inspection-report-2014", "No percentage of this force is printed here. The sample of one force is too small"),
    (not_shown, "panel-paper", "an improvement of 0.2 percentage points, which is within what chance alone could produce; the data rule out a fall of 2.0"),
    (not_shown, "panel-paper", "Taken at face value, an estimated 190 more crimes were recorded in the 12 months to 31 March 2026"),
    (not_shown, "panel-paper", "(95% confidence interval 1,600 fewer to 2,000 more)."),
    (not_shown, "panel-paper", "asked the force to do 11 things. Each is summarised here with the status that the inspectorate gives it."),
    (not_shown, "panel-paper", "The inspectorate counts 10 of the 11 as fully implemented. One was past the time allowed"),
    (not_shown, "inspection-report", "one was still to be implemented: matter 11 (due 1 March 2025)."),
    (not_shown, "inspection-report", "This is a fall of 0.4 percentage points, which is within what chance alone could produce"),
    (not_shown, "inspectorate-release", "The force is graded Requires improvement, where it had been graded Good."),
    (not_shown, "commissioner-release", "Inspectors came back and finished an inspection in June 2026, 24 months after the first visit"),
    (fallen, "inspectorate-release", "Compared with 2024 this is a statistically significant fall of 24.0 percentage points."),
    (fallen, "inspectorate-release", "As a result, an estimated 26,100 fewer crimes were recorded"),
    (fallen, "inspectorate-release", "(95% confidence interval 21,800 to 30,500 fewer)"),
    (fallen, "inspectorate-release", "As then, the force is graded Good."),
    (fallen, "board-update", "one (50%) is complete and one (50%) is in progress, expected to be complete by March 2026."),
    (fallen, "board-update", "One of those in progress is past the month expected."),
]  # fmt: skip


Case = Callable[[Workspace], None]
STAND_FOR_ALL: tuple[Case, ...] = (nothing_recorded,)
"""The cases that are written in `make test`, each with all that is asked of it."""


def thin_by_case(rows: Iterable[tuple[Case, *tuple[str, ...]]]) -> list[Any]:
    marks = pytest.mark.long(reason="each case is an audit of its own")
    return [pytest.param(*row, marks=() if row[0] in STAND_FOR_ALL else marks) for row in rows]


@pytest.mark.parametrize(
    ("case", "document", "sentence"), thin_by_case(SAID), ids=lambda each: getattr(each, "__name__", None)
)
def test_documents_read_right_at_the_edges(case: Callable[[Workspace], None], document: str, sentence: str) -> None:
    assert sentence in heard(case)[document]


NEVER = [
    (everything_recorded, "Sexual offences"),
    (everything_recorded, "report of rape"),
    (nothing_recorded, "was the victim safeguarded"),
    (nothing_recorded, "The force investigated"),
    (too_small, "of reported crime was recorded"),
    (without_strata, "of reported crime was recorded"),
    (not_shown, "statistically significant"),
    (not_shown, "can be referred to"),
    (not_shown, "lowest recording rate"),
    (fallen, "improvement of"),
]


AT_ANOTHER_LEVEL = ("panel-paper", "inspection-report", "inspectorate-release", "panel-response")


@pytest.mark.parametrize("document", AT_ANOTHER_LEVEL)
def test_the_level_that_is_printed_is_that_of_the_intervals(document: str) -> None:
    words = heard(at_another_level)[document]
    assert "(90% confidence interval " in words
    assert "95%" not in words


@pytest.mark.parametrize(("case", "words"), thin_by_case(NEVER), ids=lambda each: getattr(each, "__name__", None))
def test_what_the_data_do_not_hold_is_not_said(case: Callable[[Workspace], None], words: str) -> None:
    assert words not in heard(case)["inspection-report"]


ASKED: dict[Case, set[str]] = {at_another_level: {*AT_ANOTHER_LEVEL}}
for _case, _document, _ in SAID:
    ASKED.setdefault(_case, {"inspection-report"}).add(_document)
