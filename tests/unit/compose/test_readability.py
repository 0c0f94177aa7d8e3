"""Sentence lengths and the score of author text, with the file and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.compose.readability import judge_author_text, sentences

LONG = " ".join(["word"] * 26)
TEXT = f"""Nothing before the first key counts.

## opening

The force records {{{{ fig("recording.overall") }}}} of crime. It is *better*.

{LONG}.

- one item
- another item, which `{{{{ fact("x", "day") }}}}` ends

## later

*To be written: what the panel is to know.*
"""


def test_a_file_is_judged_by_its_sentences_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "narrative").mkdir()
    (tmp_path / "narrative" / "panel-paper.md").write_text(TEXT, encoding="utf-8")
    (judged,) = judge_author_text(tmp_path / "narrative")
    assert (judged.file, judged.words, judged.sentences, judged.long_words) == ("narrative/panel-paper.md", 42, 5, 2)
    assert judged.lix == pytest.approx(8.4 + 4.7619, abs=0.0001)  # 42 words in 5 sentences, and 2 long ones of 42
    ((place, words, opening),) = [(str(each.place), each.words, each.opening) for each in judged.too_long]
    assert (place, words, opening) == ("narrative/panel-paper.md, line 7", 26, "word word word word word word")


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("One. Two three! Four?", [1, 2, 1]),
        ("Up by 8.3 points to 1,662, at 10:00 am.", [9]),
        ("It’s the force’s own e-mail.", [5]),
        ("{% if has('a') %}Yes, it is.{% endif %}", [3]),
        ("See [the report](https://example.org/a.b).[^note]\n\n[^note]: A note.", [3, 2]),
        ("“Quoted.” Then more.", [1, 2]),
        ("::: box Title\n\nInside.\n\n:::", [1]),
        ("Mae’r heddlu’n cofnodi mwy. Élan yw’r enw.", [4, 3]),
        ("", []),
    ],
)
def test_what_counts_as_a_sentence_and_as_a_word(text: str, counts: list[int]) -> None:
    assert [len(words) for _, words in sentences(text)] == counts


def test_the_line_is_that_of_the_first_word() -> None:
    text = "One.\n\n### Heading\n\nTwo is\nlonger. {{ a\n}} Three.\n- four"
    found = [(line, words[0]) for line, words in sentences(text)]
    assert found == [(0, "One"), (4, "Two"), (5, "0"), (7, "four")]


@pytest.mark.parametrize("text", ["", "\n", "A comment to authors, and no key yet.\n"])
def test_a_file_without_a_key_has_no_text_and_is_no_defect(text: str, tmp_path: Path) -> None:
    (tmp_path / "narrative").mkdir()
    (tmp_path / "narrative" / "panel-paper.md").write_text(text, encoding="utf-8")
    assert not judge_author_text(tmp_path / "narrative")
