"""Who audited is said: the words of a document follow from the kind of audit and the day, and from nothing else."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cdi.load.audit import read_audit
from cdi.measures import measure
from cdi.model.audit import Inspection
from cdi.model.audit_ref import AuditRef
from cdi.model.auditor import GRADES, name_inspectorate
from cdi.model.fault import InputFaulty
from cdi.workspace.paths import TEMPLATES, Workspace
from tests.documents.invented import (
    AUDIT,
    FORCE,
    Stratum,
    add_audit,
    empty_workspace,
    read_aloud,
    write_sample,
)
from tests.thin import thin

REF = AuditRef(FORCE, AUDIT)
OF_THE_FORCE = (
    "panel-paper",
    "inspection-report",
    "commissioner-release",
    "news-item",
    "panel-response",
    "board-update",
)
DOCUMENTS = {
    "inspection": (*OF_THE_FORCE, "inspectorate-release"),
    "re-inspection": (*OF_THE_FORCE, "inspectorate-release"),
    "thematic": (*OF_THE_FORCE, "inspectorate-release"),
    "PEEL": ("panel-paper", "peel-assessment"),
    "internal audit": OF_THE_FORCE,
    "peer review": OF_THE_FORCE,
    "joint audit": OF_THE_FORCE,
}
SAYS = {
    "inspection": "Midshire Police fared in the HMICFRS inspection of crime data integrity.",
    "re-inspection": "Inspectors completed the re-inspection in June 2026.",
    "thematic": "Midshire Police fared in the HMICFRS thematic inspection of crime data integrity.",
    "PEEL": "Midshire Police fared in the HMICFRS PEEL assessment of crime data integrity.",
    "internal audit": "Midshire Police fared in its own audit of crime data integrity.",
    "peer review": "The reviewers completed the peer review in June 2026.",
    "joint audit": "The joint audit found that the force records ",
}


def sampled(folder: Path, kind: str) -> Workspace:
    workspace = empty_workspace(folder)
    audit = add_audit(workspace, kind=kind, documents=DOCUMENTS[kind])
    write_sample(audit, Stratum("violence", 285, 300), Stratum("sexual", 240, 260), Stratum("other", 250, 260))
    return workspace


@pytest.mark.parametrize("kind", thin(reversed(DOCUMENTS), keep=1))
def test_every_kind_of_audit_says_who_did_it(kind: str, tmp_path: Path) -> None:
    said = read_aloud(sampled(tmp_path / "w", kind), tmp_path / "bundle")
    assert SAYS[kind] in said["panel-paper"]
    if kind in ("internal audit", "peer review", "joint audit"):
        for document, text in said.items():
            assert "HMIC" not in text, document
            assert "nspectors" not in text, document
            assert "national average" not in text.lower(), document
    else:
        assert all("HMICFRS" in text for text in said.values())


def test_an_internal_audit_finds_and_is_set_beside_an_average_only_with_a_reason(tmp_path: Path) -> None:
    workspace = sampled(tmp_path / "w", "internal audit")
    said = read_aloud(workspace, tmp_path / "before", "panel-paper")["panel-paper"]
    assert "own audit found that the force records " in said
    assert "The average published after" not in said
    settings = workspace.audit_folder(REF) / "audit.toml"
    reason = '\n[method]\ncomparable_because = "The sample was drawn and read by the inspectorate\'s own guide."\n'
    settings.write_text(settings.read_text(encoding="utf-8") + reason, encoding="utf-8")
    said = read_aloud(workspace, tmp_path / "after", "panel-paper")["panel-paper"]
    assert "The average published after" in said
    assert "on the ground that its method is comparable: The sample was drawn and read" in said


def test_an_audit_outside_the_programme_has_no_rank_and_no_grades(tmp_path: Path) -> None:
    figures = measure(read_audit(sampled(tmp_path, "peer review"), REF))
    for name in ("rank.this_from_bottom", "judgements.same_overall", "national.recomputed", "programme.forces"):
        assert figures.gaps[name] == "the peer review is no part of the national programme"


@pytest.mark.parametrize(
    ("day", "name"),
    [("2014-11-18", "HMIC"), ("2017-07-18", "HMIC"), ("2017-07-19", "HMICFRS"), ("2026-01-01", "HMICFRS")],
)
def test_the_name_of_the_inspectorate_follows_from_the_day(day: str, name: str) -> None:
    assert name_inspectorate(date.fromisoformat(day))[0] == name


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            'inspectorate = "HMIC"',
            "inspection.inspectorate: found 'HMIC'; expected HMICFRS, as it was called on 2026-09-01",
        ),
        ('grades = { overall = "Adequate" }', "found 'Adequate'; expected one of Outstanding, Good, Requires"),
    ],
)
def test_settings_that_contradict_what_follows_are_a_fault(line: str, fault: str, tmp_path: Path) -> None:
    workspace = sampled(tmp_path, "inspection")
    settings = workspace.audit_folder(REF) / "audit.toml"
    text = settings.read_text(encoding="utf-8")
    assert "grades" not in tomllib.loads(text)
    settings.write_text(text.replace("label_year", f"{line}\nlabel_year", 1), encoding="utf-8")
    with pytest.raises(InputFaulty) as refused:
        read_audit(workspace, REF)
    assert re.search(fault, refused.value.for_terminal)


def test_an_internal_audit_gives_no_grade() -> None:
    with pytest.raises(ValueError, match="no grade, for kind = internal audit"):
        Inspection(
            id="x", audit="x", kind="internal audit", label_year=2026, report_title="x", grades={"overall": "Good"}
        )


@pytest.mark.parametrize("grade", GRADES)
def test_every_grade_has_its_colours_in_both_skins(grade: str) -> None:
    assert f'"{grade}":' in (TEMPLATES / "pdf" / "document.typ").read_text(encoding="utf-8")
    styles = "".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / "html").glob("*.css"))
    assert f".grade-{grade.lower().replace(' ', '-')}" in styles
