"""Every page over all reports, with the style sheet and the script."""

from __future__ import annotations

from cdi.site.content import Files, SiteContent, describe_data_set
from cdi.site.force_pages import make_force_pages, make_measure_pages
from cdi.site.front_page import make_front_page
from cdi.site.pages import FOLDER, SCRIPT, STYLE
from cdi.site.rows import rows_of_force
from cdi.site.text_pages import make_corrections, make_text_pages


def write_overviews(content: SiteContent) -> Files:
    """Each file by its place."""
    forces, described = content.register.forces.values(), describe_data_set(content)
    rows = {force.id: rows_of_force(content.register, force, content.briefs) for force in forces}
    yield make_front_page(content)
    yield from make_force_pages(content, rows)
    yield from make_measure_pages(content, rows)
    yield from make_text_pages(content)
    yield make_corrections(content)
    yield content.page("data.html", "data.html.j2", "data.html", tables=content.tables, structured=described)
    for name in (STYLE, SCRIPT):
        yield name, content.workspace.templates.find(f"{FOLDER}/{name}").read_text(encoding="utf-8")
