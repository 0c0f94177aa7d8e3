"""An open audit: every question that an analyst may ask of it, in one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cdi.exhibits.caption import Caption
from cdi.explore import columns
from cdi.explore.columns import By, Filter
from cdi.explore.hidden_in_reports import tell_hidden_in_cut, tell_hidden_in_waits
from cdi.explore.own_audits import OwnAudits
from cdi.load.audit import read_audit
from cdi.measures.cuts import cut
from cdi.measures.questions import find_question
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.extra_measure import REPORTS
from cdi.model.figure import Figures
from cdi.workspace.names import require_audit
from cdi.workspace.paths import Workspace

if TYPE_CHECKING:
    from cdi.explore.card import Card
    from cdi.explore.comparison import ComparisonAnswer
    from cdi.explore.figure_shelf import FigureShelf
    from cdi.explore.made_report import MadeReport
    from cdi.explore.parts import DelayAnswer, MissedAnswer, RateAnswer
    from cdi.explore.publication import Publication
    from cdi.explore.row_list import RowAnswer
    from cdi.explore.why import WhyAnswer


@dataclass(frozen=True, repr=False)
class Desk(OwnAudits):
    """An open audit. It shows itself as a card; each method answers one question with a value that shows itself too.

    `by` is a column of the data contract or several: a column of choices, of yes and no, `offence`, or `month`.
    `where` chooses rows: a column of yes and no (`"domestic_abuse"`), or values by column
    (`{"route": "officer", "month": ["2018-04", "2018-05"]}`; None is "not established"). A name that does not exist is
    refused with the nearest one. Empty cells are unknown: they are counted in a note, and never as a no.

    Rows in Parquet files or a database stay there: only counts leave, and the ids that `rows` and `why` are asked for.
    """

    workspace: Workspace
    ref: AuditRef
    data: Audit

    @cached_property
    def _measured(self) -> Figures:
        from cdi.measures import measure

        return measure(self.data)

    @property
    def _caption(self) -> Caption:
        return Caption.of(self.data)

    @property
    def figures(self) -> FigureShelf:
        """Every figure of the audit by id: `figures["recording.rape"]`, `figures.search("rape")`.

        Tab completes the ids. An id that does not exist is a KeyError that names the nearest.
        """
        from cdi.explore.figure_shelf import FigureShelf

        return FigureShelf(self._measured, self._caption, self._printed_in)

    @cached_property
    def _printed_in(self) -> dict[str, tuple[str, ...]]:
        from cdi.explore.printed import find_printed

        return find_printed(self.workspace, self.ref)

    @property
    def documents(self) -> list[str]:
        """The documents that can be made of the audit."""
        named = (self.workspace.audit_folder(self.ref) / "documents.toml").is_file()
        return self.workspace.documents(self.ref) if named else []

    def columns(self, table: str = REPORTS) -> dict[str, str]:
        """The columns of a record-level table that `by` and `where` take, with what each means."""
        return columns.list_columns(self.data, table)

    def rate(self, by: By = None, where: Filter = None, of: str = "recorded") -> RateAnswer:
        """How many, and the rate where the sample supports one, by the values of columns.

        Whole strata have exactly the rates of the report. A group that cuts across strata is weighted by them, with
        Korn and Graubard's interval, when it has enough reports and an interval narrow enough for a rate (the finding
        rules say so); otherwise it has its fraction, Wilson's interval, and the reason. Each group is tested against
        all others, with Holm's rule for all groups of the table.

        `of` is what is asked: recorded, accurate (recorded in the right class), in_time, attended, risk_assessed,
        safeguarded, safeguarding_considered, investigated; of cancelled crimes cancelled_rightly and victim_informed.
        """
        from cdi.explore.parts import RateAnswer
        from cdi.measures.group_rates import estimate_groups

        question = find_question(self.data, of)
        table = columns.require_table(self.data, question.table)
        chosen = columns.choose_rows(self.data, table, where)
        counted = cut(self.data, question, columns.choose_columns(table, by), chosen)
        rates, folder = estimate_groups(self.data, counted), self.workspace.audit_folder(self.ref)
        return RateAnswer(rates, self._caption, folder, tell_hidden_in_cut(self.data, counted))

    def unpublish(self, name: str) -> Publication:
        """Take an extra measure out of the audit's `measures.toml`, as if it had never been there.

        `audit.rate(…).publish(name)` puts one in. The next report follows; a name that is not there is refused.
        """
        from cdi.explore.publication import withdraw_measure

        return withdraw_measure(self.workspace.audit_folder(self.ref), name)

    def delays(self, by: By = None, where: Filter = None) -> DelayAnswer:
        """How long crimes waited to be recorded: the share recorded by each hour, of all that were due.

        A crime that was never recorded counts as waiting to the end of the audit period (Kaplan and Meier). The limits
        are those that the rules gave in the audit period.
        """
        from cdi.explore.parts import DelayAnswer
        from cdi.measures.waiting import count_waits

        table = columns.require_table(self.data, REPORTS)
        chosen = columns.choose_rows(self.data, table, where)
        waits = count_waits(self.data, columns.choose_columns(table, by), chosen)
        return DelayAnswer(waits, self._caption, tell_hidden_in_waits(self.data, waits, table))

    def unrecorded(self, by: By = "category", where: Filter = None) -> MissedAnswer:
        """What was not recorded: the groups with the most first, and how much each adds to all that was missed.

        One column makes a Pareto chart, two (`["category", "route"]`) a heat map.
        """
        from cdi.explore.parts import MissedAnswer

        question = find_question(self.data, "recorded")
        table = columns.require_table(self.data, question.table)
        chosen = columns.choose_rows(self.data, table, where)
        counted = cut(self.data, question, columns.choose_columns(table, by), chosen)
        return MissedAnswer(counted, self._caption, tell_hidden_in_cut(self.data, counted))

    def compare(self, audit: str | Desk | None = None) -> ComparisonAnswer:
        """Each figure of another audit of the force and of this one, with what may be said of the difference.

        Without a name it is the audit before this one. The earlier of the two is `before`, whichever is asked. All
        tests of the answer are adjusted together.
        """
        from cdi.explore.comparison import compare

        other = audit if isinstance(audit, Desk) else self._open_other(audit)
        pair = sorted((other, self), key=lambda desk: desk.data.inspection.day)
        before, now = pair
        return compare((before.data, now.data), (before._measured, now._measured), self._caption)

    def _open_other(self, name: str | None) -> Desk:
        prior = self.data.inspection.prior
        chosen = require_audit(self.workspace, AuditRef(self.ref.force, str(name or prior or "")))
        if self.data.prior is not None and chosen.audit == prior:
            return Desk(self.workspace, chosen, self.data.prior)
        return Desk(self.workspace, chosen, read_audit(self.workspace, chosen))

    def why(self, figure_id: str) -> WhyAnswer:
        """How a figure was made: formula, counts, the ids of the rows on either side, sources, and every sentence.

        For a gap, why it is one and what would fill it. An id that does not exist is refused with the nearest one.
        """
        from cdi.explore.why import explain

        return explain(figure_id, self.data, self.workspace, self.ref)

    def rows(self, table: str = REPORTS, where: Filter = None, columns: By = None) -> RowAnswer:
        """The rows of a table that meet every condition: ids, the columns they were chosen by, and those asked for.

        Free text, moments and other people's identifiers are never shown. Of Parquet files or a database the first 500
        come, by their ids; all others stay there.
        """
        from cdi.explore.row_list import choose_records

        return choose_records(self.data, self._caption, table, where, columns)

    def report(self, document: str | None = None, tell: Callable[[str], None] | None = None) -> MadeReport:
        """Build a document of the audit as far as it is stale: what `cdi report` does, with the same bytes.

        Without a name it is the first of `documents.toml`. `tell` is called with a line for each stage; without it the
        lines go to stderr.
        """
        from cdi.explore.made_report import make_report

        return make_report(self.workspace, self.ref, document, tell)

    def __repr__(self) -> str:
        return self._card().as_text(self.data)

    def _repr_html_(self) -> str:
        return self._card().as_html(self.data)

    def _card(self) -> Card:
        from cdi.explore.card import Card

        return Card.of(self.data, self._measured, finding_rules(self.data), self.documents)
