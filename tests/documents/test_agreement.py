"""Nouns and verbs agree with their counts, in every document and passage, for none, one, two and many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from cdi.bundle.bundle import Bundle
from cdi.compose.accessors import Accessors
from cdi.compose.author_text import read_narrative
from cdi.compose.binding import counted
from cdi.compose.template import Writer
from cdi.house_style.formatting import ZERO_WORDS, fraction, in_words
from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import TEMPLATES, Workspace
from cdi.workspace.settings import read_documents
from tests.thin import thin

# Every figure has this value and is this part of that whole.
Counts = tuple[int, int, int]
COUNTS = ((0, 0, 1), (1, 1, 1), (1, 1, 12), (2, 0, 2), (2, 2, 2), (12, 12, 13))
NUMBERS = {in_words(number, 100): number for number in range(20)} | {"no": 0, "none": 0}
FOR_ONE = {"is", "was", "has", "carries", "remains", "shows", "stands", "belongs"}
FOR_MORE = {"are", "were", "have", "carry", "remain", "show", "stand", "belong"}
# Where what is counted ends; words in -ed as well ("two records examined").
ENDS = FOR_ONE | FOR_MORE | {
    "a", "against", "an", "and", "as", "at", "but", "by", "can", "did", "for", "found", "from", "had", "held", "in", "it", "left", "of",
    "on", "or", "past", "so", "still", "than", "that", "the", "there", "these", "this", "to", "together", "which", "whose",
    "with", "within", "without", "no", "more", "fewer", "years", "other", "violence",
}  # fmt: skip
COUNTED = {
    "action", "appendix", "average", "cancellation", "change", "check", "case", "caution", "classification", "crime", "day", "decision", "force", "hour",
    "incident", "inspection", "month", "notice", "offence", "place", "post", "rape", "recommendation", "record", "report", "resolution", "robbery",
    "row", "setting", "table", "text", "theme", "thing", "victim", "warning",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What the documents of an audit are written from, with its author text left out."""

    bundle: Bundle
    documents: Mapping[str, Any]
    blocks: Mapping[str, str]


@pytest.fixture(scope="module")
def sources(project: Workspace, shipped_bundles: dict[AuditRef, Bundle], national_bundle: Bundle) -> list[Source]:
    written = [Source(national_bundle, read_documents(project.audit_folder(NATIONAL)), {})]
    for ref, bundle in shipped_bundles.items():
        home = project.audit_folder(ref)
        blocks = dict.fromkeys(read_narrative(home / "narrative"), "Author text.")
        documents = {name: {**own, "other_forces": True} for name, own in read_documents(home).items()}
        written.append(Source(bundle, documents, blocks))
    return written


def counted_as(figure: Figure, value: int, numerator: int, denominator: int) -> Figure:
    """The figure with these counts; estimates and changes are no counts and stay."""
    if figure.id.startswith(("additional.", "change.", "gap.", "national.gap")):
        return figure
    if figure.numerator is None:
        return replace(figure, value=float(value), printed=str(value))
    return replace(figure, value=float(value), numerator=numerator, denominator=denominator,
                   printed=fraction(numerator, denominator))  # fmt: skip


def counted_facts(facts: Any, value: int) -> Any:
    """The facts with every count among them set to the value."""
    if isinstance(facts, Mapping):
        counts = ("timescale_months", "supplied", "left_out", "counted")
        return {name: value if name in counts else counted_facts(held, value) for name, held in facts.items()}
    return [counted_facts(held, value) for held in facts] if isinstance(facts, list) else facts


@cache
def asked_about() -> set[str]:
    """Every id that a template writes out, so that what no shipped audit has is rendered too."""
    names = ("words", "number_of", "agree", "fig", "figure", "has")
    calls = [call for path in TEMPLATES.rglob("*.md.j2") for call in parsed(path).find_all(nodes.Call)]
    return {str(call.args[0].value) for call in calls
            if isinstance(call.node, nodes.Name) and call.node.name in names and isinstance(call.args[0], nodes.Const)
            and "." in str(call.args[0].value)}  # fmt: skip


