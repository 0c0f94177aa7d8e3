"""A page for each force and for each measure, and the same as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from cdi.contract.published_measures import MEASURES, PublishedMeasure
from cdi.site.content import Files, RowsByForce, SiteContent
from cdi.site.data_tables import API, VERSION, as_json, report_as_json, result_as_json
from cdi.site.pages import SCALE
from cdi.site.register import ListedForce
from cdi.site.rows import AuditRow, state_brief
from cdi.site.stated import StatedResult

_TEN = 10
# Chosen: what fits a card; the list below it has all.
_MOST_OVER_TIME = 8


def make_force_pages(content: SiteContent, rows: RowsByForce) -> Files:
    """The page of each force, and all that is on it as JSON."""
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
            "reports": [report_as_json(report) for report in reports],
        }
    )


def make_measure_pages(content: SiteContent, rows: RowsByForce) -> Files:
    """The page of each measure with every result of it, the same as JSON, and the list of measures."""
    listed: list[dict[str, Any]] = []
    for measure in MEASURES:
        pairs = [
            (row, row.inspection.results[measure.name])
            for own in rows.values()
            for row in own
            if row.inspection and measure.name in row.inspection.results
        ]
        if pairs:
            forces = len({row.force.id for row, _ in pairs})
            listed.append({"measure": measure, "place": len(listed), "forces": forces, "results": len(pairs)})
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
        about=_about(pairs),
        on=_scale_for(result for row, result in pairs if measure.holds != "rate" or row.overall is not None),
    )


def _about(pairs: Sequence[tuple[AuditRow, StatedResult]]) -> dict[str, Any]:
    """How many results of how many forces, of which years, how they are known, and what they count."""
    years = [row.year for row, _ in pairs]
    return {
        "forces": len({row.force.id for row, _ in pairs}),
        "results": len(pairs),
        "not_as_published": sum(result.basis != "published" for _, result in pairs),
        "years": (min(years), max(years)),
        "units": sorted({result.unit for _, result in pairs if result.unit}),
    }


def _scale_for(results: Iterator[StatedResult]) -> tuple[float, float]:
    """From the ten below the lowest end to 100; the usual scale where that begins lower."""
    lowest = min((each for result in results for each in (result.low, result.value) if each is not None), default=0.0)
    return min(SCALE[0], _TEN * (lowest // _TEN)), SCALE[1]
