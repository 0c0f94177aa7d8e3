"""Small samples as counts of what was examined: incidents, referrals, no-crimes, out-of-court disposals."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import (
    answer_cell,
    bind,
    explained_table,
    number_columns,
    text_columns,
)
from cdi.house_style import formatting
from cdi.house_style.disposal_kinds import DISPOSALS
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Figure, Figures


@dataclass(frozen=True, slots=True)
class _Count:
    """One row: what was counted, the figure, and the facet that is the count."""

    label: str
    figure: str
    facet: str


@dataclass(frozen=True, slots=True)
class _Sample:
    """One table; there is none unless the figure of its last count is there."""

    table: str
    caption: str
    counts: tuple[_Count, ...]


_SAMPLES = (
    _Sample(
        "incident-crimes",
        "Crimes reported as part of an incident record",
        (
            _Count("Incident records reviewed", "incidents.records", "value"),
            _Count("Crimes that the audit found in them", "incidents.crimes", "denominator"),
            _Count("Of these crimes, recorded by the force", "incidents.crimes", "numerator"),
        ),
    ),
    _Sample(
        "referral-crimes",
        "Crime reports held on other systems",
        (
            _Count("Referrals from other bodies reviewed", "referrals.records", "value"),
            _Count("Crimes that the audit found in them", "referrals.crimes", "denominator"),
            _Count("Of these crimes, recorded by the force", "referrals.crimes", "numerator"),
        ),
    ),
)
_NO_CRIMES = _Sample(
    "no-crimes",
    "No-crimes",
    (
        _Count("No-crime decisions reviewed", "cancellations.all", "denominator"),
        _Count("Of these decisions, correct", "cancellations.all", "numerator"),
    ),
)
_CANCELLED = _Sample(
    "cancelled-crimes",
    "Cancelled crimes",
    (
        _Count("Cancellations reviewed", "cancellations.all", "denominator"),
        _Count("Of these cancellations, correct", "cancellations.all", "numerator"),
    ),
)
"""What no-crimes have been called since April 2015."""
_QUESTIONS = {
    "suitable": "Offender suitable",
    "informed": "Told what it means",
    "views_considered": "Victim’s views considered",
    "meaningful": "Outcome meaningful",
}


def tabulate_samples(figures: Figures, caption: Caption) -> list[Table]:
    """Records examined, crimes in them, crimes recorded, and cancellations rightly decided: counts, no rates.

    One table for each sample that was examined.
    """
    samples = (*_SAMPLES, _NO_CRIMES if caption.speaks_of_no_crimes else _CANCELLED)
    return [_tabulate(sample, figures, caption.source) for sample in samples if sample.counts[-1].figure in figures]


def _tabulate(sample: _Sample, figures: Figures, source: str) -> Table:
    rows = tuple(
        (TableCell(count.label), bind(figure, formatting.count(_counted(figure, count.facet)), count.facet))
        for count in sample.counts
        if (figure := figures.get(count.figure)) is not None
    )
    columns = (*text_columns("What was counted"), *number_columns("Number"))
    return Table(sample.table, sample.caption, columns, rows, source)


def _counted(figure: Figure, facet: str) -> int:
    """The count that a facet of a figure is: its numerator, its denominator, or the figure itself."""
    count = {"numerator": figure.numerator, "denominator": figure.denominator}.get(facet)
    return int(figure.value) if count is None else count


def tabulate_disposals(figures: Figures, caption: Caption) -> Table | None:
    """Out-of-court disposals by kind: parts of small samples, each a fraction of those it was asked of.

    A question that is never asked of a kind is not applicable there; without any sample there is no table.
    """
    kinds = {kind: plural for kind, plural in DISPOSALS.items() if f"disposals.{kind}.sampled" in figures}
    if not kinds:
        return None
    rows = (
        (
            TableCell(formatting.capitalised(plural)),
            *(answer_cell(figures, f"disposals.{kind}.{question}") for question in _QUESTIONS),
        )
        for kind, plural in kinds.items()
    )
    columns = (*text_columns("Disposal"), *number_columns(*_QUESTIONS.values()))
    return explained_table("disposals", "Out-of-court disposals examined", columns, rows, caption.source)
