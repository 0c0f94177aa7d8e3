"""Where a page leads: to what lies beside it, to its list of numbers, to the published report, and to whoever reads mail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.compose.links import NO_LINKS, links_beside
from cdi.model.audit import Audit, Inspection
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Fields
from cdi.publication.gates_of_pages import faults_of_page
from cdi.render.html import render_html
from cdi.workspace.paths import LED_TO, Workspace
from cdi.workspace.templates import SHIPPED_TEMPLATES
from tests.documents.example import read

REPORT = "https://example.org/report-2018"


@pytest.mark.slow
def test_a_page_leads_to_each_file_beside_it_and_nowhere_else(tmp_path: Path) -> None:
    page = render_html(read(), beside=links_beside(read(), REPORT))
    assert [fault for fault in faults_of_page(page, tmp_path) if "leads to" in fault] == [
        f"a link leads to {name}, which is not there" for name in LED_TO
    ]
    for name in LED_TO:
        (tmp_path / name).touch()
    assert faults_of_page(page, tmp_path) == []
    assert f'<a href="{REPORT}">the published report</a></p>' in page
    assert '<a href="#how-each-number-was-made">how each number was made</a>' in page


def test_without_numbers_and_address_there_are_only_the_files() -> None:
    plain = links_beside(replace(read(), blocks=()), None)
    assert tuple(address for _, address in plain.links) == LED_TO
    assert "Delivered with it" not in render_html(read(), beside=NO_LINKS)


def test_a_language_without_words_of_its_own_has_the_english_ones_and_says_so() -> None:
    links = links_beside(replace(read(), language="fr"), None, SHIPPED_TEMPLATES)
    assert links.language == "en-GB"
    assert '<p class="also" lang="en-GB">' in render_html(replace(read(), language="fr"), beside=links)


@pytest.mark.slow
def test_an_address_leads_to_whoever_reads_mail_there(
    shipped_bundles: dict[AuditRef, Bundle], project: Workspace
) -> None:
    ref = AuditRef("leicestershire", "2018-reinspection")
    document = compose(shipped_bundles[ref], project.audit_folder(ref), "panel-paper")
    (run,) = [
        run for block in document.blocks if isinstance(block, Fields)
        for _, runs in block.rows for run in runs if run.fact == "documents.panel-paper.contact.email"
    ]  # fmt: skip
    assert (run.text, run.href) == ("panel-papers@example.org", "mailto:panel-papers@example.org")
    assert f'<a href="{run.href}"><data value="{run.text}"' in render_html(document)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "report.pdf", 'https://x" onclick="y', "https://a b"])
def test_only_a_web_address_is_taken_for_a_report(leicestershire: Audit, address: str) -> None:
    settings = leicestershire.inspection.model_dump()
    assert Inspection.model_validate({**settings, "report_url": REPORT}).report_url == REPORT
    with pytest.raises(ValidationError, match="report_url"):
        Inspection.model_validate({**settings, "report_url": address})
