"""The built reports as the site lists them: a published version where there is one, else the delivered report.

The site repeats what a bundle and its documents hold, and opens no rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.house_style import formatting
from cdi.house_style.crime_kinds import RATED
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure
from cdi.pipeline.delivery import STATEMENT
from cdi.pipeline.provenance import PROVENANCE, ReportOrigin, read_provenance
from cdi.publication.versions import folder_of_versions, list_versions, read_version
from cdi.workspace.paths import FORMATS, LED_TO, Workspace, is_name

DATA_FILES = ("figures.csv", "tables.xlsx", "tables.ods", "datapackage.json")
"""What of a delivered report is data for readers, beside its documents, charts and tables."""
_SAID_OF_A_CHANGE = ("label", "before", "now", "verdict")
_EXHIBIT = re.compile(r"(charts|tables)/[A-Za-z0-9][A-Za-z0-9._-]*")
_ABOUT = ("assurance.html", "what-changed.html")


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where a report's files are: the folder of its latest published version, else the delivered one.

    `version` is the number of the published version, None for a delivered report; `published_on` has the day of each
    version, in ISO form.
    """

    ref: AuditRef
    folder: Path
    version: int | None
    published_on: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that a page leads to: its place as seen from the report's folder, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentLinks:
    """One document of a report: what it says of itself, and its files by format. `draft` is that nobody signed it."""

    name: str
    title: str
    subject: str
    draft: bool
    files: Mapping[str, FileLink]


@dataclass(frozen=True, slots=True)
class RateInBrief:
    """A recording rate of a report, in percent, as documents print it; the bounds are None without an interval."""

    stratum: str
    label: str
    printed: str
    value: float
    low: float | None
    high: float | None
    base: str
    interval: str
    before: str


@dataclass(frozen=True, slots=True)
class ReissuedReport:
    """A published version that followed another: what it says differently, figure by figure."""

    version: int
    published_on: str
    figures: Sequence[Mapping[str, str]]
    documents: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReportInBrief:
    """What other pages than the report's own say of it; kept between two makings of the site.

    `basis` and `statement` say what its rows are. `day` is that of publication in ISO form, of the inspection or audit.
    """

    force: str
    audit: str
    exercise: str
    kind: str
    label_year: int
    day: str
    basis: str
    statement: str
    documents: tuple[DocumentLinks, ...]
    rates: tuple[RateInBrief, ...]
    version: int | None
    published_on: Mapping[int, str]
    reissued: tuple[ReissuedReport, ...]

    @property
    def title(self) -> str:
        """What it is of, and the year."""
        return f"{formatting.capitalised(self.exercise)} {self.label_year}"

    @property
    def draft(self) -> bool:
        """Whether any of its documents is unsigned, or it has none."""
        return any(document.draft for document in self.documents) or not self.documents

    @property
    def overall(self) -> RateInBrief | None:
        """Its overall recording rate."""
        return next((rate for rate in self.rates if rate.stratum == "overall"), None)

    @property
    def issued_on(self) -> str:
        """The day by which a feed puts it in order, in ISO form: that of its version, else of the inspection."""
        return self.published_on.get(self.version, self.day) if self.version else self.day


def find_reports(workspace: Workspace, damaged: dict[str, str]) -> Iterator[ReportSource]:
    """Every report that was published or delivered, in order; folders of other names are no reports.

    `damaged` is given the reports whose published versions are not as they were published, each with why.
    """
    places = (workspace.reports / "published", workspace.reports)
    refs = {
        AuditRef(path.parents[1].name, path.parent.name)
        for place in places
        for path in (*place.glob(f"*/*/{PROVENANCE}"), *place.glob("*/*/1"))
    }
    for ref in sorted(ref for ref in refs if is_name(ref.force) and is_name(ref.audit)):
        try:
            yield from _source_of(workspace, ref)
        except PublicationRefused as refused:
            damaged[str(ref)] = str(refused)


def _source_of(workspace: Workspace, ref: AuditRef) -> Iterator[ReportSource]:
    home = folder_of_versions(workspace, ref)
    numbers = list_versions(home)
    published_on = {number: read_version(home / str(number)).published_on for number in numbers}
    if numbers:
        yield ReportSource(ref, home / str(numbers[-1]), numbers[-1], published_on)
    elif (workspace.report_folder(ref) / PROVENANCE).is_file():
        yield ReportSource(ref, workspace.report_folder(ref), None, {})


