"""How many steps a pattern takes over a text: a plain matcher that goes back and tries again as Python's does.

It knows what our patterns use and nothing more, and counts each character that is looked at. Counting instead of
timing gives the same answer on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Rest = Callable[[int], bool]
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdigit,
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
    ops.CATEGORY_NOT_DIGIT: lambda sign: not sign.isdigit(),
    ops.CATEGORY_NOT_SPACE: lambda sign: not sign.isspace(),
    ops.CATEGORY_NOT_WORD: lambda sign: not (sign.isalnum() or sign == "_"),
}
_ONE_SIGN = (ops.LITERAL, ops.NOT_LITERAL, ops.IN, ops.ANY)


class Steps:
    """A pattern over one text; `count` grows with each character looked at."""

    def __init__(self, pattern: re.Pattern[Any], text: str) -> None:
        self.tree = _parsed(pattern)
        self.ignore_case, self.text, self.count = bool(pattern.flags & re.IGNORECASE), text, 0
        self.answers: dict[tuple[int, str], bool] = {}

    def of_search(self) -> int:
        """The steps to find every match, as search, sub, split and finditer do."""
        start = 0
        while start <= len(self.text):
            ends: list[int] = []
            self._match([*self.tree], start, lambda end, ends=ends: ends.append(end) is None)
            start = max([start + 1, *ends])
        return self.count

    def of_whole(self) -> int:
        """The steps to match the whole text."""
        self._match([*self.tree], 0, lambda end: end == len(self.text))
        return self.count

    def _match(self, items: list[Any], at: int, rest: Rest) -> bool:
        if not items:
            return rest(at)
        (op, given), after = items[0], items[1:]
        if op in _ONE_SIGN:
            return self._is_sign(op, given, at) and self._match(after, at + 1, rest)
        match op:
            case ops.AT:
                self.count += 1
                return self._is_place(given, at) and self._match(after, at, rest)
            case ops.SUBPATTERN:
                return self._match([*given[3]], at, lambda end: self._match(after, end, rest))
            case ops.BRANCH:
                return any(self._match([*branch, *after], at, rest) for branch in given[1])
            case ops.MAX_REPEAT | ops.MIN_REPEAT | ops.POSSESSIVE_REPEAT:
                return self._repeat(op, given, at, lambda end: self._match(after, end, rest))
            case ops.ASSERT | ops.ASSERT_NOT:
                return self._looks(*given, at) == (op is ops.ASSERT) and self._match(after, at, rest)
        raise NotImplementedError(op)

    def _repeat(self, op: Any, given: Any, at: int, rest: Rest) -> bool:
        least, most, body = given
        most = len(self.text) + 1 if most is ops.MAXREPEAT else int(most)
        if len(body) == 1 and body[0][0] in _ONE_SIGN:
            end = at
            while end - at < most and self._is_sign(*body[0], end):
                end += 1
            if op is ops.POSSESSIVE_REPEAT:
                return end - at >= least and rest(end)
            ends = range(end, at + least - 1, -1)
            return any(rest(each) for each in (ends if op is ops.MAX_REPEAT else reversed(ends)))
        if op is ops.POSSESSIVE_REPEAT:
            return self._repeat_for_good(least, most, [*body], at, rest)

        def once_more(times: int, here: int) -> bool:
            def go_on(end: int) -> bool:
                return end > here and once_more(times + 1, end)

            if op is ops.MIN_REPEAT and times >= least and rest(here):
                return True
            return (times < most and self._match([*body], here, go_on)) or (times >= least and rest(here))

        return once_more(0, at)

    def _repeat_for_good(self, least: int, most: int, body: list[Any], at: int, rest: Rest) -> bool:
        times, ends = 0, [at]
        while times < most and self._match(body, ends[-1], lambda end: end > ends[-1] and ends.append(end) is None):
            times += 1
        return times >= least and rest(ends[-1])

    def _looks(self, direction: int, body: Any, at: int) -> bool:
        if direction > 0:
            return self._match([*body], at, lambda _: True)
        least, most = body.getwidth()
        starts = range(max(at - most, 0), at - least + 1)
        return any(self._match([*body], start, lambda end: end == at) for start in starts)

    def _is_place(self, place: Any, at: int) -> bool:
        text = self.text
        match place:
            case ops.AT_BEGINNING_STRING:
                return at == 0
            case ops.AT_BEGINNING:
                return at == 0 or text[at - 1] == "\n"
            case ops.AT_END:
                return at == len(text) or text[at] == "\n"
            case ops.AT_BOUNDARY | ops.AT_NON_BOUNDARY:
                is_word = _CATEGORIES[ops.CATEGORY_WORD]
                before, here = at > 0 and is_word(text[at - 1]), at < len(text) and is_word(text[at])
                return (before != here) == (place is ops.AT_BOUNDARY)
        raise NotImplementedError(place)

    def _is_sign(self, op: Any, given: Any, at: int) -> bool:
        self.count += 1
        if at >= len(self.text):
            return False
        if op is not ops.IN:
            return self._is_one(op, given, self.text[at])
        asked = id(given), self.text[at]  # the tree outlives the answers
        if asked not in self.answers:
            self.answers[asked] = self._is_one(op, given, self.text[at])
        return self.answers[asked]

    def _is_one(self, op: Any, given: Any, sign: str) -> bool:
        signs = {sign, sign.lower(), sign.upper()} if self.ignore_case else {sign}
        match op:
            case ops.ANY:
                return sign != "\n"
            case ops.LITERAL:
                return chr(given) in signs
            case ops.NOT_LITERAL:
                return chr(given) not in signs
        negated = given[0][0] is ops.NEGATE
        return negated != any(_is_one_of(each, one) for one in given[negated:] for each in signs)


@cache
def _parsed(pattern: re.Pattern[Any]) -> Any:
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    return parser.parse(source, pattern.flags & ~re.LOCALE)


def _is_one_of(sign: str, one: Any) -> bool:
    op, given = one
    match op:
        case ops.LITERAL:
            return ord(sign) == given
        case ops.RANGE:
            return bool(given[0] <= ord(sign) <= given[1])
    return _CATEGORIES[given](sign)


def signs_of(pattern: re.Pattern[Any]) -> list[str]:
    """A few signs that the parts of a pattern may mean, and one that hardly any means: what to build texts of."""
    signs = {"\x7f": None, "a": None}

    def walk(tree: Any) -> None:
        for op, given in tree:
            match op:
                case ops.LITERAL:
                    signs[chr(given)] = None
                case ops.IN:
                    for kind, of_kind in given:
                        if kind is ops.LITERAL:
                            signs[chr(of_kind)] = None
                        elif kind is ops.RANGE:
                            signs[chr(of_kind[0])] = None
                        elif kind is ops.CATEGORY:
                            signs[next(s for s in ("0", " ", "a", "!") if _CATEGORIES[of_kind](s))] = None
                case ops.BRANCH:
                    for branch in given[1]:
                        walk(branch)
                case ops.SUBPATTERN:
                    walk(given[3])
                case ops.MAX_REPEAT | ops.MIN_REPEAT | ops.POSSESSIVE_REPEAT:
                    walk(given[2])
                case ops.ASSERT | ops.ASSERT_NOT:
                    walk(given[1])

    walk(_parsed(pattern))
    return [*signs][:_MOST_SIGNS]


_MOST_SIGNS = 8


def texts_of(signs: list[str], length: int) -> Iterator[str]:
    """Texts of that length, more or less, that such a pattern may find hard: one sign over and over, and two in turn."""
    for one in signs:
        yield one * length
        for other in signs:
            yield (one + other) * (length // 2)
            yield one * length + other
            yield other + one * length
