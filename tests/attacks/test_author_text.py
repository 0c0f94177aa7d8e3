"""Author text that tries to forge: whatever it does, the tree holds no figure, grade, notice or quotation of its own."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose import template
from cdi.compose.furniture import read_furniture
from cdi.compose.markdown import parse
from cdi.model.document import LANGUAGE, Box, Callout, Document, Grade, Heading, ListBlock, Paragraph, Quote
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure, Figures
from cdi.workspace.templates import Templates
from tests.conftest import PROJECT
from tests.documents.example import SETTINGS
from tests.thin import thin

PAYLOADS = tomllib.loads((Path(__file__).parent / "author_text.toml").read_text(encoding="utf-8"))["payload"]
FIGURES = Figures.of(
    [
        Figure("recording.overall", "x", 84.0673, "percent", "84.1%", "b", "records", ("s",), 1397, 1662),
        Figure("recording.none", "x", 0, "percent", "0 of 9", "b", "records", ("s",), 0, 9),
        Figure("rank.this_from_bottom", "x", 2, "rank", "2", "b", "published", ("s",)),
        Figure("programme.forces", "x", 30, "forces", "30", "b", "published", ("s",)),
    ]
)
FACTS: Mapping[str, Any] = {
    "force": {"name": "Kent Police"},
    "inspection": {"grades": {"overall": "Requires improvement"}},
    "prior": {"grades": {"overall": "Good"}},
    "signed_off": [],
    "finding_rules": [],
}
TEMPLATE = """# The paper

{{ narrative("note/a") }}

::: grade

{{ fact("inspection.grades.overall") }}

:::

{{ quotation("note/said", "Chief Constable") }}

The end.
"""
TRUE = {
    ("recording.overall", "printed"): "84.1%",
    ("recording.none", "numerator"): "none",
    ("inspection.grades.overall", "text"): "Requires improvement",
}
"""What each figure and fact of this document may be printed as."""

Write = Callable[[str], Document]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """The tree of a document with this text of its author."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "passages").symlink_to(PROJECT / "templates" / "passages")
    (tmp_path / "documents" / "note.md.j2").write_text(TEMPLATE, encoding="utf-8")
    templates = Templates((tmp_path, PROJECT / "templates"))

    def compose(text: str) -> Document:
        blocks = {"note/a": text, "note/said": "More to do."}
        bundle = Bundle(FIGURES, FACTS, {}, {}, {})
        written = template.write("note", bundle=bundle, documents={"note": {}}, narrative=blocks, templates=templates)
        return parse(
            written.markdown,
            figures=FIGURES,
            charts={},
            tables={},
            settings=SETTINGS,
            furniture=read_furniture(LANGUAGE),
            issued=written.issued,
        )

    return compose


def runs_of(part: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        if {"text", "figure", "fact", "href"} <= part.keys():
            yield part
        for inner in part.values():
            yield from runs_of(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from runs_of(inner)


def judge(document: Document) -> None:
    """Fail unless every bound text is true, and grades and quotations are those of the template."""
    assert [block.text for block in document.blocks if isinstance(block, Grade)] == ["Requires improvement"]
    assert [(q.speaker, q.draft) for q in document.blocks if isinstance(q, Quote)] == [("Chief Constable", True)]
    assert not [block for block in document.blocks if isinstance(block, Callout)]
    assert not [block for block in document.blocks if isinstance(block, Box) and block.style == "notice"]
    assert [block.level for block in document.blocks if isinstance(block, Heading)].count(1) == 1
    last = document.blocks[-1]
    if isinstance(last, ListBlock) and last.style == "numbers":  # behind it stand a heading and what it is
        last = document.blocks[-4]
    assert isinstance(last, Paragraph)
    assert last.runs[0].text == "The end."
    for run in runs_of(asdict(document)):
        if run["figure"] or run["fact"]:
            assert run["text"] == TRUE[run["figure"] or run["fact"], run["facet"]]
        assert not run["href"] or run["href"].startswith(("https://", "http://", "mailto:", "#"))


@pytest.mark.parametrize("payload", thin(PAYLOADS, keep=70), ids=[payload["name"] for payload in PAYLOADS])
def test_author_text_forges_nothing(write: Write, payload: Mapping[str, str]) -> None:
    started = time.monotonic()
    text = payload["text"].replace("LONG", "x" * 900_000)
    if "refused" in payload:
        with pytest.raises(PublicationRefused, match=payload["refused"]):
            write(text)
    else:
        judge(write(text))
    assert time.monotonic() - started < 2


def test_what_authors_need_is_theirs(write: Write) -> None:
    """The judge passes honest text, so that it does not pass by refusing everything."""
    text = (
        '{% if has("recording.overall") %}It records {{ fig("recording.overall") }} of crime.{% endif %}\n\n'
        "::: box Case study\n\nA caller **reported** [it](https://example.org/).\n\n:::\n\n- one\n- two\n\n"
        '{{ words("recording.none", "numerator", "none") }} by {{ force.name | text }} & others'
    )
    document = write(text)
    judge(document)
    bound = [run["text"] for run in runs_of(asdict(document)) if run["figure"]]
    assert bound == ["84.1%", "none"]


@pytest.mark.parametrize("size", [20_000, 40_000])
def test_patterns_do_not_grow_with_the_square(write: Write, size: int) -> None:
    started = time.monotonic()
    with pytest.raises(PublicationRefused):
        write("]{" * size)
    assert time.monotonic() - started < 3
