"""The whole contract by table name, and which column points at which table."""

from __future__ import annotations

from cdi.contract.force_registers import WORKING_TABLES
from cdi.contract.national import NATIONAL_TABLES
from cdi.contract.records import RECORD_TABLES
from cdi.contract.registers import REGISTER_TABLES
from cdi.contract.source_figures import BACKTEST_TABLES
from cdi.contract.vocabulary import TableSchema

AUDIT_TABLES: dict[str, TableSchema] = {
    schema.name: schema for schema in (*RECORD_TABLES, *REGISTER_TABLES, *WORKING_TABLES)
}
"""Tables that an audit folder may hold."""

REFERENCE_TABLES: dict[str, TableSchema] = {schema.name: schema for schema in NATIONAL_TABLES}
"""Tables of `data/reference/`, the same for every force."""

BACKTEST: dict[str, TableSchema] = {schema.name: schema for schema in BACKTEST_TABLES}
"""Tables of `data/backtest/`."""

FOREIGN_KEYS: dict[tuple[str, str], tuple[str, str]] = {
    ("audit_reports", "record_id"): ("reviewed_records", "record_id"),
    ("n100_reviews", "record_id"): ("reviewed_records", "record_id"),
    ("published_results", "inspection_id"): ("inspections", "inspection_id"),
    ("judgements", "inspection_id"): ("inspections", "inspection_id"),
}
"""Column to the key it must be found in, where both tables lie in the same folder."""
