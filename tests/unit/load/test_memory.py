"""Too little memory for an engine is said as too little memory, never as a fault of the rows."""

from __future__ import annotations

import ibis
import pytest

from cdi.contract.records import AUDIT_REPORTS
from cdi.load.database import DatabaseRows
from cdi.load.database_connection import quiet


def test_what_does_not_fit_into_the_engine_s_memory_is_a_want_of_memory() -> None:
    with quiet():
        connection = ibis.duckdb.connect(":memory:", memory_limit="8MB", threads=1, temp_directory="")
        table = connection.sql("SELECT range::VARCHAR || 'x' AS crime_id FROM range(2000000)")
    rows = DatabaseRows(table, AUDIT_REPORTS)
    with pytest.raises(MemoryError) as refused:
        rows.distinct("crime_id", {})
    assert str(refused.value) == ""
    connection.disconnect()
