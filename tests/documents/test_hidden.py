"""Every document can be written with any number about people hidden: it leaves the sentence out and says so at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.disclosure.numbers import Results, owner_of
from cdi.disclosure.policy import policy_of
from cdi.disclosure.protection import REASON
from cdi.disclosure.rounding import round_results
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.model.exhibit import TableCell
from cdi.model.figure import Control, Figures
from cdi.workspace.paths import Workspace
from tests.documents.invented import as_text
from tests.thin import thin
from tests.unit.disclosure.test_policy import own

REF = AuditRef("leicestershire", "2018-reinspection")
DOCUMENTS = ("panel-paper", "inspection-report")
TWENTIETH = 20
HIDDEN = REASON.format(threshold=5)


@pytest.fixture(scope="module")
def bundle(shipped_bundles: dict[AuditRef, Bundle]) -> Bundle:
    return shipped_bundles[REF]


def hiding(bundle: Bundle, owners: Iterable[str]) -> Bundle:
    """The bundle with these figures and breakdowns hidden, and the cells and charts that print them without them."""
    figures, owners = bundle.figures, [*owners]
    left = [figure for figure in figures if owner_of(figure) not in owners]
    gone = {figure.id for figure in figures if owner_of(figure) in owners}
    subjects = {**figures.subjects, **{owner_of(figure): figures.subjects[figure.id] for figure in figures}}
    gaps = {**figures.gaps, **dict.fromkeys(owners, HIDDEN)}
    tables = {
        name: replace(
            table,
            rows=tuple(tuple(TableCell("[c]") if cell.figure in gone else cell for cell in row) for row in table.rows),
        )
        for name, table in bundle.tables.items()
    }
    charts = {
        name: replace(chart, figures=tuple(each for each in chart.figures if each not in gone))
        for name, chart in bundle.charts.items()
    }
    after = Figures.of(left, gaps, figures.cures, subjects, Control(5, hidden=tuple(owners)))
    return replace(bundle, figures=after, tables=tables, charts=charts)


@pytest.mark.parametrize("first", thin(range(TWENTIETH), keep=1))
@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_number_about_people_may_be_hidden_alone_and_all_together(
    document: str, first: int, bundle: Bundle, project: Workspace, leicestershire: Audit
) -> None:
    """Every twentieth alone, from the one that is named."""
    policy = policy_of(leicestershire)
    about = [*dict.fromkeys(map(owner_of, bundle.figures))]
    people = [name for name in about if policy.class_of(name) != "process"]
    assert len(people) > 20
    refused: dict[str, str] = {}
    for owners in (*([name] for name in people[first::TWENTIETH]), people):
        try:
            text = as_text(compose(hiding(bundle, owners), project.audit_folder(REF), document))
        except PublicationRefused as refusal:
            refused[owners[0]] = str(refusal)
        else:
            assert owners is not people or HIDDEN.capitalize() in text
    assert refused == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_number_about_people_may_be_rounded(
    document: str, bundle: Bundle, project: Workspace, leicestershire: Audit
) -> None:
    policy, figures = replace(policy_of(own(leicestershire)), rounding_base=5), bundle.figures
    people = [figure.id for figure in figures if policy.concerns(figure)]
    rounded = round_results(policy, leicestershire, Results(figures, (), None, None), people).figures
    text = as_text(compose(replace(bundle, figures=rounded), project.audit_folder(REF), document))
    assert "35 of" in text  # 34 of 49 victims told, as 35 of 50
    assert "Numbers of people are rounded to the nearest five" in text


def test_author_text_that_asks_for_a_hidden_number_is_refused_by_its_name(bundle: Bundle, project: Workspace) -> None:
    hidden = hiding(bundle, ["timeliness.all"])
    with pytest.raises(PublicationRefused, match=r"figure timeliness\.all is a gap: numbers of fewer than 5 people"):
        compose(hidden, project.audit_folder(REF), "inspectorate-release")
