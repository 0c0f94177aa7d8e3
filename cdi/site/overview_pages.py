"""The pages over all reports: the front page, one for each force and each measure, corrections, texts, data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from cdi.contract.published_measures import MEASURES, PublishedMeasure
from cdi.house_style import formatting
from cdi.model.auditor import GRADES
from cdi.site.data_tables import API, VERSION, DataTable, as_json, result_as_json
from cdi.site.markdown_text import TextPage, render_text
from cdi.site.pages import FOLDER, SCALE, SCRIPT, STYLE, render, tiles_of, words_of
from cdi.site.register import ListedForce, NationalRegister, split_sources
from cdi.site.report_page import what_changed_file
from cdi.site.rows import OWN, AuditRow, Briefs, rows_of_force, rows_of_front_page, state_brief
from cdi.site.stated import StatedResult
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED

WHOLE = (0.0, 100.0)
"""The scale of shares that are no recording rates."""
# Chosen: five shades, so that neighbours can be told apart; each tile also prints its rate.
_STEPS = (80, 85, 90, 95)
_TEN = 10
# Chosen: what fits a card; the list below it has all.
_MOST_OVER_TIME = 8
Files = Iterator[tuple[str, str]]
"""Files by their place in the site."""


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


def write_overviews(content: SiteContent) -> Files:
    """Every page over all reports, with the style sheet and the script."""
    rows = {
        force.id: rows_of_force(content.register, force, content.briefs) for force in content.register.forces.values()
    }
    yield _front(content)
    yield from _forces(content, rows)
    yield from _measures(content, rows)
    yield from _texts(content)
    yield _corrections(content)
    yield content.page("data.html", "data.html.j2", "data.html", tables=content.tables, structured=_structured(content))
    for name in (STYLE, SCRIPT):
        yield name, content.workspace.templates.find(f"{FOLDER}/{name}").read_text(encoding="utf-8")


def _front(content: SiteContent) -> tuple[str, str]:
    register, words = content.register, words_of(content.workspace.templates)
    rows = list(rows_of_front_page(register, content.briefs))
    labels = {name: each["label"] for name, each in words["programmes"].items()}
    regimes = list(
        dict.fromkeys(row.regime for row in sorted(rows, key=lambda row: (row.regime == OWN, row.sorted_by)))
    )
    years = sorted({row.year for row in rows}, reverse=True)
    inspected = [inspection.label_year for inspection in register.inspections]
    return content.page(
        "index.html",
        "front.html.j2",
        "index.html",
        rows=rows,
        own_audits=any(row.regime == OWN for row in rows),
        tiles=list(_tiles(content)),
        steps=[*enumerate(_labels_of_steps(), start=1), (0, "no rate of the force")],
        averages=[average for programme in regimes if (average := register.average(programme))],
        years=(min(inspected, default=0), max(inspected, default=0)),
        spread=_spread(register),
        national=content.national,
        structured=_structured(content),
        numbers={
            "forces": sum(force.territorial for force in register.forces.values()),
            "inspections": len(register.inspections),
            "results": sum(len(inspection.results) for inspection in register.inspections),
            "reports": sum(map(len, content.briefs.values())),
        },
        choices={
            "regions": sorted({force.region for force in register.forces.values() if force.region}),
            "grades": [grade for grade in GRADES if any(row.grade == grade for row in rows)],
            "years": years,
            "regimes": [(regime, labels.get(regime, regime)) for regime in regimes],
        },
    )


def _spread(register: NationalRegister) -> dict[str, Any] | None:
    """The latest rates of the programme that most forces have one of, the lowest first; none without any."""
    latest: dict[tuple[str, str], StatedResult] = {}
    for inspection in reversed(register.inspections):
        if inspection.overall:
            latest[inspection.programme, inspection.force] = inspection.overall
    sizes = Counter(programme for programme, _ in latest)
    if not sizes:
        return None
    programme = max(sorted(sizes), key=sizes.__getitem__)
    rates = [rate for (name, _), rate in latest.items() if name == programme]
    rates.sort(key=lambda rate: float(rate.place))
    return {"programme": programme, "rates": rates, "average": register.average(programme)}


def _labels_of_steps() -> list[str]:
    low, high = _STEPS[0], _STEPS[-1]
    between = [f"{one}% to under {other}%" for one, other in pairwise(_STEPS)]
    return [f"under {low}%", *between, f"{high}% and over"]


def _tiles(content: SiteContent) -> Iterator[dict[str, Any]]:
    """The tile of each territorial force, row by row; one without a place follows below the others."""
    places, register = tiles_of(content.workspace.templates), content.register
    forces = [force for force in register.forces.values() if force.territorial and force.id in places]
    for force in sorted(forces, key=lambda each: (places[each.id][1], places[each.id][0])):
        column, row, letters = places[force.id]
        latest = register.latest(force.id)
        rate = latest.overall if latest else None
        at = None if rate is None else rate.low if rate.value is None else rate.value
        yield {
            "force": force, "column": column, "row": row, "letters": letters,
            "step": 0 if at is None else 1 + sum(at >= bound for bound in _STEPS),
            "short": _on_tile(rate) if rate else "", "long": rate.printed if rate else "",
            "year": latest.label_year if latest and rate else None,
        }  # fmt: skip


def _on_tile(rate: StatedResult) -> str:
    """The rate in few letters: 84.1%, >93%, ≈89%."""
    number = (
        formatting.percent(rate.rate, min(formatting.places(rate.rate), 1)) if rate.rate is not None else rate.short
    )
    return {"floor": ">", "rounded": "≈"}.get(rate.basis, "") + number


def _forces(content: SiteContent, rows: Mapping[str, Sequence[AuditRow]]) -> Files:
    for force in content.register.forces.values():
        own, reports = rows[force.id], content.briefs.get(force.id, [])
        newest = sorted(reports, key=lambda report: (report.day, report.audit), reverse=True)
        latest = next((row for row in own if row.latest), None)
        yield content.page(
            f"forces/{force.id}.html",
            "force.html.j2",
            "index.html",
            force=force,
            latest=latest,
            latest_rates=list(_latest_rates(latest)) if latest else [],
            history=[row for row in own if row.inspection],
            over_time=[row for row in own if row.overall][:_MOST_OVER_TIME],
            reports=[(each, state_brief(each.overall) if each.overall else None) for each in newest],
        )
        yield f"{API}/forces/{force.id}.json", _force_as_json(force, own, newest)


def _latest_rates(row: AuditRow) -> Iterator[tuple[str, StatedResult, object]]:
    for label, rate, average in (
        ("All reported crime", row.overall, row.average),
        ("Violence", row.violence, None),
        ("Sexual offences", row.sexual, None),
    ):
        if rate is not None:
            yield label, rate, average


def _force_as_json(force: ListedForce, rows: Sequence[AuditRow], reports: Sequence[Any]) -> str:
    inspections = [row.inspection for row in rows if row.inspection]
    return as_json(
        {
            "version": VERSION,
            "force": {name: value for name, value in asdict(force).items() if name != "id"} | {"force": force.id},
            "inspections": [
                {
                    "inspection": each.id,
                    "programme": each.programme,
                    "kind": each.kind,
                    "year": each.label_year,
                    "published_on": each.published.isoformat() if each.published else None,
                    "grades": dict(each.grades),
                    "sources": list(each.sources),
                    "results": [result_as_json(each, result) for result in each.results.values()],
                }
                for each in inspections
            ],
            "reports": [asdict(report) for report in reports],
        }
    )


def _measures(content: SiteContent, rows: Mapping[str, Sequence[AuditRow]]) -> Files:
    listed = []
    for measure in MEASURES:
        pairs = [
            (row, row.inspection.results[measure.name])
            for own in rows.values()
            for row in own
            if row.inspection and measure.name in row.inspection.results
        ]
        if pairs:
            listed.append((measure, len({row.force.id for row, _ in pairs}), len(pairs)))
            yield _measure(content, measure, pairs)
            found_of = [result_as_json(row.inspection, result) for row, result in pairs if row.inspection]
            yield (
                f"{API}/measures/{measure.name}.json",
                as_json({"version": VERSION, "measure": measure.name, "label": measure.label, "results": found_of}),
            )
    yield content.page("measures.html", "measures.html.j2", "measures.html", measures=listed)


def _measure(
    content: SiteContent, measure: PublishedMeasure, pairs: Sequence[tuple[AuditRow, StatedResult]]
) -> tuple[str, str]:
    newest = sorted(pairs, key=lambda pair: pair[0].sorted_by, reverse=True)
    programmes = [
        (
            programme,
            content.register.average(programme) if measure.name == "rate_overall" else None,
            [pair for pair in pairs if pair[0].regime == programme],
        )
        for programme in dict.fromkeys(row.regime for row, _ in newest)
    ]
    return content.page(
        f"measures/{measure.name}.html",
        "measure.html.j2",
        "measures.html",
        measure=measure,
        programmes=programmes,
        on=_scale_for(result for row, result in pairs if measure.holds != "rate" or row.overall is not None),
    )


def _scale_for(results: Iterator[StatedResult]) -> tuple[float, float]:
    """From the ten below the lowest end to 100; the usual scale where that begins lower."""
    lowest = min((each for result in results for each in (result.low, result.value) if each is not None), default=0.0)
    return min(SCALE[0], _TEN * (lowest // _TEN)), SCALE[1]


def _sources_of(result: StatedResult) -> tuple[str, ...]:
    return split_sources([result.source])


def _texts(content: SiteContent) -> Files:
    described = {
        "methods": "What each figure is, how it is computed, when not to use it, and what it is checked against.",
        "glossary": "The words of crime data integrity and of this project.",
    }
    for name, description in described.items():
        text = _text_of_project(f"{name}.md")
        if text is None:
            continue
        before = "reading.html.j2" if name == "methods" else ""
        contents = text.contents if name == "methods" else ()
        yield content.page(
            f"{name}.html", "text.html.j2", f"{name}.html",
            heading=text.heading, description=description, body=text.html, contents=contents, before=before,
        )  # fmt: skip
    statement = _text_of_project("accessibility.md")
    yield content.page(
        "accessibility.html", "text.html.j2", "accessibility.html",
        heading="Accessibility statement", description="For whom this site works, what was tested, and what is left.",
        body=statement.html if statement else "", contents=(), before="" if statement else "accessibility.html.j2",
    )  # fmt: skip


def _text_of_project(name: str) -> TextPage | None:
    path = SHIPPED / "docs" / name
    return render_text(path.read_text(encoding="utf-8")) if path.is_file() else None


def _corrections(content: SiteContent) -> tuple[str, str]:
    listed = [
        (force, report, reissue, f"forces/{force.id}/{report.audit}/{what_changed_file(reissue.version)}")
        for force in content.register.forces.values()
        for report in content.briefs.get(force.id, [])
        for reissue in report.reissued
    ]
    listed.sort(key=lambda each: (each[1].published_on[each[2].version], each[0].id), reverse=True)
    return content.page("corrections.html", "corrections.html.j2", "corrections.html", corrections=listed)


def _structured(content: SiteContent) -> str:
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
