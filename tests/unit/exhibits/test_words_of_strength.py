"""No phrase of strength is typed in an exhibit: change the words of a rule, and the exhibit or page says the new ones."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.accessors import Accessors
from cdi.compose.template import Writer
from cdi.exhibits.charts import draw_recording_rates
from cdi.exhibits.tables import tabulate_gaps, tabulate_rates
from cdi.measures.changes import changes
from cdi.measures.figures import Contribution
from cdi.measures.finding_rules import FindingRules
from cdi.measures.rate import Rates
from cdi.measures.rates import estimate_rates
from cdi.measures.recording import recording
from cdi.model.audit import Audit
from cdi.model.figure import Conclusion, Figure, Figures, Interval, Test
from tests.conftest import PROJECT
from tests.thin import thin
from tests.unit.exhibits.examples import CAPTION, ROWS, as_text, compared, figure, part

pytestmark = pytest.mark.usefixtures("words_alone")

Rows = list[dict[str, object]]
# The rules that `cdi diff`, the desk and the national page alone speak by; their own tests hold their words.
OF_DIFF = {"difference", "rebuild", "rest", "forces", "forces_spread"}
SPOKEN = [
    (row["rule"], row["outcome"])
    for row in ROWS
    if row["words"] and row["rule"] not in OF_DIFF and row["outcome"] != "limit differs"
]


def said_otherwise(rule: str, outcome: str) -> Rows:
    """The rules with other words for one outcome; its slots stay."""
    return [
        row | {"words": " ".join(["Otherwise", *re.findall(r"\{\w+\}", row["words"] or "")])}
        if (row["rule"], row["outcome"]) == (rule, outcome)
        else row
        for row in ROWS
    ]


def headline(figures: Figures) -> Callable[[Rows, Audit], str]:
    def said(rows: Rows, _: Audit) -> str:
        chart = draw_recording_rates(figures, FindingRules.of(rows), CAPTION)
        assert chart is not None
        return chart.headline

    return said


def rates_table(figures: Figures) -> Callable[[Rows, Audit], str]:
    return lambda rows, _: as_text(tabulate_rates(figures, FindingRules.of(rows), CAPTION))


def passage(call: str, shown: Figure) -> Callable[[Rows, Audit], str]:
    """What a macro of the passages says of a figure."""
    return written(f'{{% import "rates.md.j2" as rates with context %}}{{{{ rates.{call} }}}}', shown)


def written(template: str, shown: Figure) -> Callable[[Rows, Audit], str]:
    """What a piece of a template says of a figure."""

    def said(rows: Rows, _: Audit) -> str:
        bundle = Bundle(Figures.of([shown]), {"finding_rules": rows}, {}, {}, {})
        environment = Writer(Accessors(bundle, {"note": {}}, "note"), {}).environment
        return environment.from_string(template).render()

    return said


def gaps(
    subject: Callable[[Audit, Rates], Contribution], spoilt: Callable[[Audit], Audit]
) -> Callable[[Rows, Audit], str]:
    """The table of gaps that a subject gives of an audit that was spoilt for it."""

    def said(rows: Rows, audit: Audit) -> str:
        frame = pd.DataFrame(rows)
        other = spoilt(replace(audit, reference={**audit.reference, "finding_rules": frame}))
        measured = subject(other, estimate_rates(other))
        return as_text(tabulate_gaps(Figures.of([], measured.gaps), CAPTION))

    return said


def overall_change(points: float, conclusion: Conclusion, not_worse: float = 0.5, z_p_value: float = 0.5) -> Figure:
    test = Test(1.0, 0.5, 0.95, "z", conclusion, not_worse, 2.5, z_p_value)
    return figure("change.overall", points, f"{points} points", "percentage points", test=test)


def from_average(value: float, half_width: float | None) -> Figure:
    interval = half_width and Interval(value - half_width, value + half_width, half_width, 0.95, "m")
    return figure("national.gap", value, f"{value} points", "percentage points", interval=interval or None)


def counted_otherwise(audit: Audit) -> Audit:
    assert audit.prior is not None
    before = audit.prior.inspection.model_copy(update={"misclassified_counts_as": "unrecorded"})
    return replace(audit, prior=replace(audit.prior, inspection=before))


def overlapping(audit: Audit) -> Audit:
    assert audit.prior is not None
    before = audit.prior.inspection.model_copy(update={"audit_period_end": date(2018, 4, 1)})
    return replace(audit, prior=replace(audit.prior, inspection=before))


def far_surer(audit: Audit) -> Audit:
    """An audit that asks for so high a level that its half-widths pass the limit for a rate of a force."""
    return replace(audit, method=audit.method.model_copy(update={"level": 1 - 1e-9}))


CHANGE, AVERAGE, QUANTITY = 'change("change.overall")', "against_average()", 'quantity("a.part", "was")'
IN_BRIEF, IN_TITLE = '{{ finding("change_in_brief", "change.overall") }}', '{{ finding("before", "change.overall") }}'
PLACES: dict[tuple[str, str], Callable[[Rows, Audit], str]] = {
    ("changes", "rise"): headline(compared(overall=(84.1, 75.8, "rise"))),
    ("changes", "fall"): headline(compared(overall=(70.1, 75.8, "fall"))),
    ("changes", "both ways"): headline(compared(overall=(84.1, 75.8, "rise"), violence=(60.1, 65.8, "fall"))),
    ("changes", "some"): headline(compared(overall=(84.1, 75.8, "rise"), violence=(66.1, 65.8, "not shown"))),
    ("changes", "none"): headline(compared(overall=(76.1, 75.8, "not shown"))),
    ("significance", "heading"): rates_table(compared(overall=(76.1, 75.8, "not shown"))),
    ("significance", "rise"): rates_table(compared(overall=(84.1, 75.8, "rise"))),
    ("significance", "fall"): rates_table(compared(overall=(70.1, 75.8, "fall"))),
    ("significance", "not shown"): rates_table(compared(overall=(76.1, 75.8, "not shown"))),
    ("change", "rise"): passage(CHANGE, overall_change(8.3, "rise")),
    ("change", "fall"): passage(CHANGE, overall_change(-8.3, "fall")),
    ("change", "rise not shown"): passage(CHANGE, overall_change(0.3, "not shown")),
    ("change", "fall not shown"): passage(CHANGE, overall_change(-0.3, "not shown")),
    ("change", "none"): passage(CHANGE, overall_change(0.0, "not shown")),
    ("change_in_brief", "rise"): written(IN_BRIEF, overall_change(8.3, "rise")),
    ("change_in_brief", "fall"): written(IN_BRIEF, overall_change(-8.3, "fall")),
    ("change_in_brief", "rise not shown"): written(IN_BRIEF, overall_change(0.3, "not shown")),
    ("change_in_brief", "fall not shown"): written(IN_BRIEF, overall_change(-0.3, "not shown")),
    ("change_in_brief", "none"): written(IN_BRIEF, overall_change(0.0, "not shown")),
    ("before", "rise"): written(IN_TITLE, overall_change(8.3, "rise")),
    ("before", "fall"): written(IN_TITLE, overall_change(-8.3, "fall")),
    ("before", "rise not shown"): written(IN_TITLE, overall_change(0.3, "not shown")),
    ("before", "fall not shown"): written(IN_TITLE, overall_change(-0.3, "not shown")),
    ("before", "none"): written(IN_TITLE, overall_change(0.0, "not shown")),
    ("no_worse", "shown"): passage(CHANGE, overall_change(0.3, "not shown", 0.01)),
    ("change", "z differs"): passage(CHANGE, overall_change(0.3, "not shown", z_p_value=0.001)),
    ("average", "below"): passage(AVERAGE, from_average(-3.0, 1.0)),
    ("average", "above"): passage(AVERAGE, from_average(3.0, 1.0)),
    ("average", "not shown"): passage(AVERAGE, from_average(0.3, 1.0)),
    ("average", "untested below"): passage(AVERAGE, from_average(-3.0, None)),
    ("average", "untested above"): passage(AVERAGE, from_average(3.0, None)),
    ("share", "none"): passage(QUANTITY, part("a.part", 0, 20)),
    ("share", "few"): passage(QUANTITY, part("a.part", 1, 20)),
    ("share", "a minority"): passage(QUANTITY, part("a.part", 9, 20)),
    ("share", "half"): passage(QUANTITY, part("a.part", 10, 20)),
    ("share", "a majority"): passage(QUANTITY, part("a.part", 11, 20)),
    ("share", "most"): passage(QUANTITY, part("a.part", 16, 20)),
    ("share", "the vast majority"): passage(QUANTITY, part("a.part", 19, 20)),
    ("share", "all"): passage(QUANTITY, part("a.part", 20, 20)),
    ("comparison", "base differs"): gaps(changes, counted_otherwise),
    ("comparison", "periods overlap"): gaps(changes, overlapping),
    ("force_estimate", "too small"): gaps(recording, far_surer),
}


def test_every_phrase_has_a_place_where_it_is_said() -> None:
    assert sorted(PLACES) == sorted(SPOKEN)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "outcome"), thin(SPOKEN, keep=12))
def test_other_words_of_a_rule_are_what_is_said(rule: str, outcome: str, leicestershire: Audit) -> None:
    said = PLACES[rule, outcome]
    assert "Otherwise" not in said(ROWS, leicestershire)
    assert "Otherwise" in said(said_otherwise(rule, outcome), leicestershire)


STRENGTH = re.compile(
    r"\b(?:ris\w*|rose|fall\w*|fell|improv\w*|wors\w*|better|best|significan\w*|increas\w*|decreas\w*|declin\w*"
    r"|higher|lower|more than|less than|most(?:ly)?|majority|minority|vast|few(?:er)?|clear\w*|chance|half(?!-))\b",
    re.IGNORECASE,
)


@cache
def words_in(path: Path) -> tuple[str, ...]:
    """The texts of a module that are no docstrings, or all the text of a notebook."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return tuple("".join(cell["source"]) for cell in json.loads(source)["cells"])
    nodes = [*ast.walk(ast.parse(source))]
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return tuple(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    )


