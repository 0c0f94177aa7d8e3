"""Personal data that an audit does not need: refused by heading, flagged in text, never printed."""

from __future__ import annotations

import re

# Headings that name a person or a way to reach one. An audit is about records, so none is in the contract.
_HEADINGS = re.compile(
    r"(^|[^a-z])(name|forename|surname|firstname|lastname|address|street|dob|d\.o\.b|dateofbirth|birth|born|phone|telephone|"
    r"tel|mobile|email|e.?mail|postcode|post.?code|nino|national.?insurance|free.?text|narrative|notes?|comments?|mo|"
    r"summary|remarks?|circumstances)([^a-z]|$)"
)
_KNOWN_SAFE = re.compile(r"(force|team|file|sheet|table|offence|station|system).?name")
CONTENTS = {
    "an e-mail address": r"[A-Za-z0-9_.+-]@[A-Za-z0-9-]+[.][A-Za-z0-9.-]",
    "a telephone number": r"(^|[^0-9])([+]44|0) ?[0-9]([ -]?[0-9]){8,9}($|[^0-9])",
    "a postcode": r"(^|[^A-Za-z0-9])[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}($|[^A-Za-z0-9])",
}
"""What text should not hold, by patterns that Python and every database read the same way."""

WITHHELD = "[withheld]"
"""What stands in place of a cell that looks personal, in messages and in what `cdi import` stores."""

_COMPILED = {what: re.compile(pattern) for what, pattern in CONTENTS.items()}


def heading_is_personal(heading: str) -> bool:
    """Whether a heading names something that could identify a person."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower()
    return bool(_HEADINGS.search(plain)) and not _KNOWN_SAFE.search(plain)


def looks_personal(text: str) -> str | None:
    """What a piece of text looks like it holds, or nothing; a cell that was withheld once stays one."""
    if text == WITHHELD:
        return "what was withheld at the import"
    return next((what for what, pattern in _COMPILED.items() if pattern.search(text)), None)
