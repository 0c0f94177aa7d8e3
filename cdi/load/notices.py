"""What an audit leaves unknown, said before anything is built: empty columns, and the rules they leave unchecked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TableSchema
from cdi.house_style import formatting
from cdi.load.audit import read_chain
from cdi.load.fit import CheckedTable
from cdi.load.folder import check_folder
from cdi.model.audit_ref import AuditRef
from cdi.model.fault import InputFaulty
from cdi.workspace.paths import Workspace


def find_notices(workspace: Workspace, ref: AuditRef, today: date) -> list[str]:
    """A line for each table with columns that nobody supplied, and one for each rule that needs such a column.

    Another says when the day on which the audit came out is still to come. None of them is a fault. An audit that
    cannot be read has none; its faults say why.
    """
    try:
        _, settings = read_chain(workspace, ref).audits[0]
        tables = check_folder(workspace.audit_folder(ref), settings, ref.force).tables
        notices = [notice for name, table in tables.items() for notice in _notices_of(AUDIT_TABLES[name], table)]
        return [*_tell_of_day_to_come(settings.inspection.published_on, today), *notices]
    except InputFaulty:
        return []


def _tell_of_day_to_come(came_out: date | None, today: date) -> list[str]:
    if came_out is None or came_out <= today:
        return []
    return [
        f"audit.toml: published_on, {formatting.day(came_out)}, is still to come; pages speak of it as past, "
        "and cdi publish waits for it"
    ]


def tell_unsupplied(schema: TableSchema, unsupplied: Iterable[str]) -> list[str]:
    """What follows from columns of a table that were not supplied: what stays unknown, and which rules go unchecked.

    Labels of groups are left out: no figure and no rule needs them.
    """
    columns = [name for name in unsupplied if not schema.column(name).label]
    if not columns:
        return []
    lines = [f"{schema.name}: nothing is recorded in {formatting.listed(columns)}; figures that need it will be gaps"]
    for rule in schema.rules:
        missing = [column for column in rule.columns if column in columns]
        # A rule on a column that nobody filled holds of itself; one that compares with it cannot be checked.
        if missing and rule.column not in missing:
            lines.append(
                f"{schema.name}: the rule that {rule.column} holds {rule.expected} is not checked, "
                f"since nothing is recorded in {formatting.listed(missing)}"
            )
    return lines


def _notices_of(schema: TableSchema, table: CheckedTable) -> list[str]:
    rows = table.rows.count({})
    optional = [column.name for column in schema.columns if column.optional and table.cells(column.name) is not None]
    empty = [name for name in optional if rows and table.rows.count({name: None}) == rows]
    return tell_unsupplied(schema, (name for name in empty if name not in ("source", "note")))
