"""Walks over many cases: `make test` tries some of them, evenly spread, and `make long` the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def thin(cases: Iterable[Any], keep: int) -> list[Any]:
    """The cases for `parametrize`, all but `keep` of them marked `long`; the first and the last are kept.

    A case may be a value, a tuple of values for several names, or a `pytest.param`.

    >>> [bool(case.marks) for case in thin("abcde", keep=3)]
    [False, True, False, True, False]
    """
    every = list(cases)
    step = (len(every) - 1) / max(keep - 1, 1)
    kept = {round(step * place) for place in range(keep)}
    return [_as_param(case, place not in kept) for place, case in enumerate(every)]


def _as_param(case: Any, is_long: bool) -> Any:
    marks = (pytest.mark.long,) if is_long else ()
    if hasattr(case, "marks") and hasattr(case, "values") and hasattr(case, "id"):  # a pytest.param
        return pytest.param(*case.values, marks=(*case.marks, *marks), id=case.id)
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=marks)
