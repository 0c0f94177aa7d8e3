"""Templates and author text on a small bundle; what is missing is named."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose import template
from cdi.compose.accessors import Accessors
from cdi.compose.author_text import read_narrative, read_places
from cdi.compose.template import Writer
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure, Figures, Interval
from cdi.workspace.templates import Templates
from tests.conftest import PROJECT

FIGURES = Figures.of(
    [
        Figure("recording.overall", "x", 84.0673, "percent", "84.1%", "b", "records", ("s",), 1347, 1662, Interval(82.36, 85.77, 1.707, 0.95, "m")),
        Figure("recording.rape", "x", 90.3, "percent", "84 of 93", "b", "records", ("s",), 84, 93, Interval(82.6, 94.8, None, 0.95, "w"), role="part of a sample"),
    ],
    {"prior.overall": "no earlier audit with a rate is named in audit.toml"},
    subjects={"prior.overall": "Recording rates"},
)  # fmt: skip


FACTS = {
    "force": {"name": "A*B [Police]"},
    "prior": None,
    "signed_off": ["note/approved"],
    "inspection": {"published_on": "2019-01-15", "label_year": 2018},
    "events": {"training": {"date": "2018-02-01"}},
    "governance": [{"id": "board", "frequency": "monthly"}],
    "recommendations": [{"number": 7, "timescale_months": 3, "status": "partly"}],
    "finding_rules": [
        {"rule": "rate", "outcome": "percent", "at_least": 200, "below": None, "words": None, "reference": "r"},
        {"rule": "rate", "outcome": "fraction", "at_least": 0, "below": 200, "words": None, "reference": "r"},
    ],
}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Render one line of a template, with the author's blocks given."""
    (tmp_path / "documents").mkdir()
    shutil.copytree(PROJECT / "templates" / "passages", tmp_path / "passages")

    def rendered(words: str, digits_from: int = 0, **narrative: str) -> str:
        (tmp_path / "documents" / "note.md.j2").write_text(words, encoding="utf-8")
        bundle = Bundle(FIGURES, FACTS, {}, {}, {})
        blocks = {key.replace("__", "/"): text for key, text in narrative.items()}
        documents = {"note": {"digits_from": digits_from} if digits_from else {}}
        own = Templates((tmp_path,))
        written = template.write("note", bundle=bundle, documents=documents, narrative=blocks, templates=own)
        return written.markdown.replace(f' seal="{written.issued.seal}"', "")

    return rendered


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ('{{ fig("recording.overall") }}', '[84.1%]{figure="recording.overall" facet="printed"}'),
        ('{{ fig("recording.overall", "half_width") }}', '[1.71]{figure="recording.overall" facet="half_width"}'),
        ('{{ fig("recording.rape", "missing") }}', '[9]{figure="recording.rape" facet="missing"}'),
        ('{{ words("recording.rape", "missing") }}', '[nine]{figure="recording.rape" facet="missing"}'),
        ("{{ force.name | text }}", r"A\*B \[Police\]"),
        (
            '{{ has("prior.overall") or "none" }}: {{ gap("prior.overall") }}',
            "none: no earlier audit with a rate is named in audit.toml",
        ),
        ('{{ "2019-01-15" | weekday }}', "Tuesday 15 January 2019"),
        ('{{ "within" | sentence }}', "Within"),
        (
            '{{ fact("inspection.published_on", "weekday") }}',
            '[Tuesday 15 January 2019]{fact="inspection.published_on" facet="day" value="2019-01-15"}',
        ),
        (
            '{{ fact("events.training.date", "month") }}',
            '[February 2018]{fact="events.training.date" facet="month" value="2018-02"}',
        ),
        (
            '{{ fact("events.training.date", "season") }}',
            '[winter 2017/18]{fact="events.training.date" facet="season" value="winter 2017/18"}',
        ),
        (
            '{{ fact("inspection.label_year", "year") }}',
            '[2018]{fact="inspection.label_year" facet="year" value="2018"}',
        ),
        (
            '{{ fact("governance.board.frequency") }}',
            '[monthly]{fact="governance.board.frequency" facet="text" value="monthly"}',
        ),
        (
            '{{ fact("recommendations.7.status", shown="partly complete") }}',
            '[partly complete]{fact="recommendations.7.status" facet="text" value="partly"}',
        ),
        (
            '{{ fact("recommendations.7.timescale_months", "words") }}',
            '[three]{fact="recommendations.7.timescale_months" facet="number" value="3"}',
        ),
        ('{{ knows("governance.board") and "yes" }} {{ knows("governance.panel") or "no" }}', "yes no"),
        ('{{ optional("note/none") }}', ""),
    ],
)
def test_accessors(write: Any, words: str, text: str) -> None:
    assert write(words) == text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('{{ fig("recording.overal") }}', "no figure 'recording.overal'; did you mean recording.overall"),
        (
            '{{ fig("prior.overall") }}',
            "figure prior.overall is a gap: no earlier audit with a rate is named in audit.toml",
        ),
        ('{{ fig("recording.rape", "half_width") }}', "figure recording.rape has no half_width"),
        ("{{ force.nmae }}", r"'mappingproxy object' has no attribute 'nmae' \(at note.md.j2, line 1\)"),
        ("{{ prior }}", "a value is empty"),
        (
            '{{ fact("governance.bord.frequency") }}',
            "no fact 'governance.bord.frequency': there is no 'bord'; did you mean board",
        ),
        ('{{ fact("prior") }}', "fact 'prior' is empty"),
        ('{{ fact("inspection.published_on", "hour") }}', "has no facet 'hour'"),
        ('{{ fig("recording.rape", "percent") }}', "a fraction only; 93 units are too few for a percentage"),
        ('{{ narrative("note/intro") }}', "author text note/intro is missing"),
        ("{% if %}", "Expected an expression"),
        ("{{ ().__class__.__base__ }}", "unsafe|undefined|no attribute"),
    ],
)
def test_what_is_missing_stops_the_document_with_its_name(write: Any, words: str, message: str) -> None:
    with pytest.raises(PublicationRefused, match=message):
        write(words)


