"""Published results alone: each of the 79 inspections of the reference becomes an audit, and its pages say what is known.

The collection that the reference was filled from (`tests/oracles/published_collection.json`) is compared with the pages
themselves, by the names of the figures that the pages print.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle
from cdi.bundle.facts import facts
from cdi.compose.document import compose
from cdi.contract.published_measures import measure_named
from cdi.evidence.backtest import bindings
from cdi.house_style import formatting
from cdi.load.audit import read_audit
from cdi.measures import measure
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.errors import UsageRefused
from cdi.model.figure import Figure
from cdi.new_audit.scaffold import scaffold_audit
from cdi.render.html import render_html
from cdi.render.pdf import render_pdf
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT
from tests.documents.invented import as_text, empty_workspace
from tests.thin import thin
from tools.reference_from_publications import grade_rows, inspection_row, label_year, name_inspection, result_rows

COLLECTION = json.loads((PROJECT / "tests" / "oracles" / "published_collection.json").read_text(encoding="utf-8"))
RESULTS = {name_inspection(result): result for result in COLLECTION["results"]}
# What a page may print besides the results of its own report: the registers, and the report before with what follows.
NOT_OF_THIS_REPORT = (
    "national.", "programme.", "rank.", "rules.", "judgements.", "prior.", "change.", "gap.", "additional.",
)  # fmt: skip


def read_register(name: str) -> list[dict[str, str]]:
    with (PROJECT / "data" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows without the cells that are empty."""
    return [{name: cell for name, cell in row.items() if cell} for row in rows]


def test_every_field_of_the_collection_is_in_the_registers() -> None:
    for table, rows_of in (("published_results", result_rows), ("judgements", grade_rows)):
        held = [row for row in read_register(table) if row["inspection_id"] in RESULTS]
        assert written(held) == written([row for result in RESULTS.values() for row in rows_of(result)])
    inspections = {row["inspection_id"]: row for row in read_register("inspections")}
    for name, result in RESULTS.items():
        assert written([inspections[name]]) == written([inspection_row(result)])


def test_no_field_of_the_collection_is_passed_over() -> None:
    """Each field is one that becomes a row, one that describes how it was published, or one that names the inspection."""
    source = (PROJECT / "tools" / "reference_from_publications.py").read_text(encoding="utf-8")
    described = {"force", "notes", "audit_period", "rape_basis", "derived_fields", "rounded_fields", "source"}
    composed = re.compile(r"(overall|violence|sexual)_(rate|ci)|judgment_(overall|effective|efficient|leadership)")
    for field in {name for result in RESULTS.values() for name, value in result.items() if value is not None}:
        assert field in described or composed.fullmatch(field) or f'"{field}"' in source, field


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Where audits are begun as a person begins them."""
    return empty_workspace(tmp_path_factory.mktemp("published"))


def begin_audits(workspace: Workspace, force: str) -> None:
    """`cdi new FORCE AUDIT --published` of all of a force's audits, the earlier ones first, once in a workspace."""
    if not (workspace.data / force).exists():
        for ref in sorted(ref for ref in map(ref_of, RESULTS) if ref.force == force):
            scaffold_audit(workspace, ref, published=True)


def ref_of(name: str) -> AuditRef:
    force = RESULTS[name]["force_slug"]
    return AuditRef(force, name.removeprefix(f"{force}-"))


@pytest.mark.parametrize("name", thin(sorted(RESULTS), keep=3))
def test_the_pages_say_what_is_known_and_nothing_else(name: str, workspace: Workspace) -> None:
    ref, result = ref_of(name), RESULTS[name]
    begin_audits(workspace, ref.force)
    audit = read_audit(workspace, ref)
    figures = measure(audit)
    bundle = Bundle(figures, facts(audit), {}, {}, {})
    report = "peel-assessment" if result["inspection"].startswith("PEEL") else "inspection-report"
    pages = [compose(bundle, workspace.audit_folder(ref), document) for document in ("panel-paper", report)]
    printed = {each.name for page in pages for each in bindings(page)}
    known: set[str] = set()
    for row in result_rows(result):
        ids = figures_of(row)
        known |= ids
        shown = printed & ids
        assert shown or (row["basis"] == "in words" and row["note"] in said(pages)), row
        for figure_id in shown:
            assert_same(figures[figure_id], row)
    others = {each for each in printed & set(figures.by_id) - known if not each.startswith(NOT_OF_THIS_REPORT)}
    assert others == set()
    assert_named_as_in_the_reference(result, pages)


