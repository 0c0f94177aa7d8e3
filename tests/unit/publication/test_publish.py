"""Gates, versions that nobody changes again, and what is said about each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cdi.model.errors import PublicationRefused, RunFailed
from cdi.pipeline.stages import build
from cdi.publication import publish as publishing
from cdi.publication.gates import GATES
from cdi.publication.gates_of_pages import faults_of_page
from cdi.publication.publish import publish
from cdi.publication.versions import check_versions, read_version, sha256_of
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process, run_cdi
from tests.thin import thin
from tests.unit.publication.conftest import DAY, REF, REQUEST, sign_all

PAGE, NARRATIVE = "inspection-report-2014.html", "narrative/inspection-report-2014.md"


def version(workspace: Workspace, number: int = 1) -> Path:
    return workspace.reports / "published" / REF.path / str(number)


def test_a_version_has_every_delivered_file_and_names_its_checksum(published: Workspace) -> None:
    folder, delivered = version(published), published.report_folder(REF)
    files = {path.relative_to(delivered).as_posix() for path in delivered.rglob("*") if path.is_file()}
    kept = read_version(folder)
    assert set(kept.report) == files
    assert set(kept.about) == {"about/assurance.html", "ro-crate-metadata.json"}
    assert {**kept.report, **kept.about} == {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "published.json"
    }
    assert (kept.version, kept.previous, kept.published_on) == (1, None, "2026-11-27")


def test_pages_lose_the_word_draft_when_three_have_signed(built: Workspace, published: Workspace) -> None:
    before, after = ((each.report_folder(REF) / PAGE).read_text("utf-8") for each in (built, published))
    assert "Draft: not signed off" in before
    assert "Draft: not signed off" not in after
    assert (
        json.loads((built.report_folder(REF) / "manifest.json").read_text("utf-8"))["files"]
        == json.loads((published.report_folder(REF) / "manifest.json").read_text("utf-8"))["files"]
    )  # signing changes nothing of what was signed


def test_an_unsigned_report_is_refused_with_the_gate_and_the_cure(built: Workspace) -> None:
    ended = run_cdi(built, "publish", REF.force, "--audit", REF.audit, "--dry-run")
    assert ended.returncode == 5
    assert "Does not hold: analyst, assurer and approver have signed exactly this" in ended.stdout
    assert (
        "no assurer has signed. To mend it: cdi sign-off leicestershire --audit 2014-inspection --as assurer"
        in ended.stdout
    )
    assert "1 gate does not hold" in ended.stderr


def test_nothing_changed_makes_no_new_version(spoilt: Workspace) -> None:
    publication = publish(spoilt, REF, DAY)
    assert (publication.state, publication.version) == ("nothing changed", 1)
    assert [path.name for path in version(spoilt).parent.iterdir()] == ["1"]


def test_every_gate_is_said_in_json(published: Workspace) -> None:
    ended = run_cdi(published, "publish", REF.force, "--audit", REF.audit, "--dry-run", "--json")
    said = json.loads(ended.stdout)
    assert [gate["gate"] for gate in said["gates"]] == [gate.holds for gate in GATES]
    assert {gate["holds"] for gate in said["gates"]} == {True}
    assert (said["state"], said["version"]) == ("nothing changed", 1)


def _change_words(workspace: Workspace) -> None:
    path = workspace.audit_folder(REF) / NARRATIVE
    path.write_text(path.read_text("utf-8").replace("It is fairly well known.", "It is well known."), "utf-8")


def _edit_page(workspace: Workspace) -> None:
    with (workspace.report_folder(REF) / PAGE).open("a", encoding="utf-8") as page:
        page.write("x")


def _add_file(workspace: Workspace) -> None:
    (workspace.report_folder(REF) / "notes.txt").touch()


def _link_file(workspace: Workspace) -> None:
    page = workspace.report_folder(REF) / PAGE
    page.rename(workspace.root / PAGE)
    page.symlink_to(workspace.root / PAGE)


def _spoil_row(workspace: Workspace) -> None:
    with (workspace.audit_folder(REF) / "events.csv").open("a", encoding="utf-8") as table:
        table.write("a,b\n")


def _leave_placeholder(workspace: Workspace) -> None:
    path = workspace.audit_folder(REF) / "documents.toml"
    path.write_text(
        path.read_text("utf-8").replace('marking = ""', 'marking = ""\nfile_reference = "<reference>"'), "utf-8"
    )


def _sign_twice(workspace: Workspace) -> None:
    path = workspace.audit_folder(REF) / "signoff.toml"
    path.write_text(path.read_text("utf-8").replace("Post of the assurer", "Post of the analyst"), "utf-8")


def _forge(workspace: Workspace) -> None:
    path = workspace.audit_folder(REF) / "signoff.toml"
    path.write_text(path.read_text("utf-8").replace('figures = "', 'figures = "' + "0" * 8, 1)[:-1], "utf-8")


def _edit_version(workspace: Workspace) -> None:
    with (version(workspace) / PAGE).open("a", encoding="utf-8") as page:
        page.write("x")


@pytest.mark.parametrize(
    ("spoil", "gate", "says"),
    thin(
        [
            (
                _change_words,
                "built from data, settings, words and code as they are now",
                "not up to date: changed: data/",
            ),
            (_edit_page, "files are as they were delivered", f"{PAGE}: damaged or edited since it was delivered"),
            (_add_file, "files are as they were delivered", "notes.txt: a file that no delivery left"),
            (_link_file, "files are as they were delivered", f"{PAGE}: a link, not a file"),
            (_spoil_row, "data and settings hold their contract", "events.csv"),
            (_leave_placeholder, "nothing is still to be supplied", "inspection-report-2014.file_reference"),
            (
                _sign_twice,
                "analyst, assurer and approver have signed exactly this",
                "“Post of the analyst” signed in two roles",
            ),
            (_forge, "analyst, assurer and approver have signed exactly this", "signoff.toml"),
            (_edit_version, "earlier versions are as they were published", "edited since it was published"),
        ],
        keep=2,
    ),
)
def test_each_gate_closes_on_what_it_is_for(
    spoilt: Workspace, spoil: Callable[[Workspace], None], gate: str, says: str
) -> None:
    spoil(spoilt)
    publication = publish(spoilt, REF, DAY)
    assert publication.state == "refused"
    (refusals,) = [outcome.refusals for outcome in publication.outcomes if outcome.holds == gate]
    assert says in "\n".join(map(str, refusals))
    assert [path.name for path in version(spoilt).parent.iterdir()] == ["1"]


def test_a_changed_report_is_a_new_version_that_says_what_changed(spoilt: Workspace) -> None:
    before = sha256_of(version(spoilt) / "published.json")
    _change_words(spoilt)
    in_clean_process(build, spoilt, REQUEST)
    assert "Draft: not signed off" in (spoilt.report_folder(REF) / PAGE).read_text("utf-8")
    sign_all(spoilt)
    in_clean_process(build, spoilt, REQUEST)
    assert publish(spoilt, REF, DAY).version == 2
    changed = json.loads((version(spoilt, 2) / "about" / "what-changed.json").read_text("utf-8"))
    assert changed["figures"] == []
    (document,) = changed["documents"]
    assert [(each["before"], each["after"]) for each in document["wording"]] == [
        ("It is fairly well known.", "It is well known.")
    ]
    assert read_version(version(spoilt, 2)).previous == before == sha256_of(version(spoilt) / "published.json")
    assert check_versions(spoilt, REF).refusals == ()
    for page in (version(spoilt, 2) / "about").glob("*.html"):
        assert faults_of_page(page.read_text("utf-8"), page.parent) == []


def _remove_file(folder: Path) -> None:
    (folder / PAGE).unlink()


def _edit_list(folder: Path) -> None:
    path = folder / "published.json"
    path.write_text(path.read_text("utf-8").replace('"version": 1', '"version": 2'), "utf-8")


def _break_list(folder: Path) -> None:
    (folder / "published.json").write_text("[]", "utf-8")


def _link(folder: Path) -> None:
    (folder / PAGE).replace(folder.parent / "page")
    (folder / PAGE).symlink_to(folder.parent / "page")


def _skip_number(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("3"))


@pytest.mark.parametrize(
    ("spoil", "says"),
    thin(
        [
            (_remove_file, f"published/{REF.path}/1/{PAGE}: removed since it was published"),
            (_edit_list, "published.json is of another version or audit"),
            (_break_list, "missing, or not as it was written"),
            (_link, f"{PAGE}: added since it was published"),
            (_skip_number, "version 2 is missing before it"),
        ],
        keep=2,
    ),
)
def test_check_names_what_is_not_as_it_was_published(
    spoilt: Workspace, spoil: Callable[[Path], None], says: str
) -> None:
    assert check_versions(spoilt, REF).refusals == ()
    spoil(version(spoilt))
    checked = check_versions(spoilt, REF)
    assert says in "\n".join(map(str, checked.refusals))
    with pytest.raises(PublicationRefused, match="as listed above"):
        checked.refuse_damaged()


def test_a_link_in_the_place_of_versions_is_refused(spoilt: Workspace, tmp_path: Path) -> None:
    (spoilt.reports / "published").rename(tmp_path / "elsewhere")
    (spoilt.reports / "published").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublicationRefused, match="reports/published: a link or a file"):
        publish(spoilt, REF, DAY)


def test_a_full_disk_leaves_no_version(spoilt: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(version(spoilt))

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device", "/private/x.json")

    monkeypatch.setattr(publishing, "crate_of", full)
    with pytest.raises(RunFailed, match=r"not published: the system refused: x\.json \(no space left on device\)"):
        publish(spoilt, REF, DAY)
    assert [*version(spoilt).parent.iterdir()] == []


def test_what_a_kill_left_is_removed_and_its_number_used(spoilt: Workspace) -> None:
    version(spoilt).rename(version(spoilt).with_name(".1.new"))
    assert publish(spoilt, REF, DAY).version == 1
    assert [path.name for path in version(spoilt).parent.iterdir()] == ["1"]


def test_a_file_that_changes_after_the_gates_is_not_kept(spoilt: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(version(spoilt))
    look = publishing.look_at_gates

    def look_then_edit(*given: object) -> object:
        outcomes = look(*given)
        _edit_page(spoilt)
        return outcomes

    monkeypatch.setattr(publishing, "look_at_gates", look_then_edit)
    with pytest.raises(PublicationRefused, match=f"{PAGE} was changed while it was published"):
        publish(spoilt, REF, DAY)
    assert [*version(spoilt).parent.iterdir()] == []


@pytest.mark.long(
    reason="a race of two processes; test_nothing_changed_makes_no_new_version publishes twice, test_locks has the lock"
)
def test_two_publications_at_once_make_one_version(spoilt: Workspace) -> None:
    from concurrent.futures import ThreadPoolExecutor

    shutil.rmtree(version(spoilt))
    with ThreadPoolExecutor(2) as threads:
        outcomes = [*threads.map(lambda _: in_clean_process(publish, spoilt, REF, DAY).state, range(2))]
    assert sorted(outcomes) == ["nothing changed", "published"]
    assert [path.name for path in version(spoilt).parent.iterdir()] == ["1"]


def test_a_crate_has_the_required_parts_and_every_file(published: Workspace) -> None:
    """https://www.researchobject.org/ro-crate/specification/1.1/root-data-entity.html"""
    folder = version(published)
    crate = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    assert crate["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    assert entities["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    root = entities[entities["ro-crate-metadata.json"]["about"]["@id"]]
    assert root["@type"] == "Dataset"
    assert root["datePublished"] == "2026-11-27"
    assert root["name"] == "Leicestershire Police, inspection 2014"
    assert {"description", "license", "publisher"} <= root.keys()
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {part["@id"] for part in root["hasPart"]} == files - {"ro-crate-metadata.json"}
    for name in files - {"ro-crate-metadata.json", "published.json"}:
        entity = entities[name]
        assert entity["@type"] == "File"
        assert entity["contentSize"] == str((folder / name).stat().st_size)
        assert entity["sha256"] == sha256_of(folder / name)
    named = {part["@id"] for entity in crate["@graph"] for value in entity.values() for part in _references(value)}
    assert {name for name in named if not name.startswith("http")} <= entities.keys()


def _references(value: object) -> list[dict[str, str]]:
    return [
        part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict) and "@id" in part
    ]


def test_the_assurance_page_names_who_signed_and_what_was_checked(published: Workspace) -> None:
    page = (version(published) / "about" / "assurance.html").read_text("utf-8")
    for words in (
        "Post of the approver",
        "not official statistics",
        "random sample",
        "yan_su",
        *(gate.holds[1:] for gate in GATES),
    ):
        assert words in page
    assert faults_of_page(page, version(published) / "about") == []
