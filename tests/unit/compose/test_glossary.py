"""Terms linked where they are first used, once, and explained behind the text, in HTML, PDF and Word alike."""

from __future__ import annotations

import pytest

from cdi.compose.furniture import read_furniture
from cdi.compose.glossary import with_glossary
from cdi.load.reference import read_reference
from cdi.model.document import LANGUAGE, Block, Heading, ListBlock, Paragraph, Quote, Run
from cdi.workspace.paths import Workspace

WORDS = read_furniture(LANGUAGE)
TERMS = [
    {"term": "DDM", "forms": ["DDM", "DDMs"], "meaning": "A decision maker.", "source": "Rules"},
    {"term": "percentage points", "forms": ["percentage points"], "meaning": "A difference.", "source": "Guide"},
]


def paragraph(*runs: Run | str) -> Paragraph:
    return Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs))


def _forms(cell: object) -> list[str]:
    return cell.split("; ") if isinstance(cell, str) else []


def text_of(blocks: list[Block]) -> list[str]:
    """Each paragraph and item, with what is linked in brackets and its target behind it."""
    lines = []
    for block in blocks:
        items = [part for item in block.items for part in item] if isinstance(block, ListBlock) else [block]
        for item in items:
            runs = getattr(item, "runs", ())
            lines.append("".join(f"[{run.text}]({run.href})" if run.href else run.text for run in runs))
    return lines


def test_the_first_use_is_linked_and_no_other() -> None:
    blocks = with_glossary(
        [
            Heading(2, (Run("DDM"),), "ddm"),
            Quote("Chief", False, ((Run("A DDM."),),)),
            paragraph(
                "Two DDMs, and a DDM; no DDM-like post, up by 8 ", Run("percentage points", figure="change"), "."
            ),
            paragraph("Percentage points."),
        ],
        TERMS,
        WORDS,
    )
    assert text_of(blocks) == [
        "DDM",
        "",
        "Two [DDMs](#term.ddm), and a DDM; no DDM-like post, up by 8 percentage points.",
        "[Percentage points](#term.percentage-points).",
        "Words explained",
        "Each leads back to its first use.",
        "[DDM](#use.term.ddm): A decision maker. Source: Rules.",
        "[percentage points](#use.term.percentage-points): A difference. Source: Guide.",
    ]


@pytest.mark.parametrize("words", ["No term here.", "A ddm, DDMX, xDDM or SUB-DDM."])
def test_a_document_without_terms_has_no_glossary(words: str) -> None:
    blocks: list[Block] = [paragraph(words)]
    assert with_glossary(blocks, TERMS, WORDS) == blocks
    assert with_glossary([paragraph("DDM")], [], WORDS) == [paragraph("DDM")]


def test_the_shipped_glossary_explains_each_term_once_with_its_source(project: Workspace) -> None:
    rows = read_reference(project)["reader_glossary"].to_dict("records")
    forms = [form for row in rows for form in (row["term"], *_forms(row["forms"])) if form]
    assert len(forms) == len(set(forms))
    assert {"N100", "DDM", "NCRS", "VAP"} <= set(forms)
    assert [row["term"] for row in rows if not row["source"] or any(map(str.isdigit, row["meaning"]))] == []
