"""What two auditors decided of the same records: the records by both decisions."""

from __future__ import annotations

from matplotlib.colors import ListedColormap, to_hex

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both, finish_map, seaborn
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column
from cdi.house_style.colours import INK, NOTHING, PAPER, SHADES
from cdi.house_style.contrast import readable_on
from cdi.measures.second_look import SecondLook
from cdi.model.exhibit import Chart


def draw_second_look(look: SecondLook, caption: Caption, subject: str) -> Chart:
    """Four cells: as the audit decided down, as the second auditor did across; those off the diagonal are apart."""
    alike = look.counts[True, True] + look.counts[False, False]
    headline = f"Two auditors decided alike on {formatting.fraction(alike, look.reviewed)} records"
    subtitle = f"{subject}, {caption.place}, {caption.period}"
    names = {True: name_column(look.column), False: f"Not {name_column(look.column).lower()}"}
    said = [
        f"{names[first]} by the audit and {names[second].lower()} by the second auditor: {formatting.count(number)}"
        for (first, second), number in look.counts.items()
    ]
    alt = f"{look.made_up} {'; '.join(said)}.".strip()

    def draw(sheet: ChartSheet) -> None:
        _draw_cells(sheet, look, names)
        if look.made_up:
            sheet.warn(look.made_up)

    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    more = 0.4 if look.made_up else 0.0
    drawings = draw_both(draw, wide_height=1.9 + more, narrow_height=1.9 + more, **words)
    return Chart("second-look", headline, subtitle, alt, caption.source, figures=(), **drawings)


def _draw_cells(sheet: ChartSheet, look: SecondLook, names: dict[bool, str]) -> None:
    axes, answers = sheet.axes, (True, False)
    seaborn.heatmap(
        [[look.counts[first, second] for second in answers] for first in answers],
        cmap=ListedColormap([NOTHING, *SHADES]), vmin=0, vmax=look.reviewed, cbar=False, linewidths=2,
        linecolor=PAPER, ax=axes, yticklabels=[names[each] for each in answers],
        xticklabels=[f"Second: {names[each].lower()}" for each in answers],
    )  # fmt: skip
    grounds = iter(finish_map(sheet))
    for height, first in enumerate(answers):
        for place, second in enumerate(answers):
            colour = readable_on(to_hex(next(grounds)), INK, PAPER)
            number = formatting.count(look.counts[first, second])
            sheet.write(number, place + 0.5, height + 0.5, ha="center", color=colour)
    sheet.note_axis("Down: as the audit decided")
