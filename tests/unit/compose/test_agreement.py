from __future__ import annotations

import pytest

from cdi.compose.agreement import agreeing


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("crime", "crimes"), ("incident record", "incident records"), ("robbery", "robberies"), ("day", "days"),
        ("appendix", "appendices"), ("witness", "witnesses"), ("is", "are"), ("was", "were"), ("has", "have"),
        ("remains", "remain"), ("stands", "stand"), ("belongs", "belong"), ("shows", "show"), ("carries", "carry"), ("it", "them"), ("This", "These"),
    ],
)  # fmt: skip
def test_a_word_is_as_given_for_one_and_in_the_plural_for_none_and_more(word: str, plural: str) -> None:
    assert [agreeing(word, count) for count in (0, 1, 2, 12)] == [plural, word, plural, plural]
