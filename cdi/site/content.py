"""What every page over all reports rests on, and how one is made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdi.site.data_tables import API, VERSION, DataTable
from cdi.site.pages import render
from cdi.site.register import NationalRegister, split_sources
from cdi.site.rows import AuditRow, Briefs
from cdi.site.stated import StatedResult
from cdi.workspace.paths import Workspace

WHOLE = (0.0, 100.0)
"""The scale of shares that are no recording rates."""
Files = Iterator[tuple[str, str]]
"""Files by their place in the site."""
RowsByForce = Mapping[str, Sequence[AuditRow]]


@dataclass(frozen=True, slots=True)
class SiteContent:
    """All that the pages over all reports rest on. `national` is the page of the national comparison, if any."""

    workspace: Workspace
    site: Mapping[str, Any]
    register: NationalRegister
    briefs: Briefs
    tables: Sequence[DataTable]
    national: str = ""

    def page(self, place: str, template: str, section: str, **values: Any) -> tuple[str, str]:
        """A page by its place, with what every page is given."""
        common: dict[str, Any] = {
            "site": self.site,
            "root": "../" * place.count("/"),
            "here": place,
            "section": section,
        }
        common |= {"menu": self.site["menu"], "whole": WHOLE, "result_sources": _sources_of}
        return place, render(self.workspace.templates, template, common | values)


def _sources_of(result: StatedResult) -> tuple[str, ...]:
    return split_sources([result.source])


def describe_data_set(content: SiteContent) -> str:
    """What search engines read of the data set; `<` is written so that no text can end its element."""
    address = content.site["address"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{content.site['name']}: published results of police forces in England and Wales",
        "description": "Recording rates, grades and other results of crime data integrity inspections, with intervals "
        "and sources.",
        "spatialCoverage": "England and Wales",
        "inLanguage": "en-GB",
        "version": f"{VERSION}",
    }
    if address:
        data["url"] = address
        data["distribution"] = [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"{address}{API}/{table.name}.{ending}"}
            for table in content.tables
            for ending, media in (("csv", "text/csv"), ("json", "application/json"))
        ]
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
