"""What a document says of an audit that lacks something: nothing of it, but that it is missing, and why."""

from __future__ import annotations

from collections.abc import Iterator

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
from tests.conftest import PROJECT, SharedFolder
from tests.documents.invented import as_text
from tests.documents.poorer_audits import Part, figures_without, poorer, whole
from tests.thin import thin
from tests.unit.measures.test_unknown_is_not_no import AUDITS, Spoilt, schema_of

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
    return as_text(compose(bundle_of(audit, figures), folder, widest_document(name)))


def without_list(text: str) -> str:
    """The document without the list of its numbers at its end, each line of which says itself what it rests on."""
    return text.partition("How each number was made")[0]


def uncovered(text: str) -> str:
    """What a document says that it does not cover."""
    return without_list(text).rpartition(HEADING)[2]


def says_none(spoilt: Spoilt) -> bool:
    """Whether a cell that is empty says that there is none, so that nothing is unknown."""
    table, column, _ = spoilt
    if (table, column) == ("recommendations", "timescale_months"):  # empty where none is stated
        return True
    return any(each.name == column and each.none_if_empty for each in schema_of(table).columns)


def poorer_audits(name: str, part: Part, shared_folder: SharedFolder) -> Iterator[tuple[Spoilt, Audit, Figures]]:
    """The audit without each table, or with each column blanked or half blanked, where that changes a figure."""
    for spoilt, figures in figures_without(shared_folder, name, part).items():
        table, column, how = spoilt
        if (how != "half" or (len(column) + len(table)) % 3 == 0) and figures != whole(name)[1]:
            audit = poorer(name, spoilt)
            assert audit is not None
            yield spoilt, audit, figures


# The smallest audit stands for all.
CASES: list[tuple[str, Part]] = [
    *thin([(name, "table") for name in sorted(AUDITS)], keep=1),
    *thin([(name, "column") for name in sorted(AUDITS)], keep=1),
]


@pytest.mark.parametrize(("name", "part"), CASES)
def test_a_document_says_what_it_lacks_and_why_or_is_refused_by_name(
    name: str, part: Part, shared_folder: SharedFolder
) -> None:
    complete = read_document(name, *whole(name))
    assert HEADING in complete
    asked = [*poorer_audits(name, part, shared_folder)]
    assert len(asked) > 5
    wrong, refusals = {}, {}
    for what, audit, figures in asked:
        try:
            text = read_document(name, audit, figures)
        except PublicationRefused as reason:
            refusals[what] = str(reason)
            continue
        # A rate without its interval says so beside it.
        no_interval = text.count("(no confidence interval was published)") > complete.count("(no confidence interval")
        is_changed = without_list(text) != without_list(complete)
        if is_changed and uncovered(text) == uncovered(complete) and not (no_interval or says_none(what)):
            wrong[what] = [line for line in complete.splitlines() if line not in text]
    assert wrong == {}
    named = (" is a gap: ", "no figure '", "no fact '", "is empty")
    assert [each for each in refusals.values() if not any(words in each for words in named)] == []
