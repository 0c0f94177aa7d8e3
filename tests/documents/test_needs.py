"""What `cdi validate --needs` says would be lost is what is lost: no more and no less, for every table and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from cdi.contract.tables import AUDIT_TABLES
from cdi.new_audit.readiness import read_needs
from tests.unit.measures.test_unknown_is_not_no import (
    AUDITS,
    Measured,
    figures_of,
    measured,  # noqa: F401 - a fixture
)

Lost = dict[tuple[str, str], set[str]]
"""The beginnings of the ids that are lost without a table, or without any cell in a column of it."""
OF_EXTRA = {"extra", "side_by_side"}
"""Of a force's own measures, which need the columns that each names."""


@pytest.fixture(scope="module")
def lost(measured: Callable[[str], Measured]) -> Lost:  # noqa: F811
    lost: Lost = {}
    for name in AUDITS:
        for (table, column, how), figures in measured(name).items():
            if how != "half" and not table.startswith("prior."):
                gone = {figure.id.partition(".")[0] for figure in figures_of(name) if figure.id not in figures}
                lost.setdefault((table, column), set()).update(gone - OF_EXTRA)
    return lost


def ids_of(table: str, columns: Iterable[str] = ()) -> set[str]:
    """The beginnings that the needs of a table name; of some columns, those of the needs that name one of them."""
    needs = [need for need in read_needs() if need.table == table]
    return {each for need in needs if not columns or set(columns) & set(need.columns) for each in need.ids} - OF_EXTRA


def test_without_a_table_goes_what_its_needs_name(lost: Lost) -> None:
    whole = {table: gone for (table, column), gone in lost.items() if not column}
    assert {table: ids_of(table) for table in whole} == whole
    assert {need.table for need in read_needs()} == {*whole}


def test_without_a_column_goes_nothing_that_no_need_names(lost: Lost) -> None:
    columns = {key: gone for key, gone in lost.items() if key[1] and gone}
    unnamed = {key: gone - ids_of(key[0], [key[1]]) for key, gone in columns.items()}
    assert {key: gone for key, gone in unnamed.items() if gone} == {}


def test_needs_name_columns_of_the_contract_and_each_subject_once() -> None:
    needs = read_needs()
    assert len({need.subject for need in needs}) == len(needs)
    assert [need for need in needs if not set(need.columns) <= set(AUDIT_TABLES[need.table].names)] == []
