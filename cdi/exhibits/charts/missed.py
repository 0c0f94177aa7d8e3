"""What was not recorded: kinds by how much each adds to all that was missed, or a map of two columns."""

from __future__ import annotations

from functools import partial
from itertools import accumulate

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.exhibits.charts.groups import MOST_LINES, draw_cells, fits_map, lay_out
from cdi.exhibits.charts.points import list_in_words, shortened
from cdi.exhibits.tables.missed import sort_missed
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_group
from cdi.house_style.colours import BLUE, ORANGE, QUIET_GREY
from cdi.measures.cuts import Counts, Cut
from cdi.model.exhibit import Chart
from cdi.model.groups import Cells


def draw_missed(cut: Cut, caption: Caption, subject: str) -> Chart:
    """Crimes not recorded by group, the most first, with their share added up; two columns make a map.

    A map is as dark as there are crimes that were not recorded, not as the rate is: many cells rest on few crimes.
    """
    missed = sort_missed(cut)
    most = dict([*missed.items()][:MOST_LINES])
    shown = missed if fits_map(cut, narrow=False) else most
    total = cut.total
    headline = f"{formatting.fraction(total.no, total.of)} {cut.question.units} were not {cut.question.done}"
    headline += ": which ones, is made up" if cut.made_up else ""
    subtitle = f"{subject}, {caption.place}, {caption.period}"
    subtitle += "" if fits_map(cut, narrow=False) else "; in orange their share of all, added up"
    subtitle += f"; the {formatting.count(len(shown))} largest" if len(shown) < len(missed) else ""
    alt = list_in_words([_in_words(cut, cells, counts) for cells, counts in shown.items()], "Nothing was counted")
    alt = f"{cut.made_up} {alt}".strip()
    map_fits, narrow_map = fits_map(cut, narrow=False), fits_map(cut, narrow=True)

    def draw(sheet: ChartSheet) -> None:
        as_map = narrow_map if sheet.narrow else map_fits
        (partial(_draw_map, cut=cut) if as_map else partial(_draw_bars, cut=cut, shown=most))(sheet)
        if cut.made_up:
            sheet.warn(cut.made_up)

    more = 0.4 if cut.made_up else 0.0
    rows = len(lay_out(cut)[0]) if map_fits else 0
    heights = {
        "wide_height": more + (0.9 + 0.36 * rows if map_fits else 1.3 + 0.36 * len(most)),
        "narrow_height": more + (0.9 + 0.36 * rows if narrow_map else 1.4 + 0.62 * len(most)),
    }
    drawings = draw_both(draw, **heights, title=headline, description=f"{subtitle}. {alt}")
    return Chart("missed", headline, subtitle, alt, caption.source, figures=(), **drawings)


def _in_words(cut: Cut, cells: Cells, counts: Counts) -> str:
    return f"{name_group(cut.by, cells) if cut.by else 'All'}: {formatting.fraction(counts.no, counts.of)}"


def _draw_bars(sheet: ChartSheet, cut: Cut, shown: dict[Cells, Counts]) -> None:
    """Bars from the top down by the number missed, and a line of their share of all that was missed, added up.

    Both are to one scale: the axis below ends at all that was missed, and the one above at 100% of it.
    """
    axes, names = sheet.axes, [name_group(cut.by, cells) if cut.by else "All" for cells in shown]
    numbers, rows = [counts.no for counts in shown.values()], [*range(len(shown))]
    width = 0.3 if sheet.narrow else 0.55
    seaborn.barplot(
        x=numbers, y=rows, orient="y", native_scale=True, width=width, color=BLUE, saturation=1, errorbar=None, ax=axes
    )
    total = cut.total.no
    most = max(1, total)
    for row, (name, counts) in enumerate(zip(names, shown.values(), strict=True)):
        text = formatting.fraction(counts.no, counts.of)
        if sheet.narrow:
            sheet.write(shortened(name, 26), 0, row - width / 2, dy=8, ha="left")
            sheet.write(text, 1.05 * most, row - width / 2, dy=8, ha="right")
        else:
            sheet.write(text, 1.05 * most, row, dx=8, ha="left")
    axes.set_ylim(len(shown) - 0.4, -1.0 if sheet.narrow else -0.6)
    axes.set_xlim(0, 1.05 * most)
    axes.set_yticks([] if sheet.narrow else rows, [] if sheet.narrow else [shortened(name, 44) for name in names])
    axes.grid(visible=False, axis="y")
    axes.tick_params(left=False, labelsize=LETTERS)
    sheet.note_axis("Crimes not recorded; above, share added up (%)")
    if total:
        above = axes.twiny()
        shares = [100 * part / total for part in accumulate(numbers)]
        seaborn.lineplot(
            x=shares, y=rows, orient="y", sort=False, estimator=None, color=ORANGE, marker="D", markersize=5,
            linewidth=1.6, ax=above,
        )  # fmt: skip
        above.set_xlim(0, 105)
        above.set_xticks(range(0, 101, 25))
        above.tick_params(labelsize=LETTERS, labelcolor=QUIET_GREY)
        above.grid(visible=False)
        above.set_xlabel("")


def _draw_map(sheet: ChartSheet, cut: Cut) -> None:
    counts = {cells: cut.counts(cells) for cells in cut.groups}
    shades = {cells: float(each.no) for cells, each in counts.items()}
    turned = {cells: Counts(each.no, each.of) for cells, each in counts.items()}
    draw_cells(sheet, cut, shades, turned, most=max([1.0, *shades.values()]))
