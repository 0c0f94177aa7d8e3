"""Forces by the names that they had: what the reference knows, and what a workspace may say of them itself."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cdi.load.reference import check_reference
from cdi.model.fault import InputFaulty
from cdi.workspace.national_forces import list_national_forces, look_up_force
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_force


def rows(project: Workspace, table: str) -> list[dict[str, str]]:
    with (project.data / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_43_forces_and_the_transport_police_are_there_each_with_its_source(project: Workspace) -> None:
    forces = rows(project, "forces")
    assert Counter(row["home_office"] for row in forces if not row["valid_to"]) == {"true": 43, "false": 1}
    assert {row["force_id"] for row in forces if row["welsh"] == "true"} == {
        "dyfed-powys", "gwent", "north-wales", "south-wales",
    }  # fmt: skip
    assert {row["force_id"] for row in rows(project, "oversight_bodies")} == {row["force_id"] for row in forces}
    assert all(row["source"] and row["known_by"] for row in [*forces, *rows(project, "oversight_bodies")])
    assert len({row["ons_code"] for row in forces if row["ons_code"]}) == 43
    assert not check_reference(project.data / "reference").faults


@pytest.mark.parametrize(
    ("force", "day", "name", "body"),
    [
        ("hampshire", "2018-12-01", "Hampshire Constabulary", "Police and Crime Commissioner for Hampshire"),
        (
            "hampshire",
            "2023-01-01",
            "Hampshire and Isle of Wight Constabulary",
            "Police and Crime Commissioner for Hampshire",
        ),
        (
            "greater-manchester",
            "2016-08-25",
            "Greater Manchester Police",
            "Police and Crime Commissioner for Greater Manchester",
        ),
        ("greater-manchester", "2018-10-02", "Greater Manchester Police", "Mayor of Greater Manchester"),
        (
            "north-yorkshire",
            "2018-02-15",
            "North Yorkshire Police",
            "Police and Crime Commissioner for North Yorkshire",
        ),
        (
            "north-yorkshire",
            "2019-07-25",
            "North Yorkshire Police",
            "Police, Fire and Crime Commissioner for North Yorkshire",
        ),
        ("north-yorkshire", "2025-01-01", "North Yorkshire Police", "Mayor of York and North Yorkshire"),
        ("metropolitan-police", "2018-07-17", "Metropolitan Police Service", "Mayor's Office for Policing and Crime"),
        ("cheshire", "2017-06-15", "Cheshire Constabulary", "Police and Crime Commissioner for Cheshire"),
    ],
)
def test_names_and_bodies_are_those_of_the_day(project: Workspace, force: str, day: str, name: str, body: str) -> None:
    known = look_up_force(project.data, force, date.fromisoformat(day))
    assert (known["name"], known["governing_body"]) == (name, body)


def test_what_the_reference_does_not_know_stays_a_placeholder(project: Workspace) -> None:
    force = read_force(project, "kent")
    assert (force.name, force.forum, force.victim_service) == (
        "Kent Police", "<name of the panel or board>", "<service for victims>",
    )  # fmt: skip
    assert read_force(project, "british-transport-police").forum_kind == "board"


def test_a_force_of_the_reference_needs_no_entry_to_be_found(project: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (tmp_path / "data" / "kent" / "2026-audit").mkdir(parents=True)
    (tmp_path / "data" / "kent" / "2026-audit" / "audit.toml").touch()
    (tmp_path / "data" / "forces.toml").touch()
    (tmp_path / "data" / "reference").symlink_to(project.data / "reference")
    assert workspace.forces() == ["kent"]
    assert "surrey" in list_national_forces(workspace.data)


def test_nobody_gives_a_force_of_the_reference_another_name(project: Workspace, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "reference").symlink_to(project.data / "reference")
    (tmp_path / "data" / "forces.toml").write_text('[hampshire]\nname = "Hampshire Police"\n', encoding="utf-8")
    with pytest.raises(InputFaulty, match="expected no name, or the official one, Hampshire"):
        read_force(Workspace(tmp_path), "hampshire")
