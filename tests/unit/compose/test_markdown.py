import pytest

from cdi.model.blocks import Contents, Heading, ListBlock, Paragraph
from cdi.model.errors import PublicationRefused
from tests.documents.example import read


def test_paragraph_numbers_run_on_past_lists_and_start_again_in_an_appendix() -> None:
    numbered = [block for block in read().blocks if isinstance(block, Paragraph) and block.number is not None]
    assert [(block.number, block.runs[0].text[:7]) for block in numbered] == [
        (1, "The for"),
        (2, "A secon"),
        (1, "Numbers"),
    ]


def test_a_figure_is_bound_to_its_id_with_its_unrounded_value() -> None:
    first = next(block for block in read().blocks if isinstance(block, Paragraph) and block.number == 1)
    run = first.runs[1]
    assert (run.text, run.figure, run.facet, run.value) == ("84.1%", "recording.overall", "printed", 84.0673)


def test_references_and_notes_are_generated() -> None:
    first = next(block for block in read().blocks if isinstance(block, Paragraph) and block.number == 1)
    assert [(run.text, run.href) for run in first.runs if run.href] == [("Appendix A", "#appendix-report")]
    assert [(note.number, note.runs[0].text) for note in read().notes] == [(1, "Weighted by yearly volume.")]


def test_headings_of_an_appendix_move_down_a_level_and_carry_its_letter() -> None:
    headings = [(block.level, block.runs[0].text) for block in read().blocks if isinstance(block, Heading)]
    assert headings[1:] == [(2, "Findings"), (2, "Appendix A: The report"), (3, "Judgment"), (4, "Detail")]


def test_contents_list_the_headings_that_are_there() -> None:
    contents = next(block for block in read().blocks if isinstance(block, Contents))
    assert [(entry.text, entry.depth) for entry in contents.entries] == [("Judgment", 0), ("Detail", 1)]


def test_lists_keep_their_style() -> None:
    assert [block.style for block in read().blocks if isinstance(block, ListBlock)] == ["bullet", "roman", "number"]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("## No title", "found 0 titles"),
        ("# One\n\n# Two", "found 2 titles"),
        ("# T\n\n### Too deep", "too-deep: level 3 follows level 1"),
        ("# T\n\n::: calout\n\nx\n\n:::", "line 3: no directive 'calout'; did you mean callout"),
        ("# T\n\n::: chart rtaes\n:::", "line 3: no chart 'rtaes'; did you mean rates"),
        ("# T\n\n::: table x\n:::", "no table 'x'"),
        ("# T\n\n::: chart\n:::", "chart needs a name"),
        ('# T\n\n[1]{figure="recording.overal"}', "no figure 'recording.overal'; did you mean recording.overall"),
        ('# T\n\n[ ]{figure="recording.overall"}', "printed as nothing"),
        ('# T\n\n[x]{ref="reprt"}', "no appendix 'reprt'"),
        ("# T\n\n> quoted", "line 3: blockquote is not part of"),
        ("# T\n\n`code`", "code_inline is not part of"),
        ("# T\n\n<b>x</b>", "html_block is not part of|html_inline is not part of"),
        ("# T\n\n::: callout\n\none\n\ntwo\n\n:::", "callout takes one paragraph"),
    ],
)
def test_anything_outside_the_dialect_is_refused_with_its_line(markdown: str, message: str) -> None:
    with pytest.raises(PublicationRefused, match=message):
        read(markdown)
