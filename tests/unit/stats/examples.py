"""Tests of examples that are drawn by chance: few of them in `make test`, and as many as usual in `make long`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from tests.thin import thin


def try_examples(
    *tried: SearchStrategy[Any], few: int = 20, many: int = 100
) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Makes a promise about such values a test, slow by itself, that takes the number of its examples."""

    def as_test(promise: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.slow
        @pytest.mark.parametrize("examples", thin((few, many), keep=1))
        def test(examples: int) -> None:
            settings(max_examples=examples)(given(*tried)(promise))()

        test.__name__, test.__doc__ = promise.__name__, promise.__doc__
        return test

    return as_test