def test_author_text_takes_figures_by_id_and_none_is_lost(write: Any, tmp_path: Path) -> None:
    used = write('{{ narrative("note/a") }}', note__a='It is {{ fig("recording.rape") }}.')
    assert used == 'It is [84 of 93]{figure="recording.rape" facet="printed"}.'
    with pytest.raises(PublicationRefused, match="nothing uses: note/b"):
        write('{{ narrative("note/a") }}', note__a="x", note__b="y")
    (tmp_path / "documents" / "other.md.j2").write_text("x", encoding="utf-8")
    assert write('{{ narrative("note/a") }}', note__a="x", other__b="y") == "x"


def test_a_file_of_author_text_that_is_of_no_document_is_refused_with_the_nearest(write: Any) -> None:
    with pytest.raises(PublicationRefused, match=r"narrative/nte\.md is of no document; did you mean note\?"):
        write('{{ narrative("note/a") }}', note__a="x", nte__b="y")


def test_a_misspelt_figure_is_refused_with_the_nearest_a_gap_among_them(write: Any) -> None:
    with pytest.raises(PublicationRefused, match=r"did you mean prior\.overall"):
        write('{{ fig("prior.overal") }}')


def test_author_text_may_not_bind_words_to_a_figure_by_hand(write: Any) -> None:
    with pytest.raises(PublicationRefused, match="note/a: it binds words to a figure or fact by hand"):
        write('{{ narrative("note/a") }}', note__a='[99%]{figure="recording.overall" facet="printed"}')


def test_what_is_owed_are_settings_and_the_blocks_that_the_document_prints(write: Any) -> None:
    note = "{% if prior %}{{ narrative('note/before') }}{% endif %}{{ narrative('note/now') }} Owed: {{ owed | join(', ') }}."
    unwritten = {f"note__{name}": "*To be written: it.*" for name in ("before", "now")}
    assert write(note, **unwritten).endswith("Owed: note/now.")
    assert write(note, note__now="Written.", note__before="*To be written: it.*") == "Written. Owed: ."


def test_an_example_of_a_count_is_one_that_was_printed(write: Any) -> None:
    assert write("{{ printed_fraction() or 'none' }} {{ fig('recording.rape', 'denominator') }}").startswith("none")
    assert write("{{ fig('recording.rape') }} {{ printed_fraction() }}").endswith("recording.rape")
    assert write("{{ fig('recording.overall') }} {{ printed_fraction() or 'none' }}").endswith("none")


def test_quotations_are_drafts_until_they_are_signed_off(write: Any) -> None:
    said = write('{{ quotation("note/said", "Chief Constable") }}', note__said="More to do.")
    assert said == "::: quote draft Chief Constable\n\nMore to do.\n\n:::"
    approved = write('{{ quotation("note/approved", "Chief Constable") }}', note__approved="More to do.")
    assert approved.startswith("::: quote approved Chief Constable")