AS_PDF = ("devon-and-cornwall-2014-inspection", "suffolk-2019-inspection", "wiltshire-2023-inspection")


@pytest.mark.parametrize("name", thin(AS_PDF, keep=1))
def test_the_report_of_each_programme_can_be_printed(name: str, workspace: Workspace) -> None:
    begin_audits(workspace, ref_of(name).force)
    audit = read_audit(workspace, ref_of(name))
    bundle = Bundle(measure(audit), facts(audit), {}, {}, {})
    report = "peel-assessment" if audit.inspection.kind == "PEEL" else "inspection-report"
    assert render_pdf(compose(bundle, workspace.audit_folder(ref_of(name)), report)).startswith(b"%PDF")


def figures_of(row: Mapping[str, str]) -> set[str]:
    """The figures that may print a row: the one that records would have given, or the one of a result on its own."""
    measure_of = measure_named(row["measure"])
    ids = {f"published.{row['measure']}", f"published.{row['measure']}_sample", measure_of.figure or ""}
    return ids | ({"audited.overall"} if row["measure"] == "crimes_audited" else set())


def assert_same(figure: Figure, row: Mapping[str, str]) -> None:
    """The figure has the counts, the rate and the half-width of the row, and says that it was published."""
    assert figure.basis == "published"
    if row["measure"] == "crimes_audited" and figure.denominator is not None:
        assert str(figure.denominator) == row["numerator"]
    elif row["numerator"] and row["denominator"]:
        assert (str(figure.numerator), str(figure.denominator)) == (row["numerator"], row["denominator"])
    elif row["rate_pct"]:
        assert figure.value == float(row["rate_pct"])
        if row["ci_half_width_pp"]:
            assert figure.interval is not None
            assert figure.interval.half_width == float(row["ci_half_width_pp"])
    else:
        assert figure.value == float(row["numerator"] or row["denominator"])


def said(pages: list[Document]) -> str:
    return "\n".join(as_text(page) for page in pages).replace("’", "'")


def assert_named_as_in_the_reference(result: Mapping[str, Any], pages: list[Document]) -> None:
    """Name of the force, inspectorate, dates and grades; on the page that is written as HTML too."""
    text, published = said(pages), result["published"] or ""
    names = [row for row in read_register("forces") if row["force_id"] == result["force_slug"]]
    name = next(row["name"] for row in names if (row["valid_to"] or "9999") >= (published or label_year(result)))
    title = re.compile(rf"{re.escape(name)}(: crime | records | is (still )?graded )")
    assert [page.title for page in pages if not title.match(said([page]))] == []
    by_name = re.search(r"the (HMIC\w*) ", text)
    assert by_name is not None
    assert by_name[1] == ("HMIC" if (published or f"{label_year(result)}-12") < "2017-07-19" else "HMICFRS")
    days = [result["audit_period_start"], result["audit_period_end"], published if len(published) == 10 else None]
    for day in filter(None, days):
        assert formatting.day(date.fromisoformat(day)) in text
    if len(published) == 7:
        assert f"published in {formatting.month(date.fromisoformat(published + '-01'))}" in text
    for row in grade_rows(result):
        assert row["grade"] in text
    page = render_html(pages[1])
    assert name in page


def test_an_audit_that_the_reference_does_not_know_is_refused_with_those_that_it_does(workspace: Workspace) -> None:
    with pytest.raises(
        UsageRefused, match="no published results of this audit; it has 2014-inspection, 2017-inspection"
    ):
        scaffold_audit(workspace, AuditRef("cheshire", "2030-inspection"), published=True)
