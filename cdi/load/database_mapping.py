"""A table of a database, as `fit_table` fits it to the contract: no row is fetched, faults are counts.

Every change is a new expression; the database works it out when it is asked for counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cdi.contract.cells import BOOLEANS, parse_cell
from cdi.contract.headings import heading_faults
from cdi.contract.personal_data import CONTENTS
from cdi.contract.vocabulary import MOST_LETTERS, Column, Rule, TableSchema
from cdi.house_style import formatting
from cdi.load.database import GROUPED_KINDS, DatabaseRows
from cdi.load.mapping import ColumnPlan
from cdi.model.fault import Fault

_TYPES = {
    "text": "string", "choice": "string", "integer": "int64", "decimal": "float64", "boolean": "boolean",
    "date": "date", "datetime": "timestamp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatabaseSource:
    """A table of a database with its own types; see `cdi.load.fit.SourceTable`.

    `headings` are those of the source: they may name a column twice, or one that `table` no longer has.
    `changes` are the clock changes in the time that the audit spans; `asked` keeps every question.
    """

    schema: TableSchema
    table: Any
    headings: list[str]
    changes: tuple[tuple[datetime, int], ...] = ()
    asked: list[Any] = field(default_factory=list, compare=False)

    def heading_fault(self, expected: str, heading: str, nearest: str | None = None) -> Fault:
        """A fault of a heading."""
        return replace(
            self.fault(expected, column=heading, value=heading, nearest=nearest), private=("value", "column")
        )

    def fault(
        self, expected: str, *, column: str | None = None, value: str | None = None, nearest: str | None = None
    ) -> Fault:
        """A fault of the table or of a column."""
        return Fault(f"table {self.schema.name}", expected, column=column, value=value, nearest=nearest)

    def rename_columns(self, plan: ColumnPlan) -> DatabaseSource:
        """The contract's columns under its names, with its words in place of the force's and "" as null."""
        import ibis

        own = {name: heading for heading, name in plan.names.items() if name in self.schema.names}
        own |= {copy: own[name] for copy, name in plan.copies.items() if name in own}
        untidy = self._untidy_columns(list(dict.fromkeys(own.values())))
        chosen = {
            name: self.table[heading].strip().nullif("") if heading in untidy else self.table[heading]
            for name, heading in own.items()
        }
        chosen |= {name: ibis.literal(text) for name, text in plan.constants.items() if name in self.schema.names}
        chosen |= {name: ibis.null().cast(_TYPES[self.schema.column(name).kind]) for name in plan.absent}
        for name in plan.words.keys() & chosen.keys():
            text = chosen[name].cast("string")
            text = text.fill_null("") if "" in plan.words[name] else text
            chosen[name] = text.cases(*plan.words[name].items(), else_=text)
        headings = [
            *(name for name in plan.names.values() if name not in plan.constants),
            *plan.copies,
            *plan.constants,
            *plan.absent,
        ]
        return replace(self, table=self.table.select(**chosen), headings=headings)

    def _untidy_columns(self, headings: Sequence[str]) -> set[str]:
        """Text columns with a cell that is empty or has blanks around it; to trim all of them is slow."""
        texts = {name: self.table[name] for name in headings if self.table[name].type().is_string()}
        untidy = {name: (cells == "") | cells.startswith(" ") | cells.endswith(" ") for name, cells in texts.items()}
        return {name for name, count in self._counting.sums(untidy).items() if count}

    def rows_saying(self, column: str, text: str) -> Any:
        """The rows whose cell says this; a cell that is no text says what the contract reads in the text."""
        import ibis

        cells = self.table[column]
        if text == "":
            return cells.isnull()
        if cells.type().is_string():
            return cells == text
        try:
            value = _literal(self.schema.column(column), text)
        except (ValueError, OverflowError):
            return ibis.literal(value=False)
        return cells.cast(_TYPES[self.schema.column(column).kind]) == value

    def count_each(self, rows: Sequence[Any]) -> list[int]:
        """How many rows each of them is, in one query."""
        return list(self._counting.sums(dict(enumerate(rows))).values())

    def shown_cell(self, column: str, rows: Any) -> str:  # noqa: ARG002 - a cell of a database is never shown
        """That it is something else: no cell leaves the database."""
        return "something else"

    def replace_cells(self, column: str, rows: Any, text: str) -> DatabaseSource:
        """The table in which the cell of these rows says this."""
        import ibis

        cells = self.table[column]
        value = ibis.literal(text) if cells.type().is_string() else _literal(self.schema.column(column), text)
        value = ibis.null() if text == "" else value
        return replace(self, table=self.table.mutate(**{column: rows.ifelse(value.cast(cells.type()), cells)}))

    def without_rows(self, rows: Any) -> DatabaseSource:
        """The table that lacks these rows; a row for which the database cannot tell stays."""
        return replace(self, table=self.table.filter(rows.ifelse(1, 0).fill_null(0) == 0))

    def parse(self) -> CheckedDatabaseTable:
        """The table with the contract's types."""
        columns = [column for column in self.schema.columns if column.name in self.table.columns]
        typed = {column.name: self._parse_cells(column) for column in columns}
        unreadable = {
            column.name: self.table[column.name].notnull() & typed[column.name].isnull()
            for column in columns
            # An unreadable cell of a column that must be filled is counted there as one that is not.
            if column.optional and _TYPES[column.kind] != "string" and self.table[column.name].type().is_string()
        }
        rows = DatabaseRows(self.table.select(**typed), self.schema, self.changes, self.asked)
        return CheckedDatabaseTable(self, rows, unreadable)

    def _parse_cells(self, column: Column) -> Any:
        """A column's cells with its own type; text that is not what the column holds becomes null."""
        import ibis

        kind, cells = _TYPES[column.kind], self.table[column.name]
        if str(cells.type()) == kind:
            return cells
        if column.kind == "boolean" and cells.type().is_string():
            return cells.lower().cases(*BOOLEANS.items(), else_=ibis.null().cast("boolean"))
        return cells.try_cast(kind) if cells.type().is_string() and _can_try(self.table) else cells.cast(kind)

    @property
    def _counting(self) -> DatabaseRows:
        return DatabaseRows(self.table, self.schema, self.changes, self.asked)


