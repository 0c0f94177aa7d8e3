"""A table of a database fitted to the contract, and its faults as counts: no row is fetched, none is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cdi.contract.cells import BOOLEANS
from cdi.contract.parsing import stray_heading
from cdi.contract.personal_data import CONTENTS
from cdi.contract.vocabulary import Column, Rule, TableSchema
from cdi.load.corrections import Correction, not_there
from cdi.load.database import GROUPED_KINDS, DatabaseRows
from cdi.load.mapping import Fitting, is_dropped
from cdi.model.errors import closest
from cdi.model.fault import Fault, InputFaulty

_TYPES = {
    "text": "string", "choice": "string", "integer": "int64", "decimal": "float64", "boolean": "boolean",
    "date": "date", "datetime": "timestamp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table under the contract's names and types; `unreadable` marks, by column, the source's cells that are lost.

    Text in the source that is not what its column holds would silently become "not established"; so it is counted.
    """

    rows: DatabaseRows
    source: Any
    unreadable: Mapping[str, Any] = field(default_factory=dict)


def fitted(source: Any, schema: TableSchema, fitting: Fitting, changes: Sequence[tuple[datetime, int]] = ()) -> Fitted:
    """The table as the contract has it; `changes` are the clock changes in the time that the audit spans.

    Raises InputFaulty for columns that are missing, or stand there and are neither in the contract nor dropped.
    """
    _refuse_headings(list(source.columns), schema, fitting)
    loose = _loosely_written(source, schema)
    chosen, unreadable = {}, {}
    for column in schema.columns:
        chosen[column.name], lost = _cells(source, column, fitting, loose)
        if lost is not None:
            unreadable[column.name] = lost
    return Fitted(DatabaseRows(source.select(**chosen), schema, tuple(changes)), source, unreadable)


def _loosely_written(source: Any, schema: TableSchema) -> set[str]:
    """The source's text columns with a cell that is empty or has blanks around it; to trim them all is slow."""
    texts = [name for name in source.columns if source[name].type().is_string()]
    loose = {name: (source[name] == "") | source[name].startswith(" ") | source[name].endswith(" ") for name in texts}
    return {name for name, cells in DatabaseRows(source, schema).sums(loose).items() if cells}


def _refuse_headings(held: Sequence[str], schema: TableSchema, fitting: Fitting) -> None:
    place = f"table {schema.name}"
    named = {column.name: fitting.columns.get(column.name, column.name) for column in schema.columns}
    missing = [
        column.name
        for column in schema.columns
        if named[column.name] not in held
        and column.name not in fitting.constants
        and (column.name in fitting.columns or not column.optional)
    ]
    faults = [
        Fault(place, "this column, which is missing", column=name, nearest=closest(named[name], held))
        for name in missing
    ]
    for heading in held:
        if heading not in named.values() and not is_dropped(heading, fitting.drop, schema):
            expected, near = stray_heading(schema, heading, missing)
            faults.append(Fault(place, expected, column=heading, found=heading, nearest=near))
    if faults:
        raise InputFaulty(faults)


def _cells(source: Any, column: Column, fitting: Fitting, loose: Collection[str]) -> tuple[Any, Any]:
    """A column's cells with its own type, and which of the source's cells that leaves without a meaning."""
    import ibis

    kind = _TYPES[column.kind]
    if column.name in fitting.constants:
        return ibis.literal(fitting.constants[column.name]).cast(kind), None
    name = fitting.columns.get(column.name, column.name)
    if name not in source.columns:
        return ibis.null().cast(kind), None
    cells = source[name]
    if name in loose:
        cells = cells.strip().nullif("")
    if column.name in fitting.values:
        pairs = [(text, value) for value, texts in fitting.values[column.name].items() for text in texts]
        cells = cells.cast("string").cases(*pairs, else_=cells.cast("string"))
    if not cells.type().is_string() or kind == "string":
        return cells if str(cells.type()) == kind else cells.cast(kind), None
    if column.kind == "boolean":
        read = cells.lower().cases(*BOOLEANS.items(), else_=ibis.null().cast("boolean"))
    else:
        read = cells.try_cast(kind) if _can_try(source) else cells.cast(kind)
    return read, cells.notnull() & read.isnull()


def _can_try(source: Any) -> bool:
    from ibis.expr import operations

    return bool(source.get_backend().has_operation(operations.TryCast))


