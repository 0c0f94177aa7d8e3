"""The front page: all forces and inspections as a list, the grid of tiles, and how far forces lie apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from cdi.house_style import formatting
from cdi.model.auditor import GRADES
from cdi.site.content import SiteContent, describe_data_set
from cdi.site.pages import tiles_of, words_of
from cdi.site.register import NationalRegister
from cdi.site.rows import OWN, rows_of_front_page
from cdi.site.stated import StatedResult

# Chosen: five shades, so that neighbours can be told apart; each tile also prints its rate.
_STEPS = (80, 85, 90, 95)


def make_front_page(content: SiteContent) -> tuple[str, str]:
    """The page by its place."""
    register, words = content.register, words_of(content.workspace.templates)
    rows = list(rows_of_front_page(register, content.briefs))
    labels = {name: each["label"] for name, each in words["programmes"].items()}
    regimes = list(
        dict.fromkeys(row.regime for row in sorted(rows, key=lambda row: (row.regime == OWN, row.sorted_by)))
    )
    years = sorted({row.year for row in rows}, reverse=True)
    inspected = [inspection.label_year for inspection in register.inspections]
    return content.page(
        "index.html",
        "front.html.j2",
        "index.html",
        rows=rows,
        own_audits=any(row.regime == OWN for row in rows),
        tiles=list(_tiles(content)),
        steps=[*enumerate(_labels_of_steps(), start=1), (0, "no rate of the force")],
        averages=[average for programme in regimes if (average := register.average(programme))],
        years=(min(inspected, default=0), max(inspected, default=0)),
        spread=_spread(register),
        national=content.national,
        structured=describe_data_set(content),
        numbers={
            "forces": sum(force.territorial for force in register.forces.values()),
            "inspections": len(register.inspections),
            "results": sum(len(inspection.results) for inspection in register.inspections),
            "reports": sum(map(len, content.briefs.values())),
        },
        choices={
            "regions": sorted({force.region for force in register.forces.values() if force.region}),
            "grades": [grade for grade in GRADES if any(row.grade == grade for row in rows)],
            "years": years,
            "regimes": [(regime, labels.get(regime, regime)) for regime in regimes],
        },
    )


def _spread(register: NationalRegister) -> dict[str, Any] | None:
    """The latest rates of the programme that most forces have one of, the lowest first; none without any."""
    latest: dict[tuple[str, str], StatedResult] = {}
    for inspection in reversed(register.inspections):
        if inspection.overall:
            latest[inspection.programme, inspection.force] = inspection.overall
    sizes = Counter(programme for programme, _ in latest)
    if not sizes:
        return None
    programme = max(sorted(sizes), key=sizes.__getitem__)
    rates = [rate for (name, _), rate in latest.items() if name == programme]
    rates.sort(key=lambda rate: float(rate.place))
    return {"programme": programme, "rates": rates, "average": register.average(programme)}


def _labels_of_steps() -> list[str]:
    low, high = _STEPS[0], _STEPS[-1]
    between = [f"{one}% to under {other}%" for one, other in pairwise(_STEPS)]
    return [f"under {low}%", *between, f"{high}% and over"]


def _tiles(content: SiteContent) -> Iterator[dict[str, Any]]:
    """The tile of each territorial force, row by row; one without a place follows below the others."""
    places, register = tiles_of(content.workspace.templates), content.register
    forces = [force for force in register.forces.values() if force.territorial and force.id in places]
    for force in sorted(forces, key=lambda each: (places[each.id][1], places[each.id][0])):
        column, row, letters = places[force.id]
        latest = register.latest(force.id)
        rate = latest.overall if latest else None
        at = None if rate is None else rate.low if rate.value is None else rate.value
        yield {
            "force": force, "column": column, "row": row, "letters": letters,
            "step": 0 if at is None else 1 + sum(at >= bound for bound in _STEPS),
            "short": _on_tile(rate) if rate else "", "long": rate.printed if rate else "",
            "year": latest.label_year if latest and rate else None,
        }  # fmt: skip


def _on_tile(rate: StatedResult) -> str:
    """The rate in few letters: 84.1%, >93%, ≈89%."""
    number = (
        formatting.percent(rate.rate, min(formatting.places(rate.rate), 1)) if rate.rate is not None else rate.short
    )
    return {"floor": ">", "rounded": "≈"}.get(rate.basis, "") + number
