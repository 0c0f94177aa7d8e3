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
Basis = Literal["reconstruction", "records", "published", "register", "made up"]
Conclusion = Literal["rise", "fall", "not shown"]
Role = Literal[
    "recording rate",
    "prior rate",
    "sample behind a rate",
    "change",
    "additional crimes",
    "part of a sample",
    "part in time",
    "part of a whole",
    "breakdown",
    "distance",
    "average",
    "rank",
    "margin",
    "stated",
    "number",
]
"""What a figure is to its readers, so that nobody has to read it from an id, a label or a base.

`recording rate` and `prior rate` are estimates for a force, of this audit and of the one before. `sample behind a rate`
is the counts that a rate is estimated from, `change` the tested difference of two rates, and `additional crimes` what
follows from it in a year. `part of a sample` is as uncertain as the sample is, `part in time` depends on the hours
within which a crime must be recorded too, and `part of a whole` is of a whole that is known in full. `breakdown` is one
of several counts that make up a whole (`part_of`). `distance` is the difference of two rates without a test, `margin`
the width of an uncertainty, `stated` what somebody else stated, and `number` any other count, length, age or sum.
"""

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a figure, in the figure's own unit; `half_width` in percentage points for a rate.

    `level` is a fraction (0.95). `half_width` is None for an interval that is not symmetric; `places` are the decimals
    that it is printed with, for a published one those that it was published with.
    """

    low: float
    high: float
    half_width: float | None
    level: float
    method: str
    places: int = 2

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"interval {self.low} to {self.high}: the lower bound lies above the upper one")
        if not 0 < self.level < 1:
            raise ValueError(f"confidence level {self.level}: expected a fraction between 0 and 1")


@dataclass(frozen=True, slots=True)
class SampleWorth:
    """The simple sample that a rate's interval is worth at its lower and its upper end, for tests of change.

    `below` and `above` are units; None where that end has no sampling error. `drawn_below` and `drawn_above` are the
    fractions of a finite population that were drawn (`cdi.stats.effective`).
    """

    below: float | None
    above: float | None
    drawn_below: float = 0.0
    drawn_above: float = 0.0


@dataclass(frozen=True, slots=True)
class Test:
    """The outcome of the test behind a comparison: the only source of the word "significant".

    `p_value` is two-sided and adjusted for the other tests of the report; `not_worse` the one-sided p of "no worse
    than by the margin" of `finding_rules`. `level` is a fraction. `z` is the z of the two normal errors, with which the
    publishers of rates are taken to test, and `z_p_value` its p, adjusted likewise; None where neither rate has such an
    error, or in figures built before they were kept.
    """

    __test__ = False  # not a test case for pytest

    statistic: float
    p_value: float
    level: float
    method: str
    conclusion: Conclusion
    not_worse: float | None = None
    z: float | None = None
    z_p_value: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its base, unit, uncertainty and origin.

    `value` is unrounded: rates in percent (84.067), differences of rates in percentage points. `printed` is the
    value as a document shows it, made once when the figure is made.

    `base` says in words what the denominator is, with a {name} for each of `base_values`: counts, years and days as
    printed, which may differ between two builds whose bases mean the same. `excluded` is how many rows of the tables it
    rests on were left out on purpose. `unknown` is how many more rows the base would have if it were known whether they
    belong to the numerator; they are in neither count. `cdi.measures.figures.printed_base` puts these together.

    `sources` names the tables (or the published report) it rests on. `numerator` and `denominator` are counts in
    the sample; for a weighted rate they do not divide to the value, and `base` says so. `standard_error` is that of a
    stratified rate by its design, in percentage points; `worth` is what a test of change needs. `caution` says why the
    interval may hold less often than it says, or whose it is; None where neither needs saying. A figure of a breakdown
    has the breakdown's id as `part_of`, and as `category` what its units have in common. `places` are the decimals with
    which a rate, or a difference of rates, may be printed: as many as a published one was published with. `rounded_to`
    is the base that its counts of people are rounded to, 1 where they are exact; a share is then of the rounded counts.
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
    worth: SampleWorth | None = None
    caution: str | None = None
    role: Role = "number"
    base_values: Mapping[str, str] = field(default_factory=dict, hash=False)
    excluded: int = 0
    unknown: int = 0
    part_of: str | None = None
    category: str | int | None = None
    places: int = 1
    rounded_to: int = 1

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"figure id {self.id!r}: expected dotted lower-case words, such as recording.overall")
        if not math.isfinite(self.value):
            raise ValueError(f"figure {self.id}: value {self.value} is not a number")
        if not self.printed or not self.base or not self.sources:
            raise ValueError(f"figure {self.id}: printed form, base and sources must be given")
        if self.numerator is not None and self.denominator is not None and not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"figure {self.id}: {self.numerator} of {self.denominator} is not a part of a whole")
        if self.excluded < 0 or self.unknown < 0:
            raise ValueError(
                f"figure {self.id}: {self.excluded} rows left out, {self.unknown} unknown; expected 0 or more"
            )
        if (self.role == "breakdown") != (self.part_of is not None):
            raise ValueError(f"figure {self.id}: a figure of a breakdown, and no other, names it in part_of")

    @property
    def bound_places(self) -> int:
        """The decimals of the bounds of its interval: those of the value or of the half-width, one at most."""
        written = 1 if self.interval is None or self.interval.half_width is None else self.interval.places
        return min(1, max(self.places, written))

    @property
    def missing(self) -> int:
        """Denominator less numerator: those that were not recorded, or not in time."""
        if self.numerator is None or self.denominator is None:
            raise ValueError(f"figure {self.id} has no numerator and denominator")
        return self.denominator - self.numerator

    def as_json(self) -> dict[str, Any]:
        """The figure as `figures.json` holds it."""
        return asdict(self) | {"sources": list(self.sources)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figure:
        """The inverse of `as_json`."""
        interval, test, worth = data["interval"], data["test"], data.get("worth")
        return cls(
            **{
                **data,
                "sources": tuple(data["sources"]),
                "interval": Interval(**interval) if interval else None,
                "test": Test(**test) if test else None,
                "worth": SampleWorth(**worth) if worth else None,
            }
        )


class CountedReason(str):
    """The reason of a gap that counts cases; `uncounted` says the same without their number."""

    __slots__ = ("uncounted",)
    uncounted: str

    def __new__(cls, reason: str, uncounted: str = "") -> CountedReason:
        """The reason with its other wording, which pickle sets afterwards."""
        counted = super().__new__(cls, reason)
        counted.uncounted = uncounted
        return counted


@dataclass(frozen=True, slots=True)
class Control:
    """What disclosure control did to figures before they may leave the force: see `cdi.disclosure`.

    Counts of people below `threshold` are hidden. `people` are the ids of the printed figures that are about people,
    `hidden` those of the gaps that hide a figure, in order; which of them is small and which only goes with it is not
    said. Counts of people that are printed are rounded to `rounding_base`; 1 rounds none.
    """

    threshold: int
    people: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    rounding_base: int = 1

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Control:
        """The inverse of `asdict`, after JSON made lists of the ids."""
        base = int(data.get("rounding_base", 1))
        return cls(int(data["threshold"]), tuple(data["people"]), tuple(data["hidden"]), base)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one audit by id, and the ids that cannot be had with the reason why (the named gaps).

    `cures` says of a gap what would fill it, where anything would; `subjects` which subject a figure or a gap is of, in
    the order of a report. `control` is None as long as disclosure control has not looked at them: such figures are for
    the force alone, and no bundle takes them.
    """

    by_id: Mapping[str, Figure]
    gaps: Mapping[str, str] = field(default_factory=dict)
    cures: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    control: Control | None = None

    @classmethod
    def of(
        cls,
        figures: list[Figure],
        gaps: Mapping[str, str] | None = None,
        cures: Mapping[str, str] | None = None,
        subjects: Mapping[str, str] | None = None,
        control: Control | None = None,
    ) -> Figures:
        """Collect figures; an id that occurs twice, or is both a figure and a gap, raises ValueError."""
        by_id: dict[str, Figure] = {}
        for figure in figures:
            if figure.id in by_id:
                raise ValueError(f"figure {figure.id} is computed twice")
            by_id[figure.id] = figure
        both = by_id.keys() & (gaps or {}).keys()
        if both:
            raise ValueError(f"both a figure and a gap: {', '.join(sorted(both))}")
        return cls(by_id, dict(gaps or {}), dict(cures or {}), dict(subjects or {}), control)

    def __getitem__(self, figure_id: str) -> Figure:
        return self.by_id[figure_id]

    def get(self, figure_id: str) -> Figure | None:
        """The figure of that id, or nothing when it is a gap or unknown."""
        return self.by_id.get(figure_id)

    def __contains__(self, figure_id: str) -> bool:
        return figure_id in self.by_id

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.by_id.values())

    def is_hidden(self, figure_id: str) -> bool:
        """Whether the id is a gap because disclosure control hides its figure."""
        return self.control is not None and figure_id in self.control.hidden

    def parts_of(self, breakdown: str) -> list[Figure]:
        """The parts of a breakdown in their order, such as those of `rape.unrecorded`; none for an unknown name."""
        return [figure for figure in self if figure.part_of == breakdown]