def without(held: Fitted, keys: Sequence[str]) -> tuple[Fitted, list[Fault]]:
    """The table without the rows of these keys; a key that no row has is a fault."""
    key = held.rows.schema.key[0]
    there = held.rows.sums({each: held.rows.table[key] == each for each in keys})
    faults = [not_there(held.rows.schema.name, held.rows.schema, each) for each in keys if not there[each]]
    kept = held.rows.table.filter(held.rows.table[key].notin(list(keys))) if keys else held.rows.table
    return replace(held, rows=replace(held.rows, table=kept)), faults


def corrected(held: Fitted, declared: Sequence[Correction]) -> tuple[Fitted, list[Fault]]:
    """The table with its declared corrections applied as it is read, and those that no longer fit the source."""
    import ibis

    rows, faults = held.rows, list[Fault]()
    for one in (each for each in declared if each.table == rows.schema.name):
        cells = rows.table[one.column]
        at = rows.table[rows.schema.key[0]] == one.key
        says = cells.isnull() if one.expect == "" else cells.cast("string").lower() == one.expect.lower()
        if rows.sums({"fits": at & says})["fits"] != 1:
            faults.append(replace(one.stands, found="something else, or no such row"))
            continue
        value = ibis.null() if one.value == "" else ibis.literal(one.value)
        mended = at.ifelse(value.cast(cells.type()), cells)
        rows = replace(rows, table=rows.table.mutate(**{one.column: mended}))
    return replace(held, rows=rows), faults


def counted_faults(held: Fitted, rules: Sequence[Rule]) -> list[Fault]:
    """What breaks the contract, as counts: lost, empty, unlisted or too small cells, personal text, rules, keys.

    What can be told from the categories alone is told from the groups that they make, in place of every row.
    """
    rows, schema = held.rows, held.rows.schema
    grouped = {column.name for column in schema.columns if column.kind in GROUPED_KINDS}
    groups = rows.groups(grouped)
    checks: list[tuple[bool, str, str, Any]] = []
    for column in schema.columns:
        whole = column.name in grouped
        table = groups if whole else rows.table
        checks += [(whole, column.name, wanted, broken) for broken, wanted in _cell_rules(table[column.name], column)]
    for rule in (*schema.rules, *rules):
        whole = {rule.column, *rule.others} <= grouped
        checks.append((whole, rule.column, rule.expected, rule.broken(groups if whole else rows.table)))
    of_groups = {place: check[3] for place, check in enumerate(checks) if check[0]}
    of_rows = {place: check[3] for place, check in enumerate(checks) if not check[0]}
    counted = rows.sums(of_groups, groups) | rows.sums(of_rows)
    found = [(*checks[place][1:3], counted[place]) for place in sorted(counted) if counted[place]]
    lost = rows.sums(held.unreadable, held.source)
    found += [(name, schema.column(name).expected, n) for name, n in lost.items() if n]
    found += _personal_texts(rows)
    if repeated := rows.repeated(schema.key):
        found.append((schema.key[0], "a key that occurs once", repeated))
    return [_counted(schema, column, wanted, n) for column, wanted, n in found]


def _personal_texts(rows: DatabaseRows) -> list[tuple[str, str, int]]:
    """Texts that look personal, looked for among the different ones of each column."""
    from ibis.expr import operations

    found = []
    searchable = rows.table.get_backend().has_operation(operations.RegexSearch)
    for column in rows.schema.columns if searchable else ():
        if column.kind == "text" and not column.name.endswith("_id"):
            texts = rows.table.select(column.name).distinct()
            alike = {what: texts[column.name].re_search(pattern) for what, pattern in CONTENTS.items()}
            for what, n in rows.sums(alike, texts).items():
                if n:
                    found.append((column.name, f"no personal data, but cells look like they hold {what}", n))
    return found


def orphans(rows: DatabaseRows, column: str, other: DatabaseRows, key: str, expected: str) -> list[Fault]:
    """Rows that point at a row of the other table that is not there, counted."""
    pointers = rows.table[column]
    n = int(rows.ask(rows.table.filter(pointers.notnull() & pointers.notin(other.table[key])).count()))
    return [_counted(rows.schema, column, expected, n)] if n else []


def _counted(schema: TableSchema, column: str, expected: str, n: int) -> Fault:
    return Fault(f"table {schema.name}", expected, column=column, found=f"{n:,} rows" if n != 1 else "1 row")


def _cell_rules(values: Any, column: Column) -> list[tuple[Any, str]]:
    rules = []
    if not column.optional:
        rules.append((values.isnull(), column.expected))
    if column.choices:
        rules.append((values.notin(list(column.choices)), column.expected))
    if column.minimum is not None:
        rules.append((values < column.minimum, column.expected))
    return rules
