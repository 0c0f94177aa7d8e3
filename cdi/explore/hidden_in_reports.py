"""What a report would hide of an answer: the desk shows an analyst every count, and says so where a page would not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from cdi.disclosure.policy import policy_of
from cdi.house_style import formatting
from cdi.measures.cuts import Cut
from cdi.measures.waiting import Waits
from cdi.model.audit import Audit


def tell_hidden_in_cut(audit: Audit, cut: Cut) -> str:
    """What to say of a cut of which a report would hide numbers; nothing where it would print all of them."""
    counts = [cut.counts(cells) for cells in cut.groups]
    numbers = chain.from_iterable((each.yes, each.no, each.of) for each in counts)
    return _tell(audit, cut.question.table, cut.question.name, [*cut.by, *cut.where], numbers)


def tell_hidden_in_waits(audit: Audit, waits: Waits, table: str) -> str:
    """The same of how long crimes waited to be recorded."""
    numbers = chain.from_iterable((wait.due, wait.never, wait.due - wait.never) for wait in waits.groups)
    return _tell(audit, table, "recorded", [*waits.by, *waits.where], numbers)


def _tell(audit: Audit, table: str, of: str, columns: Iterable[str], numbers: Iterable[int]) -> str:
    policy = policy_of(audit)
    if not policy.concerns_columns(audit, table, of, columns) or not any(map(policy.is_small, numbers)):
        return ""
    people = formatting.count(policy.threshold)
    return f"A report hides numbers of fewer than {people} people, and what would give them away"
