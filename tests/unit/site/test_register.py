"""What the registers say of forces, in the order and the words of the site."""

from __future__ import annotations

import pytest

from cdi.site.register import NationalRegister, read_register
from cdi.site.rows import rows_of_force, rows_of_front_page
from cdi.workspace.paths import Workspace


@pytest.fixture(scope="module")
def register(project: Workspace) -> NationalRegister:
    return read_register(project)


def test_all_43_territorial_forces_are_listed_by_name(register: NationalRegister) -> None:
    territorial = [force for force in register.forces.values() if force.territorial]
    assert len(territorial) == 43
    assert [force.short_name for force in territorial] == sorted(force.short_name for force in territorial)
    assert "british-transport-police" not in register.forces
    assert register.forces["dyfed-powys"].region == "Wales"


def test_a_force_of_the_workspace_without_a_report_is_not_on_the_site(register: NationalRegister) -> None:
    assert "exampleshire" in register.forces
    assert "exampleshire" not in register.without_empty({}).forces
    assert "exampleshire" in register.without_empty({"exampleshire": []}).forces


def test_the_latest_rate_stands_for_a_force(register: NationalRegister) -> None:
    latest = register.latest("leicestershire")
    assert latest is not None
    assert latest.overall is not None
    assert (latest.audit, latest.when_in_words, latest.grade) == ("2018-reinspection", "15 January 2019", "Inadequate")
    assert latest.overall.printed == "84.1%"


def test_small_samples_of_2014_give_no_rate_of_a_force(register: NationalRegister) -> None:
    rows = {row.key: row for row in rows_of_force(register, register.forces["humberside"], {})}
    assert (rows["2014-inspection"].overall, rows["2014-inspection"].small) == (None, "94 of 129")
    assert rows["2018-inspection"].overall is not None


def test_grades_of_four_and_of_five_are_told_apart(register: NationalRegister) -> None:
    scales = {row.force.id: row.grades_in_scale for row in rows_of_front_page(register, {}) if row.latest}
    assert (scales["leicestershire"], scales["wiltshire"]) == (4, 5)


def test_each_force_has_one_latest_row_and_every_row_has_its_sources(register: NationalRegister) -> None:
    rows = list(rows_of_front_page(register, {}))
    assert sorted(row.force.id for row in rows if row.latest) == sorted({row.force.id for row in rows})
    assert [row.key for row in rows if not row.sources] == []


def test_only_averages_that_were_read_are_quoted(register: NationalRegister) -> None:
    average = register.average("CDI-rolling")
    assert average is not None
    assert (average.printed, average.forces) == ("87.7%", 26)
    assert register.average("PEEL-2021/22") is None
