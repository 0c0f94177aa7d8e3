"""What a page says differently: in its own words, or only in what it is bound to."""

from __future__ import annotations

import pytest

from cdi.diff.page_reading import sentences
from cdi.diff.sentences import Following, Wording, changed_document, marked

PAGE = """<html><head><style>p { margin: 0 }</style><title>T</title></head><body><a class="skip" href="#m">Skip</a>
<main><h1>The paper</h1>
<nav class="contents"><p>Contents</p><ul><li>Rates</li></ul></nav>
<h2><span class="section-number">1</span> Rates</h2>
<p class="numbered"><span class="number">1.</span> The force records <data data-figure="recording.overall" data-facet="printed">84.1%</data>
of crime.<sup><a role="doc-noteref">1</a></sup> It was
<data data-fact="prior.published_on" data-facet="day">7 September 2017</data> when it was told.</p>
<h3>Violence</h3><ul><li>Most of it.</li></ul>
<h2>Exhibits</h2>
<figure><figcaption><strong>Figure 1: 84.1% was recorded</strong></figcaption><img alt="Bars: 84.1 and 78.9." src="x"></figure>
<table><caption>Table 1: Rates</caption><tr><th>Crime</th><td class="number">84.1</td></tr></table>
<figure class="quote"><blockquote><p>We met 4 of them.</p></blockquote><figcaption>The officer</figcaption></figure>
</main></body></html>"""


def told(*changes: tuple[str, str]) -> tuple[tuple[Wording, ...], tuple[Following, ...]]:
    """What a page that differs in these places says differently."""
    after = PAGE
    for old, new in changes:
        assert old in after
        after = after.replace(old, new)
    found = changed_document("paper", PAGE, after)
    return (found.wording, found.following) if found else ((), ())


def test_a_page_is_read_as_sentences_under_their_headings_without_looks_and_counted_numbers() -> None:
    assert [(each.where, each.text) for each in sentences(PAGE)] == [
        ("The paper", "The paper"),
        ("Rates", "Rates"),
        ("Rates", "The force records 84.1% of crime."),
        ("Rates", "It was 7 September 2017 when it was told."),
        ("Rates › Violence", "Violence"),
        ("Rates › Violence", "Most of it."),
        ("Exhibits", "Exhibits"),
        ("Exhibits", "84.1% was recorded"),
        ("Exhibits", "Bars: 84.1 and 78.9."),
        ("Exhibits", "Rates"),
        ("Exhibits", "Crime | 84.1"),
        ("Exhibits", "We met 4 of them."),
        ("Exhibits", "The officer"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        (">84.1%<", ">83.0%<"),
        ("7 September 2017", "8 September 2017"),
        ("Bars: 84.1 and", "Bars: 83.0 and"),
        ("Figure 1: 84.1% was", "Figure 1: 83.0% was"),
        ('"number">84.1', '"number">83.0'),
    ],
    ids=str,
)
def test_a_sentence_that_is_the_same_but_for_what_it_is_bound_to_follows(change: tuple[str, str]) -> None:
    wording, following = told(change)
    assert wording == ()
    assert len(following) == 1
    assert following[0].before != following[0].after


@pytest.mark.parametrize(
    "change",
    [
        ("margin: 0", "margin: 1px"),
        ('class="numbered"><span class="number">1.', 'class="numbered"><span class="number">2.'),
        ("Figure 1: ", "Figure 2: "),
        ("of crime.<sup>", "of  crime.<sup>"),
        ("<strong>", "<em>"),
        (">Contents<", ">In this paper<"),
    ],
    ids=str,
)
def test_looks_and_numbers_that_are_counted_are_no_words(change: tuple[str, str]) -> None:
    assert told(change) == ((), ())


def test_a_change_of_words_names_its_headings_even_when_a_figure_changed_in_it_too() -> None:
    assert told(("of crime.", "of all crime."), (">84.1%<", ">83.0%<")) == (
        (Wording("Rates", "The force records 84.1% of crime.", "The force records 83.0% of all crime."),),
        (),
    )
    # A number that is bound to nothing is a word.
    assert told(("We met 4", "We met 5"))[0] == (Wording("Exhibits", "We met 4 of them.", "We met 5 of them."),)
    # So is the figure that a sentence is bound to.
    assert len(told(('data-figure="recording.overall"', 'data-figure="recording.violence"'))[0]) == 1


def test_sentences_that_come_and_go_do_not_drag_their_neighbours_along() -> None:
    assert told(
        ("<li>Most of it.</li>", "<li>It rained.</li><li>Most of it.</li>"), (" It was\n", " Snow fell. It was\n")
    )[0] == (Wording("Rates", None, "Snow fell."), Wording("Rates › Violence", None, "It rained."))
    assert told(("<li>Most of it.</li>", ""))[0] == (Wording("Rates › Violence", "Most of it.", None),)
    other = told(("<li>Most of it.</li>", "<li>Snow fell again.</li>"))[0]
    assert [(each.before, each.after) for each in other] == [("Most of it.", None), (None, "Snow fell again.")]
    moved = told(("<li>Most of it.</li>", "<li>It rained all day.</li><li>Nearly most of it.</li>"))[0]
    assert [(each.before, each.after) for each in moved] == [
        ("Most of it.", "Nearly most of it."), (None, "It rained all day.")
    ]  # fmt: skip


def test_documents_that_come_and_go_are_named_and_the_same_page_is_no_change() -> None:
    assert [(found.state, found.wording) for one, two in ((None, PAGE), (PAGE, None)) if (found := changed_document("p", one, two))] == [
        ("new", ()), ("gone", ())
    ]  # fmt: skip
    assert changed_document("paper", PAGE, PAGE) is None


def test_both_texts_are_shown_in_one() -> None:
    assert marked("The force records 84.1% of crime.", "The force recorded 83.0% of crime.") == (
        "The force [-records 84.1%-] {+recorded 83.0%+} of crime."
    )
    assert marked(None, "Snow fell.") == "{+Snow fell.+}"
