"""The project's texts as pages."""

from __future__ import annotations

from cdi.site.markdown_text import render_text

TEXT = """# Methods

See [the rules](../rules.md) and [a standard](https://example.org/).

## Two things

| a | b |
| --- | --- |
| 1 | <b>2</b> |

## Two things

```
code
```
"""


def test_headings_get_anchors_and_the_first_is_taken_out() -> None:
    page = render_text(TEXT)
    assert page.heading == "Methods"
    assert page.contents == (("t-two-things", "Two things"), ("t-two-things-2", "Two things"))
    assert "<h1" not in page.html
    assert '<h2 id="t-two-things-2">Two things</h2>' in page.html


def test_links_into_the_project_become_words_and_tags_stay_text() -> None:
    html = render_text(TEXT).html
    assert "See the rules and" in html
    assert '<a href="https://example.org/">a standard</a>' in html
    assert "&lt;b&gt;2&lt;/b&gt;" in html


def test_tables_and_code_can_be_scrolled_by_keyboard() -> None:
    html = render_text(TEXT).html
    assert '<section class="wide" tabindex="0" aria-label="Table 1"><table>' in html
    assert '<pre tabindex="0">' in html
