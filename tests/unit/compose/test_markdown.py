import pytest

from cdi.model.document import Contents, Heading, ListBlock, Paragraph, Quote
from cdi.model.errors import PublicationRefused
from tests.documents.example import read


def test_paragraph_numbers_run_on_past_lists_and_start_again_in_an_appendix() -> None:
    numbered = [block for block in read().blocks if isinstance(block, Paragraph) and block.number is not None]
    assert [(block.number, block.runs[0].text[:7]) for block in numbered] == [
        ("1.", "The for"),
        ("2.", "A secon"),
        ("1.1", "With nu"),
        ("1.2.1", "Deeper."),
        ("1.", "Numbers"),
    ]


def test_a_figure_is_bound_to_its_id_with_its_unrounded_value() -> None:
    first = next(block for block in read().blocks if isinstance(block, Paragraph) and block.number == "1.")
    run = first.runs[1]
    assert (run.text, run.figure, run.facet, run.value) == ("84.1%", "recording.overall", "printed", 84.0673)


def test_references_and_notes_are_generated() -> None:
    first = next(block for block in read().blocks if isinstance(block, Paragraph) and block.number == "1.")
    assert [(run.text, run.href) for run in first.runs if run.href] == [("Appendix A", "#appendix-report")]
    assert [(note.number, note.runs[0].text) for note in read().notes] == [(1, "Weighted by yearly volume.")]


def test_headings_of_an_appendix_move_down_a_level_and_carry_its_letter() -> None:
    headings = [(block.level, block.runs[0].text) for block in read().blocks if isinstance(block, Heading)]
    assert headings[1:] == [
        (2, "Findings"),
        (2, "Sections"),
        (3, "Below"),
        (2, "Appendix A: The report"),
        (3, "Judgment"),
        (4, "Detail"),
        (2, "How each number was made"),
    ]


def test_contents_list_the_headings_that_are_there() -> None:
    contents = next(block for block in read().blocks if isinstance(block, Contents))
    assert [(entry.text, entry.depth) for entry in contents.entries] == [("Judgment", 0), ("Detail", 1)]


def test_lists_keep_their_style() -> None:
    assert [block.style for block in read().blocks if isinstance(block, ListBlock)] == [
        "bullet",
        "roman",
        "number",
        "numbers",
    ]


DECIMAL = """# Update

:::: decimal

## Purpose

To inform.

## Progress

A plan.

### Training

One action.

- a point

Another.

::::

::: chart rates
:::

:::: decimal

## Close

To note.

::::
"""


def test_sections_and_paragraphs_are_numbered_decimally_and_the_run_goes_on() -> None:
    blocks = read(DECIMAL).blocks
    assert [(block.number, block.runs[0].text) for block in blocks if isinstance(block, Heading | Paragraph) and block.number] == [
        ("1", "Purpose"), ("1.1", "To inform."), ("2", "Progress"), ("2.1", "A plan."), ("2.2", "Training"),
        ("2.2.1", "One action."), ("2.2.2", "Another."), ("3", "Close"), ("3.1", "To note."),
    ]  # fmt: skip


def test_an_outline_numbers_headings_only() -> None:
    text = "# T\n\n:::: outline\n\n## Does it?\n\nYes.\n\n### How?\n\nSo.\n\n### Who?\n\nShe.\n\n::::\n"
    blocks = read(text).blocks
    assert [block.number for block in blocks if isinstance(block, Heading)] == [None, "1", "1.1", "1.2"]
    assert {block.number for block in blocks if isinstance(block, Paragraph)} == {None}


def test_a_quote_opens_every_paragraph_and_closes_the_last_and_names_the_role() -> None:
    text = '# T\n\n::: quote draft Chief Constable\n\nWe record [84.1%]{figure="recording.overall" facet="printed"}.\n\nMore to do.\n\n:::\n'
    quote = next(block for block in read(text).blocks if isinstance(block, Quote))
    assert (quote.speaker, quote.draft) == ("Chief Constable", True)
    assert ["".join(run.text for run in paragraph) for paragraph in quote.paragraphs] == [
        "“We record 84.1%.",
        "“More to do.”",
    ]


def test_a_section_of_an_appendix_is_referred_to_by_its_heading() -> None:
    text = '# T\n\nSee [section]{ref="report: Rape"}.\n\n:::::: appendix report\n\n# Report\n\n## Rape\n\nText.\n\n::::::\n'
    paragraph = next(block for block in read(text).blocks if isinstance(block, Paragraph))
    assert [(run.text, run.href) for run in paragraph.runs if run.href] == [("“Rape” in Appendix A", "#rape")]


def test_a_fact_is_bound_to_its_path() -> None:
    text = '# T\n\nIn [May 2017]{fact="prior.fieldwork_month" facet="month" value="2017-05"}.\n'
    run = next(block for block in read(text).blocks if isinstance(block, Paragraph)).runs[1]
    assert (run.text, run.fact, run.facet, run.value) == ("May 2017", "prior.fieldwork_month", "month", "2017-05")


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
        ('# T\n\n[x]{ref="reprt"}', "no appendix or section 'reprt'"),
        ("# T\n\n> quoted", "line 3: blockquote is not part of"),
        ("# T\n\n`code`", "code_inline is not part of"),
        ("# T\n\n<b>x</b>", "html_block is not part of|html_inline is not part of"),
        ("# T\n\n::: callout\n\none\n\ntwo\n\n:::", "callout takes one paragraph"),
    ],
)
def test_anything_outside_the_dialect_is_refused_with_its_line(markdown: str, message: str) -> None:
    with pytest.raises(PublicationRefused, match=message):
        read(markdown)
