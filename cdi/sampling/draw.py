"""Which units to audit: a stratified draw without replacement that anybody can repeat from seed and frame.

In each stratum the units stand in the order of md5("seed|stratum|unit"). A simple sample takes the lowest. A systematic
sample spreads over the list first: of N units in list order it takes every N/n-th from a random start, and where
several units share a place of the list (a day), the lowest of them in hash order. Either way every unit has the
probability n/N. The reserve are the next units of the stratum in hash order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, sqrt

from cdi.house_style.formatting import count
from cdi.model.errors import ContractBroken, UsageRefused, nearest
from cdi.sampling.frame import DrawnRow, Frame, Place, PlaceCounts, StratumRequest

# Units below a share t of the hash range are binomial in number: with the mean this many standard deviations and
# units above what is asked for, one draw in far more than a thousand million has too few and is repeated.
_DEVIATIONS, _MARGIN = 7, 30
_WIDER = 8


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """What was drawn of a stratum of `units` units. `reserve` is what could be had of the reserve asked for."""

    name: str
    units: int
    sample: int
    reserve: int

    @property
    def probability(self) -> Fraction:
        """The chance of each unit to be in the sample, n/N."""
        return Fraction(self.sample, self.units)


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """A drawn sample with all that is needed to draw it again."""

    frame: Frame
    seed: int
    strata: tuple[DrawnStratum, ...]
    rows: tuple[DrawnRow, ...]
    frame_rows: int
    frame_hash: str


def draw(frame: Frame, sizes: Mapping[str, int], seed: int, reserve: int = 0) -> DrawnSample:
    """DrawnSample `sizes` units of each stratum and up to `reserve` more.

    A frame with a list order gives a systematic sample, one with clusters a sample of clusters with all their rows.
    Raises ContractBroken for a frame with empty cells, repeated ids, fewer units than asked for or clusters at several
    places; UsageRefused for sizes that name other strata than the frame holds.
    """
    if faults := frame.faults():
        raise ContractBroken("\n".join(faults))
    cells = frame.cells()
    units = _units(frame, cells)
    _check_sizes(frame, units, sizes)
    strata = tuple(
        DrawnStratum(name, units[name], sizes[name], min(reserve, units[name] - sizes[name])) for name in sorted(units)
    )
    rows = _rows(frame, cells, [stratum for stratum in strata if stratum.sample], seed)
    return DrawnSample(frame, seed, strata, tuple(rows), sum(cell.rows for cell in cells), frame_hash(cells))


def frame_hash(cells: Sequence[PlaceCounts]) -> str:
    """One checksum of the ids, strata, clusters and places of a frame, whatever the order of its rows and its engine.

    SHA-256 over the counts and digest sums of each stratum and place. It shows accidental changes; it is no seal
    against somebody who wants to deceive.
    """
    lines = sorted("|".join(map(str, (cell.stratum, cell.place, cell.rows, cell.units, *cell.sums))) for cell in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _units(frame: Frame, cells: Sequence[PlaceCounts]) -> dict[str, int]:
    """The units of each stratum."""
    units: dict[str, int] = {}
    for cell in cells:
        units[cell.stratum] = units.get(cell.stratum, 0) + cell.units
    if frame.layout.cluster and frame.layout.place:
        apart = sum(units.values()) - frame.units()
        if apart:
            raise ContractBroken(
                f"{frame.name}, column {frame.layout.place}: clusters at several places of the list ({count(apart)}"
                " places too many); expected one value for each cluster, such as the day of its first report"
            )
    return units


def _check_sizes(frame: Frame, units: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    names = sorted(units)
    for name, size in sizes.items():
        if name not in units:
            raise UsageRefused(f"stratum {name!r} is not in {frame.name}; {nearest(name, names)}")
        if size < 0:
            raise UsageRefused(f"stratum {name!r}: found a size of {count(size)}; expected zero or more")
    if unasked := [f"{name} ({count(units[name])} units)" for name in names if name not in sizes]:
        raise UsageRefused(f"{frame.name} holds strata without a size: {', '.join(unasked)}; 0 leaves a stratum out")
    if small := [
        f"{frame.name}, stratum {name}: holds {count(units[name])} units; {count(sizes[name])} were asked for"
        for name in names
        if sizes[name] > units[name]
    ]:
        raise ContractBroken("\n".join(small))
    if not any(sizes.values()):
        raise UsageRefused("every size is 0; expected at least one unit")


def _rows(frame: Frame, cells: Sequence[PlaceCounts], strata: Sequence[DrawnStratum], seed: int) -> list[DrawnRow]:
    """The drawn rows, from a share of the hash range that is widened until it holds all that was asked for."""
    places = {name: list(group) for name, group in groupby(_in_list_order(cells), key=lambda cell: cell.stratum)}
    by_place = {stratum.name: _by_place(places[stratum.name], stratum.sample, seed) for stratum in strata}
    wider = 1
    while True:
        requests = [
            StratumRequest(
                one.name, by_place[one.name], one.reserve, wider * _share(one, places[one.name], by_place[one.name])
            )
            for one in strata
        ]
        rows = frame.drawn(seed, requests)
        units = {(row.stratum, row.in_sample, row.cluster or row.id) for row in rows}
        if len(units) == sum(one.sample + one.reserve for one in strata):
            return rows
        if all(request.share >= 1 for request in requests):
            raise ContractBroken(
                f"{frame.name} changed while it was drawn from; draw again from a table that stands still"
            )
        wider *= _WIDER


def _in_list_order(cells: Sequence[PlaceCounts]) -> list[PlaceCounts]:
    return sorted(cells, key=lambda cell: (cell.stratum, "" if cell.place is None else cell.place))


def _share(stratum: DrawnStratum, cells: Sequence[PlaceCounts], by_place: Mapping[Place, int]) -> float:
    """The share of the hash range that holds all units asked for, as good as surely."""
    spare = stratum.sample + stratum.reserve
    return max(_enough(spare) / stratum.units, *(_enough(by_place[cell.place]) / cell.units for cell in cells))


def _enough(units: int) -> float:
    """A number of units that is as good as surely not fewer than these in any draw."""
    return units + _DEVIATIONS * sqrt(units) + _MARGIN if units else 0.0


def _by_place(cells: Sequence[PlaceCounts], sample: int, seed: int) -> dict[Place, int]:
    """How many units each place of the list gives: the positions (i + u) N/n, i = 0 … n − 1, with one start u.

    Positions are units over the cells in list order. Which unit stands where inside a place is left to the hash
    order, so any `m` positions inside it are its lowest `m`.
    """
    units = sum(cell.units for cell in cells)
    start = _start(seed, cells[0].stratum)
    sample_by_place: dict[Place, int] = {}
    before = 0
    for cell in cells:
        sample_by_place[cell.place] = _picks(before + cell.units, units, sample, start) - _picks(
            before, units, sample, start
        )
        before += cell.units
    return sample_by_place


def _picks(position: int, units: int, sample: int, start: Fraction) -> int:
    """How many of the positions ⌊(i + u) N/n⌋ lie before this one: the i below position · n/N − u."""
    return max(0, ceil(Fraction(position * sample, units) - start))


def _start(seed: int, stratum: str) -> Fraction:
    """The random start u of a stratum, 0 ≤ u < 1, from the seed."""
    digest = hashlib.sha256(f"{seed}|{stratum}|start".encode()).digest()
    return Fraction(int.from_bytes(digest), 2 ** (8 * len(digest)))