def read_report(source: ReportSource) -> tuple[ReportInBrief, Bundle, ReportOrigin]:
    """A report with its bundle and what it was made from.

    Raises PublicationRefused or UsageRefused when a file of it is damaged or of another audit.
    """
    ref, folder = source.ref, source.folder
    bundle, origin = read_bundle(folder, ref), read_provenance(folder)
    inspection, provenance = bundle.facts["inspection"], bundle.facts["provenance"]
    brief = ReportInBrief(
        ref.force,
        ref.audit,
        bundle.facts["auditor"]["exercise"],
        inspection["kind"],
        inspection["label_year"],
        inspection["published_on"] or inspection["published_month"] or f"{inspection['label_year']}-12-31",
        provenance["basis"],
        provenance["statement"],
        tuple(_documents(folder, origin)),
        tuple(_rates(bundle)),
        source.version,
        source.published_on,
        tuple(_reissued(source)),
    )
    return brief, bundle, origin


def files_for_readers(source: ReportSource, brief: ReportInBrief, origin: ReportOrigin) -> list[str]:
    """The files of a report that the site leads to, as seen from its folder; only what was delivered or published."""
    names = [link.name for document in brief.documents for link in document.files.values()]
    names += [name for name in dict.fromkeys((*DATA_FILES, *LED_TO, STATEMENT)) if name in origin.files]
    names.append(PROVENANCE)
    names += [name for name in sorted(origin.files) if _EXHIBIT.fullmatch(name)]
    if source.version is not None:
        names += [f"about/{name}" for name in _ABOUT if (source.folder / "about" / name).is_file()]
    return names


def _documents(folder: Path, origin: ReportOrigin) -> Iterator[DocumentLinks]:
    for name in origin.documents:
        try:
            tree: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            settings = tree["settings"]
            title, subject, draft = str(tree["title"]), str(settings["subject"]), bool(settings["draft"])
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise PublicationRefused(f"{folder / name}.json: missing or damaged; build the report again") from broken
        paths = [(ending, folder / f"{name}.{ending}") for ending in FORMATS]
        links: dict[str, FileLink] = {
            ending: FileLink(path.name, path.stat().st_size) for ending, path in paths if path.is_file()
        }
        yield DocumentLinks(name, title, subject, draft, links)


def _rates(bundle: Bundle) -> Iterator[RateInBrief]:
    figures = {figure.id: figure for figure in bundle.figures}
    for kind in RATED:
        figure = figures.get(f"recording.{kind.id}")
        if figure is None or figure.unit != "percent":
            continue
        before = figures.get(f"prior.{kind.id}")
        interval = figure.interval
        yield RateInBrief(
            kind.id,
            figure.label,
            figure.printed,
            figure.value,
            interval.low if interval else None,
            interval.high if interval else None,
            base_in_words(figure),
            interval_in_words(figure),
            before.printed if before else "",
        )


def base_in_words(figure: Figure) -> str:
    """What a figure is out of."""
    from cdi.measures.figures import printed_base

    return printed_base(figure)


def interval_in_words(figure: Figure) -> str:
    """The interval of a figure with its level: 82.4% to 85.8% (95%); empty where it has none."""
    interval = figure.interval
    if interval is None:
        return ""
    places = 1 if figure.places is None else figure.places
    sign = "%" if figure.unit == "percent" else ""
    low, high = (f"{formatting.decimals(bound, places)}{sign}" for bound in (interval.low, interval.high))
    return f"{low} to {high} ({formatting.level(interval.level)})"


def _reissued(source: ReportSource) -> Iterator[ReissuedReport]:
    """What each published version but the first says differently, the latest first."""
    for number in sorted(source.published_on, reverse=True):
        path = source.folder.with_name(str(number)) / "about" / "what-changed.json"
        if number == 1 or not path.is_file():
            continue
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            figures = [{key: str(each[key]) for key in _SAID_OF_A_CHANGE} for each in content["figures"]]
            documents = [str(each["document"]) for each in content["documents"]]
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise PublicationRefused(f"{path}: not as it was published; restore it from a backup") from broken
        day = formatting.day(date.fromisoformat(source.published_on[number]))
        yield ReissuedReport(number, day, figures, documents)
