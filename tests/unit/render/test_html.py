from dataclasses import replace

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.document import Grade, Paragraph, Run
from cdi.model.errors import PublicationRefused, RunFailed
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
    assert "<strong>kent</strong>" in page
    assert "cell 6 (How much?): ValueError: &lt;x&gt;" in page
