"""What a document says of an audit that lacks something: nothing of it, but that it is missing, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from cdi.bundle.bundle import Bundle
from cdi.bundle.facts import facts
from cdi.compose.document import compose
from cdi.exhibits import Caption, tables
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figures
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT
from tests.documents.invented import as_text
from tests.unit.measures.test_unknown_is_not_no import (
    AUDITS,
    Measured,
    Spoilt,
    figures_of,
    lacking,
    measured,  # noqa: F401 - a fixture
    without,
)

HEADING = "What this report does not cover"


def bundle_of(audit: Audit, figures: Figures) -> Bundle:
    """The bundle of an audit, without pictures."""
    registers, caption = facts(audit), Caption.of(audit)
    made = (
        tables.tabulate_exclusions(audit, caption),
        tables.tabulate_rates(figures, finding_rules(audit), caption),
        *tables.tabulate_samples(figures, caption),
        tables.tabulate_disposals(figures, caption),
        tables.tabulate_recommendation_status(registers["recommendations"], caption),
        tables.tabulate_recommendations(registers["recommendations_made"], caption),
        tables.tabulate_plan(figures, registers["plan"], caption),
    )
    return Bundle(figures, registers, {}, {table.id: table for table in made if table is not None}, {})


def widest_document(name: str) -> str:
    """The document of an audit that says most: the pack, or the only one."""
    documents = Workspace(PROJECT).documents(AuditRef(*name.split()))
    return "panel-pack" if "panel-pack" in documents else next(iter(documents))


def read_document(name: str, audit: Audit, figures: Figures) -> str:
    folder = Workspace(PROJECT).audit_folder(AuditRef(*name.split()))
    audit = replace(audit, extra=())
    return as_text(compose(bundle_of(audit, figures), folder, widest_document(name)))


def without_extra(figures: Figures) -> Figures:
    """The figures of the shipped audits, which have no extra measures; test_extra_measures has them in documents."""

    def is_own(name: str) -> bool:
        return not name.startswith(("extra.", "side_by_side."))

    gaps, cures = ({name: why for name, why in each.items() if is_own(name)} for each in (figures.gaps, figures.cures))
    subjects = {name: subject for name, subject in figures.subjects.items() if is_own(name)}
    return Figures.of([figure for figure in figures if is_own(figure.id)], gaps, cures, subjects)


def poorer_audits(name: str, figures_without: Measured) -> Iterator[tuple[Spoilt, Audit, Figures]]:
    """The audit without each table, and with each column blanked or half blanked, where that changes a figure."""
    whole = without_extra(figures_of(name))
    for spoilt, measured_anew in figures_without.items():
        (table, column, how), figures = spoilt, without_extra(measured_anew)
        if (how != "half" or (len(column) + len(table)) % 3 == 0) and figures != whole:
            audit = lacking(name, spoilt)
            assert audit is not None
            yield spoilt, audit, figures


@pytest.mark.parametrize("name", AUDITS)
def test_a_document_says_what_it_lacks_and_why_or_is_refused_by_name(
    name: str,
    measured: Callable[[str], Measured],  # noqa: F811
) -> None:
    whole = read_document(name, without(name, "no table", None), without_extra(figures_of(name)))
    assert HEADING in whole
    wrong, refusals = {}, {}
    for what, audit, figures in poorer_audits(name, measured(name)):
        try:
            text = read_document(name, audit, figures)
        except PublicationRefused as reason:
            refusals[what] = str(reason)
            continue
        uncovered = text.rpartition(HEADING)[2]
        # A rate without its interval says so beside it.
        no_interval = text.count("(no confidence interval was published)") > whole.count("(no confidence interval")
        if text != whole and uncovered == whole.rpartition(HEADING)[2] and not no_interval:
            wrong[what] = [line for line in whole.splitlines() if line not in text]
    assert wrong == {}
    named = (" is a gap: ", "no figure '", "no fact '", "is empty")
    assert [each for each in refusals.values() if not any(words in each for words in named)] == []