@dataclass(frozen=True, slots=True)
class CheckedDatabaseTable:
    """A table of a database with the contract's types; see `cdi.load.fit.CheckedTable`.

    `unreadable` marks, by column, cells of the source whose text is not what the column holds: they would silently
    become "not established".
    """

    source: DatabaseSource
    rows: DatabaseRows
    unreadable: Mapping[str, Any]

    @property
    def schema(self) -> TableSchema:
        """The table of the contract that it must fit."""
        return self.source.schema

    def cells(self, column: str) -> Any:
        """The typed cells of a column; None when the table lacks it."""
        return self.rows.table[column] if column in self.rows.table.columns else None

    def all_faults(self, rules: Sequence[Rule] = ()) -> list[Fault]:
        """What breaks the contract, as counts: headings, cells, keys, and rules."""
        of_cells = [rule for column in self.schema.columns for rule in _cell_rules(column)]
        return [
            *heading_faults(self.schema, self.source),
            *self.rule_faults([*of_cells, *self.schema.rules, *rules]),
            *self._unreadable_faults(),
            *self._personal_text_faults(),
            *self._key_faults(),
        ]

    def rule_faults(self, rules: Sequence[Rule]) -> list[Fault]:
        """A fault for each rule that rows break, with how many do.

        Rules that look at categories alone are counted in the groups that these make, in place of every row; all others
        in one pass, but for those that look at another table.
        """
        checked = [rule for rule in rules if {*rule.columns} <= {*self.rows.table.columns}]
        grouped = {column.name for column in self.schema.columns if column.kind in GROUPED_KINDS}
        grouped &= {*self.rows.table.columns}
        groups = self.rows.groups(grouped) if grouped else None
        of_groups, of_rows, counts = dict[int, Any](), dict[int, Any](), dict[int, int]()
        for place, rule in enumerate(checked):
            if rule.other_table:
                counts[place] = int(self.rows.ask(self.rows.table.filter(rule.broken(self.rows.table)).count()))
            elif {*rule.columns} <= grouped:
                of_groups[place] = rule.broken(groups)
            else:
                of_rows[place] = rule.broken(self.rows.table)
        counts |= self.rows.sums(of_groups, groups) | self.rows.sums(of_rows)
        broken = [(checked[place], count) for place, count in sorted(counts.items()) if count]
        broken = [(rule, count) for rule, count in broken if not rule.if_supplied or self._supplies(rule.column)]
        return [self._fault(rule.column, rule.expected, count) for rule, count in broken]

    def _supplies(self, column: str) -> bool:
        return self.rows.count({}) > self.rows.count({column: None})

    def _unreadable_faults(self) -> list[Fault]:
        counts = self.rows.sums(self.unreadable, self.source.table)
        return [self._fault(name, self.schema.column(name).expected, count) for name, count in counts.items() if count]

    def _personal_text_faults(self) -> list[Fault]:
        """Texts that look personal, looked for among the different ones of each column."""
        faults = []
        for column in self.schema.columns if _can_search(self.rows.table) else ():
            if column.kind == "text" and not column.name.endswith("_id") and column.name in self.rows.table.columns:
                texts = self.rows.table.select(column.name).distinct()
                alike = {what: texts[column.name].re_search(pattern) for what, pattern in CONTENTS.items()}
                faults += [
                    self._fault(column.name, f"no personal data, but cells look like they hold {what}", count)
                    for what, count in self.rows.sums(alike, texts).items()
                    if count
                ]
        return faults

    def _key_faults(self) -> list[Fault]:
        key = self.schema.key
        if not {*key} <= {*self.rows.table.columns}:
            return []
        repeated = self.rows.repeated(key)
        return [self._fault(key[0], "a key that occurs once", repeated)] if repeated else []

    def _fault(self, column: str, expected: str, count: int) -> Fault:
        rows = formatting.counted(count, "row")
        return replace(self.source.fault(expected, column=column, value=rows), private=())  # a count is no cell


