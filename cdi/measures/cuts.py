"""A sample cut by the values of some columns: how many of each group, and of how many it is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdi.contract.tables import AUDIT_TABLES
from cdi.measures.made_up import describe_made_up
from cdi.measures.questions import SampleQuestion
from cdi.measures.tallies import possibly
from cdi.model.audit import Audit
from cdi.model.extra_measure import REPORTS
from cdi.model.groups import Cells
from cdi.model.rows import Where, beside

_STRATUM = "stratum"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of which the answer is yes, and rows of which it is known; `unknown` rows are in neither."""

    yes: int = 0
    of: int = 0
    unknown: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.yes + other.yes, self.of + other.of, self.unknown + other.unknown)

    @property
    def no(self) -> int:
        """Rows of which the answer is no."""
        return self.of - self.yes


@dataclass(frozen=True, slots=True)
class Cut:
    """The groups of a sample that rows fall into by `by`, in a stable order, each with its counts by stratum.

    `whole` holds the counts of all that was sampled, whatever `where` says, by stratum. `unplaced` rows belong to no
    group because a cell of `by` is empty; of `unsure` rows it is not known whether they meet `where`. A table without
    strata has one, called "". `possible` counts the rows that are or may be in the base, by their cells of `by`, any of
    which may be empty. `made_up` is what must be said of rows that nobody recorded: a reconstruction whose counts need
    not have been published, as those of whole strata are, or an example.
    """

    question: SampleQuestion
    by: tuple[str, ...]
    where: Where
    groups: Mapping[Cells, Mapping[str, Counts]]
    whole: Mapping[str, Counts]
    unplaced: Counts
    unsure: int
    possible: Mapping[Cells, int]
    made_up: str

    def counts(self, group: Cells) -> Counts:
        """The counts of a group, all strata together."""
        return sum(self.groups[group].values(), Counts())

    def unknown(self, group: Cells) -> int:
        """How many rows may belong to the base of a group, and are in neither of its two counts."""
        possible = sum(number for cells, number in self.possible.items() if _may_be(cells, group))
        return int(possible) - self.counts(group).of if group in self.groups else int(possible)

    @property
    def total(self) -> Counts:
        """The counts of all groups together."""
        return sum((self.counts(group) for group in self.groups), Counts())


def _may_be(cells: Cells, group: Cells) -> bool:
    """Whether rows with these cells are of the group, or would be if their empty cells said so."""
    return all(cell is None or cell == value for cell, value in zip(cells, group, strict=True))


def cut(audit: Audit, question: SampleQuestion, by: Sequence[str] = (), where: Where | None = None) -> Cut:
    """Count a question by the values of columns, among the rows that meet `where`; one pass over the rows.

    Columns and values are those of the contract (`month` too), and the table is there. A column that both `where` and
    the question's base name is asked as `where` says.
    """
    own, table = dict(where or {}), question.table
    base = {name: condition for name, condition in question.base.items() if name not in own}
    columns = (*by, _STRATUM) if table == REPORTS and _STRATUM not in by else tuple(by)
    asked = {name: possibly(table, name, condition) for name, condition in question.asked.items()}
    reach = {name: possibly(table, name, condition) for name, condition in own.items()}
    chosen = beside(base, own)
    counted = audit.rows_of(table).cross(
        columns,
        [
            chosen,
            beside(chosen, question.asked),
            beside(chosen, asked),
            base,
            beside(base, question.asked),
            beside(base, asked),
            beside(base, reach),
            may_be_in_base(question, own),
        ],
    )
    return _gather(audit, question, tuple(by), own, columns, counted)


def may_be_in_base(question: SampleQuestion, where: Where) -> Where:
    """The conditions of the rows that are, or may be, in the base of a question among the rows that meet `where`."""
    base = {name: condition for name, condition in question.base.items() if name not in where}
    due, reach = (
        {name: possibly(question.table, name, condition) for name, condition in each.items()} for each in (base, where)
    )
    return beside(due, reach)


def _gather(
    audit: Audit, question: SampleQuestion, by: tuple[str, ...], where: Where, columns: tuple[str, ...],
    counted: Mapping[Cells, list[int]],
) -> Cut:  # fmt: skip
    groups: dict[Cells, dict[str, Counts]] = {}
    whole: dict[str, Counts] = {}
    possible: Counter[Cells] = Counter()
    unplaced, unsure = Counts(), 0
    for cells, (certain, yes, maybe, every, all_yes, all_maybe, within_reach, at_most) in counted.items():
        stratum = str(cells[columns.index(_STRATUM)]) if _STRATUM in columns else ""
        whole[stratum] = whole.get(stratum, Counts()) + Counts(
            all_yes, every - all_maybe + all_yes, all_maybe - all_yes
        )
        unsure += within_reach - certain
        group = cells[: len(by)]
        possible[group] += at_most
        counts = Counts(yes, certain - maybe + yes, maybe - yes)
        if None in group:
            unplaced += counts
        elif certain:
            own = groups.setdefault(group, {})
            own[stratum] = own.get(stratum, Counts()) + counts
    whole_strata = question.name == "recorded" and not where and by in ((), (_STRATUM,))
    made_up = describe_made_up(audit, published=whole_strata)
    sizes = {group: sum(each.of + each.unknown for each in own.values()) for group, own in groups.items()}
    ordered = {group: groups[group] for group in sort_groups(question.table, by, sizes)}
    return Cut(question, by, where, ordered, whole, unplaced, unsure, possible, made_up)


def sort_groups(table: str, by: tuple[str, ...], sizes: Mapping[Cells, int]) -> list[Cells]:
    """Groups by their columns in turn: choices as in the contract, yes before no, months in time, others by size."""
    choices = {column.name: column.choices for column in AUDIT_TABLES[table].columns}
    sums: list[Counter[object]] = [Counter() for _ in by]
    for cells, size in sizes.items():
        for place, value in enumerate(cells):
            sums[place][value] += size

    def rank(place: int, value: object) -> tuple[int, str]:
        own = choices.get(by[place], ())
        if isinstance(value, str) and value in own:
            return own.index(value), value
        if isinstance(value, bool):
            return int(not value), ""
        return (value, "") if isinstance(value, int) else (-sums[place][value], str(value))

    return sorted(sizes, key=lambda cells: tuple(rank(place, value) for place, value in enumerate(cells)))