@cache
def parsed(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


# Published as numbers alone, never as parts of a whole.
PLAIN = {
    f"published.{name}" for name in ("incidents_misclassified", "incidents_late", "domestic_abuse_unrecorded_violent")
}


def rendered(source: Source, value: int, numerator: int, denominator: int) -> Iterator[str]:
    figures = source.bundle.figures
    own = [counted_as(figure, value, numerator, denominator) for figure in figures]
    other = [
        Figure(name, "x", float(value), "count", str(value), "b", "published", ("s",))
        if name in PLAIN
        else Figure(name, "x", float(value), "count", fraction(numerator, denominator), "b", "records", ("s",), numerator, denominator)
        for name in sorted(asked_about() - {*figures.by_id})
        if not name.startswith(("additional.", "change.", "gap.", "national.", "prior.", "published.unrecorded_", "rank.", "recording."))
    ]  # fmt: skip
    bundle = replace(source.bundle, figures=Figures.of([*own, *other]), facts=counted_facts(source.bundle.facts, value))
    for document in source.documents:
        writer = Writer(Accessors(bundle, source.documents, document), source.blocks)
        yield writer.environment.get_template(f"{document.replace('-', '_')}.md.j2").render()


def disagreements(markdown: str) -> list[str]:
    """Every bound count with words that do not agree with it."""
    text = re.sub(r" \(\[[^]]*\]\{[^}]*\}\)", "", " ".join(markdown.split()))
    bound = r'(\S* ?)\[([^]]*)\]\{(?:figure="[^"]+" facet="(?:numerator|denominator|missing|value|printed)"|fact="[^"]+" facet="number"[^}]*)\}'
    return [
        match[0] + match[3]
        for match in re.finditer(bound + r"(?=((?: [A-Za-z0-9'’-]+)*))", text)
        if not agrees(match[2].lower(), match[3].split(), compound=match[1].strip() in ("and", "as"))
    ]


def agrees(number: str, after: list[str], *, compound: bool) -> bool:
    part, _, whole = number.rpartition(" of ")
    count = NUMBERS.get(whole, int(whole.replace(",", "")) if whole.replace(",", "").isdigit() else None)
    if count is None:
        return True
    noun = [*takewhile(lambda word: word.lower() not in ENDS and not word.endswith("ed"), after)]
    verb, subject = [*(word.lower() for word in after[len(noun) :]), "", ""][:2]
    if subject in ("the", "there"):
        verb = ""  # "in none of the two cases was the victim safeguarded": the count is not its subject
    head = noun[-1].lower() if noun else ""
    if count == 1:
        return not head.endswith("s") and (compound or verb not in FOR_MORE)
    return head not in COUNTED and (bool(part) or verb not in FOR_ONE)


@dataclass(frozen=True)
class Rendered:
    """The Markdown of every document, and every word that was made to agree."""

    texts: list[str]
    agreed: set[str]


RenderWith = Callable[[Counts], Rendered]


@pytest.fixture(scope="module")
def render_with(sources: list[Source]) -> RenderWith:
    """Equal counts everywhere contradict each other, so nothing is refused; what is asked here is how they read."""

    def render(counts: Counts) -> Rendered:
        agreed: set[str] = set()
        agree = Accessors.agree

        def listening(self: Accessors, word: str, figure_id: str, facet: str = "value") -> str:
            agreed.add(word)
            return agree(self, word, figure_id, facet)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Accessors, "refuse", lambda *_: "")
            patch.setattr(Accessors, "agree", listening)
            texts = [text for source in sources for text in rendered(source, *counts)]
        return Rendered(texts, agreed)

    return cache(render)


OF_COUNTS = pytest.mark.parametrize(
    "counts", thin([pytest.param(each, id="{}: {} of {}".format(*each)) for each in COUNTS], keep=2)
)


@OF_COUNTS
def test_words_agree_with_their_counts_in_every_document(render_with: RenderWith, counts: Counts) -> None:
    assert [wrong for text in render_with(counts).texts for wrong in disagreements(text)] == []


@OF_COUNTS
def test_words_for_zero_stand_for_counted_zeros_alone(render_with: RenderWith, counts: Counts) -> None:
    value, numerator, denominator = counts
    numbers = {"value": value, "missing": denominator - numerator, "denominator": denominator}
    numbers |= {"numerator": numerator, "quantity": numerator}  # a word of quantity, by the finding rules
    words = "|".join(ZERO_WORDS)
    said = [
        facet
        for text in render_with(counts).texts
        for facet in re.findall(rf'\[(?:{words})\]\{{figure="[^"]+" facet="(\w+)"', text, re.IGNORECASE)
    ]
    assert [facet for facet in said if numbers.get(facet) != 0] == []
    assert bool(said) == (0 in numbers.values())


def test_no_template_spells_a_word_for_zero() -> None:
    typed = [
        data.data.strip()
        for path in TEMPLATES.rglob("*.md.j2")
        for data in parsed(path).find_all(nodes.TemplateData)
        if re.search(r"\b(?:none of|not one|neither of|nil)\b", data.data, re.IGNORECASE)
    ]
    assert typed == []


def test_cells_of_tables_say_none_for_a_counted_zero_alone(sources: list[Source]) -> None:
    said = [
        (cell, source.bundle.figures)
        for source in sources
        for table in source.bundle.tables.values()
        for row in table.rows
        for cell in row
        if cell.text.lower() in ZERO_WORDS
    ]
    assert [
        cell for cell, figures in said if cell.figure is None or counted(figures[cell.figure], cell.facet or "value")
    ] == []


def test_every_word_that_a_template_makes_agree_was_rendered(render_with: RenderWith) -> None:
    """No passage is passed over."""
    agreed = {word for counts in (COUNTS[0], COUNTS[-1]) for word in render_with(counts).agreed}
    assert words_that_agree() - agreed == set()


def words_that_agree() -> set[str]:
    place = {"agree": 0, "number_of": 1}
    return {
        str(call.args[place[call.node.name]].value)
        for path in TEMPLATES.rglob("*.md.j2")
        for call in parsed(path).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in place
        and isinstance(call.args[place[call.node.name]], nodes.Const)
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        '[two]{figure="nrm.recorded" facet="value"} crime was recorded',
        '[one]{figure="nrm.missed_n100" facet="value"} N100 classifications were missed',
        '[one]{figure="slavery.associated_rape" facet="value"} rapes',
        '[none]{figure="plan.open" facet="numerator"} is open',
        '[One]{figure="plan.open" facet="numerator"} were open',
        'Of [1 of 1]{figure="cancellations.rape" facet="printed"} rapes',
    ],
)  # fmt: skip
def test_what_does_not_agree_is_seen(wrong: str) -> None:
    assert len(disagreements(wrong)) == 1


def test_no_line_of_a_template_is_longer_than_a_screen() -> None:
    assert [
        f"{path.name}:{number}"
        for path in sorted(TEMPLATES.rglob("*.md.j2"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 200
    ] == []
