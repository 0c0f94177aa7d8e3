"""Small tables written as a person would, typed by the contract, in an audit that holds nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd

from cdi.contract.parsing import parse_table
from cdi.contract.tables import AUDIT_TABLES, REFERENCE_TABLES
from cdi.contract.vocabulary import TextTable
from cdi.measures.changes import changes
from cdi.measures.figures import Contribution, combine
from cdi.measures.national import national
from cdi.measures.rate import Rates
from cdi.measures.rates import estimate_rates
from cdi.measures.recording import recording
from cdi.model.audit import Audit
from cdi.model.figure import Figures


def table(name: str, text: str) -> pd.DataFrame:
    """A table from lines of cells between bars, headings first; what is left out is empty, or any valid value."""
    return _parsed(name, text).copy(deep=False)  # what a test writes into one is in no other


@cache
def _parsed(name: str, text: str) -> pd.DataFrame:
    schema = {**REFERENCE_TABLES, **AUDIT_TABLES}[name]
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    written = pd.DataFrame(lines[1:], columns=lines[0])
    for place, key in enumerate(schema.key):
        if key not in written:
            written[key] = [f"{schema.column(key).example_cell}" if place else f"k{row}" for row in range(len(written))]
    frame = pd.DataFrame(
        {
            column.name: written.get(
                column.name, pd.Series(["" if column.optional else column.example_cell] * len(written))
            )
            for column in schema.columns
        }
    )
    parsed = parse_table(schema, TextTable(name, "test", frame, {}))
    faults = parsed.all_faults()
    assert not faults, faults[0]
    return parsed.frame


def holding(audit: Audit, **texts: str) -> Audit:
    """The audit with these tables only; a prior audit is kept."""
    return replace(audit, tables={name: table(name, text) for name, text in texts.items()}, records={})


def printed(subject: Callable[[Audit], Contribution], audit: Audit) -> dict[str, str]:
    """What a subject measures, as printed, by id; each gap as its reason in brackets."""
    measured = subject(audit)
    return {figure.id: figure.printed for figure in measured.figures} | {
        name: f"[{why}]" for name, why in measured.gaps.items()
    }


def with_rates(subject: Callable[[Audit, Rates], Contribution]) -> Callable[[Audit], Contribution]:
    """A subject that needs the rates of its audit, as one that estimates them itself."""
    return lambda audit: subject(audit, estimate_rates(audit))


def figures_of_rates(audit: Audit) -> Figures:
    """What follows from the rates of an audit alone: its own figures, the changes, and its place among the forces."""
    rates = estimate_rates(audit)
    whole = combine([recording(audit, rates), changes(audit, rates), national(audit, rates)])
    return Figures.of([*whole.figures], whole.gaps)
