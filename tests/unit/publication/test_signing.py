"""Who may sign what, and when."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cdi.model.errors import PublicationRefused, UsageRefused
from cdi.model.fault import InputFaulty
from cdi.publication.signing import sign
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGN_OFF, read_sign_off
from tests.thin import thin
from tests.unit.publication.conftest import DAY, REF


@pytest.fixture
def unsigned(built: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(built.root, tmp_path / "copy", symlinks=True)
    return Workspace(tmp_path / "copy")


def test_a_role_signs_all_documents_and_replaces_its_earlier_signature(unsigned: Workspace) -> None:
    sign(unsigned, REF, "assurer", "Registrar", DAY)
    sign(unsigned, REF, "analyst", "Data  analyst", DAY)
    sign(unsigned, REF, "assurer", "Deputy registrar", DAY)
    signatures = read_sign_off(unsigned.audit_folder(REF)).signature
    assert [(each.role, each.by) for each in signatures] == [
        ("analyst", "Data analyst"),
        ("assurer", "Deputy registrar"),
    ]
    assert {*signatures[0].documents} == {"inspection-report-2014"}
    assert not [*unsigned.audit_folder(REF).glob("*.new")]


def test_whoever_signed_in_one_role_cannot_sign_in_another(unsigned: Workspace) -> None:
    sign(unsigned, REF, "analyst", "Registrar", DAY)
    with pytest.raises(UsageRefused, match="has signed as analyst already; expected another post as assurer"):
        sign(unsigned, REF, "assurer", "the REGISTRAR".removeprefix("the "), DAY)


@pytest.mark.parametrize("by", thin(["", "  ", "<your post>", "x" * 201], keep=2))
def test_a_post_must_be_named(unsigned: Workspace, by: str) -> None:
    with pytest.raises(InputFaulty):
        sign(unsigned, REF, "analyst", by, DAY)
    assert not (unsigned.audit_folder(REF) / SIGN_OFF).exists()


def test_a_report_that_is_stale_or_edited_cannot_be_signed(unsigned: Workspace) -> None:
    page = unsigned.report_folder(REF) / "inspection-report-2014.html"
    page.write_text(page.read_text("utf-8") + "x", "utf-8")
    with pytest.raises(PublicationRefused, match="damaged or edited since it was delivered"):
        sign(unsigned, REF, "analyst", "Data analyst", DAY)


def test_a_report_whose_data_changed_cannot_be_signed(unsigned: Workspace) -> None:
    with (unsigned.audit_folder(REF) / "events.csv").open("a", encoding="utf-8") as table:
        table.write("\n")
    with pytest.raises(PublicationRefused, match=r"not up to date: changed: data/.*events\.csv"):
        sign(unsigned, REF, "analyst", "Data analyst", DAY)


def test_a_report_that_is_not_built_cannot_be_signed(unsigned: Workspace) -> None:
    shutil.rmtree(unsigned.report_folder(REF))
    with pytest.raises(UsageRefused, match="not built yet"):
        sign(unsigned, REF, "analyst", "Data analyst", DAY)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("Registrar 07700 900123", "holds a telephone number; expected a post or an office"),
        ("registrar@example.org", "holds an e-mail address; expected a post or an office"),
    ],
)
def test_nobody_signs_by_what_reaches_a_person(by: str, words: str, unsigned: Workspace) -> None:
    with pytest.raises(UsageRefused, match=words):
        sign(unsigned, REF, "analyst", by, DAY)


@pytest.mark.parametrize("by", ["", "<b>Registrar</b>", " "])
def test_a_post_that_cannot_be_is_refused_in_words_and_not_by_a_pattern(by: str, unsigned: Workspace) -> None:
    with pytest.raises(InputFaulty) as refused:
        sign(unsigned, REF, "analyst", by, DAY)
    assert "string should" not in refused.value.for_terminal
    assert "expected some text" in refused.value.for_terminal or "expected a post" in refused.value.for_terminal
