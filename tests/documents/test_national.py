"""The page on all forces and the section on other forces, as they are composed; and what they say where less is known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.accessors import Accessors
from cdi.compose.document import compose
from cdi.compose.template import Writer
from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.model.figure import Figures
from cdi.render.html import render_html
from cdi.workspace.paths import Workspace
from tests.documents.test_number_list import Links

LEICESTERSHIRE = AuditRef("leicestershire", "2018-reinspection")


@pytest.fixture(scope="module")
def page(project: Workspace, national_bundle: Bundle) -> str:
    return render_html(compose(national_bundle, project.audit_folder(NATIONAL), "national-comparison"))


def test_the_page_leads_nowhere_that_is_not_there(page: str) -> None:
    links = Links(page)
    assert [name for name, count in links.ids.items() if count > 1] == []
    inside = {link.removeprefix("#") for link in links.links if link.startswith("#")}
    assert inside - set(links.ids) == set()


def section(bundle: Bundle, **settings: object) -> str:
    """The section of the panel paper on other forces, as plain words."""
    documents = {"panel-paper": settings}
    writer = Writer(Accessors(bundle, documents, "panel-paper"), {})
    source = '{% import "forces.md.j2" as forces with context %}{{ forces.compared("panel-paper", chart=false) }}'
    text = re.sub(r"\[([^]]*)\]\{[^}]*\}", r"\1", writer.environment.from_string(source).render())
    return " ".join(text.replace(" ,", ",").split())


def without(bundle: Bundle, *ids: str) -> Bundle:
    figures = bundle.figures
    kept = [figure for figure in figures if figure.id not in ids]
    gaps = {**figures.gaps, **dict.fromkeys(ids, "it is not known")}
    return replace(bundle, figures=Figures.of(kept, gaps, figures.cures, figures.subjects, figures.control))


def test_the_section_stands_where_it_is_asked_for(shipped_bundles: dict[AuditRef, Bundle]) -> None:
    bundle = shipped_bundles[LEICESTERSHIRE]
    assert section(bundle) == ""
    said = section(bundle, other_forces=True)
    assert said.startswith("## Compared with other forces 29 other forces have a result of the same programme.")
    assert "the force lies between places 5 and 10, counted from the lowest, of 24 forces" in said
    assert "rates went from 75.8% to 85.49%" in said
    assert "No source of groups of similar forces is held" in said
    assert "outside that range" not in said  # 84.1 lies in it


def test_what_is_not_known_of_a_force_is_said(shipped_bundles: dict[AuditRef, Bundle]) -> None:
    bundle = shipped_bundles[LEICESTERSHIRE]
    placeless = section(without(bundle, "among.place_low", "among.graded"), other_forces=True)
    assert "No place is given: it is not known." in placeless
    assert "Among inspections" not in placeless
    alone = section(shipped_bundles[AuditRef("leicestershire", "2014-inspection")], other_forces=True)
    assert "The force cannot be set beside others here: results of other forces are not held" in alone


def test_a_rate_outside_the_range_of_its_grade_is_flagged_and_called_no_fault(
    shipped_bundles: dict[AuditRef, Bundle],
) -> None:
    bundle = shipped_bundles[LEICESTERSHIRE]
    high = [replace(figure, value=95.0, printed="95%") if figure.id == "recording.overall" else figure
            for figure in bundle.figures]  # fmt: skip
    figures = bundle.figures
    other = replace(bundle, figures=Figures.of(high, figures.gaps, figures.cures, figures.subjects, figures.control))
    said = section(other, other_forces=True)
    assert "The rate of this force lies outside that range. A grade does not follow from a rate" in said
