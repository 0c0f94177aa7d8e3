"""Strata whose rates come out as published: how many reports are audited in each, and how many of them recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cdi.model.errors import RunFailed

# Chosen: reports audited in a stratum, before the size is moved so that the published rate can come out of it; and the
# share of a year's crime that each stratum with a published rate stands for.
_AUDITED = {"violence": 700, "sexual": 260, "other": 600}
_SHARE = {"violence": Decimal("0.30"), "sexual": Decimal("0.05")}
_LARGEST_SAMPLE = 4000


@dataclass(frozen=True, slots=True)
class DemoStratum:
    """How many reports were audited and recorded; `share` is the part of a year's crime that the stratum stands for."""

    name: str
    audited: int
    recorded: int
    share: Decimal

    @property
    def percent(self) -> Decimal:
        """The rate of recording, in percent."""
        return Decimal(100 * self.recorded) / self.audited


def choose_strata(rates: Mapping[str, Decimal]) -> list[DemoStratum]:
    """Strata that give the published rates: `overall`, and `violence` and `sexual` when they are among the rates.

    Each rate is met to the decimals in which it is given, in percent. What has no published rate is one stratum,
    `other`, whose rate follows from the overall one. Raises RunFailed when no sample of a sensible size gives them.
    """
    published = [_stratum(name, rates[name], share) for name, share in _SHARE.items() if name in rates]
    share = 1 - sum((stratum.share for stratum in published), Decimal())
    part = sum((stratum.share * stratum.percent for stratum in published), Decimal())
    rate = (rates["overall"] - part) / share
    for audited in range(_AUDITED["other"], _LARGEST_SAMPLE):
        recorded = min(max(_nearest(rate, audited), 0), audited)
        other = DemoStratum("other", audited, recorded, share)
        if _rounded(part + share * other.percent, rates["overall"]) == rates["overall"]:
            return [*published, other]
    raise RunFailed(f"no sample gives the overall rate of {rates['overall']}% beside {dict(rates)}")


def _stratum(name: str, rate: Decimal, share: Decimal) -> DemoStratum:
    for audited in range(_AUDITED[name], _LARGEST_SAMPLE):
        stratum = DemoStratum(name, audited, _nearest(rate, audited), share)
        if _rounded(stratum.percent, rate) == rate:
            return stratum
    raise RunFailed(f"no sample gives a rate of {rate}%")


def _nearest(rate: Decimal, audited: int) -> int:
    """The whole number of recorded reports nearest to a rate in percent."""
    return int((rate * audited / 100).to_integral_value(ROUND_HALF_UP))


def _rounded(percent: Decimal, like: Decimal) -> Decimal:
    return percent.quantize(like, ROUND_HALF_UP)
