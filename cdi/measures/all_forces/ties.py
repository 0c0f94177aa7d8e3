"""Whether the published numbers of an inspection fit together: rates, intervals, samples and yearly estimates.

The arithmetic is that of docs/methods.md, section 14. What does not fit is listed and never mended; it may be a slip of
a source, a rounding, or a method that differs from the one assumed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.all_forces.results import ForceResult, Registers, results_of
from cdi.measures.registers import read_reports

# The variance of a weighted, stratified rate lies within a third of that of a simple sample: published pairs of rate
# and half-width with the number audited give 0.98 to 1.14 (method of the inspectorate, as inferred from them).
_VARIANCE = (0.75, 1.34)
# Recorded crime of a force in two years two years apart; from 1 to 1.5 in what was published, and a half either way.
_GROWTH = (0.67, 2.0)


@dataclass(frozen=True, slots=True)
class Tie:
    """One check of one inspection: what it compares, what it comes to, what is expected, and whether it holds."""

    inspection_id: str
    check: str
    value: str
    expected: str
    holds: bool


CHECKS = (
    "share and counts",
    "interval and sample",
    "unrecorded parts and whole",
    "other crime from the parts",
    "additional and unrecorded crime",
)
"""Every check, in order."""


def ties(registers: Registers) -> list[Tie]:
    """Every check on every inspection whose published numbers allow it, by check, then in the order of time."""
    published, reports = registers["published_results"], read_reports(registers)
    rates = {
        kind: {result.inspection_id: result for result in results_of(reports, published, f"rate_{kind}")}
        for kind in ("overall", "violence", "sexual")
    }
    counts = _counts(published)
    found_ties = [
        *_shares(published),
        *_samples_of_2014(rates["overall"], published),
        *_intervals(rates["overall"]),
        *(tie for inspection in rates["overall"] for tie in _parts(inspection, rates, counts)),
        *_additional(rates["overall"], counts),
    ]
    return sorted(found_ties, key=lambda tie: CHECKS.index(tie.check))


def _shares(published: pd.DataFrame) -> Iterator[Tie]:
    """A share that was published with its counts is what these give, as precisely as it was printed."""
    for row in published.to_dict("records"):
        if not any(pd.isna(row[name]) for name in ("rate_pct", "numerator", "denominator")):
            yield _share_tie(row, row["rate_pct"])


def _samples_of_2014(overall: Mapping[str, ForceResult], published: pd.DataFrame) -> Iterator[Tie]:
    """A share of 2014 is that of the crimes of its sample; later rates are weighted and do not divide to it."""
    for row in published[published["measure"] == "crimes_recorded"].to_dict("records"):
        result = overall.get(str(row["inspection_id"]))
        if result is not None and result.programme == "CDI-2014" and not pd.isna(row["numerator"]):
            yield _share_tie(row, result.percent)


def _share_tie(row: Mapping[Hashable, Any], stated: Decimal) -> Tie:
    part, whole, places = int(row["numerator"]), int(row["denominator"]), formatting.places(stated)
    return Tie(
        str(row["inspection_id"]),
        "share and counts",
        f"{formatting.percent(100 * part / whole, 2)} from {formatting.fraction(part, whole)}",
        formatting.percent(stated, places),
        formatting.half_up(100 * part / whole, places) == formatting.half_up(stated, places),
    )


def _intervals(overall: Mapping[str, ForceResult]) -> Iterator[Tie]:
    """The variance behind the published interval, as a multiple of that of a simple sample of the number audited."""
    for name, result in overall.items():
        if result.units_from == "interval" and result.audited and result.units:
            ratio = result.audited / result.units
            yield Tie(
                name,
                "interval and sample",
                f"{formatting.decimals(ratio, 2)} times the variance of a simple sample of "
                f"{formatting.count(result.audited)}",
                f"{formatting.decimals(_VARIANCE[0], 2)} to {formatting.decimals(_VARIANCE[1], 2)}",
                _VARIANCE[0] <= ratio <= _VARIANCE[1],
            )


def _parts(
    inspection: str, rates: Mapping[str, Mapping[str, ForceResult]], counts: Mapping[tuple[str, str], int]
) -> Iterator[Tie]:
    """Violence and sexual offences not recorded are no more than all; what remains is a rate of other crime."""
    unrecorded = {kind: counts.get((inspection, f"unrecorded_{kind}")) for kind in rates}
    whole, parts = unrecorded["overall"], {kind: unrecorded[kind] for kind in ("violence", "sexual")}
    if whole is None or not any(parts.values()):
        return
    stated = sum(part or 0 for part in parts.values())
    yield Tie(
        inspection,
        "unrecorded parts and whole",
        f"{formatting.count(stated)} of {formatting.count(whole)}",
        f"no more than {formatting.count(whole)}",
        stated <= whole,
    )
    known_parts = {kind: part for kind, part in parts.items() if part and inspection in rates[kind]}
    if len(known_parts) != len([part for part in parts.values() if part]):
        return
    recorded = _recorded(whole, rates["overall"][inspection].value)
    rest = recorded - sum(_recorded(part, rates[kind][inspection].value) for kind, part in known_parts.items())
    missed = whole - sum(known_parts.values())
    rate = 100 * rest / (rest + missed) if rest + missed else -1.0
    yield Tie(
        inspection,
        "other crime from the parts",
        f"{formatting.percent(rate)} of {formatting.estimate(rest + missed)} crimes a year",
        "a rate from 0% to 100%, of crimes that there are",
        rest > 0 and 0 <= rate <= 100,
    )


def _additional(overall: Mapping[str, ForceResult], counts: Mapping[tuple[str, str], int]) -> Iterator[Tie]:
    """Recorded crime implied by additional crimes, A r₂/(r₂ − r₁), beside that implied by the estimate before."""
    before: dict[str, ForceResult] = {}
    for name, result in overall.items():
        first, more = before.get(result.force_id), counts.get((name, "additional_overall"))
        if first is not None and more is not None and first.unrecorded is not None and result.value > first.value:
            implied = more * result.value / (result.value - first.value)
            earlier = _recorded(first.unrecorded, first.value)
            yield Tie(
                name,
                "additional and unrecorded crime",
                f"{formatting.estimate(implied)} recorded a year, after {formatting.estimate(earlier)}",
                f"{formatting.decimals(_GROWTH[0], 2)} to {formatting.decimals(_GROWTH[1], 2)} times as many",
                _GROWTH[0] <= implied / earlier <= _GROWTH[1],
            )
        before[result.force_id] = result


def _recorded(unrecorded: float, percent: float) -> float:
    """Crime recorded a year that an estimate of crime not recorded implies: U r/(1 − r)."""
    return unrecorded * percent / (100 - percent)


def _counts(published: pd.DataFrame) -> dict[tuple[str, str], int]:
    rows: list[dict[Any, Any]] = published[published["numerator"].notna()].to_dict("records")
    return {(str(row["inspection_id"]), str(row["measure"])): int(row["numerator"]) for row in rows}
