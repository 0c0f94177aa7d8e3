"""Questions that may be asked of any part of a sample: of which records, and what is true of some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from cdi.measures.rates import counts_as_recorded
from cdi.measures.registers import hours_to_record
from cdi.measures.rules import in_turn
from cdi.measures.timeliness import within
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused, nearest
from cdi.model.extra_measure import REPORTS, QuestionName, table_of
from cdi.model.rows import AtMost, Where

CANCELLED = table_of("cancelled_rightly")
_DUE: Mapping[str, object] = {"sample": "main", "required": True}


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """What is counted: rows of `table` that meet `base`, and those of them that meet `asked` too.

    `done` says what is true of the second, `units` what both are; together they head a table: crimes recorded.
    `by_design` says that the answer is a recording rate, which the strata of the sample are weighed for.
    """

    name: str
    table: str
    base: Where
    asked: Where
    units: str
    done: str
    by_design: bool = False


_FIXED = (
    SampleQuestion("accurate", REPORTS, _DUE, {"recorded": True, "classification_correct": True}, "audited crimes",
             "recorded in the right class", by_design=True),
    SampleQuestion("attended", REPORTS, _DUE, {"attended": True}, "audited crimes", "attended"),
    SampleQuestion("risk_assessed", REPORTS, _DUE, {"risk_assessed": True}, "audited crimes", "with the risk assessed"),
    SampleQuestion("safeguarded", REPORTS, _DUE, {"safeguarded": True}, "audited crimes",
             "with the victim safeguarded"),
    SampleQuestion("safeguarding_considered", REPORTS, _DUE, {"safeguarding_considered": True}, "audited crimes",
             "with safeguarding considered"),
    SampleQuestion("investigated", REPORTS, _DUE, {"investigated": True}, "audited crimes", "investigated"),
    SampleQuestion("cancelled_rightly", CANCELLED, {}, {"decision_correct": True}, "cancelled crimes reviewed",
             "cancelled rightly"),
    SampleQuestion("victim_informed", CANCELLED, {"victim_should_be_informed": True}, {"victim_informed": True},
             "cancelled crimes with a victim to tell", "with the victim told"),
)  # fmt: skip
QUESTIONS: tuple[str, ...] = get_args(QuestionName)
"""The names of the questions, that of the recording rate first."""


def find_question(audit: Audit, name: str) -> SampleQuestion:
    """The question of that name, as this audit answers it.

    Whether a crime in the wrong class counts as recorded is for `audit.toml` to say, and the hours to record in for the
    rules in force. Raises UsageRefused, with the nearest name, for a question that is none, and for `in_time` where the
    limit changed inside the audit period.
    """
    if name == "recorded":
        asked = counts_as_recorded(audit)
        return SampleQuestion(name, REPORTS, _DUE, asked, "audited crimes", "recorded", by_design=True)
    if name == "in_time":
        return _in_time(audit)
    for question in _FIXED:
        if question.name == name:
            return question
    raise UsageRefused(f"of={name!r}: no question of this name; {nearest(name, QUESTIONS)}")


def why_no_limit(audit: Audit) -> str | None:
    """Why crimes of this audit were not recorded in time or late by one limit; nothing where there is one."""
    limits = hours_to_record(audit)
    return None if len(limits) == 1 else f"{in_turn(limits) or 'no'} hours limit in force during the audit period"


def _in_time(audit: Audit) -> SampleQuestion:
    limits, reason = hours_to_record(audit), why_no_limit(audit)
    if reason is not None:
        raise UsageRefused(f"of='in_time': {reason}, so there is no one share; audit.delays() shows the hours")
    timed = {**_DUE, "recorded": True, "timeliness_assessable": True}
    asked = {"delay_hours": AtMost(limits[0])}
    return SampleQuestion(
        "in_time", REPORTS, timed, asked, "recorded crimes that could be timed", f"recorded {within(limits[0])}"
    )
