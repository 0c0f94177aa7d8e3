"""What was not recorded, by group, with how much each group adds to all that was missed."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import decimal_cell, fraction_cell, number_columns, text_columns
from cdi.exhibits.tables.groups import describe_unknown
from cdi.house_style.cell_words import name_column, name_value
from cdi.measures.cuts import Counts, Cut
from cdi.model.exhibit import Table, TableCell
from cdi.model.groups import Cells


def sort_missed(cut: Cut) -> dict[Cells, Counts]:
    """The groups by how many were missed, the most first; ties as the cut has them."""
    counts = {cells: cut.counts(cells) for cells in cut.groups}
    return dict(sorted(counts.items(), key=lambda pair: -pair[1].no))


def tabulate_missed(cut: Cut, caption: Caption, subject: str) -> Table:
    """One row for each group: missed of known, its share of all that was missed, and the shares added up."""
    missed, total = sort_missed(cut), cut.total.no
    columns = (
        *text_columns(*[name_column(name) for name in cut.by] or ["Group"]),
        *number_columns(
            f"Not {cut.question.done}, of {cut.question.units}",
            f"Share of all not {cut.question.done} (%)",
            "Added up (%)",
        ),
    )
    sums = accumulate(counts.no for counts in missed.values())
    rows = tuple(
        (
            *map(TableCell, [name_value(name, value) for name, value in zip(cut.by, cells, strict=True)] or ["All"]),
            fraction_cell(counts.no, counts.of),
            *(decimal_cell(100 * part / total if total else 0, 1) for part in (counts.no, together)),
        )
        for (cells, counts), together in zip(missed.items(), sums, strict=True)
    )
    notes = [
        caption.source,
        *([cut.made_up] if cut.made_up else []),
        *describe_unknown(replace(cut, unplaced=Counts(0, cut.unplaced.no))),
    ]
    notes.append("How many were missed depends on how many were audited: a large group adds more at the same rate.")
    return Table("missed", subject, columns, rows, " ".join(notes))
