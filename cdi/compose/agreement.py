"""Nouns, verbs and pronouns that agree with a count: one crime was recorded, no crimes were, two crimes were."""

from __future__ import annotations

import re

# Words that do not take a plural by the rules for nouns below; verbs as their form for one.
_PLURALS = {
    "is": "are",
    "was": "were",
    "has": "have",
    "carries": "carry",
    "remains": "remain",
    "shows": "show",
    "stands": "stand",
    "belongs": "belong",
    "it": "them",
    "this": "these",
    "appendix": "appendices",
}


def agreeing(words: str, count: float) -> str:
    """Words as they stand beside a count: as given for one, in the plural for none and for more than one.

    The last word of a phrase changes, and a capital stays a capital.

    >>> agreeing("police force", 2), agreeing("robbery", 0), agreeing("Was", 2), agreeing("crime", 1)
    ('police forces', 'robberies', 'Were', 'crime')
    """
    if count == 1:
        return words
    before, space, last = words.rpartition(" ")
    return f"{before}{space}{_plural(last)}"


def _plural(word: str) -> str:
    if plural := _PLURALS.get(word.lower()):
        return plural.capitalize() if word[0].isupper() else plural
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|ch|sh)$", word) else f"{word}s"
