"""A figure: the unit of truth. Everything a reader sees is taken from one, by its id."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Unit = Literal[
    "percent",
    "percentage points",
    "crimes",
    "records",
    "victims",
    "posts",
    "pounds",
    "forces",
    "rank",
    "hours",
    "days",
    "months",
    "years",
    "FTE",
    "count",
]
Basis = Literal["reconstruction", "records", "published", "register"]
Conclusion = Literal["rise", "fall", "not shown"]

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a figure, in the figure's own unit; `half_width` in percentage points for a rate.

    `level` is a fraction (0.95). `half_width` is None for an interval that is not symmetric.
    """

    low: float
    high: float
    half_width: float | None
    level: float
    method: str

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"interval {self.low} to {self.high}: the lower bound lies above the upper one")
        if not 0 < self.level < 1:
            raise ValueError(f"confidence level {self.level}: expected a fraction between 0 and 1")


@dataclass(frozen=True, slots=True)
class Test:
    """The outcome of the test behind a comparison: the only source of the word "significant".

    `p_value` is two-sided and adjusted for the other tests of the report; `not_worse` the one-sided p of "no worse
    than by the margin" of `finding_rules`. `level` is a fraction.
    """

    __test__ = False  # not a test case for pytest

    statistic: float
    p_value: float
    level: float
    method: str
    conclusion: Conclusion
    not_worse: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its base, unit, uncertainty and origin.

    `value` is unrounded: rates in percent (84.067), differences of rates in percentage points. `printed` is the
    value as a document shows it, made once when the figure is made. `base` says in words what the denominator is.
    `sources` names the tables (or the published report) it rests on. `numerator` and `denominator` are counts in
    the sample; for a weighted rate they do not divide to the value, and `base` says so. `standard_error` is that of a
    stratified rate by its design, in percentage points: what a test against another audit needs.
    """

    id: str
    label: str
    value: float
    unit: Unit
    printed: str
    base: str
    basis: Basis
    sources: tuple[str, ...]
    numerator: int | None = None
    denominator: int | None = None
    interval: Interval | None = None
    test: Test | None = None
    standard_error: float | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"figure id {self.id!r}: expected dotted lower-case words, such as recording.overall")
        if not math.isfinite(self.value):
            raise ValueError(f"figure {self.id}: value {self.value} is not a number")
        if not self.printed or not self.base or not self.sources:
            raise ValueError(f"figure {self.id}: printed form, base and sources must be given")
        if self.numerator is not None and self.denominator is not None and not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"figure {self.id}: {self.numerator} of {self.denominator} is not a part of a whole")

    @property
    def missing(self) -> int:
        """Denominator less numerator: the ones that were not recorded, not in time, not told."""
        if self.numerator is None or self.denominator is None:
            raise ValueError(f"figure {self.id} has no numerator and denominator")
        return self.denominator - self.numerator

    def as_json(self) -> dict[str, Any]:
        """The figure as `figures.json` holds it."""
        return asdict(self) | {"sources": list(self.sources)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figure:
        """The inverse of `as_json`."""
        interval, test = data["interval"], data["test"]
        return cls(
            **{
                **data,
                "sources": tuple(data["sources"]),
                "interval": Interval(**interval) if interval else None,
                "test": Test(**test) if test else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one audit by id, and the ids that cannot be had with the reason why (the named gaps)."""

    by_id: Mapping[str, Figure]
    gaps: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, figures: list[Figure], gaps: Mapping[str, str] | None = None) -> Figures:
        """Collect figures; an id that occurs twice, or is both a figure and a gap, raises ValueError."""
        by_id: dict[str, Figure] = {}
        for figure in figures:
            if figure.id in by_id:
                raise ValueError(f"figure {figure.id} is computed twice")
            by_id[figure.id] = figure
        both = by_id.keys() & (gaps or {}).keys()
        if both:
            raise ValueError(f"both a figure and a gap: {', '.join(sorted(both))}")
        return cls(by_id, dict(gaps or {}))

    def __getitem__(self, figure_id: str) -> Figure:
        return self.by_id[figure_id]

    def get(self, figure_id: str) -> Figure | None:
        """The figure of that id, or nothing when it is a gap or unknown."""
        return self.by_id.get(figure_id)

    def __contains__(self, figure_id: str) -> bool:
        return figure_id in self.by_id

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.by_id.values())

    def under(self, prefix: str) -> list[Figure]:
        """The parts of a breakdown in their order: `under("rape.unrecorded")` gives `rape.unrecorded.*`."""
        return [figure for figure in self if figure.id.startswith(prefix + ".")]
