"""What each figure of the shipped audits is called, what it is out of and how it is printed; and why there is no other.

`every_figure.csv` is a record of what stands: a figure that is called otherwise, is out of something else or is printed
otherwise is another line there. `python -m tests.unit.measures.test_every_figure` writes it again; read the difference
before it is committed. The numbers of the source documents are looked for by `make backtest`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdi.house_style.formatting import decimals
from cdi.load.audit import read_audit
from cdi.measures import measure
from cdi.model.audit_ref import AuditRef
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import Workspace
from tests.thin import thin

pytestmark = pytest.mark.slow

COLUMNS = (
    "audit",
    "id",
    "label",
    "printed",
    "unit",
    "base",
    "role",
    "basis",
    "sources",
    "interval",
    "method",
    "conclusion",
)
RECORD = Path(__file__).parent / "every_figure.csv"
with RECORD.open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row) for row in csv.reader(file)][1:]


def lines(audit: str, figures: Figures) -> Iterator[tuple[str, ...]]:
    """A line for each figure; for each gap its reason and what would fill it in place of a label and a base."""
    for each in figures:
        base = each.base.format(**each.base_values)
        conclusion = each.test.conclusion if each.test else ""
        yield (
            audit,
            each.id,
            each.label,
            each.printed,
            each.unit,
            base,
            each.role,
            each.basis,
            " ".join(each.sources),
            *interval(each),
            conclusion,
        )
    for name, reason in figures.gaps.items():
        yield (audit, name, reason, "", "", figures.cures.get(name, ""), "gap", "", "", "", "", "")


def interval(figure: Figure) -> tuple[str, str]:
    if figure.interval is None:
        return "", ""
    return f"{decimals(figure.interval.low, 2)} to {decimals(figure.interval.high, 2)}", figure.interval.method


@pytest.mark.parametrize("audit", thin(sorted({row[0] for row in ROWS}), keep=3))
def test_every_figure_is_called_what_it_is_and_printed_from_its_base(audit: str, project: Workspace) -> None:
    figures = measure(read_audit(project, AuditRef(*audit.split())))
    assert {row[1]: row for row in lines(audit, figures)} == {row[1]: row for row in ROWS if row[0] == audit}


if __name__ == "__main__":
    shipped = Workspace(Path(__file__).parents[3])
    audits = [ref for force in shipped.forces() for ref in shipped.audits(force)]
    rows = [row for ref in audits for row in lines(str(ref), measure(read_audit(shipped, ref)))]
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
