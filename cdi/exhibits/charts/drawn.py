"""How large a part of each stratum was drawn."""

from __future__ import annotations

from collections.abc import Sequence

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both
from cdi.exhibits.charts.points import Point, draw_points, height_of, list_in_words
from cdi.house_style import formatting
from cdi.model.exhibit import Chart


def draw_parts(strata: Sequence[tuple[str, int, int]], caption: Caption, subject: str, warning: str) -> Chart:
    """A line for each stratum, given as (name, drawn, of how many); a `warning` stands above them."""
    points = [
        Point(place, name, 100 * drawn / units, None, None, formatting.fraction(drawn, units))
        for place, (name, drawn, units) in enumerate(strata)
    ]
    said = list_in_words([f"{point.label}: {point.text}" for point in points], "Nothing was drawn")
    alt = f"{warning} {said}".strip()
    subtitle = f"Drawn of each stratum of the frame, {caption.place}"

    def draw(sheet: ChartSheet) -> None:
        draw_points(sheet, points, "Drawn, of the frame (%)")
        if warning:
            sheet.warn(warning)

    wide, narrow = (height_of(points, narrow=each) + (0.4 if warning else 0.0) for each in (False, True))
    words = {"title": subject, "description": f"{subtitle}. {alt}"}
    drawings = draw_both(draw, wide_height=wide, narrow_height=narrow, **words)
    return Chart("drawn", subject, subtitle, alt, caption.source, figures=(), **drawings)
