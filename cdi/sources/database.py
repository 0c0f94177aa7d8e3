"""Rows that stay where they are: a database or Parquet files, asked for counts through Ibis.

Every query is an aggregate. Whole rows, ids and cells never leave; a fault names its column, its rule and how many rows
break it. The address of a database, with its password, comes from an environment variable and is never kept.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdi.model.errors import CdiError, ContractBroken, nearest
from cdi.model.rows import AtMost, Condition, Differs, IsNot
from cdi.schema.columns import Column, Fault, TableSchema
from cdi.sources.files import checked

_TYPES = {
    "text": "string", "choice": "string", "integer": "int64", "decimal": "float64", "boolean": "boolean",
    "date": "date", "datetime": "timestamp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatabaseRows:
    """A record-level table elsewhere. `queries` keeps the text of what was asked, for those who must be sure."""

    table: Any
    queries: list[str] = field(default_factory=list, compare=False)

    def count(self, where: Mapping[str, Condition]) -> int:
        """How many rows meet every condition."""
        return int(self._ask(self._meeting(where).count()))

    def distinct(self, column: str, where: Mapping[str, Condition]) -> int:
        """How many different values there are."""
        return int(self._ask(self._meeting(where)[column].nunique()))

    def counts(self, by: str, where: Mapping[str, Condition]) -> dict[str, int]:
        """Rows by value of a category; the groups and their sizes are all that comes back."""
        held = self._meeting(where)
        found = self._ask(held.filter(held[by].notnull()).group_by(by).agg(rows=lambda rows: rows.count()))
        return {str(value): int(rows) for value, rows in zip(found[by], found["rows"], strict=True)}

    def broken(self, condition: Any) -> int:
        """How many rows make an expression true; nulls do not."""
        return int(self._ask(self.table.filter(condition.fill_null(False)).count()))

    def repeated(self, key: Sequence[str]) -> int:
        """How many rows there are beyond the different keys."""
        return int(self._ask(self.table.count())) - int(self._ask(self.table.select(*key).distinct().count()))

    def without(self, column: str, keys: Sequence[str]) -> DatabaseRows:
        """The same table without the rows of these keys."""
        return DatabaseRows(self.table.filter(self.table[column].notin(list(keys))), self.queries)

    def _meeting(self, where: Mapping[str, Condition]) -> Any:
        conditions = [_meets(self.table, column, condition) for column, condition in where.items()]
        return self.table.filter(conditions) if conditions else self.table

    def _ask(self, expression: Any) -> Any:
        with quiet():
            import ibis

            self.queries.append(str(ibis.to_sql(expression)))
            return expression.execute()

    def close(self) -> None:
        """Give the connection back."""
        self.table.get_backend().disconnect()


@contextmanager
def quiet() -> Iterator[None]:
    """Ibis asks pandas for an option that pandas is about to drop; nothing that a user of ours can act on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", message="The 'future.infer_string' option")
        yield


def _meets(table: Any, column: str, condition: Condition) -> Any:
    if column == "delay_hours":
        import ibis

        # A sum of time and interval is the one form that every database has.
        return table["recorded_at"] <= table["received_at"] + ibis.interval(minutes=round(condition.limit * 60))
    values = table[column]
    match condition:
        case None:
            return values.isnull()
        case AtMost(limit):
            return values <= limit
        case IsNot(value):
            return values != value
        case Differs(other):
            return values != table[other]
        case tuple():
            return values.isin(list(condition))
        case _:
            return values == condition


@contextmanager
def connected(variable: str, schema: str | None) -> Iterator[Any]:
    """A connection to the database whose address the environment variable holds; it is left open.

    Raises ContractBroken when the variable is not set or anything inside the block fails; the message never holds the
    address.
    """
    address = os.environ.get(variable)
    if not address:
        raise ContractBroken(f"the environment variable {variable} is not set; expected the address of the database")
    try:
        with quiet():
            import ibis

            yield ibis.connect(address, **({"schema": schema} if schema else {}))
    except CdiError:
        raise
    except Exception as failed:
        raise ContractBroken(
            f"the database of {variable} cannot be reached ({type(failed).__name__}); its address is not shown"
        ) from None


def from_database(variable: str, schema: str | None, names: Sequence[str]) -> dict[str, Any]:
    """The tables of these names in the database whose address the environment variable holds; see `connected`."""
    with connected(variable, schema) as connection:
        return {name: connection.table(name) for name in connection.list_tables() if name in names}


def from_parquet(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """The Parquet files of a folder as tables of an embedded engine; the rows stay in the files."""
    import ibis

    connection = ibis.duckdb.connect()
    found = {}
    for path in sorted(folder.glob("*.parquet")):
        if path.stem not in names:
            raise ContractBroken(f"{path}: no table of that name; {nearest(path.stem, list(names))}")
        checked(path, folder)
        try:
            with quiet():
                found[path.stem] = connection.read_parquet(str(path))
        except Exception as broken:
            raise ContractBroken(f"{path}: not readable as Parquet ({type(broken).__name__})") from None
    return found


def fitted(
    table: Any, schema: TableSchema, columns: Mapping[str, str], values: Mapping[str, Mapping[str, Sequence[str]]]
) -> Any:
    """The table under the contract's names and types; a missing optional column is null throughout.

    Raises ContractBroken naming every column that is missing.
    """
    import ibis

    held = list(table.columns)
    missing = [
        str(Fault(f"table {schema.name}", column.name, None, f"this column, which is missing; {nearest(name, held)}"))
        for column in schema.columns
        if (name := columns.get(column.name, column.name)) not in held and not column.optional
    ]
    if missing:
        raise ContractBroken("\n".join(missing))
    chosen = {}
    for column in schema.columns:
        name, kind = columns.get(column.name, column.name), _TYPES[column.kind]
        expression = table[name] if name in held else ibis.null()
        if column.name in values and name in held:
            pairs = [(text, value) for value, texts in values[column.name].items() for text in texts]
            expression = expression.cases(*pairs, else_=expression)
        chosen[column.name] = expression.cast(kind)
    return table.select(**chosen)


def faults(rows: DatabaseRows, schema: TableSchema) -> list[Fault]:
    """What breaks the contract, as counts: empty cells, values outside their list or below their least, keys, rules."""
    found = []
    for column in schema.columns:
        rules = _column_rules(rows.table[column.name], column)
        counted = [(rows.broken(condition), expected) for condition, expected in rules]
        found += [_counted(schema, column.name, broken, expected) for broken, expected in counted if broken]
    if repeated := rows.repeated(schema.key):
        found.append(_counted(schema, schema.key[0], repeated, "a key that occurs once"))
    for rule in schema.rules:
        if broken := rows.broken(rule.broken(rows.table)):
            found.append(_counted(schema, rule.column, broken, rule.expected))
    return found


def _column_rules(values: Any, column: Column) -> list[tuple[Any, str]]:
    rules = []
    if not column.optional:
        rules.append((values.isnull(), column.expected))
    if column.choices:
        rules.append((values.notin(list(column.choices)), column.expected))
    if column.minimum is not None:
        rules.append((values < column.minimum, column.expected))
    return rules


def _counted(schema: TableSchema, column: str, rows: int, expected: str) -> Fault:
    return Fault(f"table {schema.name}", column, f"{rows:,} rows" if rows != 1 else "1 row", expected)
