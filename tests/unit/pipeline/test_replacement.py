"""A folder takes the place of another, and a kill between the moves leaves a whole one to be had."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cdi.pipeline import replacement
from cdi.pipeline.replacement import exchange_folders, heal, replace_folder


class Killed(BaseException):
    """Stands for the kill of a process: nothing of ours catches it."""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A new folder and the place in which an old one lies."""
    for name in ("new", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(name, encoding="utf-8")
    return tmp_path / "new", tmp_path / "place"


def cannot_exchange(_one: Path, _other: Path) -> bool:
    return False


@pytest.fixture
def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange two folders."""
    monkeypatch.setattr(replacement, "exchange_folders", cannot_exchange)


def content(folder: Path) -> dict[str, str]:
    """Every file below a folder with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kill_before(monkeypatch: pytest.MonkeyPatch, move: int) -> None:
    """Have the process killed before its so manyth move of a folder."""
    rename, moves = Path.rename, []

    def count(path: Path, target: Path) -> Path:
        moves.append(path)
        if len(moves) == move:
            raise Killed
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", count)


def test_a_new_folder_moves_into_an_empty_place(folders: tuple[Path, Path], tmp_path: Path) -> None:
    new, _ = folders
    replace_folder(new, tmp_path / "empty")
    assert content(tmp_path) == {"empty/page.html": "new", "place/page.html": "place"}


def test_a_new_folder_takes_the_place_of_the_old_one(folders: tuple[Path, Path], tmp_path: Path) -> None:
    replace_folder(*folders)
    assert content(tmp_path) == {"place/page.html": "new"}


@pytest.mark.usefixtures("without_exchange")
def test_the_same_where_folders_cannot_be_exchanged(folders: tuple[Path, Path], tmp_path: Path) -> None:
    replace_folder(*folders)
    assert content(tmp_path) == {"place/page.html": "new"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders in one step")
def test_two_folders_are_exchanged_in_one_step_or_nothing_is_done(folders: tuple[Path, Path], tmp_path: Path) -> None:
    assert exchange_folders(*folders)
    assert content(tmp_path) == {"new/page.html": "place", "place/page.html": "new"}
    assert not exchange_folders(tmp_path / "new", tmp_path / "absent")
    assert content(tmp_path) == {"new/page.html": "place", "place/page.html": "new"}


@pytest.mark.usefixtures("without_exchange")
@pytest.mark.parametrize(
    ("move", "left", "healed"),
    [
        (1, {"new": "new", "place": "place"}, "place"),
        (2, {"new": "new", "place.old": "place"}, "place"),
        (3, {"place": "new", "place.old": "place"}, "new"),
    ],
)
def test_killed_before_each_move_the_place_is_healed(
    folders: tuple[Path, Path], tmp_path: Path, move: int, left: dict[str, str], healed: str
) -> None:
    new, place = folders
    with pytest.MonkeyPatch.context() as patch:
        kill_before(patch, move)
        with pytest.raises(Killed):
            replace_folder(new, place)
    assert content(tmp_path) == {f"{folder}/page.html": text for folder, text in left.items()}
    heal(place)
    assert content(place) == {"page.html": healed}
    assert not place.with_name("place.old").exists()


@pytest.mark.usefixtures("without_exchange")
def test_an_old_folder_that_is_half_removed_is_never_put_back(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    new, place = folders

    def kill(folder: Path, **_: object) -> None:
        if folder.exists():
            raise Killed

    monkeypatch.setattr("cdi.pipeline.replacement.shutil.rmtree", kill)
    with pytest.raises(Killed):
        replace_folder(new, place)
    (place / "page.html").unlink()
    place.rmdir()  # somebody clears the place by hand
    heal(place)
    assert not place.exists()
