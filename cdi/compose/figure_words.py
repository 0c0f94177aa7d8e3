"""The words that may stand for a figure's value in place of digits: a closed list, so that no author words a result.

A rank is worded by its place from either end. A yes or no that was counted as 1 or 0 is worded by
`templates/words/figures.toml`, which names the figure and the words for each value.
"""

from __future__ import annotations

import tomllib
from functools import cache

from cdi.house_style import formatting
from cdi.model.figure import Figure, Figures
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

_RANKED = "programme.forces"


def words_for(figure: Figure, figures: Figures, templates: Templates = SHIPPED_TEMPLATES) -> list[str]:
    """The words that say a figure's value; none for a figure whose value has no words.

    A rank counts from the bottom; how many are ranked is the figure `programme.forces`, and without it there are no
    words from the top.
    """
    if figure.unit != "rank":
        return list(_worded(templates).get(figure.id, {}).get(str(round(figure.value)), ()))
    place = round(figure.value)
    words = [_end(place, "lowest")]
    if _RANKED in figures and (from_top := round(figures[_RANKED].value) - place + 1) > 0:
        words.append(_end(from_top, "highest"))
    return words


def _end(place: int, end: str) -> str:
    return end if place == 1 else f"{formatting.ordinal(place)} {end}"


@cache
def _worded(templates: Templates) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(templates.find("words/figures.toml").read_text(encoding="utf-8"))
