"""Cells that spreadsheets take for formulas, and how they are written so that they are text."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?[\d,]*+(?:(?<=\d)|\.\d++)%?")


def without_formula(cell: str) -> str:
    r"""The cell so that a spreadsheet reads text: what begins like a formula gets an apostrophe, a number does not.

    >>> without_formula('=HYPERLINK("https://example.org")'), without_formula("-3.1"), without_formula("@SUM(A1)")
    ('\'=HYPERLINK("https://example.org")', '-3.1', "'@SUM(A1)")
    """
    begins = cell.lstrip()[:1] or cell[:1]
    formula = begins in ("=", "+", "-", "@", "|") or cell[:1] in ("\t", "\r", "\n")
    return f"'{cell}" if formula and not _NUMBER.fullmatch(cell.strip()) else cell