@pytest.mark.parametrize(
    "path",
    [*sorted((PROJECT / "cdi" / "exhibits").rglob("*.py")), PROJECT / "notebooks" / "force_audit.ipynb"],
    ids=lambda path: str(path.relative_to(PROJECT)),
)
def test_no_word_of_strength_and_no_level_is_typed(path: Path) -> None:
    typed = [found for text in words_in(path) for found in STRENGTH.findall(text)]
    levels = [text for text in words_in(path) if re.search(r"\b9\d(?:\.\d)? ?(?:%|per ?cent)", text)]
    assert (typed, levels) == ([], [])


@pytest.mark.slow
def test_no_word_for_zero_is_typed() -> None:
    """An exhibit takes it from `formatting`, by a count; the line style of Matplotlib is none of them."""
    typed = [text for path in (PROJECT / "cdi" / "exhibits").rglob("*.py") for text in words_in(path)
             if re.search(r"^none$|\b(?:none of|nil|not one|neither)\b", text, re.IGNORECASE)]  # fmt: skip
    assert typed == ["none"]


def test_the_search_for_words_of_strength_finds_them(tmp_path: Path) -> None:
    module = tmp_path / "typed.py"
    module.write_text('"""A rise."""\n\nHEADLINE = f"Recording has improved to {1}; most of it significantly"\n')
    assert [found for text in words_in(module) for found in STRENGTH.findall(text)] == [
        "improved",
        "most",
        "significantly",
    ]
