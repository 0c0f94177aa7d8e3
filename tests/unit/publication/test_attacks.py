"""Somebody who wants an altered report published, with the right to write every file of the workspace but the code."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cdi.model.errors import CdiError, PublicationRefused, RunFailed, UsageRefused
from cdi.model.fault import InputFaulty
from cdi.publication import publish as publishing
from cdi.publication.publish import publish
from cdi.publication.signing import sign
from cdi.publication.versions import check_versions
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGN_OFF, read_sign_off
from tests.clean_process import in_clean_process
from tests.thin import thin
from tests.unit.publication.conftest import DAY, REF

NAME = "inspection-report-2014"


def forge(workspace: Workspace, name: str, edit: Callable[[bytes], bytes]) -> None:
    """Edit a delivered file and where it was made, and every list that names its checksum or its marks."""
    report, work = workspace.report_folder(REF), workspace.work_folder(REF)
    old = hashlib.sha256((report / name).read_bytes()).hexdigest()
    data = edit((report / name).read_bytes())
    assert hashlib.sha256(data).hexdigest() != old
    for folder in (report, work, work / "bundle"):
        if (folder / name).is_file():
            (folder / name).write_bytes(data)
    record = work / "made-from.json"
    content = json.loads(record.read_text("utf-8"))
    for files in content["stages"].values():
        for path, marks in files.items():
            if marks[-1] == old:
                status = (workspace.root / path).stat()
                marks[:] = [
                    status.st_size,
                    status.st_mtime_ns,
                    status.st_ctime_ns,
                    status.st_ino,
                    hashlib.sha256(data).hexdigest(),
                ]
    record.write_text(json.dumps(content), "utf-8")
    for path in (report / "provenance.json", work / "delivered" / "files.json", *work.glob("*.made-from")):
        path.write_text(path.read_text("utf-8").replace(old, hashlib.sha256(data).hexdigest()), "utf-8")


def refusals(workspace: Workspace) -> str:
    publication = publish(workspace, REF, DAY)
    assert publication.state == "refused"
    return "\n".join(str(each) for outcome in publication.outcomes for each in outcome.refusals)


@pytest.mark.parametrize(
    ("name", "edit"),
    thin(
        [
            (f"{NAME}.html", lambda data: data.replace(b"fairly well known", b"splendidly known")),
            (f"{NAME}.pdf", lambda data: data + b"\n% swapped"),
            (f"{NAME}.docx", lambda data: data[:-1] + b"x"),
            ("tables.xlsx", lambda data: data[:-1] + b"x"),
        ],
        keep=1,
    ),
)
def test_a_form_edited_with_all_its_checksums_is_not_what_was_signed(
    spoilt: Workspace, name: str, edit: Callable[[bytes], bytes]
) -> None:
    forge(spoilt, name, edit)
    assert f"{name}: not what the signed content lays out" in refusals(spoilt)


def test_a_replaced_notebook_is_not_the_one_that_was_signed(spoilt: Workspace) -> None:
    forge(spoilt, "analysis.ipynb", lambda data: data.replace(b"HMIC", b"HMRC"))
    said = refusals(spoilt)
    for role in ("analyst", "assurer", "approver"):
        assert f"analysis.ipynb: the {role} signed another notebook, or none" in said


def test_an_edited_tree_lapses_every_signature(spoilt: Workspace) -> None:
    forge(spoilt, f"{NAME}.json", lambda data: data.replace(b"fairly well known", b"splendidly known"))
    assert "the approver signed another version" in refusals(spoilt)


def test_an_edited_figure_is_no_bundle(spoilt: Workspace) -> None:
    forge(spoilt, "figures.json", lambda data: data.replace(b"records", b"rec0rds", 1))
    with pytest.raises(PublicationRefused, match="changed since the analysis wrote it"):
        publish(spoilt, REF, DAY)


@pytest.mark.long(reason="all gates once more; test_an_edited_tree_lapses_every_signature has the same rule")
def test_signatures_of_another_audit_cover_nothing(spoilt: Workspace) -> None:
    """The checksums of trees hold force and audit, so that a copied file is one of other content."""
    path = spoilt.audit_folder(REF) / SIGN_OFF
    text = path.read_text("utf-8")
    digests = {line.split('"')[1] for line in text.splitlines() if '= "' in line and len(line.split('"')[1]) == 64}
    for digest in digests:
        text = text.replace(digest, hashlib.sha256(digest.encode()).hexdigest())
    path.write_text(text, "utf-8")
    assert "the analyst signed another version" in refusals(spoilt)


@pytest.mark.parametrize(
    "by",
    thin(["post of the  ANALYST", "Post-of-the-Analyst", "Póst of the analyst", "Ｐｏｓｔ of the analyst", "Post of the analyst.",
     "Post of\u00a0the analyst", "Post ofthe analyst"], keep=1),
)  # fmt: skip
def test_one_person_is_one_however_the_post_is_spelt(spoilt: Workspace, by: str) -> None:
    before = (spoilt.audit_folder(REF) / SIGN_OFF).read_bytes()
    with pytest.raises(UsageRefused, match="has signed as analyst already"):
        sign(spoilt, REF, "assurer", by, DAY)
    assert (spoilt.audit_folder(REF) / SIGN_OFF).read_bytes() == before


@pytest.mark.parametrize(
    ("by", "sign_found"),
    thin([("Pоst of the analyst", "CYRILLIC SMALL LETTER O"), ("Post of the ana\u200blyst", "ZERO WIDTH SPACE"),
     ("Post of the analyst\u202e", "RIGHT-TO-LEFT OVERRIDE"), ("Post οf the analyst", "GREEK SMALL LETTER OMICRON")], keep=1),
)  # fmt: skip
def test_a_sign_that_only_looks_like_another_is_refused_by_its_name(
    spoilt: Workspace, by: str, sign_found: str
) -> None:
    with pytest.raises(InputFaulty, match=f"a post in Latin letters; found {sign_found}"):
        sign(spoilt, REF, "assurer", by, DAY)


def test_the_same_by_hand_in_the_file_is_refused_too(spoilt: Workspace) -> None:
    path = spoilt.audit_folder(REF) / SIGN_OFF
    path.write_text(path.read_text("utf-8").replace("Post of the assurer", "POST-OF-THE-ANALYST"), "utf-8")
    assert read_sign_off(path.parent).in_two_roles() == ("POST-OF-THE-ANALYST", "Post of the analyst")
    assert "signed in two roles" in refusals(spoilt)


def test_welsh_and_other_latin_letters_are_no_strange_signs(spoilt: Workspace) -> None:
    sign(spoilt, REF, "assurer", "Cofrestrydd Troseddau’r Heddlu (Gŵyr), no. 2", DAY)
    assert read_sign_off(spoilt.audit_folder(REF)).in_two_roles() == ()


def _home(workspace: Workspace) -> Path:
    return workspace.reports / "published" / REF.path


def _version_elsewhere(home: Path) -> None:
    (home / "1").rename(home.parent / "elsewhere")
    (home / "1").symlink_to(home.parent / "elsewhere")


def _empty_version(home: Path) -> None:
    (home / "2").mkdir()


def _file_for_version(home: Path) -> None:
    (home / "2").write_text("", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    thin(
        [
            (_version_elsewhere, "a link, not a folder"),
            (_empty_version, "published.json: missing, or not as it was written"),
            (_file_for_version, "published.json: missing, or not as it was written"),
        ],
        keep=1,
    ),
)
def test_no_version_takes_the_place_of_another(spoilt: Workspace, spoil: Callable[[Path], None], says: str) -> None:
    spoil(_home(spoilt))
    names = sorted(path.name for path in _home(spoilt).iterdir())
    assert says in "\n".join(map(str, check_versions(spoilt, REF).refusals))
    try:
        assert publish(spoilt, REF, DAY).state in ("refused", "nothing changed")
    except CdiError as refused:
        assert says in str(refused)  # noqa: PT017
    assert sorted(path.name for path in _home(spoilt).iterdir()) == names


def test_a_folder_that_nobody_may_write_into_is_said_and_left(
    spoilt: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_home(spoilt) / "1").rename(spoilt.root / "kept")

    def read_only(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(_home(spoilt) / ".1.new"))

    monkeypatch.setattr(publishing, "_copy_report", read_only)
    with pytest.raises(RunFailed, match=r"not published: the system refused: \.1\.new \(read-only file system\)"):
        publish(spoilt, REF, DAY)
    assert [*_home(spoilt).iterdir()] == []


def publish_until_moved(workspace: Workspace) -> None:
    Path.rename = lambda *_: os._exit(9)  # type: ignore[method-assign,assignment]
    publish(workspace, REF, DAY)


@pytest.mark.long(reason="a kill drill; in test_publish a build finds what a kill left, and a full disk leaves nothing")
def test_a_kill_between_copy_and_move_leaves_no_version(spoilt: Workspace) -> None:
    (_home(spoilt) / "1").rename(spoilt.root / "kept")
    with pytest.raises(EOFError):  # the process is gone before it can answer
        in_clean_process(publish_until_moved, spoilt)
    assert check_versions(spoilt, REF).versions == ()
    assert [path.name for path in _home(spoilt).iterdir()] == [".1.new"]
    assert publish(spoilt, REF, DAY).version == 1
    assert [path.name for path in _home(spoilt).iterdir()] == ["1"]
