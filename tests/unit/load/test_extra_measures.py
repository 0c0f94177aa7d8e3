"""What is wrong with a `measures.toml`: each fault with its key, what is expected, and the nearest name that would do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from cdi.contract.countable import countable_columns
from cdi.contract.records import RECORD_TABLES
from cdi.contract.tables import AUDIT_TABLES
from cdi.load.extra_measures import check_extra_measures
from cdi.measures.questions import QUESTIONS
from cdi.model.extra_measure import ExtraMeasure, table_of
from cdi.model.fault import Fault
from cdi.workspace.extra_measures import FILE
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.unit.load.bad_files.base import FORCE, write_base

ENTRY: dict[str, Any] = {"title": "x", "added_by": "analyst", "added_on": "2026-01-02", "reason": "to see"}


def check(folder: Path, **keys: Any) -> tuple[tuple[ExtraMeasure, ...], list[Fault]]:
    entry = {name: value for name, value in (ENTRY | keys).items() if value is not None}
    (folder / FILE).write_text(tomlkit.dumps({"mine": entry}), encoding="utf-8")
    return check_extra_measures(folder, {})


def columns_of_questions() -> Iterator[tuple[str, str]]:
    for table in ("audit_reports", "cancelled_crimes"):
        question = next(name for name in QUESTIONS if table_of(name) == table)
        yield from ((question, name) for name in (*AUDIT_TABLES[table].names, "month"))


@pytest.mark.parametrize(("of", "column"), [*columns_of_questions()])
def test_a_column_is_counted_by_when_an_empty_cell_of_it_is_unknown(of: str, column: str, tmp_path: Path) -> None:
    table = table_of(of)
    allowed = column in countable_columns(table)
    allowed = allowed and (column == "month" or not AUDIT_TABLES[table].column(column).none_if_empty)
    measures, faults = check(tmp_path, of=of, by=column)
    assert (len(measures), len(faults)) == ((1, 0) if allowed else (0, 1))
    if not allowed:
        assert (faults[0].column, faults[0].value) == ("mine.by", column)


@pytest.mark.parametrize(
    ("keys", "column", "message"),
    [
        ({"by": ["rout"]}, "mine.by", "did you mean route?"),
        ({"where": {"stratum": "violenc"}}, "mine.where.stratum", "no such value; expected one of violence, sexual, other; did you mean violence?"),
        ({"where": {"stratum": ["violence", 3]}}, "mine.where.stratum", "expected one of violence, sexual, other"),
        ({"where": {"domestic_abuse": "yes"}}, "mine.where.domestic_abuse", "expected True, False"),
        ({"where": {"month": "April"}}, "mine.where.month", "expected a month such as 2026-04"),
        ({"where": {"stratum": []}}, "mine.where.stratum", "no value given"),
        ({"where": {"stratum": {"not": "violence"}}}, "mine.where.stratum", "no such value"),
        ({"of": "recordd"}, "mine.of", "did you mean recorded?"),
        ({"table": "cancelled_crimes"}, "mine.table", "expected audit_reports, which of = recorded is asked of"),
        ({"by": ["route", "stratum", "month"]}, "mine.by", "no more than 2 columns"),
        ({"titel": "x"}, "mine.titel", "did you mean title?"),
        ({"name": "mine"}, "mine.name", "no key here"),
        ({"reason": None}, "mine.reason", "this key, which is missing"),
        ({"reason": ""}, "mine.reason", "expected some text"),
        ({"added_by": "one\ntwo"}, "mine.added_by", "one line of text"),
        ({"added_on": "1066-10-14"}, "mine.added_on", "a day from 1950-01-01 to 2099-12-31"),
    ],
)  # fmt: skip
def test_a_fault_names_its_key_and_the_cure(keys: dict[str, Any], column: str, message: str, tmp_path: Path) -> None:
    measures, faults = check(tmp_path, **keys)
    assert measures == ()
    assert [fault.column for fault in faults] == [column]
    assert message in faults[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mine = 1\n", "a table, [mine]"),
        ("['By route']\ntitle = 'x'\n", "lower-case letters, digits and hyphens"),
        ("[mine\n", "TOML"),
        ("".join(f"[m{number}]\n" for number in range(21)), "no more than 20 extra measures"),
    ],
)
def test_a_file_that_is_none_is_one_fault(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    measures, faults = check_extra_measures(tmp_path, {})
    assert measures == ()
    assert message in faults[0].message


def test_values_are_those_that_rows_are_asked_for(tmp_path: Path) -> None:
    where = {"month": ["2018-04", "2018-05"], "victim_age_group": "not established", "domestic_abuse": True}
    ((measure,), faults) = check(tmp_path, where=where)
    assert faults == []
    assert measure.where == {"month": (201804, 201805), "victim_age_group": None, "domestic_abuse": True}
    assert "not established" not in {
        choice for table in RECORD_TABLES for each in table.columns for choice in each.choices
    }


@pytest.mark.slow
def test_validate_names_the_offence_that_is_nearest_in_the_rows(
    cdi: RunCommand, project: Workspace, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path)
    folder = workspace.data / "kent" / "2026"
    write_base(folder)
    (workspace.data / "reference").symlink_to(project.data / "reference")
    (workspace.data / "forces.toml").write_text(FORCE, encoding="utf-8")
    (folder / FILE).write_text(
        tomlkit.dumps({"mine": ENTRY | {"where": {"offence": "common asault"}}}), encoding="utf-8"
    )
    ended = cdi(workspace, "validate", "kent")
    assert ended.returncode == 3
    assert "measures.toml, key mine.where.offence: found 'common asault'" in ended.stdout
    assert "did you mean common assault?" in ended.stdout
