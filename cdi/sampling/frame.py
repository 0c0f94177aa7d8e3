"""A sampling frame where it lies: counted and drawn from by its own engine, never read as a whole.

What leaves the engine: counts and sums by stratum (and by place in the list for a systematic draw), and of the drawn
units their id, stratum and cluster. `cdi.sampling.open_frame` opens one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

from cdi.house_style.formatting import count
from cdi.load.database_connection import quiet, refuse_memory
from cdi.model.errors import ContractBroken
from cdi.sampling import hash_order

with quiet():
    import ibis

_MOST_PLACES = 100_000

Place = date | int | None
"""Where in the list a unit stands: a day or a whole number; None in a draw without a list order."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a frame: a row for each unit, or each member of a `cluster`; `place` gives the list order."""

    id: str
    stratum: str
    cluster: str | None = None
    place: str | None = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns by what they are for."""
        pairs = {"id": self.id, "stratum": self.stratum, "cluster": self.cluster, "place": self.place}
        return {role: name for role, name in pairs.items() if name is not None}


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """What there is of one stratum at one place of the list: rows, units to draw, and sums of their digests."""

    stratum: str
    place: Place
    rows: int
    units: int
    sums: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StratumRequest:
    """What is asked for of one stratum: units by place of the list, reserve units, and the share of digests to read."""

    stratum: str
    by_place: Mapping[Place, int]
    reserve: int
    share: float


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row that was drawn. `number` counts units of the stratum from 1, the sample and the reserve each on its own."""

    id: str
    stratum: str
    cluster: str | None
    in_sample: bool
    number: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame under its roles (`id`, `stratum`, `unit`, `place`), the engine that holds it, and what it was asked.

    `parts` is a power of two: in how many parts different values are counted.
    """

    name: str
    layout: Layout
    engine: str
    table: Any
    parts: int = 1
    queries: list[str] = field(default_factory=list, compare=False)

    def faults(self) -> list[str]:
        """Empty cells by column, and ids that occur more than once; counts only."""
        table, roles = self.table, list(self.layout.columns)
        empty = {role: table.count(where=_empty(table[role])) for role in roles}
        counts = self.ask(table.aggregate(rows=table.count(), **empty))[0]
        ids = sum(self.ask(part.aggregate(ids=part["id"].nunique()))[0]["ids"] for part in self._in_parts("id"))
        lines = [
            f"{self.name}, column {self.layout.columns[role]}: {count(counts[role])} empty cells; expected none"
            for role in roles
            if counts[role]
        ]
        repeated = counts["rows"] - ids - counts["id"]
        if counts["rows"] == 0:
            lines.append(f"{self.name}: no rows; expected one row for each unit")
        if repeated > 0:
            lines.append(f"{self.name}, column {self.layout.id}: {count(repeated)} repeated ids; expected each id once")
        return lines

    def cells(self) -> list[PlaceCounts]:
        """What the frame holds by stratum and place. Raises ContractBroken when there are too many places."""
        tables = self._in_parts("unit") if self.layout.cluster else [self.table]
        counted: dict[tuple[str, Place], tuple[int, ...]] = {}
        for table in tables:
            for row in self.ask(self._count_by_place(table).limit(_MOST_PLACES + 1)):
                key, numbers = (
                    (row["stratum"], row.get("place")),
                    (row["rows"], row["units"], row["first"], row["second"]),
                )
                before = counted.get(key, (0, 0, 0, 0))
                counted[key] = tuple(int(now) + then for now, then in zip(numbers, before, strict=True))
            if len(counted) > _MOST_PLACES:
                raise ContractBroken(
                    f"{self.name}, column {self.layout.place}: more than {count(_MOST_PLACES)} different places in the"
                    " list; expected a coarser order, such as the day"
                )
        return [
            PlaceCounts(stratum, place, rows, units, (first, second))
            for (stratum, place), (rows, units, first, second) in counted.items()
        ]

    def units(self) -> int:
        """The clusters of all strata, each counted once a stratum."""
        asked = (part.group_by("stratum").aggregate(units=part["unit"].nunique()) for part in self._in_parts("unit"))
        return sum(row["units"] for question in asked for row in self.ask(question))

    def drawn(self, seed: int, requests: Sequence[StratumRequest]) -> list[DrawnRow]:
        """The units lowest in hash order, at each place and then as reserve of the stratum.

        Only units whose digest is below `share` are sorted; fewer than were asked for come back when it was too small.
        """
        candidates = self._candidates(seed, requests)
        ranked = candidates.mutate(rank=ibis.dense_rank().over(group_by=self._keys, order_by="order"))
        marked = ranked.mutate(taken=_any(_in_sample(ranked, request) for request in requests))
        placed = marked.mutate(number=ibis.dense_rank().over(group_by=["stratum", "taken"], order_by="order"))
        reserve = _any(
            (placed["stratum"] == request.stratum) & (placed["number"] < request.reserve) for request in requests
        )
        kept = placed.filter(placed["taken"] | reserve)
        rows = self.ask(kept.select("id", "stratum", "unit", "taken", "number"))
        drawn_rows = [
            DrawnRow(
                row["id"], row["stratum"], row["unit"] if self.layout.cluster else None, row["taken"], row["number"] + 1
            )
            for row in rows
        ]
        return sorted(drawn_rows, key=lambda row: (row.stratum, not row.in_sample, row.number, row.id))

    @property
    def _keys(self) -> list[str]:
        return ["stratum", "place"] if self.layout.place else ["stratum"]

    def _count_by_place(self, table: Any) -> Any:
        """Rows, units and digest sums by stratum and place."""
        parts = [table["stratum"], table["unit"]] + ([table["id"]] if self.layout.cluster else [])
        first, second = hash_order.sums(hash_order.digest(_joined(parts), self.engine), self.engine)
        units = table["unit"].nunique() if self.layout.cluster else table.count()
        return table.group_by(self._keys).aggregate(rows=table.count(), units=units, first=first, second=second)

    def _in_parts(self, role: str) -> list[Any]:
        """The frame in parts that keep all rows of a value together."""
        if self.parts == 1:
            return [self.table]
        return [self.table.filter(self.table[role].hash() & (self.parts - 1) == part) for part in range(self.parts)]

    def _candidates(self, seed: int, requests: Sequence[StratumRequest]) -> Any:
        table = self.table
        text = ibis.literal(f"{seed}|") + _joined([table["stratum"], table["unit"]])
        with_order = table.mutate(order=hash_order.ordered(hash_order.digest(text, self.engine), self.engine))
        low_digests = [
            (with_order["stratum"] == request.stratum)
            & hash_order.below(with_order["order"], request.share, self.engine)
            for request in requests
        ]
        return with_order.filter(_any(low_digests))

    def ask(self, expression: Any) -> list[dict[str, Any]]:
        """The rows of an expression; its text is kept in `queries`."""
        try:
            with quiet():
                self.queries.append(str(ibis.to_sql(expression)))
                rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
        except Exception as failed:
            refuse_memory(failed)
            raise not_readable(self.name, failed) from None
        return rows


def not_readable(name: str, failed: Exception) -> ContractBroken:
    """What is said of an engine's error: its kind and the line, never its text, which may quote a row."""
    line = re.search(r"on Line: (\d+)", str(failed))
    return ContractBroken(f"{name}{f', row {line[1]}' if line else ''}: not readable ({type(failed).__name__})")


def _joined(parts: Sequence[Any]) -> Any:
    return reduce(lambda left, right: left + "|" + right, parts)


def _any(conditions: Any) -> Any:
    return reduce(lambda left, right: left | right, conditions)


def _empty(values: Any) -> Any:
    return values.isnull() | (values == "") if values.type().is_string() else values.isnull()


def _in_sample(ranked: Any, request: StratumRequest) -> Any:
    """Whether a unit is in the sample: one condition for each number of units that a place gives."""
    here, conditions = ranked["stratum"] == request.stratum, []
    for units in sorted(set(request.by_place.values()) - {0}):
        places = [place for place, number in request.by_place.items() if number == units]
        at = here if places == [None] else here & ranked["place"].isin(places)
        conditions.append(at & (ranked["rank"] < units))
    return _any(conditions)
