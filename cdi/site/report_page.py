"""The page of one report, with copies of the files that it leads to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cdi.bundle.bundle import Bundle
from cdi.pipeline.imports import code_behind
from cdi.pipeline.provenance import PROVENANCE, ReportOrigin
from cdi.publication.versions import PUBLISHED
from cdi.site.output import ReportOnSite, SiteFolder, digest_of
from cdi.site.pages import FOLDER, render, words_of
from cdi.site.register import ListedForce
from cdi.site.reports import (
    ReportInBrief,
    ReportSource,
    base_in_words,
    files_for_readers,
    interval_in_words,
    read_report,
)
from cdi.site.rows import state_brief
from cdi.workspace.paths import Workspace

_PAGE = "index.html"
_UP = "../../../"
"""The front page's folder as seen from that of a report: forces/<force>/<audit>/."""


@dataclass(frozen=True, slots=True)
class ReportJob:
    """One report to be made a page of.

    `site` is what every page says of the site, `inside` whether files are copied into it, `drafts` whether a draft may
    be on it.
    """

    workspace: Workspace
    source: ReportSource
    force: ListedForce
    site: Mapping[str, Any]
    inside: bool
    drafts: bool


def folder_in_site(source: ReportSource) -> str:
    """Where the page of a report and its files lie in the site."""
    return f"forces/{source.ref.force}/{source.ref.audit}"


def what_it_is_made_from(job: ReportJob, common: str) -> str:
    """A checksum of all that the page rests on: the report by its own list of checksums, the force, the site."""
    parts = [common, json.dumps([asdict(job.force), job.site, job.inside, job.drafts], sort_keys=True, default=str)]
    parts += [job.source.folder.relative_to(job.workspace.root).as_posix(), digest_of(job.source.folder / PROVENANCE)]
    versions = [job.source.folder.with_name(str(number)) / PUBLISHED for number in job.source.published_on]
    parts += [digest_of(path) for path in versions if path.is_file()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digest_of_code(workspace: Workspace) -> str:
    """A checksum of the code and the templates behind every page of the site."""
    paths = (*code_behind("cdi.site.report_page"), *workspace.templates.files(FOLDER))
    return hashlib.sha256("\n".join(map(digest_of, paths)).encode()).hexdigest()


def make_report_page(job: ReportJob, folder: SiteFolder, made_from: str) -> ReportOnSite:
    """Write the page of a report and copy its files; no files for a draft where none may be on the site.

    `folder` is given these files alone. PublicationRefused when a file of the report is damaged.
    """
    brief, bundle, origin = read_report(job.source)
    if brief.draft and not job.drafts:
        return ReportOnSite(made_from, brief, ())
    place = folder_in_site(job.source)
    names = files_for_readers(job.source, brief, origin)
    if job.inside:
        for name in names:
            folder.copy(job.source.folder / name, f"{place}/{name}")
    page = render(job.workspace.templates, "report.html.j2", _values(job, brief, bundle, origin, names))
    folder.write(f"{place}/{_PAGE}", page)
    for reissue in brief.reissued:
        path = job.source.folder.with_name(str(reissue.version)) / "about" / "what-changed.html"
        if path.is_file():
            folder.copy(path, f"{place}/{what_changed_file(reissue.version)}")
    return ReportOnSite(made_from, brief, tuple(sorted((*folder.written, *folder.unchanged))))


def what_changed_file(version: int) -> str:
    """The page on what changed in a version, beside the page of its report."""
    return f"what-changed-{version}.html"


def _values(
    job: ReportJob, brief: ReportInBrief, bundle: Bundle, origin: ReportOrigin, names: Sequence[str]
) -> dict[str, Any]:
    source, words = job.source, words_of(job.workspace.templates)
    beside = os.path.relpath(source.folder, job.workspace.reports / "site" / folder_in_site(source))
    labels = {name: words["files"][name] for name in names if name in words["files"]}
    captions = {f"tables/{table.id}.csv": f"{table.caption} (CSV)" for table in bundle.tables.values()}
    labels |= {name: captions[name] for name in names if name in captions}
    data = f"data/{source.ref.force}/"
    return {
        "site": job.site,
        "root": _UP,
        "here": f"{folder_in_site(source)}/{_PAGE}",
        "section": "index.html",
        "menu": job.site["menu"],
        "force": job.force,
        "report": brief,
        "rates": [_with_bar(rate) for rate in brief.rates],
        "base": "" if job.inside else f"{beside.replace(os.sep, '/')}/",
        "files": names,
        "charts": list(bundle.charts.values()),
        "figures": _by_subject(bundle),
        "data_files": list(labels.items()),
        "provenance": {
            "sources": bundle.facts["provenance"]["sources"],
            "code": str(origin.code),
            "inputs": len(origin.inputs),
            "data": [(name, sum_) for name, sum_ in origin.inputs.items() if name.startswith(data)],
        },
    }


def _with_bar(rate: Any) -> dict[str, Any]:
    return asdict(rate) | {"drawn": state_brief(rate).drawn}


def _by_subject(bundle: Bundle) -> list[tuple[str, list[dict[str, str]]]]:
    """The figures and the gaps under their subjects, in the order in which documents name these."""
    figures, grouped = bundle.figures, dict[str, list[dict[str, str]]]()
    for figure in figures:
        row = {"label": figure.label, "printed": figure.printed, "interval": interval_in_words(figure)}
        row |= {"base": base_in_words(figure), "gap": ""}
        grouped.setdefault(figures.subjects.get(figure.id, "Other"), []).append(row)
    for name, reason in sorted(figures.gaps.items()):
        subject = figures.subjects.get(name, "Other")
        grouped.setdefault(subject, []).append({"label": name.replace("_", " ").replace(".", ": "), "gap": reason})
    return list(grouped.items())
