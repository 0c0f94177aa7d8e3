"""Signatures cover the exact content that they name, by three people, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.model.fault import InputFaulty
from cdi.workspace.sign_off import SIGN_OFF, SIGNING_ROLES, read_sign_off

TREE, FIGURES, OTHER = "a" * 64, "b" * 64, "c" * 64


def entry(role: str, by: str, figures: str = FIGURES, tree: str = TREE) -> str:
    return (
        f'[[signature]]\nrole = "{role}"\nby = "{by}"\non = 2026-11-27\nfigures = "{figures}"\n'
        f'[signature.documents]\npanel-pack = "{tree}"\n'
    )


ANALYST, ASSURER, APPROVER = entry("analyst", "Data analyst"), entry("assurer", "Registrar"), entry("approver", "Chief")
ALL = ANALYST + ASSURER + APPROVER


def lacking(folder: Path, text: str, document: str = "panel-pack") -> tuple[str, ...]:
    (folder / SIGN_OFF).write_text(text, encoding="utf-8")
    return read_sign_off(folder).lacking(document, TREE, FIGURES)


def test_without_a_file_nobody_signed(tmp_path: Path) -> None:
    assert read_sign_off(tmp_path).lacking("panel-pack", TREE, FIGURES) == SIGNING_ROLES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ALL, ()),
        (ANALYST + APPROVER, ("assurer",)),
        (ALL.replace(FIGURES, OTHER), SIGNING_ROLES),
        (ALL.replace(TREE, OTHER), SIGNING_ROLES),
        (ANALYST + ASSURER + entry("approver", "Chief", tree=OTHER), ("approver",)),
        (ALL + entry("analyst", "Data analyst", tree=OTHER), ("analyst",)),  # the last one counts
        (entry("analyst", "Data analyst", tree=OTHER) + ALL, ()),
    ],
)
def test_a_signature_covers_the_content_that_it_names(tmp_path: Path, text: str, expected: tuple[str, ...]) -> None:
    assert lacking(tmp_path, text) == expected


def test_a_document_that_no_signature_names_is_not_signed(tmp_path: Path) -> None:
    assert lacking(tmp_path, ALL, "news-item") == SIGNING_ROLES


def test_one_person_in_two_roles_signs_nothing(tmp_path: Path) -> None:
    text = ANALYST + entry("assurer", " data  ANALYST ") + APPROVER
    assert lacking(tmp_path, text) == ()
    signatures = read_sign_off(tmp_path)
    assert signatures.in_two_roles() == (" data  ANALYST ", "Data analyst")
    assert not signatures.covers("panel-pack", TREE, FIGURES)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ANALYST.replace("analyst", "author", 1), "signature.0.role"),
        (ANALYST.replace(TREE, "yes"), "signature.0.documents.panel-pack"),
        (ANALYST.replace("Data analyst", "<your post>"), "signature.0.by"),
        (ANALYST.replace("Data analyst", " "), "signature.0.by"),
        (ANALYST + "valid_for_ever = true\n", "valid_for_ever"),
        ("signature = [", "not readable"),
    ],
)
def test_a_file_that_does_not_hold_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / SIGN_OFF).write_text(text, encoding="utf-8")
    with pytest.raises(InputFaulty) as refused:
        read_sign_off(tmp_path)
    assert says in refused.value.for_terminal


def test_a_link_to_the_signatures_of_another_audit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / SIGN_OFF).write_text(ALL, encoding="utf-8")
    (tmp_path / SIGN_OFF).symlink_to(tmp_path / "other" / SIGN_OFF)
    with pytest.raises(InputFaulty, match="a link"):
        read_sign_off(tmp_path)
