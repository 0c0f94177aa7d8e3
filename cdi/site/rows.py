"""The rows of the site's lists: one for each inspection of the register and for each audit that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cdi.contract.published_measures import measure_named
from cdi.house_style import formatting
from cdi.model.auditor import GRADES
from cdi.site.register import ListedForce, ListedInspection, NationalRegister, StatedAverage
from cdi.site.reports import RateInBrief, ReportInBrief
from cdi.site.stated import StatedResult

OWN = "own"
"""The programme of audits that are no inspection of the register."""
Briefs = Mapping[str, list[ReportInBrief]]
"""The reports of each force."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One inspection or audit of one force, as lists show it.

    `key` is its anchor on the force's page, `sorted_by` its day in ISO form, `regime` its programme. `latest` is
    whether it stands for its force where one row a force is shown. `inspection` is None for an audit that the register
    does not know, `report` None where no report of it is here.
    """

    force: ListedForce
    key: str
    title: str
    when: str
    sorted_by: str
    year: int
    regime: str
    latest: bool
    grades: Mapping[str, str]
    grade: str
    grades_in_scale: int
    results: Mapping[str, StatedResult]
    small: str
    average: StatedAverage | None
    sources: tuple[str, ...]
    inspection: ListedInspection | None
    report: ReportInBrief | None

    @property
    def overall(self) -> StatedResult | None:
        """The rate of all reported crime."""
        return self.results.get("rate_overall")

    @property
    def violence(self) -> StatedResult | None:
        """The rate of violent crime."""
        return self.results.get("rate_violence")

    @property
    def sexual(self) -> StatedResult | None:
        """The rate of sexual offences."""
        return self.results.get("rate_sexual")

    @property
    def grade_in_order(self) -> str:
        """The place of its grade, the best last; empty where it has none."""
        return str(len(GRADES) - GRADES.index(self.grade)) if self.grade else ""

    @property
    def report_page(self) -> str:
        """The page of its report as seen from the front page."""
        return f"forces/{self.force.id}/{self.key}/index.html"


def rows_of_force(register: NationalRegister, force: ListedForce, briefs: Briefs) -> list[AuditRow]:
    """The inspections of a force and the audits that no register knows, the latest first."""
    of_force = briefs.get(force.id, [])
    reports = {report.audit: report for report in of_force}
    latest = register.latest(force.id)
    inspections = register.of_force(force.id)
    rows = [
        _row_of_inspection(register, force, each, reports.get(each.audit), latest=each is latest)
        for each in inspections
    ]
    listed = {each.audit for each in inspections}
    own = sorted((each for each in of_force if each.audit not in listed), key=lambda each: (each.day, each.audit))
    rows += [_row_of_report(force, each, latest=latest is None and each is own[-1]) for each in own]
    return sorted(rows, key=lambda row: (row.sorted_by, row.key), reverse=True)


def rows_of_front_page(register: NationalRegister, briefs: Briefs) -> Iterator[AuditRow]:
    """Every inspection of each force, and of its other audits the latest; force by force, the latest first."""
    for force in register.forces.values():
        own = 0
        for row in rows_of_force(register, force, briefs):
            own += row.inspection is None
            if row.inspection is not None or own == 1:
                yield row


def _row_of_inspection(
    register: NationalRegister,
    force: ListedForce,
    inspection: ListedInspection,
    report: ReportInBrief | None,
    *,
    latest: bool,
) -> AuditRow:
    return AuditRow(
        force,
        inspection.audit,
        formatting.capitalised(inspection.exercise),
        inspection.when_in_words,
        inspection.when.isoformat(),
        inspection.label_year,
        inspection.programme,
        latest,
        inspection.grades,
        inspection.grade,
        len(inspection.scale),
        inspection.results if inspection.rated else {},
        "" if inspection.rated else _small_sample(inspection.results),
        register.average(inspection.programme),
        inspection.sources,
        inspection,
        report,
    )


def _small_sample(results: Mapping[str, StatedResult]) -> str:
    """What was published of a sample that was too small for a rate: its counts, else its share."""
    stated = results.get("crimes_recorded") or results.get("rate_overall")
    return stated.printed if stated else ""


def _row_of_report(force: ListedForce, report: ReportInBrief, *, latest: bool) -> AuditRow:
    return AuditRow(
        force,
        report.audit,
        formatting.capitalised(report.exercise),
        formatting.day(date.fromisoformat(report.day)),
        report.day,
        report.label_year,
        OWN,
        latest,
        {},
        "",
        0,
        {f"rate_{rate.stratum}": state_brief(rate) for rate in report.rates},
        "",
        None,
        (),
        None,
        report,
    )


def state_brief(rate: RateInBrief) -> StatedResult:
    """A rate of a report, as published results are shown."""
    bounded = rate.low is not None and rate.high is not None
    return StatedResult(
        measure_named(f"rate_{rate.stratum}"),
        rate.printed,
        "interval" if bounded else "point",
        "published",
        rate.base,
        "",
        "",
        rate.value,
        rate.low,
        rate.high,
    )


def by_force(briefs: Iterable[ReportInBrief]) -> dict[str, list[ReportInBrief]]:
    """The reports of each force, in order."""
    grouped: dict[str, list[ReportInBrief]] = {}
    for brief in briefs:
        grouped.setdefault(brief.force, []).append(brief)
    return grouped
