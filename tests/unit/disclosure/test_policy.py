"""What is about people: every figure and every column that rows are counted by is classed, and audits may choose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cdi.contract.countable import countable_columns
from cdi.contract.people import read_classes, unknown_names
from cdi.contract.records import AUDIT_REPORTS, CANCELLED_CRIMES
from cdi.disclosure.policy import policy_of
from cdi.load.fault_report import find_faults
from cdi.measures.questions import QUESTIONS
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.disclosure import Disclosure
from cdi.model.extra_measure import table_of
from cdi.model.figure import Figures
from cdi.workspace.paths import Workspace
from tests.thin import thin
from tests.unit.measures.test_unknown_is_not_no import AUDITS, figures_of

MOST_FIRST = thin(sorted(AUDITS, reverse=True), keep=1)
"""The audits, of which the one that has most figures stands for the others."""


def own(audit: Audit, **chosen: object) -> Audit:
    """The audit as if the force itself had done it."""
    inspection = audit.inspection.model_copy(update={"kind": "internal audit", "grades": {}})
    provenance = audit.provenance.model_copy(update={"basis": "records"})
    return replace(audit, inspection=inspection, provenance=provenance, disclosure=Disclosure.model_validate(chosen))


@pytest.mark.slow
@pytest.mark.parametrize("name", MOST_FIRST)
def test_every_figure_and_every_gap_is_classed(name: str, leicestershire: Audit) -> None:
    policy, figures = policy_of(leicestershire), figures_of(name)
    names = [*(figure.id for figure in figures), *figures.gaps]
    assert [each for each in names if not each.startswith("extra.") and policy.class_of(each) is None] == []


def test_every_column_that_rows_are_counted_by_is_classed() -> None:
    classed = {row.name for row in read_classes() if row.kind == "column"}
    countable = {f"{table}.{name}" for table in map(table_of, QUESTIONS) for name in countable_columns(table)}
    assert countable - classed == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", MOST_FIRST)
def test_a_figure_about_people_prints_no_count_in_its_base(name: str, leicestershire: Audit) -> None:
    policy = policy_of(leicestershire)
    about = [figure for figure in figures_of(name) if not figure.id.startswith("extra.")]
    assert [each.id for each in about if policy.class_of(each.id) != "process" and each.base_values] == []


def test_the_table_names_each_thing_once_and_says_why() -> None:
    rows = read_classes()
    assert len({(row.kind, row.name) for row in rows}) == len(rows)
    assert all(row.why for row in rows)
    tables = {schema.name: {*schema.names, "month", "delay_hours"} for schema in (AUDIT_REPORTS, CANCELLED_CRIMES)}
    columns = [row.name.split(".") for row in rows if row.kind == "column"]
    assert [name for table, name in columns if name not in tables[table]] == []


@pytest.mark.parametrize(
    ("figure_id", "about"),
    [
        ("recording.overall", "process"),
        ("recording.rape", "people"),
        ("cancellations.all", "process"),
        ("cancellations.victims_informed", "people"),
        ("vulnerable.most_from_one_record", "one"),
        ("disposals.caution.suitable", "people"),
        ("disposals.all.sampled", "process"),
        ("nobody.classed.this", None),
    ],
)
def test_the_longest_name_decides(figure_id: str, about: str | None, leicestershire: Audit) -> None:
    assert policy_of(leicestershire).class_of(figure_id) == about


def test_an_audit_may_class_otherwise(leicestershire: Audit) -> None:
    policy = policy_of(own(leicestershire, people=["timeliness"], process=["vulnerable", "audit_reports.offence"]))
    named = ("timeliness.all", "vulnerable.crimes", "vulnerable.most_from_one_record")
    assert [policy.class_of(name) for name in named] == ["people", "process", "process"]
    assert policy.columns["audit_reports.offence"] == "process"


def test_what_there_is_not_cannot_be_classed() -> None:
    chosen = Disclosure(people=("timelines", "recording.rape"), process=("audit_reports.offenc",))
    faults = [(fault.column, fault.value, fault.nearest) for fault in unknown_names(chosen, Path("audit.toml"))]
    assert faults == [
        ("disclosure.people", "timelines", "timeliness"),
        ("disclosure.process", "audit_reports.offenc", "audit_reports.offence"),
    ]


@pytest.mark.slow
def test_the_settings_are_held_to_it_before_anything_is_measured(spoilable: Workspace) -> None:
    ref = AuditRef("leicestershire", "2018-reinspection")
    with (spoilable.audit_folder(ref) / "audit.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[disclosure]\npeople = ["timelines"]\n')
    (fault,) = find_faults(spoilable, ref)
    assert (fault.file, fault.nearest) == (f"data/{ref.path}/audit.toml", "timeliness")


def test_counts_of_the_inspectorate_stay_and_those_of_a_force_are_looked_at(
    leicestershire: Audit, figures: Figures
) -> None:
    def concerned(audit: Audit) -> set[str]:
        return {figure.id for figure in figures if policy_of(audit).concerns(figure)}

    assert concerned(leicestershire) == set()
    assert {"rape.investigated", "slavery.correct"} <= concerned(own(leicestershire))
    assert not {"recording.overall", "staffing.growth_cost"} & concerned(own(leicestershire))


@pytest.mark.parametrize(("number", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_small_is_from_one_to_one_below_the_threshold(number: int, small: bool, leicestershire: Audit) -> None:
    assert policy_of(leicestershire).is_small(number) is small