def test_from_which_count_on_digits_are_used_is_a_setting(write: Any) -> None:
    assert "[9]" in write('{{ words("recording.rape", "missing") }}', digits_from=2)
    assert "[ninety-three]" in write('{{ words("recording.rape", "denominator") }}', digits_from=100)


def test_a_document_without_a_template_is_refused(write: Any) -> None:
    write("x")
    with pytest.raises(PublicationRefused, match="no template letter"):
        template.write("letter", bundle=Bundle(FIGURES, {}, {}, {}, {}), documents={"letter": {}}, narrative={})


def test_narrative_files_are_cut_at_their_keys(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("For authors.\n\n## a\n\none\n\ntwo\n\n## b\n\nthree\n", encoding="utf-8")
    assert read_narrative(tmp_path) == {"report/a": "one\n\ntwo", "report/b": "three"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## a\nx\n## a\ny\n", r"block report/a occurs twice \(at .*/report\.md, line 3\)"),
        ("## a\n## b\nx\n", r"block report/a has no text \(at .*/report\.md, line 1\)"),
        ("For authors.\n\n## \nx\n", r"a block without a key; .*\(at .*/report\.md, line 3\)"),
    ],
)
def test_narrative_keys_are_unique_and_never_empty(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    with pytest.raises(PublicationRefused, match=message):
        read_narrative(tmp_path)


def test_the_guide_lists_every_function_and_filter_and_no_other() -> None:
    """What templates can use is documented in one place: the tables of docs/how-to/write-a-document.md."""
    guide = (PROJECT / "docs" / "how-to" / "write-a-document.md").read_text(encoding="utf-8")
    part = guide[guide.index("## What a template can say") : guide.index("Formulaic sentences are macros")]
    said, facts, _, filters = part.split("| --- | --- |")[1:]
    rows = [line.split(" | ")[0] for line in (said + facts).splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    accessors = Accessors(Bundle(FIGURES, FACTS, {}, {}, {}), {"note": {}}, "note")
    assert listed == {*Writer(accessors, {}).names()}
    own = [line.split(" | ")[0] for line in filters.splitlines() if line.startswith("| `")]
    assert {name for row in own for name in re.findall(r"`(\w+)", row)} == {*accessors.filters()}


def blocks_of(folder: Path, text: str) -> dict[str, Any]:
    (folder / "narrative").mkdir()
    (folder / "narrative" / "note.md").write_text(text, encoding="utf-8")
    return {"narrative": read_narrative(folder / "narrative"), "places": read_places(folder / "narrative")}


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("It records 12% of it.", "a number typed in author text: 12%; .* (at narrative/note.md, line 6)"),
        ('It records {{ fig("recording.none") }}.', "no figure 'recording.none'; .* (at narrative/note.md, line 6)"),
        ("It records {{ nothing.of }}.", "'nothing' is undefined (at narrative/note.md, line 6)"),
        ('It records {{ own("12%", source=" ") }}.', "needs its source (at narrative/note.md, line 6)"),
    ],
)
def test_what_is_wrong_in_author_text_is_said_with_its_file_and_line(
    write: Any, tmp_path: Path, line: str, refusal: str
) -> None:
    author = blocks_of(tmp_path, f"For authors.\n\n## own\n\nSome words.\n{line}\n")
    write("nothing")
    (tmp_path / "documents" / "note.md.j2").write_text('{{ narrative("note/own") }}', encoding="utf-8")
    with pytest.raises(PublicationRefused, match=re.escape(refusal).replace(r"\.\*", ".*")):
        template.write(
            "note",
            bundle=Bundle(FIGURES, FACTS, {}, {}, {}),
            documents={"note": {}},
            templates=Templates((tmp_path,)),
            **author,
        )


def test_a_number_of_the_authors_own_is_printed_and_listed_with_its_source(write: Any) -> None:
    words = '{{ narrative("note/own") }}|{% for each in own_numbers() %}{{ each.text }}: {{ each.source }}{% endfor %}'
    assert write(words, note__own='About {{ own("12%", source="the payroll") }}.') == "About 12%.|12%: the payroll"


def test_a_document_says_what_it_asked_for_and_could_not_have(write: Any) -> None:
    words = '{{ has("prior.overall") or "" }}{% for each in uncovered() %}{{ each.omissions[0].reason }}{% endfor %}'
    assert write(words) == "no earlier audit with a rate is named in audit.toml"
