"""What the tests of exhibits share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cdi.exhibits.charts.canvas import draw_once


@pytest.fixture
def one_drawing() -> Iterator[None]:
    """Charts have one drawing, in half the time, for tests that look at words alone; the record has both of each."""
    with draw_once(narrow=True):
        yield
