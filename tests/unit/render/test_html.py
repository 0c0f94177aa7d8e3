from dataclasses import replace
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.document import Grade, Paragraph, Run
from cdi.model.errors import ContractBroken, PublicationRefused, RunFailed
from cdi.render.failure_page import render_failure
from cdi.render.html import render_html
from tests.documents.example import read


def test_words_from_data_never_become_markup() -> None:
    html = render_html(replace(read(), blocks=(*read().blocks, Paragraph((Run("<script>x</script> & more"),)))))
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in html


def test_a_block_that_the_skin_does_not_know_is_refused() -> None:
    unknown = type("Unknown", (Grade,), {"kind": "unknown", "__slots__": ()})("Good", ())
    with pytest.raises(PublicationRefused, match="no block of kind unknown"):
        render_html(replace(read(), blocks=(*read().blocks, unknown)))


def test_a_failure_page_names_force_audit_and_cause_and_escapes_them() -> None:
    page = render_failure(
        AuditRef("kent", "2018"), RunFailed("the analysis failed in cell 6 (How much?): ValueError: <x>"), None
    )
    assert "<dd>kent</dd>" in page
    assert "cell 6 (How much?): ValueError: &lt;x&gt;" in page
    assert "There is no earlier report of this audit." in page


def test_a_failure_page_names_force_and_audit_in_words_and_links_the_marked_workbook_of_faulty_data() -> None:
    names, marked = ("Kent Police", "inspection 2018"), "../../faults/kent-2018-marked.xlsx"
    page = render_failure(AuditRef("kent", "2018"), ContractBroken("x"), Path("2018"), names=names, marked=marked)
    assert "<title>Not built: Kent Police, inspection 2018</title>" in page
    assert '<a href="../../faults/kent-2018-marked.xlsx">' in page
    assert "cdi validate kent 2018 --out faults" in page
    assert '<a href="2018/">' in page
    assert marked not in render_failure(AuditRef("kent", "2018"), RunFailed("x"), None, names=names, marked=marked)


def test_a_failure_page_reflows_however_long_its_message_is() -> None:
    page = render_failure(AuditRef("kent", "2018"), RunFailed("x" * 500), None)
    assert "pre { white-space: pre-wrap; overflow-wrap: anywhere;" in page
