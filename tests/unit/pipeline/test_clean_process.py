"""The clean processes of the tests remember charts: the same for the same figures, and for no others."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from cdi.exhibits import Caption, charts
from cdi.exhibits.charts import canvas
from cdi.model.audit import Audit
from cdi.model.exhibit import Chart
from cdi.model.figure import Figures
from tests.clean_process_charts import remember_charts
from tests.sketched_charts import SKETCH


@pytest.fixture
def drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module with one function that lays a chart out, and remembers what it laid out in a folder."""
    monkeypatch.setattr(canvas, "to_svg", lambda _: SKETCH)
    module = ModuleType("drawing")
    module.__all__ = ["draw_timeliness"]  # type: ignore[attr-defined]
    module.draw_timeliness = charts.draw_timeliness  # type: ignore[attr-defined]
    remember_charts(tmp_path, (module,))
    return module


def test_a_chart_is_drawn_once_for_the_same_figures_and_again_for_others(
    drawing: ModuleType, figures: Figures, leicestershire: Audit, tmp_path: Path
) -> None:
    caption = Caption.of(leicestershire)
    first: Chart = drawing.draw_timeliness(figures, caption)
    assert first == charts.draw_timeliness(figures, caption)
    (place,) = tmp_path.iterdir()
    written = place.stat().st_mtime_ns
    assert drawing.draw_timeliness(figures, caption) == first
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == [written]

    others = Figures.of([each for each in figures.by_id.values() if each.id != "timeliness.violence"])
    assert len(others.by_id) == len(figures.by_id) - 1
    assert drawing.draw_timeliness(others, caption) == charts.draw_timeliness(others, caption) != first
