"""What the gates of these tests remember: the same of the same content, and nothing of any other."""

from __future__ import annotations

from pathlib import Path

from tests.unit.publication.remembered import content_of, remembering


def test_the_same_is_answered_from_memory_and_anything_else_is_asked() -> None:
    asked: list[int] = []
    answer = remembering(lambda given: asked.append(given) or given * 2, lambda given: (given,), {})
    assert [answer(1), answer(1), answer(2)] == [2, 2, 4]
    assert asked == [1, 2]


def test_a_byte_a_name_and_a_link_are_other_content(tmp_path: Path) -> None:
    here, aside = tmp_path / "here", tmp_path / "aside"
    for folder in (here, aside):
        folder.mkdir()
        (folder / "a.csv").write_text("1", encoding="utf-8")
    same = content_of(aside)
    assert content_of(here) == same
    (here / "a.csv").write_text("2", encoding="utf-8")
    edited = content_of(here)
    (here / "a.csv").rename(here / "b.csv")
    renamed = content_of(here)
    (here / "b.csv").unlink()
    (here / "a.csv").symlink_to(aside / "a.csv")
    assert len({same, edited, renamed, content_of(here)}) == 4
