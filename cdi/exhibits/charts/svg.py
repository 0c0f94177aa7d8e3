"""A canvas to SVG text: laid out once, drawn once, and each text measured once in a process.

Matplotlib's own `savefig` draws a figure with a layout twice, the first time into nothing, and measures every text anew
for each figure. Most texts of a chart stand in every other one too: the numbers of an axis, the kinds of crime.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextToPath

_POINTS = 72
"""Points in an inch: the unit of an SVG file."""
_TEXTS = 10_000
"""So many texts are remembered; a chart has a few dozen."""
_Places = list[tuple[str, float, float, float]]
"""The name of each glyph of a text, how far right and up it stands, and its scale."""
_Outline = tuple[Any, Any]
"""The points of a glyph, and what leads from each to the next."""


def to_svg(canvas: Canvas) -> str:
    """The canvas as SVG text without date or program, so that the same figures give the same bytes."""
    canvas.set_dpi(_POINTS)
    out = io.StringIO()
    pen = _Pen(*canvas.get_size_inches() * _POINTS, out, metadata={"Date": None, "Creator": None})
    _Paper(canvas, pen)
    canvas.draw(pen)
    pen.finalize()  # type: ignore[no-untyped-call]
    return out.getvalue()


class _Letters(TextToPath):
    """Matplotlib's outlines of letters; a text is set once in a process and in every process forked from it."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Width, height and descent of a text in points."""
        return self._measure(s, prop.copy(), ismath)  # a copy, for nobody may change a key

    @lru_cache(_TEXTS)  # noqa: B019 - there is one of these in a process
    def _measure(self, text: str, letters: FontProperties, mathematics: Any) -> tuple[float, float, float]:
        size: tuple[float, float, float] = super().get_text_width_height_descent(text, letters, mathematics)
        return size

    def get_glyphs_with_font(
        self,
        font: FT2Font,
        s: str,
        glyph_map: Mapping[str, _Outline] | None = None,
        return_new_glyphs_only: bool = False,  # noqa: ARG002 - as Matplotlib calls it
        **shaping: Any,
    ) -> tuple[_Places, dict[str, _Outline], list[Any]]:
        """The glyphs of a text with their places, and the outlines of those that are not in `glyph_map`."""
        places, outlines = self._set(font, s, *shaping.items())
        drawn = glyph_map or {}
        return places, {name: outline for name, outline in outlines.items() if name not in drawn}, []

    @lru_cache(_TEXTS)  # noqa: B019
    def _set(self, font: FT2Font, text: str, *shaping: tuple[str, Any]) -> tuple[_Places, dict[str, _Outline]]:
        places, outlines, _ = super().get_glyphs_with_font(font, text, **dict(shaping))
        return places, outlines


_LETTERS = _Letters()


class _Pen(RendererSVG):
    """Matplotlib's writer of SVG with the letters that are set once."""

    def __init__(self, *place: Any, **how: Any) -> None:
        super().__init__(*place, **how)  # type: ignore[no-untyped-call]
        self._text2path = _LETTERS


class _Paper(FigureCanvasBase):
    """Where a layout finds a pen to measure texts with; Matplotlib would make a new one for each question."""

    def __init__(self, canvas: Canvas, pen: _Pen) -> None:
        super().__init__(canvas)
        self._pen = pen

    def get_renderer(self) -> _Pen:
        """The pen that will draw."""
        return self._pen
