"""What the page on all forces needs besides figures: names, dates and sources, as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cdi.bundle.plain import plain_rows, terms_of
from cdi.contract.published_measures import measure_named
from cdi.measures.all_forces.comparison import Apart, ForceComparison
from cdi.measures.all_forces.national_results import NationalResults
from cdi.measures.all_forces.regimes import REGIMES
from cdi.measures.all_forces.results import Registers
from cdi.measures.all_forces.side_by_side import Side
from cdi.model.audit_ref import NATIONAL

_STATEMENT = (
    "Every figure here was published, or follows from published figures. Nothing is made up. The results come from "
    "inspection reports and from what newspapers, forces and commissioners quoted of them; each row of the data "
    "names its source and how it is known."
)


def national_facts(results: NationalResults, registers: Registers, seed: int) -> dict[str, Any]:
    """The facts of the comparison, in the shape that those of an audit have, as far as there is something to say."""
    comparison = results.comparison
    as_at = comparison.as_at.isoformat()
    return {
        "force": {"id": NATIONAL.force, "name": "England and Wales"},
        "inspection": {"audit": NATIONAL.audit, "published_on": as_at, "label_year": comparison.as_at.year},
        "auditor": {"name": "", "exercise": "comparison of forces", "inspects": False},
        "comparison": {
            "as_at": as_at,
            "measure": comparison.measure,
            "label": comparison.label,
            "is_rate": measure_named(comparison.measure).holds == "rate",
            "regime": comparison.regime.label,
            "years": comparison.regime.years,
            "seed": None if comparison.side_by_side is None else str(seed),
            "lowest": comparison.rows[0].name if comparison.rows else None,
            "highest": comparison.rows[-1].name if comparison.rows else None,
            "missing": list(comparison.missing),
            "bands": _names(comparison, "a band"),
            "no_size": _names(comparison, "no size"),
            "short": _names(comparison, "short period"),
            "superseded": [row.name for row in comparison.rows if row.later],
            "below_spread": _beyond_spread(comparison, "below"),
            "above_spread": _beyond_spread(comparison, "above"),
        },
        "programmes": {regime.programme: {"label": regime.label, "years": regime.years} for regime in REGIMES},
        "parameters": parameters_of(comparison, seed),
        "signed_off": [],
        "decisions": [],
        "extra_measures": [],
        "finding_rules": plain_rows(registers["finding_rules"]),
        "reader_glossary": terms_of(registers.get("reader_glossary")),
        "published_bases": {},
        "published_words": {},
        "provenance": {"basis": "published", "statement": _STATEMENT, "sources": sorted(_sources(comparison))},
    }  # fmt: skip


def parameters_of(comparison: ForceComparison, seed: int) -> dict[str, str]:
    """What the notebook was run on, as `provenance.json` says it."""
    return {
        "as_at": comparison.as_at.isoformat(),
        "measure": comparison.measure,
        "regime": comparison.regime.programme,
        "seed": str(seed),
    }


def _names(comparison: ForceComparison, why: Apart) -> list[str]:
    return [row.name for row in comparison.apart(why)]


def _beyond_spread(comparison: ForceComparison, side: Side) -> list[str]:
    table = comparison.side_by_side
    return [] if table is None else [each.unit.name for each in table.shown(side, beside_spread=True)]


def _sources(comparison: ForceComparison) -> Iterable[str]:
    """Every source of a compared result, each once; a row may name several, divided by semicolons."""
    return {source.strip() for row in comparison.rows for source in row.result.source.split(";")}
