"""What needs the address of the site: a feed of new reports and results, and a map of its pages."""

from __future__ import annotations

from collections.abc import Iterator

from cdi.house_style import formatting
from cdi.site.content import Files, SiteContent
from cdi.site.pages import render
from cdi.site.rows import rows_of_force

# Chosen: more than a year of the programme at its busiest.
_MOST_ENTRIES = 100


def write_addressed(content: SiteContent, pages: list[str]) -> Files:
    """The feed and the site map; nothing where the settings hold no address."""
    if not content.site["address"]:
        return
    entries = sorted(_entries(content), key=lambda entry: (entry["day"], entry["page"]), reverse=True)
    values = {"site": content.site, "entries": entries[:_MOST_ENTRIES], "pages": sorted(pages)}
    for name in ("feed.xml", "sitemap.xml"):
        yield name, render(content.workspace.templates, f"{name}.j2", values)


def _entries(content: SiteContent) -> Iterator[dict[str, str]]:
    """Reports on this site by the day they were issued, and inspections by the day of their publication."""
    for force in content.register.forces.values():
        for report in content.briefs.get(force.id, []):
            unpublished = "draft" if report.draft else "signed off"
            state = f"published version {report.version}" if report.version else unpublished
            rate = report.overall.printed if report.overall else "no overall rate"
            yield {
                "title": f"{force.short_name}: {report.title} ({state})",
                "page": f"forces/{force.id}/{report.audit}/index.html",
                "day": report.issued_on,
                "summary": f"All reported crime: {rate}. {report.statement}".strip(),
            }
        for row in rows_of_force(content.register, force, content.briefs):
            if row.inspection is None or row.inspection.published is None:
                continue
            rate = row.overall.printed if row.overall else "no overall rate of the force"
            grade = f" Graded {row.grade}, of {row.grades_in_scale} grades." if row.grade else ""
            yield {
                "title": f"{force.short_name}: results of the {formatting.uncapitalised(row.title)}, {row.when}",
                "page": f"forces/{force.id}.html#{row.key}",
                "day": row.sorted_by,
                "summary": f"All reported crime: {rate}.{grade}",
            }
