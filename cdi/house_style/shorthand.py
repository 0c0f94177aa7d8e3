"""The government shorthand for what is not there, or not to be relied on (Analysis Function: symbols in tables)."""

from __future__ import annotations

SUPPRESSED = "[c]"
LOW_RELIABILITY = "[u]"
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"

SHORTHAND = {
    SUPPRESSED: "suppressed to protect what is confidential",
    LOW_RELIABILITY: "low reliability",
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
}
"""Every mark with what it means; a table explains those that its cells use."""


def mark_in(text: str) -> str | None:
    """The mark that a cell is, or that stands behind its number.

    >>> mark_in("[x]"), mark_in("3 of 7 [u]"), mark_in("7")
    ('[x]', '[u]', None)
    """
    last = text.rpartition(" ")[2]
    return last if last in SHORTHAND else None
