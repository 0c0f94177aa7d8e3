"""Words that hold only under a condition stand on a page only where it holds: grades, strata, published half-widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import product

import pandas as pd
import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.auditor import GRADES, QUESTIONS
from cdi.new_audit.scaffold import scaffold_audit
from tests.documents.invented import as_text, empty_workspace
from tests.documents.test_what_is_left_out import bundle_of
from tests.thin import thin
from tests.unit.measures.tables import table

REF = AuditRef("leicestershire", "2018-reinspection")
GRADED = ("panel-paper", "inspection-report", "panel-response", "inspectorate-release")
"""The documents that speak of grades in reports of an inspection."""
FOUR = [grade for grade in GRADES if grade != "Adequate"]


Reader = Callable[[Audit, str], str]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Reads a document of an audit for which no author text is written yet; of the same audit once."""
    workspace = empty_workspace(tmp_path_factory.mktemp("fits"))
    scaffold_audit(workspace, REF, (*GRADED, "peel-assessment"))

    bundles: dict[int, tuple[Audit, Bundle]] = {}  # with the audit, so that no other comes to be in its place

    @cache
    def text_of(number: int, document: str) -> str:
        return as_text(compose(bundles[number][1], workspace.audit_folder(REF), document))

    def read_document(audit: Audit, document: str) -> str:
        if id(audit) not in bundles:
            bundles[id(audit)] = audit, bundle_of(audit, measure(audit))
        return text_of(id(audit), document)

    return read_document


def graded(audit: Audit, grades: Mapping[str, str], **more: object) -> Audit:
    return replace(audit, inspection=audit.inspection.model_copy(update={"grades": grades, **more}))


@pytest.fixture(scope="module")
def bare(leicestershire: Audit) -> Audit:
    """The audit with few records, none before it and no results of other forces: its documents are quick to write."""
    results = leicestershire.reference["published_results"]
    own = results[results["inspection_id"].astype("str").str.startswith("leicestershire")]
    reference = {**leicestershire.reference, "published_results": own}
    return with_few_tables(replace(leicestershire, prior=None, reference=reference))


def with_few_tables(audit: Audit) -> Audit:
    wanted = ("audit_reports", "audit_strata")
    return replace(audit, tables={name: rows for name, rows in audit.tables.items() if name in wanted})


def parts_of(text: str) -> tuple[str, str]:
    """The first page of a document, which may say a grade too, and what follows it up to how numbers were made."""
    before, _, body = text.partition("How each number was made")[0].rpartition("\nAt a glance\n")
    return before, body


def counted(text: str, grades: Mapping[str, str]) -> dict[str, int]:
    return {grade: text.count(grade) for grade in {*grades.values()}}


HELD = [dict(zip(QUESTIONS[:4], FOUR, strict=True)), *({name: "Inadequate"} for name in QUESTIONS)]


@pytest.mark.parametrize(("document", "grades"), thin(product(GRADED, HELD), keep=2))
def test_every_grade_that_was_entered_is_printed(
    document: str, grades: dict[str, str], bare: Audit, read: Reader
) -> None:
    first_page, body = parts_of(read(graded(bare, grades), document))
    assert counted(body, grades) == {grade: [*grades.values()].count(grade) for grade in {*grades.values()}}
    assert [grade for grade in GRADES if grade in first_page and grade not in grades.values()] == []


def test_an_assessment_prints_each_of_its_grades(bare: Audit, read: Reader) -> None:
    grades = {"overall": "Adequate", "recording": "Good", "effectiveness": "Outstanding", "leadership": "Inadequate"}
    for document in ("panel-paper", "peel-assessment"):
        text = read(graded(bare, grades, kind="PEEL"), document)
        of_all = "The grades of a PEEL assessment are Outstanding, Good, Adequate, Requires improvement and Inadequate."
        first_page, body = parts_of(text.replace(of_all, ""))
        assert counted(body, grades) == dict.fromkeys(grades.values(), 1)
        assert [grade for grade in GRADES if grade in first_page and grade not in grades.values()] == []


@pytest.mark.parametrize("document", thin(GRADED, keep=1))
def test_a_grade_that_nobody_entered_is_not_said_to_be_none(document: str, bare: Audit, read: Reader) -> None:
    text = read(graded(bare, {}), document)
    assert "overall grade was not entered here" in text
    assert "no overall grade" not in text
    assessment = read(graded(bare, {}, kind="PEEL"), document)
    assert "gives no overall grade" in assessment


def test_the_grade_of_the_audit_before_that_nobody_entered_is_not_said_to_be_none(
    leicestershire: Audit, bare: Audit, read: Reader
) -> None:
    assert leicestershire.prior is not None
    audit = replace(bare, prior=graded(with_few_tables(leicestershire.prior), {}))
    for document in ("panel-paper", "inspection-report"):
        text = read(audit, document)
        assert "Its overall grade was not entered here." in text
        assert "no overall grade" not in text


