"""Extra measures in documents: an annex in each of them, the author's words by id, and no trace once they are gone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.explore.opening import open_audit
from cdi.model.audit_ref import AuditRef
from cdi.model.document import ChartBlock, Document, Heading, ListBlock, TableBlock
from cdi.model.errors import PublicationRefused
from cdi.workspace.extra_measures import FILE
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT, copy_forces, copy_project
from tests.documents.bundles import compose_all, documents_of, words_of_charts
from tests.documents.invented import as_text
from tests.thin import thin

TEMPLATES = sorted((PROJECT / "templates" / "documents").glob("*.md.j2"))
SAID = {"added_by": "Analyst", "reason": "The panel asked where reports fare worse."}


@dataclass(frozen=True)
class Added:
    """What is added to an audit: a question, why there is no figure of ages, and a sentence of the author's."""

    ref: AuditRef
    question: dict[str, str]
    why: str
    document: str
    block: str
    sentence: str
    printed: str


OLD = Added(
    AuditRef("leicestershire", "2014-inspection"),
    {"by": "category", "of": "cancelled_rightly"},
    "none in the sample: audited crimes",
    "inspection-report-2014",
    "leadership",
    'Of robberies {{ fig("extra.my_own.robbery") }} were cancelled rightly.',
    "Of robberies 17 of 23 were cancelled rightly.",
)
NEW = Added(
    AuditRef("leicestershire", "2018-reinspection"),
    {"by": "route"},
    "child or adult was not recorded for any of these cases",
    "panel-paper",
    "closing",
    'Of reports to officers {{ fig("extra.my_own.officer") }} were recorded.',
    "Of reports to officers 231 of 277 were recorded.",
)


@pytest.fixture(scope="module", params=thin([OLD, NEW], keep=1), ids=lambda added: added.ref.audit)
def added(request: pytest.FixtureRequest) -> Added:
    assert isinstance(request.param, Added)
    return request.param


@pytest.fixture(scope="module")
def workspace(added: Added, project: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the force with two extra measures in the audit, of which one can have no figure."""
    copy = copy_forces(project, tmp_path_factory.mktemp("extra"), ["leicestershire"])
    audit = open_audit(added.ref.force, added.ref.audit, copy.root)
    audit.rate(**added.question).publish("my-own", "Where reports fare worse", **SAID)
    audit.rate("victim_age_group").publish("ages")
    author = copy.audit_folder(added.ref) / "narrative" / f"{added.document}.md"
    text, heading = author.read_text(encoding="utf-8"), f"## {added.block}\n"
    assert heading in text
    author.write_text(text.replace(heading, f"{heading}\n{added.sentence}\n", 1), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def documents(added: Added, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    with words_of_charts():
        return documents_of(workspace, added.ref, tmp_path_factory.mktemp("bundle"))


def test_every_document_has_one_annex_that_says_who_added_it_and_why(
    added: Added, documents: dict[str, Document], project: Workspace
) -> None:
    assert documents.keys() == {*project.documents(added.ref)}
    for name, document in documents.items():
        headings = ["".join(run.text for run in block.runs) for block in document.blocks if isinstance(block, Heading)]
        assert headings.count("Extra measures") == headings.count("Where reports fare worse") == 1, name
        text = as_text(document)
        for words in (
            "Nothing in this section is one of the published measures.",
            "Added by Analyst on ",
            "Reason: The panel asked where reports fare worse.",
            f"There is no figure of it: {added.why}",
            "Tests are corrected for all groups of a table, and not from one table to the next.",
        ):
            assert words in text, (name, words)


def test_table_and_chart_stand_in_it_and_each_number_says_how_it_was_made(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        tables = [block.table.id for block in document.blocks if isinstance(block, TableBlock)]
        charts = [block.chart.id for block in document.blocks if isinstance(block, ChartBlock)]
        assert (tables.count("extra-table-my-own"), charts.count("extra-chart-my-own")) == (1, 1), name
        (numbers,) = (block for block in document.blocks if isinstance(block, ListBlock) and block.style == "numbers")
        assert "number.extra.my_own." in repr(numbers), name


def test_the_gap_stands_among_what_is_not_covered(added: Added, documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        rest = as_text(document).rpartition("What this report does not cover")[2]
        assert added.why.capitalize() in rest, name


def test_what_is_not_said_of_a_measure_makes_a_draft(documents: dict[str, Document]) -> None:
    for document in documents.values():
        assert "<role of whoever added it>" in as_text(document)
        assert "This document must not go out before that." in as_text(document)


def test_an_author_prints_it_by_id(added: Added, documents: dict[str, Document]) -> None:
    assert added.printed in as_text(documents[added.document])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_each_document_type_ends_with_the_passage_that_holds_the_annex(template: Path) -> None:
    name = template.name.removesuffix(".md.j2").replace("_", "-")
    assert f'standing.not_covered("{name}")' in template.read_text(encoding="utf-8")


def test_once_it_is_gone_no_byte_tells_of_it(
    added: Added,
    workspace: Workspace,
    tmp_path: Path,
    project: Workspace,
    shipped_folders: dict[AuditRef, Path],
    shipped_bundles: dict[AuditRef, Bundle],
) -> None:
    ref = added.ref
    copy = copy_project(tmp_path / "copy")
    folder = copy.audit_folder(ref)
    shutil.copy(workspace.audit_folder(ref) / FILE, folder)
    audit = open_audit(ref.force, ref.audit, copy.root)
    for name in ("my-own", "ages"):
        audit.unpublish(name)
    assert not (folder / FILE).exists()
    assert documents_of(copy, ref, tmp_path / "after") == compose_all(project, ref, shipped_bundles[ref])
    one, other = (
        {path.relative_to(bundle): path.read_bytes() for path in bundle.rglob("*.*")}
        for bundle in (shipped_folders[ref], tmp_path / "after")
    )
    assert one == other


def test_what_an_author_printed_of_it_is_refused_by_name_once_it_is_gone(
    added: Added, workspace: Workspace, shipped_bundles: dict[AuditRef, Bundle]
) -> None:
    with pytest.raises(PublicationRefused, match=r"no figure 'extra\.my_own\.(officer|robbery)'"):
        compose(shipped_bundles[added.ref], workspace.audit_folder(added.ref), added.document)
