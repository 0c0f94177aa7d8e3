"""Personal data that an audit does not need: refused by heading, flagged in text, never printed."""

from __future__ import annotations

import re

# Headings that name a person or a way to reach one. An audit is about records, so none is in the contract.
_HEADINGS = re.compile(
    r"(^|[^a-z])(name|forename|surname|firstname|lastname|address|street|dob|dateofbirth|birth|phone|telephone|mobile|"
    r"email|e.?mail|postcode|post.?code|nino|national.?insurance|free.?text|narrative|notes?|comments?|mo|summary)([^a-z]|$)"
)
_KNOWN_SAFE = re.compile(r"(force|team|file|sheet|table|offence|station|system).?name")
_CONTENTS = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "a telephone number": re.compile(r"(?<!\d)(?:\+44|0)\s?\d(?:[\s-]?\d){8,9}(?!\d)"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),
}


def heading_is_personal(heading: str) -> bool:
    """Whether a heading names something that could identify a person."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower()
    return bool(_HEADINGS.search(plain)) and not _KNOWN_SAFE.search(plain)


def looks_personal(text: str) -> str | None:
    """What a piece of text looks like it holds, or nothing."""
    return next((what for what, pattern in _CONTENTS.items() if pattern.search(text)), None)
