import re
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.house_style.contrast import LEAST_FOR_LINES, contrast
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Contents, Grade, Paragraph, Run
from cdi.model.errors import ContractBroken, PublicationRefused, RunFailed
from cdi.render.failure_page import render_failure
from cdi.render.html import render_html
from cdi.workspace.templates import SHIPPED_TEMPLATES
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_an_interval_bar_draws_stands_out_from_what_it_touches(scheme: str) -> None:
    style = SHIPPED_TEMPLATES.find("html/style.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{([^}]*)\}", style)
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", light + (dark if scheme == "dark" else "")))
    page, bar, interval = colours["page"], colours["bar"], colours["bar-interval"]
    marks = [contrast(colours[mark], page) for mark in ("blue", "amber")]  # both have an edge of the page's colour
    edges = re.findall(r"\.interval-bar (b|em) \{[^}]*box-shadow: 0 0 0 1px var\(--page\)", style)
    assert edges == ["b", "em"]
    assert min(*marks, contrast(interval, bar), contrast(interval, page)) >= LEAST_FOR_LINES


def test_contents_are_named_by_what_they_are_of() -> None:
    contents = next(block for block in read().blocks if isinstance(block, Contents))
    page = render_html(replace(read(), blocks=(contents, *read().blocks)))
    names = re.findall(r'<nav class="contents" aria-labelledby="([^"]*)"', page)
    assert names == ["contents.document", "contents.appendix-report appendix-report"]
    assert [page.count(f'id="{name}"') for name in (names[0], *names[1].split())] == [1, 1, 1]
