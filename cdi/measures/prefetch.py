"""Which counts the measures will ask for, found out before asking, so that rows elsewhere are passed over once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from cdi.model.audit import Audit
from cdi.model.rows import Where

# The fewest that every estimator accepts, so that a rehearsal gets as far as the real thing.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """Stands in for a table: notes what it is asked, and answers with numbers that mean nothing."""

    asked: list[Where] = field(default_factory=list)

    def count(self, where: Where) -> int:
        self.asked.append(dict(where))
        return _ENOUGH

    def distinct(self, column: str, where: Where) -> int:  # noqa: ARG002 - the same questions as Rows
        return _ENOUGH

    def counts(self, by: str, where: Where) -> dict[str, int]:  # noqa: ARG002
        return {}

    def most_alike(self, column: str, where: Where) -> int:  # noqa: ARG002
        return _ENOUGH

    def least(self, column: str, where: Where) -> float | None:  # noqa: ARG002
        return None

    def count_ahead(self, questions: Iterable[Where]) -> None:
        """Nothing to remember."""


def count_ahead(audit: Audit, subjects: Iterable[Callable[[Audit], Any]]) -> None:
    """Rehearse the measures on stand-ins, then count all that they asked of each table in one pass.

    What a measure asks only in the light of an answer is asked when it comes to that; so nothing depends on this but
    the time it takes.
    """
    if not audit.records:
        return
    stand_ins = {name: _Rehearsal() for name in audit.records}
    rehearsed = replace(audit, records=stand_ins)
    for subject in subjects:
        try:
            subject(rehearsed)
        except ValueError:
            # Figures made of meaningless numbers may not hold together; what was asked until then is known.
            continue
    for name, rows in audit.records.items():
        rows.count_ahead(stand_ins[name].asked)
