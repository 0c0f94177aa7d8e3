"""Which counts the measures will ask for, noted before any is made, so that rows elsewhere are passed over once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from cdi.model.audit import Audit
from cdi.model.groups import Cells
from cdi.model.rows import Where

# The fewest that every estimator accepts, so that a rehearsal gets as far as the real thing.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """Stands in for a table: notes what it is asked, and answers as a table would whose two rows meet every condition.

    Nothing in it is left open, so nothing meets None. The answers fit each other: a part is never more than its whole,
    and no value has more rows than there are. So a measure that fails on them is at fault, and the failure is not
    hidden.
    """

    questions: list[Where] = field(default_factory=list)

    def count(self, where: Where) -> int:
        self.questions.append(dict(where))
        return 0 if None in where.values() else _ENOUGH

    def distinct(self, column: str, where: Where) -> int:  # noqa: ARG002 - the same questions as Rows
        return _ENOUGH

    def counts(self, by: str, where: Where) -> dict[str, int]:  # noqa: ARG002
        return {}

    def most_alike(self, column: str, where: Where) -> int:  # noqa: ARG002
        return _ENOUGH

    def least(self, column: str, where: Where) -> float | None:  # noqa: ARG002
        return None

    def cross(self, by: Sequence[str], asked: Sequence[Where]) -> dict[Cells, list[int]]:  # noqa: ARG002
        return {}  # pragma: no cover - only for measures of the force's own, whose groups are not rehearsed

    def list_values(self, columns: Sequence[str], where: Where) -> list[tuple[str, ...]]:  # noqa: ARG002
        return []  # pragma: no cover - only `cdi why` asks for it, and rehearses nothing

    def first_rows(self, key: str, columns: Sequence[str], where: Where, most: int | None) -> list[Cells]:  # noqa: ARG002
        return []  # pragma: no cover - only the desk asks for it, and rehearses nothing

    def count_ahead(self, questions: Iterable[Where]) -> None:
        """Nothing to remember."""


def count_ahead(audit: Audit, rehearsed: Callable[[Audit], object]) -> None:
    """Rehearse a function of an audit on stand-ins, then count all that it asked of each table in one pass.

    What it asks only in the light of an answer is asked when it comes to that; so nothing depends on this but the time
    it takes. The audit before is left out: nothing that is asked of it decides what is asked of this one.
    """
    if not audit.records:
        return
    stand_ins = {name: _Rehearsal() for name in audit.records}
    rehearsed(replace(audit, records=stand_ins, prior=None))
    for name, rows in audit.records.items():
        rows.count_ahead(stand_ins[name].questions)
