"""The whole site: what changed is made, what did not stays, what is gone is removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdi.house_style import formatting
from cdi.model.errors import CdiError
from cdi.pipeline.delivery import STATEMENT
from cdi.pipeline.processes import Broke, Died, Ended, run_each
from cdi.site.content import SiteContent
from cdi.site.data_tables import API, VERSION, as_json, make_tables, write_tables
from cdi.site.feed import write_addressed
from cdi.site.output import ReportOnSite, SiteFolder, SiteRecord, open_site_folder, read_record, write_record
from cdi.site.overview_pages import write_overviews
from cdi.site.pages import make_ready, size_in_words
from cdi.site.register import NationalRegister, read_register
from cdi.site.report_page import ReportJob, digest_of_code, make_report_page, what_it_is_made_from
from cdi.site.reports import find_reports
from cdi.site.rows import by_force
from cdi.workspace.limits import Limits
from cdi.workspace.paths import FORMATS, LED_TO, Workspace
from cdi.workspace.site_settings import SiteSettings, read_site_settings

MENU = (
    ("index.html", "Forces"),
    ("measures.html", "Measures"),
    ("methods.html", "Methods"),
    ("glossary.html", "Glossary"),
    ("data.html", "Data"),
)
_NATIONAL = "national-comparison"
# Chosen: below it one process is as soon done as two.
_FEW = 24
# Chosen: each batch is a process; so many keep the processors evenly busy.
_MOST_BATCHES = 32


@dataclass(frozen=True, slots=True)
class SiteOutcome:
    """What became of the site.

    `written` and `removed` are places in it, `anew` how many reports' pages were made again, `left_out` why a report
    is not on it. `largest` is its largest page and `sizes` the bytes of every file.
    """

    folder: Path
    address: str | None
    written: tuple[str, ...]
    removed: tuple[str, ...]
    reports: int
    anew: int
    left_out: Mapping[str, str]
    sizes: Mapping[str, int]

    @property
    def pages(self) -> list[str]:
        """The pages of the site itself, without the documents that lie in it."""
        return [name for name in self.sizes if is_page(name)]

    @property
    def largest(self) -> str:
        """The largest of them."""
        return max(self.pages, key=self.sizes.__getitem__)


def is_page(place: str) -> bool:
    """Whether a file of the site is a page of its own, and no document that was copied into it."""
    own = place.count("/") < 2 or place.endswith("/index.html")
    return place.endswith(".html") and own and not place.startswith("national/")


def make_site(workspace: Workspace, limits: Limits | None = None) -> SiteOutcome:
    """Make the site in `reports/site/`, as far as it is not as it should be.

    A report whose files are damaged is left out and named. Raises InputFaulty for settings or registers that do not
    hold, PublicationRefused for a link in the place of the site.
    """
    settings, register = read_site_settings(workspace), read_register(workspace)
    folder, record = SiteFolder(open_site_folder(workspace)), read_record(workspace)
    site = _common(settings)
    left_out: dict[str, str] = {}
    jobs = list(_jobs(workspace, register, settings, site, left_out))
    standing, anew = _make_reports(workspace, jobs, folder, record, limits or Limits(), left_out)
    briefs = by_force(each.brief for each in standing.values() if each.files)
    register = register.without_empty(briefs)
    national = _copy_national(workspace, folder)
    content = SiteContent(workspace, site, register, briefs, make_tables(register, briefs), national)
    for place, text in _write_all(content, standing):
        folder.write(place, text)
    here = {*folder.written, *folder.unchanged, *(name for each in standing.values() for name in each.files)}
    removed = folder.remove({*record.files, *(name for each in record.reports.values() for name in each.files)} - here)
    write_record(workspace, SiteRecord(standing, tuple(sorted(here))))
    sizes = {name: (folder.root / name).stat().st_size for name in sorted(here)}
    written = tuple(sorted(set(folder.written) & here))
    listed = sum(map(len, briefs.values()))
    return SiteOutcome(folder.root, settings.address, written, tuple(removed), listed, anew, left_out, sizes)


def _common(settings: SiteSettings) -> dict[str, Any]:
    """What every page says of the site."""
    return {"name": settings.name, "address": settings.address, "contact": settings.contact, "menu": MENU}


def _jobs(
    workspace: Workspace,
    register: NationalRegister,
    settings: SiteSettings,
    site: Mapping[str, Any],
    left_out: dict[str, str],
) -> Iterator[ReportJob]:
    """Every report of a force that is on the site; one of another force, or of damaged versions, is left out."""
    for source in find_reports(workspace, left_out):
        force = register.forces.get(source.ref.force)
        if force is None:
            left_out[str(source.ref)] = "its force is not in data/forces.toml, or its entry there does not hold"
        else:
            inside = settings.documents == "inside"
            yield ReportJob(workspace, source, force, site, inside, settings.drafts)


def _make_reports(
    workspace: Workspace,
    jobs: Sequence[ReportJob],
    folder: SiteFolder,
    record: SiteRecord,
    limits: Limits,
    left_out: dict[str, str],
) -> tuple[dict[str, ReportOnSite], int]:
    """The reports by their names, and how many of their pages were made anew; a damaged one is left out."""
    common = digest_of_code(workspace)
    standing, stale = dict[str, ReportOnSite | None](), list[tuple[ReportJob, str]]()
    for job in jobs:
        made_from, before = what_it_is_made_from(job, common), record.reports.get(str(job.source.ref))
        stands = before is not None and before.made_from == made_from
        if before is not None and stands and all((folder.root / name).is_file() for name in before.files):
            standing[str(job.source.ref)] = before
            folder.unchanged += before.files
        else:
            standing[str(job.source.ref)] = None
            stale.append((job, made_from))
    for name, report in _in_processes(stale, folder, limits):
        if isinstance(report, ReportOnSite):
            standing[name] = report
        else:
            left_out[name] = report
    return {name: report for name, report in standing.items() if report is not None}, len(stale)


_Batch = tuple[Path, list[tuple[ReportJob, str]]]
_Made = tuple[str, ReportOnSite | str]


def _in_processes(stale: list[tuple[ReportJob, str]], folder: SiteFolder, limits: Limits) -> Iterator[_Made]:
    """Make the pages of these reports, in several processes where they are many; in words why one could not be."""
    if len(stale) <= _FEW:
        yield from _make_batch(folder, stale)
        return
    make_ready(stale[0][0].workspace.templates)
    size = max(_FEW, len(stale) // _MOST_BATCHES, 1)
    batches = [(folder.root, stale[start : start + size]) for start in range(0, len(stale), size)]
    for event in run_each(batches, _work, limits):
        match event:
            case Ended(result=(reports, written, unchanged)):
                folder.written += written
                folder.unchanged += unchanged
                yield from reports
            case Broke(job=(_, batch), traceback=text):
                yield from ((str(job.source.ref), text.strip().splitlines()[-1]) for job, _ in batch)
            case Died(job=(_, batch), reason=reason):
                yield from ((str(job.source.ref), reason) for job, _ in batch)


def _work(batch: _Batch, _send: Callable[[object], None]) -> tuple[list[_Made], list[str], list[str]]:
    """In a process of its own: the pages of some reports."""
    root, jobs = batch
    folder = SiteFolder(root)
    standing = list(_make_batch(folder, jobs))
    return standing, folder.written, folder.unchanged


def _make_batch(folder: SiteFolder, jobs: Sequence[tuple[ReportJob, str]]) -> Iterator[_Made]:
    for job, made_from in jobs:
        own = SiteFolder(folder.root)
        try:
            report: ReportOnSite | str = make_report_page(job, own, made_from)
        except CdiError as refused:
            report = str(refused)
        folder.written += own.written
        folder.unchanged += own.unchanged
        yield str(job.source.ref), report


def _write_all(content: SiteContent, standing: Mapping[str, ReportOnSite]) -> Iterator[tuple[str, str]]:
    """Every page over all reports, the data, and where an address is set the feed and the map."""
    pages = [name for report in standing.values() for name in report.files if is_page(name)]
    for place, text in write_overviews(content):
        pages += [place] if place.endswith(".html") else []
        yield place, text
    for place, text in write_tables(content.tables):
        yield place, text
    yield f"{API}/index.json", as_json(_index(content))
    yield from write_addressed(content, pages)


def _index(content: SiteContent) -> dict[str, Any]:
    """What there is for programs, and where."""
    measures = {result.measure.name for each in content.register.inspections for result in each.results.values()}
    return {
        "version": VERSION,
        "name": content.site["name"],
        "dictionary": "datapackage.json",
        "tables": {table.name: {"csv": f"{table.name}.csv", "json": f"{table.name}.json"} for table in content.tables},
        "forces": {force: f"forces/{force}.json" for force in content.register.forces},
        "measures": {name: f"measures/{name}.json" for name in sorted(measures)},
    }


def _copy_national(workspace: Workspace, folder: SiteFolder) -> str:
    """Copy the national comparison with what it leads to, if it was made; the place of its page, or nothing."""
    source = workspace.reports / "national"
    for name in (*(f"{_NATIONAL}.{ending}" for ending in FORMATS), *LED_TO, STATEMENT):
        if (source / name).is_file():
            folder.copy(source / name, f"national/{name}")
    return f"national/{_NATIONAL}.html" if (source / f"{_NATIONAL}.html").is_file() else ""


def outcome_as_text(outcome: SiteOutcome) -> str:
    """What was made, how large it is, and what to open."""
    sizes, pages = outcome.sizes, outcome.pages
    lines = [f"{name}: left out: {why}" for name, why in outcome.left_out.items()]
    if outcome.address is None:
        lines.append('No feed and no site map: data/site.toml holds no address, as in [site] address = "https://…/"')
    pages_of_reports = formatting.counted(outcome.anew, "report")
    lines += [
        f"{formatting.counted(outcome.reports, 'report')}, {formatting.counted(len(pages), 'page')}, "
        f"{formatting.counted(len(sizes), 'file')} of {size_in_words(sum(sizes.values()))} in all; "
        f"the largest page is {outcome.largest} with {size_in_words(sizes[outcome.largest])}",
        f"{formatting.counted(len(outcome.written), 'file')} written (pages of {pages_of_reports} made anew), "
        f"{formatting.count(len(sizes) - len(outcome.written))} as before, {len(outcome.removed)} removed",
    ]
    return "\n".join(lines)


def outcome_as_json(workspace: Workspace, outcome: SiteOutcome) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "format": 1,
        "folder": outcome.folder.relative_to(workspace.root).as_posix(),
        "page": f"{outcome.folder.relative_to(workspace.root).as_posix()}/index.html",
        "address": outcome.address,
        "reports": outcome.reports,
        "made": outcome.anew,
        "written": list(outcome.written),
        "removed": list(outcome.removed),
        "left_out": dict(outcome.left_out),
        "files": len(outcome.sizes),
        "bytes": sum(outcome.sizes.values()),
        "largest_page": {"page": outcome.largest, "bytes": outcome.sizes[outcome.largest]},
    }
