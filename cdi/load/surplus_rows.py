"""Rows of a sheet that are no rows of its table: totals, repeated headings, notes and footers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cdi.contract.usual_words import plain_heading

TOTAL, HEADINGS, NOTE = "total", "repeated headings", "note or footer"

_TOTAL = re.compile(
    r"(grand|sub|overall|sheet|page)?[\s-]*(total|sum|count|average|mean|subtotal)s?\b.{0,20}",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(end of|printed|produced|prepared|created|generated|extracted|source|notes?|page|official|restricted|key|"
    r"data (as|correct)|report|n\.?b\.?|\*).*",
    re.IGNORECASE,
)


def name_surplus_row(headings: Sequence[str], cells: Sequence[str]) -> str | None:
    """What a row is that is no row of the table, from its cells under these headings; None for one that may be.

    Repeated headings: most of its cells are the heading they stand under. A total: it begins with "Total" or the like
    and has no words besides. A note: one cell in a table of several columns, and that a sentence or the like. A row
    that is not plainly one of these is kept, since nothing may be lost without a word.
    """
    filled = [(heading, text) for heading, text in zip(headings, cells, strict=True) if text]
    if not filled:
        return None
    same = sum(plain_heading(heading) == plain_heading(text) != "" for heading, text in filled)
    if same >= 2 and same * 2 > len(filled):
        return HEADINGS
    texts = [text for _, text in filled]
    if any(_TOTAL.fullmatch(text) for text in texts[:2]) and len(filled) < len(headings):
        others = [text for text in texts if not _TOTAL.fullmatch(text)]
        if all(re.fullmatch(r"[-£$]?[\d,. ]+%?|true|false|#\S+", text) for text in others):
            return TOTAL
    if len(filled) == 1 and len(headings) >= 4 and (" " in texts[0] or _NOTE.fullmatch(texts[0])):
        return NOTE
    return None
