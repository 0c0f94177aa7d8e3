"""A bundle comes back as it was written, or not at all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.bundle.bundle import read_bundle, write_bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Control, Figures
from tests.documents.example import CHART, FIGURES, TABLE

FACTS = {
    "force": {"id": "kent", "name": "Kent Police"},
    "inspection": {"audit": "2018"},
    "provenance": {"basis": "records", "statement": "x", "sources": []},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(tmp_path, FIGURES, FACTS, [CHART], [TABLE], {"data/kent/2018/audit.toml": "00"})
    return tmp_path


def test_it_comes_back_as_it_was_written(folder: Path) -> None:
    bundle = read_bundle(folder, AuditRef("kent", "2018"))
    assert bundle.figures.by_id == FIGURES.by_id
    assert bundle.figures.control == Control(5)
    assert bundle.facts == FACTS
    assert bundle.charts == {"rates": CHART}
    assert bundle.tables == {"rates": TABLE}
    assert bundle.manifest["inputs"] == {"data/kent/2018/audit.toml": "00"}


@pytest.mark.parametrize(
    "name", ["figures.json", "facts.json", "charts/rates.svg", "tables/rates.csv", "figures.csv", "datapackage.json"]
)
def test_a_file_that_was_changed_or_lost_is_refused_by_name(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(PublicationRefused, match=f"{name}: changed since the analysis wrote it"):
        read_bundle(folder, AuditRef("kent", "2018"))
    path.unlink()
    with pytest.raises(PublicationRefused, match=f"{name}: this file of the bundle is missing"):
        read_bundle(folder, AuditRef("kent", "2018"))


def test_another_force_or_audit_than_asked_for_is_refused(folder: Path) -> None:
    with pytest.raises(PublicationRefused, match="the bundle is of kent 2018, expected essex 2018"):
        read_bundle(folder, AuditRef("essex", "2018"))


def test_a_bundle_of_an_earlier_format_is_refused_by_its_number(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 1}), encoding="utf-8")
    with pytest.raises(
        PublicationRefused,
        match=r"bundle format 1, written by cdi .*; this version reads 4.*cdi report kent --audit 2018",
    ):
        read_bundle(folder, AuditRef("kent", "2018"))


def test_figures_keep_role_base_and_rows_left_out_as_fields(tmp_path: Path) -> None:
    part = replace(
        FIGURES["recording.overall"],
        base="reports of {year}",
        base_values={"year": "2018"},
        excluded=2,
        role="breakdown",
        part_of="recording",
        category=3,
    )
    write_bundle(tmp_path, Figures.of([part], control=Control(5)), FACTS, [], [], {})
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))["figures"]["recording.overall"]
    assert {name: written[name] for name in ("base", "base_values", "excluded", "role", "part_of", "category")} == {
        "base": "reports of {year}",
        "base_values": {"year": "2018"},
        "excluded": 2,
        "role": "breakdown",
        "part_of": "recording",
        "category": 3,
    }
    assert read_bundle(tmp_path, AuditRef("kent", "2018")).figures["recording.overall"] == part


def test_figures_that_disclosure_control_has_not_looked_at_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PublicationRefused, match=r"may hold small numbers of people: cdi\.disclosure\.protect"):
        write_bundle(tmp_path, replace(FIGURES, control=None), FACTS, [], [], {})
    assert [*tmp_path.iterdir()] == []