def _cell_rules(column: Column) -> list[Rule]:
    """What the contract says of a column's cells one by one, as rules."""
    name, expected = column.name, column.expected
    rules = []
    if not column.optional:
        rules.append(Rule(column=name, expected=expected, broken=lambda rows: rows[name].isnull()))
    if column.choices:
        choices = list(column.choices)
        rules.append(Rule(column=name, expected=expected, broken=lambda rows: rows[name].notin(choices)))
    if column.label:
        rules.append(Rule(column=name, expected=expected, broken=lambda rows: rows[name].length() > MOST_LETTERS))
    if column.minimum is not None:
        rules.append(Rule(column=name, expected=expected, broken=lambda rows: rows[name] < column.minimum))
    return rules


def _literal(column: Column, text: str) -> Any:
    """The value of a text as the contract reads it; ValueError when it is not what the column holds."""
    import ibis

    value = None if text == "" else parse_cell(column, text)
    if value is not None and column.kind in ("date", "datetime"):
        value = value.date() if column.kind == "date" else value.to_pydatetime()
    return ibis.literal(value, type=_TYPES[column.kind])


def _can_try(table: Any) -> bool:
    """Whether the database can cast text and give a null for what is not of the type."""
    from ibis.expr import operations

    return bool(table.get_backend().has_operation(operations.TryCast))


def _can_search(table: Any) -> bool:
    """Whether the database knows regular expressions."""
    from ibis.expr import operations

    return bool(table.get_backend().has_operation(operations.RegexSearch))
