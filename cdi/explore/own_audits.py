"""What a force asks of its own audits: month by month, looked at twice, and the next one planned and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cdi.exhibits.caption import Caption
from cdi.explore import columns
from cdi.explore.columns import By, Filter
from cdi.measures.questions import find_question
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.extra_measure import REPORTS
from cdi.model.groups import MONTH
from cdi.workspace.paths import Workspace

if TYPE_CHECKING:
    from cdi.explore.months import ChangePointAnswer, MonitorAnswer
    from cdi.explore.next_audit import DrawAnswer, PlanAnswer
    from cdi.explore.second_look import SecondLookAnswer
    from cdi.explore.side_by_side import SideBySideAnswer
    from cdi.measures.monthly import MonthByMonth


class OwnAudits:
    """The questions of a force that audits itself; every open audit answers them."""

    workspace: Workspace
    ref: AuditRef
    data: Audit

    def monitor(self, of: str = "recorded", where: Filter = None, baseline: int | None = None) -> MonitorAnswer:
        """Each month against the limits within which chance alone would keep it, for a force's own audits.

        The limits stand around the rate of the first `baseline` months, six by default, and widen in months
        of few reports (p-chart); under it a moving average, which finds small lasting shifts (EWMA). `of` is as in
        `rate`.
        """
        from cdi.explore.months import MonitorAnswer
        from cdi.measures.monthly import BASELINE_MONTHS, monitor_months

        months = monitor_months(self._months(of, where), BASELINE_MONTHS if baseline is None else baseline)
        return MonitorAnswer(months, Caption.of(self.data))

    def change_points(self, of: str = "recorded", where: Filter = None) -> ChangePointAnswer:
        """When the rate changed: in which months, which others each may have been, and what may be said.

        No baseline is needed, and p holds for all the months that were tried. `of` is as in `rate`.
        """
        from cdi.explore.months import ChangePointAnswer
        from cdi.measures.monthly import find_changes

        return ChangePointAnswer(find_changes(self.data, self._months(of, where)), Caption.of(self.data))

    def _months(self, of: str, where: Filter) -> MonthByMonth:
        from cdi.measures.monthly import count_months

        question = find_question(self.data, of)
        table = columns.require_table(self.data, question.table)
        columns.choose_columns(table, MONTH)
        return count_months(self.data, question, columns.choose_rows(self.data, table, where))

    def side_by_side(
        self, by: By = "team", where: Filter = None, of: str = "recorded", seed: int = 2018
    ) -> SideBySideAnswer:
        """Districts or teams side by side, as the national page sets forces: who differs, and how sure places are.

        Each group is tested against the rate of all together (exact binomial, Benjamini and Hochberg), and beside the
        spread that the groups have. Its place, from the lowest, has the range that holds it at 95%; `seed` fixes it.
        Counts are those of the sample, not weighed. `of` is as in `rate`.
        """
        from cdi.explore.side_by_side import compare_groups
        from cdi.measures.cuts import cut
        from cdi.measures.registers import finding_rules

        question = find_question(self.data, of)
        table = columns.require_table(self.data, question.table)
        chosen = columns.choose_rows(self.data, table, where)
        counted = cut(self.data, question, columns.choose_columns(table, by), chosen)
        return compare_groups(counted, finding_rules(self.data), Caption.of(self.data), seed)

    def second_look(self, file: str | Path, column: str = "recorded") -> SecondLookAnswer:
        """What a second auditor decided about some of the crimes, beside what the audit decided.

        `file` is a CSV file, seen from the audit's own folder, with two columns: `crime_id`, and the column of yes and
        no of `audit_reports` that `column` names. The answer says how far the two agree, and
        how far the rate would move if the second auditor were right; its `disagreements` are the records to discuss.
        """
        from cdi.explore.second_look import SecondLookAnswer
        from cdi.load.second_review import read_second_review
        from cdi.measures.second_look import first_decisions, look_twice

        columns.choose_rows(self.data, columns.require_table(self.data, REPORTS), column)
        first = first_decisions(self.data, column)
        second = read_second_review(self.folder / file, REPORTS, column, first)
        return SecondLookAnswer(look_twice(self.data, column, first, second), Caption.of(self.data))

    def plan(
        self,
        half_width: float | None = None,
        half_widths: Mapping[str, float] | None = None,
        budget: int | None = None,
    ) -> PlanAnswer:
        """How many records to audit: what `cdi plan-sample` says, for the `[plan]` of `audit.toml` or for other wishes.

        `half_width` is the one wanted for the overall rate and `half_widths` those for strata, in percentage points.
        `budget` is the number of records that can be audited; where it is given, it decides the sizes.
        """
        from cdi.explore.next_audit import PlanAnswer, choose_wishes
        from cdi.measures.made_up import describe_made_up
        from cdi.sampling.plan import plan_audit
        from cdi.workspace.settings import read_audit_settings

        wishes = choose_wishes(read_audit_settings(self.folder).plan, half_width, half_widths, budget)
        plan = plan_audit(self.data, wishes, self.folder / "audit.toml")
        return PlanAnswer(plan, Caption.of(self.data), describe_made_up(self.data))

    def draw(
        self,
        file: str | Path,
        sizes: Mapping[str, int] | PlanAnswer,
        seed: int,
        unit: str,
        stratum: str = "stratum",
        place: str | None = None,
        reserve: int = 0,
    ) -> DrawAnswer:
        """Draw the sample of an audit from a frame: what `cdi draw-sample` does.

        `file` is a CSV or Parquet file, seen from the audit's own folder. `sizes` is a plan, or records by stratum;
        `unit` and `stratum` are the frame's columns with the id of each record and its stratum. `place`, a day or a
        number, spreads the draw over the list in its order. The same seed draws the same sample.
        """
        from cdi.explore.next_audit import draw_from_file
        from cdi.measures.made_up import describe_made_up

        made_up = describe_made_up(self.data)
        layout = (unit, stratum, place)
        return draw_from_file(self.folder / file, layout, sizes, seed, reserve, Caption.of(self.data), made_up)

    @property
    def folder(self) -> Path:
        """The audit's own folder: its tables, and what lies beside them, such as a frame or a second review."""
        return self.workspace.audit_folder(self.ref)