@pytest.mark.parametrize("grade", thin([*FOUR, None], keep=2))
def test_too_little_is_recorded_is_asked_only_of_a_force_that_is_judged_so(
    grade: str | None, bare: Audit, read: Reader
) -> None:
    text = read(graded(bare, {"overall": grade} if grade else {}), "inspection-report")
    assert ("judgment, too low" in text) == (grade in ("Requires improvement", "Inadequate"))


WEIGHTED = "The overall rate weights each stratum by the crime that it stands for in a year."
PUBLISHED = "measure | rate_pct | ci_half_width_pp\nrate_overall | 84.1 | "


def test_how_the_rate_was_made_is_said_as_it_was(bare: Audit, read: Reader) -> None:
    said = read(bare, "inspection-report")
    assert WEIGHTED in said
    assert "The method is inspectorate-style" in said
    strata, reports = bare.tables["audit_strata"], bare.tables["audit_reports"]
    one = {"audit_strata": strata[strata["stratum"] == "violence"], "audit_reports": reports}
    assert WEIGHTED not in read(replace(bare, tables=one), "inspection-report")
    for half_width, words in (("1.7", "the one that was published with it"), ("", "The overall rate is as published.")):
        held = {"published_results": table("published_results", PUBLISHED + half_width)}
        text = read(replace(bare, tables=held), "inspection-report")
        assert words in text
        assert WEIGHTED not in text
        assert "strata" not in text.partition("What this report does not cover")[0]


@pytest.mark.parametrize("half_width", thin(["", "1.7"], keep=1))
def test_missing_strata_are_said_to_be_missing_beside_published_rates(
    half_width: str, bare: Audit, read: Reader
) -> None:
    held = {
        "audit_reports": bare.tables["audit_reports"],
        "published_results": table("published_results", PUBLISHED + half_width),
    }
    missing = "as published; the table audit_strata was not supplied, so the reports audited are not weighed"
    assert missing in read(replace(bare, tables=held), "inspection-report")


def test_crimes_that_may_be_of_domestic_abuse_are_not_said_to_be_of_an_unknown_offence(
    bare: Audit, read: Reader
) -> None:
    reports = bare.tables["audit_reports"].copy()
    reports.loc[::3, "domestic_abuse"] = pd.NA
    unsure = replace(bare, tables={**bare.tables, "audit_reports": reports}, records={})
    text = read(unsure, "inspection-report")
    assert " related to domestic abuse, where this is known (" in text
    assert "of which the offence is not known" not in text
    assert "more crimes it is not known whether they belong here" in text
    known = read(bare, "inspection-report")
    assert " related to domestic abuse. " in known
    assert "whether they belong here" not in known


ALONE = "measure | basis | rate_pct | ci_half_width_pp | numerator | note\n"


def test_a_rate_that_was_published_in_words_alone_is_printed_and_not_said_to_be_unpublished(
    bare: Audit, read: Reader
) -> None:
    held = {"published_results": table("published_results", f"{ALONE}rate_overall | in words | | | | not very well")}
    text = read(replace(bare, tables=held, records={}), "inspection-report")
    assert "Published for the rate of reported crime, in words alone: “not very well”." in text
    assert "The overall rate was published in words alone." in text
    assert "No overall rate was published" not in text


@pytest.mark.parametrize(
    ("row", "words"),
    thin(
        [
            ("unrecorded_overall | published | | | 1 | ", "1 crime a year is not recorded"),
            ("unrecorded_overall | published | | | 2 | ", "2 crimes a year are not recorded"),
            ("additional_overall | published | | | 1 | ", "1 more crime a year is recorded"),
            ("rate_overall | published | 88 | 1 | | ", "confidence interval ±1 percentage point)"),
            ("rate_overall | published | 88 | 1.0 | | ", "confidence interval ±1.0 percentage points)"),
        ],
        keep=2,
    ),
)
def test_words_beside_a_published_number_agree_with_it(row: str, words: str, bare: Audit, read: Reader) -> None:
    held = {"published_results": table("published_results", ALONE + row)}
    assert words in read(replace(bare, tables=held, records={}), "inspection-report")


def test_an_audit_of_one_day_is_not_from_that_day_to_itself(bare: Audit, read: Reader) -> None:
    first = bare.inspection.audit_period_start
    one_day = replace(bare, inspection=bare.inspection.model_copy(update={"audit_period_end": first}))
    text = read(one_day, "inspection-report")
    assert "examining reports received on 1 April 2018." in text
    assert "1 April 2018 to 1 April 2018" not in text


def test_a_paper_that_compares_nothing_does_not_say_that_there_is_no_earlier_result(bare: Audit, read: Reader) -> None:
    """The reference holds results of 2017 of this force, whether or not the audit is set beside them."""
    text = read(bare, "panel-paper")
    assert "This audit is set beside no earlier one, so this report makes no comparison over time." in text
    assert "No earlier result" not in text
