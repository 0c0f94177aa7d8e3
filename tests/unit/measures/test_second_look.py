"""Two decisions on the same records, worked out by hand: 18 of 20 alike, 9 yes of each."""

from __future__ import annotations

import pytest

from cdi.measures.second_look import first_decisions, look_twice
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused

PAIRS = [(True, True)] * 8 + [(True, False), (False, True)] + [(False, False)] * 10
FIRST: dict[str, bool | None] = {f"c{number}": one for number, (one, _) in enumerate(PAIRS)} | {"empty": None}
SECOND: dict[str, bool | None] = {f"c{number}": two for number, (_, two) in enumerate(PAIRS)} | {"empty": True}


def test_agreement_and_the_rate_without_the_first_auditors_errors(leicestershire: Audit) -> None:
    look = look_twice(leicestershire, "recorded", FIRST, SECOND)
    assert look.counts == {(True, True): 8, (True, False): 1, (False, True): 1, (False, False): 10}
    assert (look.reviewed, look.unknown, look.yes, look.audited) == (20, 1, 9, 20)
    assert look.apart == (("c8", True, False), ("c9", False, True))
    assert look.kappa
    assert look.ac1
    assert look.corrected
    # Kappa: (0.9 − pe)/(1 − pe), pe = (9·9 + 11·11)/400. AC1: the same with pe = 2 · 0.45 · 0.55.
    assert (look.alike.value, look.first.value) == pytest.approx((90, 45))
    assert (look.kappa.value, look.ac1.value) == pytest.approx((0.395 / 0.495, 0.405 / 0.505))
    # (0.45 + 10/11 − 1)/(8/9 + 10/11 − 1)
    assert look.corrected.value == pytest.approx(45)
    assert (look.column, look.why, look.level) == ("recorded", "", 0.95)


def test_second_decisions_that_are_all_alike_leave_one_kind_of_error_unlooked_for(leicestershire: Audit) -> None:
    look = look_twice(leicestershire, "recorded", {"a": True, "b": False}, {"a": True, "b": True})
    assert (look.corrected, look.why) == (
        None, "the second auditor decided all alike, so one kind of error was not looked for",
    )  # fmt: skip
    assert look_twice(leicestershire, "recorded", {"a": True}, {"a": True}).kappa is None


def test_the_first_decisions_are_those_of_the_main_sample(leicestershire: Audit) -> None:
    # As counting the lines of the file gives; the rows of the other samples are not among them.
    decisions = first_decisions(leicestershire, "recorded")
    assert (sum(map(bool, decisions.values())), len(decisions)) == (1347, 1662)


def test_nothing_decided_twice_is_refused(leicestershire: Audit) -> None:
    with pytest.raises(
        UsageRefused, match="second review: no record with both decisions on recorded; expected one or more"
    ):
        look_twice(leicestershire, "recorded", {"a": None}, {"a": True})
