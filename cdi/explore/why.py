"""The way back from a figure to its formula and rows, and forward to the sentences that print it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdi.derivation.derivation import Derivation, Gap
from cdi.derivation.explain import explain_in_audit
from cdi.derivation.rows import RowIds
from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import text_columns
from cdi.explore.answers import Answer, Picture
from cdi.measures.made_up import describe_made_up
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.exhibit import Table, TableCell
from cdi.workspace.paths import Workspace


@dataclass(frozen=True, repr=False)
class WhyAnswer(Answer):
    """How a figure was made, or why there is none."""

    derivation: Derivation | Gap
    caption: Caption
    made_up: str

    @property
    def counted(self) -> tuple[str, ...]:
        """The ids of what the figure counts; none where it counts no rows of its own."""
        return _ids(self.derivation.sides.counted) if isinstance(self.derivation, Derivation) else ()

    @property
    def not_counted(self) -> tuple[str, ...]:
        """The ids of what is in its base and not counted."""
        return _ids(self.derivation.sides.not_counted) if isinstance(self.derivation, Derivation) else ()

    @property
    def table(self) -> Table:
        """One row for each part of the answer."""
        of = self.derivation.figure.id if isinstance(self.derivation, Derivation) else self.derivation.id
        columns = text_columns("Part", "What there is to say")
        rows = tuple((TableCell(name), TableCell("; ".join(lines))) for name, lines in self.derivation.parts())
        note = f" {self.made_up}" if self.made_up and self.counted else ""
        return Table("why", f"How {of} was made" if self.counted else of, columns, rows, self.caption.source + note)

    def records(self) -> list[dict[str, Any]]:
        """One row for each line of the answer, then one for each id of either side."""
        lines = [(name, line) for name, lines in self.derivation.parts() for line in lines]
        ids = [("counted", each) for each in self.counted] + [("not counted", each) for each in self.not_counted]
        return [{"part": part, "content": content} for part, content in (*lines, *ids)]

    def chart(self) -> Picture:
        """The figure with its interval; one that is no percentage, or a gap, says so."""
        from cdi.exhibits.charts.figures import draw_figures

        figures = [self.derivation.figure] if isinstance(self.derivation, Derivation) else []
        return Picture(draw_figures(figures, self.caption, self.table.caption))


def _ids(side: RowIds | None) -> tuple[str, ...]:
    return () if side is None else side.ids


def explain(figure_id: str, audit: Audit, workspace: Workspace, ref: AuditRef) -> WhyAnswer:
    """The derivation of a figure of an open audit; UsageRefused for an id that is neither figure nor gap."""
    derivation = explain_in_audit(figure_id, audit, workspace, ref)
    return WhyAnswer(derivation, Caption.of(audit), describe_made_up(audit))
