"""Rows elsewhere are asked in one pass for what the measures will count; the answers stay the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

from cdi.measures import measure
from cdi.measures.prefetch import count_ahead
from cdi.model.audit import Audit
from cdi.model.figure import Figures
from cdi.model.rows import FrameRows, Where

RECORDS = ("audit_reports", "cancelled_crimes", "reviewed_records", "n100_reviews", "out_of_court_disposals")


@dataclass
class Elsewhere:
    """Rows that remember what was counted ahead, and note what had to be counted one by one."""

    rows: FrameRows
    ahead: list[frozenset] = field(default_factory=list)
    passes: int = 0
    singly: list[Where] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.rows, name)

    def count(self, where: Where) -> int:
        if frozenset(where.items()) not in self.ahead:
            self.singly.append(where)
        return self.rows.count(where)

    def count_ahead(self, questions: Iterable[Where]) -> None:
        self.passes += 1
        self.ahead += [frozenset(where.items()) for where in questions]


def elsewhere(audit: Audit) -> Audit:
    records = {name: Elsewhere(FrameRows(frame)) for name, frame in audit.tables.items() if name in RECORDS}
    tables = {name: frame for name, frame in audit.tables.items() if name not in RECORDS}
    return replace(audit, tables=tables, records=records)


@pytest.mark.slow
def test_every_count_of_a_table_is_asked_in_one_pass(leicestershire: Audit, figures: Figures) -> None:
    audit = elsewhere(leicestershire)
    assert {figure.id: figure.printed for figure in measure(audit)} == {figure.id: figure.printed for figure in figures}
    assert {name: rows.passes for name, rows in audit.records.items()} == dict.fromkeys(audit.records, 1)
    # What is asked alone is only which cells are empty, to say why a figure cannot be had.
    assert all(None in where.values() for rows in audit.records.values() for where in rows.singly if where)


@pytest.mark.slow
def test_the_audit_before_is_asked_in_one_pass_too(leicestershire: Audit) -> None:
    before = elsewhere(replace(leicestershire, prior=None))
    measure(replace(leicestershire, prior=before))
    assert before.records["audit_reports"].passes == 1
    assert before.records["audit_reports"].singly == []


def test_a_rehearsal_is_answered_by_rows_of_which_two_meet_everything(leicestershire: Audit) -> None:
    answers = {}

    def ask(audit: Audit) -> None:
        assert audit.prior is None
        answers["count"] = audit.count("audit_reports", recorded=True)
        answers["not established"] = audit.count("audit_reports", recorded=None)
        answers["distinct"] = audit.distinct("audit_reports", "record_id")
        answers["counts"] = audit.counts("audit_reports", "offence")
        answers["most alike"] = audit.most_alike("audit_reports", "record_id")
        answers["least"] = audit.least("audit_reports", "delay_hours")

    count_ahead(elsewhere(leicestershire), ask)
    assert answers == {
        "count": 2, "not established": 0, "distinct": 2, "counts": {}, "most alike": 2, "least": None,
    }  # fmt: skip


def test_an_audit_in_memory_is_not_rehearsed(leicestershire: Audit) -> None:
    def never(_: Audit) -> None:
        raise AssertionError("rehearsed")

    count_ahead(leicestershire, never)


def test_a_measure_that_fails_in_rehearsal_is_heard(leicestershire: Audit) -> None:
    def faulty(_: Audit) -> None:
        raise ValueError("6 of 5 is not a part of a whole")

    with pytest.raises(ValueError, match="6 of 5"):
        count_ahead(elsewhere(leicestershire), faulty)
