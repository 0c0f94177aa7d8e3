"""The tables of hand decisions: cells corrected and rows left out on purpose, each with a reason, a role and a date."""

from __future__ import annotations

from cdi.contract.vocabulary import Column, TableSchema

CORRECTIONS = TableSchema(
    name="corrections",
    grain="one cell of the source that is known to be wrong, and what it should say",
    key=("table", "key", "column"),
    columns=(
        Column("table", "text", "the table"),
        Column("key", "text", "the key of the row"),
        Column("column", "text", "the column"),
        Column(
            "expect", "text", "what the source says now; the correction fails once it says otherwise", optional=True
        ),
        Column("value", "text", "what it should say", optional=True),
        Column("reason", "text", "why"),
        Column("author_role", "text", "the role of who decided"),
        Column("decided_on", "date", "when"),
    ),
)
EXCLUSIONS = TableSchema(
    name="exclusions",
    grain="one row that is left out on purpose",
    key=("table", "key"),
    columns=(
        Column("table", "text", "the table"),
        Column("key", "text", "the key of the row"),
        Column("reason", "text", "why"),
        Column("decided_by", "text", "the role of who decided"),
        Column("decided_on", "date", "when"),
    ),
)
HAND_DECISIONS = {schema.name: schema for schema in (CORRECTIONS, EXCLUSIONS)}
"""Both by name, which is the name of their file."""
