"""Which figures have a small number of people in them, and how the parts of a breakdown are put together instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cdi.disclosure.numbers import PrintedNumber, counts_of, group_of, owner_of, parts_by_breakdown
from cdi.disclosure.policy import Policy
from cdi.house_style import formatting
from cdi.measures.extra import ExtraResult
from cdi.model.audit import Audit
from cdi.model.counted_rows import CountedRows
from cdi.model.figure import Figure

TOGETHER = "of other kinds, shown together to protect people"
"""The label of the parts of a breakdown that are put together; which ones they are is not said."""
COUNTED = ("count", "crimes", "records", "victims")
"""The units of figures that are numbers of people, or of what stands for people."""


@dataclass(frozen=True, slots=True)
class SmallNumber:
    """A number of people that is hidden: what it is printed with, which number of it is small, and its rows if any."""

    owner: str
    what: str
    number: PrintedNumber | None


def find_small(policy: Policy, figures: Iterable[Figure]) -> Iterator[SmallNumber]:
    """The small numbers of figures that are about people; breakdowns are looked at apart."""
    for figure in figures:
        if figure.part_of is None and not figure.id.startswith("extra.") and policy.concerns(figure):
            if policy.class_of(figure.id) == "one":
                yield SmallNumber(figure.id, "a value of one person or record", None)
            else:
                yield from find_small_in(policy, figure, owner_of(figure))


def find_small_in(policy: Policy, figure: Figure, owner: str) -> Iterator[SmallNumber]:
    """The small numbers of one figure: those counted, those not counted, and all of them."""
    value, base, _ = counts_of(figure)
    if figure.numerator is None and figure.unit not in COUNTED:
        return
    numbers = {"the number counted": value, "all that it is counted of": base}
    if base is not None and value is not None:
        numbers["those of the base that are not counted"] = base - value
    for what, number in numbers.items():
        if number is not None and policy.is_small(number):
            yield SmallNumber(owner, what, as_printed(owner, number))


def as_printed(owner: str, number: float) -> PrintedNumber | None:
    """A number with its rows; None where it forgot them."""
    selections = number.selections if isinstance(number, CountedRows) else ()
    return PrintedNumber(owner, int(number), selections) if selections else None


def find_small_groups(policy: Policy, audit: Audit, results: Iterable[ExtraResult]) -> Iterator[SmallNumber]:
    """The small numbers of extra measures that are about people."""
    for result in results:
        if result.rates is None or not policy.concerns_measure(audit, result.measure):
            continue
        for row in result.rates.rows:
            owner, counts = group_of(result, row.values), row.counts
            numbers = {
                "the number counted": counts.yes,
                "all that it is counted of": counts.of,
                "those of the base that are not counted": counts.of - counts.yes,
            }
            for what, number in numbers.items():
                if policy.is_small(number):
                    yield SmallNumber(owner, what, as_printed(owner, number))


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A breakdown as it may be printed: the parts that stand alone and the one that the others are in.

    `small` are the parts of which nobody may learn the number. Without any part nothing of the breakdown is printed.
    """

    name: str
    parts: tuple[Figure, ...]
    small: tuple[Figure, ...]


def regroup(policy: Policy, figures: Iterable[Figure]) -> list[Regrouped]:
    """Each breakdown about people that has a small part, with its small parts put together and with the next ones."""
    return [
        _put_together(policy, name, parts)
        for name, parts in parts_by_breakdown(figures).items()
        if policy.concerns(parts[0]) and any(policy.is_small(part.value) for part in parts)
    ]


def _put_together(policy: Policy, name: str, parts: Sequence[Figure]) -> Regrouped:
    """The smallest parts as one, until that one is not small itself and no part beside it is; at least two of them."""
    order = sorted(parts, key=lambda part: (part.value, part.id))
    small = tuple(part for part in order if policy.is_small(part.value))
    joined = order[: max(2, len(small))]
    while len(joined) < len(order) and sum(part.value for part in joined) < policy.threshold:
        joined = order[: len(joined) + 1]
    alone = tuple(part for part in parts if part not in joined)
    if not alone:
        return Regrouped(name, (), small)
    # Counts are added as they are, so that the sum remembers its rows.
    number = sum((part.value for part in joined[1:]), joined[0].value)
    together = replace(
        joined[0],
        id=f"{name}.together",
        label=TOGETHER,
        value=number,
        printed=formatting.count(int(number)),
        category=None,
    )
    return Regrouped(name, (*alone, together), small)
