"""What a document says differently: in its own words, or only in what it is bound to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdi.compose.furniture import read_furniture
from cdi.compose.markdown import parse
from cdi.diff.sentences import sentences
from cdi.diff.wording import Following, Wording, changed_document, changed_documents, marked
from cdi.model.document import LANGUAGE, Document
from cdi.model.exhibit import Chart, Table, TableCell, TableColumn
from cdi.model.figure import Figure, Figures
from tests.documents.example import CHART, SETTINGS, EverythingIssued

WORDS = """# The paper

::: contents
:::

:::: decimal

## Rates

The force records [84.1%]{figure="recording.overall" facet="printed"} of crime.[^base] It was
[7 September 2017]{fact="prior.published_on" facet="day" value="2017-09-07"} when it came out.

### Violence

- Most of it.

::::

## Exhibits

::: chart rates
:::

::: table rates
:::

::: quote draft The officer

We met 4 of them.

:::

[^base]: Weighted.
"""
RATES = replace(CHART, headline="84.1% was recorded", subtitle="Share", alt="Bars: 84.1 and 78.9.", source="An audit.")
TABLE = Table(
    "rates",
    "Rates",
    (TableColumn("Crime"), TableColumn("%", "number")),
    ((TableCell("All"), TableCell("84.1")),),
    "An audit.",
)


def figure(figure_id: str) -> Figure:
    return Figure(figure_id, "x", 84.07, "percent", "84.1%", "b", "records", ("s",))


def paper(words: str = WORDS, chart: Chart = RATES, table: Table = TABLE) -> Document:
    return parse(
        words,
        figures=Figures.of([figure("recording.overall"), figure("recording.violence")]),
        charts={"rates": chart},
        tables={"rates": table},
        settings=SETTINGS,
        furniture=read_furniture(LANGUAGE),
        issued=EverythingIssued(),
    )


def compared(after: Document) -> tuple[tuple[Wording, ...], tuple[Following, ...]]:
    change = changed_document("paper", paper(), after)
    return (change.wording, change.following) if change else ((), ())


def reworded(*changes: tuple[str, str]) -> tuple[tuple[Wording, ...], tuple[Following, ...]]:
    """What a paper whose Markdown differs in these places says differently."""
    words = WORDS
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    return compared(paper(words))


def test_a_tree_is_read_as_sentences_under_their_headings_without_counted_numbers() -> None:
    assert [(each.where, each.text) for each in sentences(paper())] == [
        ("", "OFFICIAL"),
        ("The paper", "The paper"),
        ("Rates", "Rates"),
        ("Rates", "The force records 84.1% of crime."),
        ("Rates", "It was 7 September 2017 when it came out."),
        ("Rates › Violence", "Violence"),
        ("Rates › Violence", "Most of it."),
        ("Exhibits", "Exhibits"),
        ("Exhibits", "84.1% was recorded"),
        ("Exhibits", "Share"),
        ("Exhibits", "Bars: 84.1 and 78.9."),
        ("Exhibits", "An audit."),
        ("Exhibits", "Rates"),
        ("Exhibits", "Crime | %"),
        ("Exhibits", "All | 84.1"),
        ("Exhibits", "An audit."),
        ("Exhibits", "“We met 4 of them.”"),
        ("Exhibits", "The officer (draft, not yet approved by the speaker)"),
        ("How each number was made", "How each number was made"),
        ("How each number was made", "In the order of their first use, to which each number here leads back."),
        ("Notes", "Notes"),
        ("Notes", "Weighted."),
        ("Notes", "OFFICIAL"),
    ]


@pytest.mark.parametrize(
    "after",
    [
        paper(WORDS.replace("[84.1%]", "[83.0%]")),
        paper(WORDS.replace("7 September", "8 September")),
        paper(chart=replace(RATES, alt="Bars: 83.0 and 78.9.")),
        paper(chart=replace(RATES, headline="83.0% was recorded")),
        paper(table=replace(TABLE, rows=((TableCell("All"), TableCell("83.0")),))),
    ],
    ids=["figure", "fact", "alternative text", "headline", "cell"],
)
def test_a_sentence_that_is_the_same_but_for_what_it_is_bound_to_follows(after: Document) -> None:
    wording, following = compared(after)
    assert wording == ()
    assert len(following) == 1
    assert following[0].before != following[0].after


@pytest.mark.parametrize(
    "change",
    [
        (":::: decimal", ":::: outline"),
        ("::: contents\n:::\n", ""),
        ("of crime", "of\ncrime"),
        ("Most of it", "**Most** of it"),
    ],
    ids=["numbers", "contents", "line breaks", "style"],
)
def test_looks_and_numbers_that_are_counted_are_no_words(change: tuple[str, str]) -> None:
    assert reworded(change) == ((), ())


def test_a_change_of_words_names_its_headings_even_when_a_figure_changed_in_it_too() -> None:
    assert reworded(("of crime.", "of all crime."), ("[84.1%]", "[83.0%]")) == (
        (Wording("Rates", "The force records 84.1% of crime.", "The force records 83.0% of all crime."),),
        (),
    )
    # A number that is bound to nothing is a word.
    assert reworded(("We met 4", "We met 5"))[0] == (Wording("Exhibits", "“We met 4 of them.”", "“We met 5 of them.”"),)
    # So is the figure that a sentence is bound to.
    assert len(reworded(("recording.overall", "recording.violence"))[0]) == 1


def test_sentences_that_come_and_go_do_not_drag_their_neighbours_along() -> None:
    assert reworded(("- Most of it.", "- It rained.\n- Most of it."), (" It was\n", " Snow fell. It was\n"))[0] == (
        Wording("Rates", None, "Snow fell."),
        Wording("Rates › Violence", None, "It rained."),
    )
    assert reworded(("- Most of it.", ""))[0] == (Wording("Rates › Violence", "Most of it.", None),)
    other = reworded(("- Most of it.", "- Snow fell again."))[0]
    assert [(each.before, each.after) for each in other] == [("Most of it.", None), (None, "Snow fell again.")]
    moved = reworded(("- Most of it.", "- It rained all day.\n- Nearly most of it."))[0]
    assert [(each.before, each.after) for each in moved] == [
        ("Most of it.", "Nearly most of it."), (None, "It rained all day.")
    ]  # fmt: skip


def test_documents_that_come_and_go_are_named_and_the_same_document_is_no_change() -> None:
    assert [
        (name, each.state, each.wording)
        for name, before, after in (
            ("new", {}, {"paper": paper()}),
            ("gone", {"paper": paper()}, {}),
            ("not compared", {"paper": None}, {"paper": paper()}),
            ("same", {"paper": paper()}, {"paper": paper()}),
        )
        for each in changed_documents(before, after)
    ] == [("new", "new", ()), ("gone", "gone", ()), ("not compared", "not compared", ())]


def test_both_texts_are_shown_in_one() -> None:
    assert marked("The force records 84.1% of crime.", "The force recorded 83.0% of crime.") == (
        "The force [-records 84.1%-] {+recorded 83.0%+} of crime."
    )
    assert marked(None, "Snow fell.") == "{+Snow fell.+}"
