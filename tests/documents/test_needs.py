"""What `cdi validate --needs` says would be lost is what is lost: no more and no less, for every table and column."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cdi.contract.tables import AUDIT_TABLES
from cdi.new_audit.readiness import read_needs
from tests.conftest import SharedFolder
from tests.documents.poorer_audits import Part, figures_without, whole
from tests.thin import thin
from tests.unit.measures.test_unknown_is_not_no import AUDITS

Lost = dict[tuple[str, str], set[str]]
"""The beginnings of the ids that are lost without a table, or without any cell in a column of it."""
OF_EXTRA = {"extra", "side_by_side"}
"""Of a force's own measures, which need the columns that each names."""


def lost_without(name: str, part: Part, shared_folder: SharedFolder) -> Lost:
    figures_of_all = whole(name)[1]
    return {
        (table, column): {figure.id.partition(".")[0] for figure in figures_of_all if figure.id not in figures}
        for (table, column, how), figures in figures_without(shared_folder, name, part).items()
        if how != "half" and not table.startswith("prior.")
    }


def ids_of(table: str, columns: Iterable[str] = ()) -> set[str]:
    """The beginnings that the needs of a table name; of some columns, those of the needs that name one of them."""
    needs = [need for need in read_needs() if need.table == table]
    return {each for need in needs if not columns or set(columns) & set(need.columns) for each in need.ids} - OF_EXTRA


@pytest.mark.parametrize("name", thin(sorted(AUDITS), keep=1))
def test_without_a_table_goes_nothing_that_its_needs_do_not_name(name: str, shared_folder: SharedFolder) -> None:
    gone = {table: ids for (table, _), ids in lost_without(name, "table", shared_folder).items() if ids}
    assert len(gone) > 2
    assert {table: ids - ids_of(table) for table, ids in gone.items() if ids - ids_of(table)} == {}


@pytest.mark.long(reason="only all audits together lose all that there is")
def test_without_a_table_goes_what_its_needs_name(shared_folder: SharedFolder) -> None:
    gone: dict[str, set[str]] = {}
    for name in AUDITS:
        for (table, _), ids in lost_without(name, "table", shared_folder).items():
            gone.setdefault(table, set()).update(ids)
    assert {table: ids_of(table) for table in gone} == gone
    assert {need.table for need in read_needs()} == {*gone}


@pytest.mark.parametrize("name", thin(sorted(AUDITS), keep=1))
def test_without_a_column_goes_nothing_that_no_need_names(name: str, shared_folder: SharedFolder) -> None:
    lost = {key: gone for key, gone in lost_without(name, "column", shared_folder).items() if gone}
    assert lost
    unnamed = {key: gone - ids_of(key[0], [key[1]]) for key, gone in lost.items()}
    assert {key: gone for key, gone in unnamed.items() if gone} == {}


def test_needs_name_columns_of_the_contract_and_each_subject_once() -> None:
    needs = read_needs()
    assert len({need.subject for need in needs}) == len(needs)
    assert [need for need in needs if not set(need.columns) <= set(AUDIT_TABLES[need.table].names)] == []
