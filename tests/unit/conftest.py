"""What the tests of more than one room share: charts that are drawn once, or set up and not written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def one_drawing() -> Iterator[None]:
    """Charts have one drawing, in half the time; the records of exhibits have both of each."""
    from cdi.exhibits.charts import canvas

    with canvas.draw_once(narrow=True):
        yield


@pytest.fixture
def words_alone(one_drawing: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - for its sake
    """Charts are set up once and not written, in a quarter of the time, for tests that look at their words."""
    monkeypatch.setattr("cdi.exhibits.charts.canvas.to_svg", lambda _: "<svg></svg>")
