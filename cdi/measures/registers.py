"""The national registers as typed values, each made once for an audit: finding rules, recording rules, inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Audit, Inspection
from cdi.model.audit_ref import AuditRef

INSPECTIONS, RECORDING_RULES, FINDING_RULES = "inspections", "recording_rules", "finding_rules"
_Reference = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """One rule as it stood from a day on. `number` is its value where that is a number; a role has none."""

    rule: str
    effective_from: date
    value: str
    number: float | None
    unit: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class RecordingRules:
    """The rules that crime is recorded by, in order of the days they took effect."""

    rows: tuple[RecordingRule, ...]

    def numbers(self) -> list[str]:
        """The names of the rules that are numbers, in the order in which the first of each took effect."""
        return list(dict.fromkeys(row.rule for row in self.rows if row.number is not None))

    def on(self, day: date) -> dict[str, RecordingRule]:
        """Each rule as it stood on a day, by name, in order of the days they took effect."""
        latest = {row.rule: row for row in self.rows if row.effective_from <= day}
        return {row.rule: row for row in self.rows if row is latest.get(row.rule)}

    def during(self, rule: str, start: date, end: date) -> list[RecordingRule]:
        """A rule as it stood on some day from `start` to `end`, both included; more than one where it changed."""
        own = [row for row in self.rows if row.rule == rule]
        before = [row for row in own if row.effective_from <= start][-1:]
        return before + [row for row in own if start < row.effective_from <= end]


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """One inspection of the register; `published_on` is None where the day of its report is not known.

    `period` are the first and the last day of the audit period, where both are known.
    """

    inspection_id: str
    force_id: str
    programme: str
    kind: str
    label_year: int
    published_on: date | None
    period: tuple[date, date] | None = None

    @property
    def ref(self) -> AuditRef:
        """The force and the folder that its audit has, or would have."""
        return AuditRef.of_inspection(self.force_id, self.inspection_id)

    @property
    def when(self) -> date:
        """The day it was published; the end of its label year where that is not known."""
        return self.published_on or date(self.label_year, 12, 31)

    def is_out(self, inspection: Inspection) -> bool:
        """Whether it was out on the day on which another inspection is looked at; by its label year without a day."""
        if self.published_on is None:
            return self.label_year <= inspection.label_year
        return self.published_on <= inspection.seen_on


def finding_rules(audit: Audit) -> FindingRules:
    """The rules by which the audit's estimates may be stated."""
    return audit.register(_read_finding_rules)


def recording_rules(audit: Audit) -> RecordingRules:
    """The rules that the audited reports came under."""
    return audit.register(_read_recording_rules)


def reports(audit: Audit) -> tuple[InspectionReport, ...]:
    """The inspections of all forces, in the order of the register; none where it was not supplied."""
    return audit.register(read_reports)


def reports_out(audit: Audit) -> list[InspectionReport]:
    """The inspections of all forces whose reports were out on the day on which this audit is looked at."""
    return [report for report in reports(audit) if report.is_out(audit.inspection)]


def rule_during_audit(audit: Audit, rule: str) -> list[RecordingRule]:
    """A rule as it stood on some day of the audit period; more than one where it changed, none where there was none.

    None either where the audit period is not known.
    """
    period = audit.inspection.period
    return recording_rules(audit).during(rule, *period) if period else []


def hours_to_record(audit: Audit) -> list[float]:
    """The hours allowed to record a crime, each limit that applied on some day of the audit period, in order."""
    limits = rule_during_audit(audit, "record_within_hours")
    return [limit.number for limit in limits if limit.number is not None]


def _read_finding_rules(reference: _Reference) -> FindingRules:
    rows = reference[FINDING_RULES].to_dict("records")
    return FindingRules.of({str(name): cell for name, cell in row.items()} for row in rows)


def _read_recording_rules(reference: _Reference) -> RecordingRules:
    frame = reference[RECORDING_RULES].sort_values("effective_from", kind="stable")
    numbers = pd.to_numeric(frame["value"], errors="coerce")
    return RecordingRules(
        tuple(
            RecordingRule(
                rule=str(row["rule"]),
                effective_from=row["effective_from"].date(),
                value=str(row["value"]),
                number=None if pd.isna(number) else float(number),
                unit=None if pd.isna(row["unit"]) else str(row["unit"]),
                reference=str(row["reference"]),
            )
            for row, number in zip(frame.to_dict("records"), numbers, strict=True)
        )
    )


def read_reports(reference: _Reference) -> tuple[InspectionReport, ...]:
    """The inspections of all forces, in the order of the register; none where it was not supplied."""
    if INSPECTIONS not in reference:
        return ()
    return tuple(
        InspectionReport(
            inspection_id=str(row["inspection_id"]),
            force_id=str(row["force_id"]),
            programme=str(row["programme"]),
            kind=str(row["kind"]),
            label_year=int(row["label_year"]),
            published_on=_day(row["published_on"]),
            period=_period(_day(row["audit_period_start"]), _day(row["audit_period_end"])),
        )
        for row in reference[INSPECTIONS].to_dict("records")
    )


def _day(cell: Any) -> date | None:
    return None if pd.isna(cell) else cell.date()


def _period(start: date | None, end: date | None) -> tuple[date, date] | None:
    return None if start is None or end is None else (start, end)
