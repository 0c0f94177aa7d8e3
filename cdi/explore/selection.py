"""What a form asks of an audit: the choices that it has, the answer to them, and the line that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cdi.contract.countable import countable_columns
from cdi.explore.answers import Answer
from cdi.explore.columns import show_month
from cdi.explore.desk import Desk
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_value
from cdi.measures.cuts import sort_groups
from cdi.measures.questions import QUESTIONS, SampleQuestion, find_question
from cdi.model.errors import UsageRefused
from cdi.model.extra_measure import REPORTS

METHODS: Mapping[str, str] = {
    "rate": "Counts and rates, with intervals",
    "unrecorded": "What was not recorded, the most first",
    "delays": "How long it took to record",
}
"""The methods of an open audit that the form calls, with what each answers."""
_DEFAULT_OF = QUESTIONS[0]
DEFAULT_BY = "category"
_NAME_OF_DESK = "desk"


@dataclass(frozen=True, slots=True)
class FormSelection:
    """One question as a form holds it; `method` is a method of an open audit, and the others are its arguments.

    `of` counts for `rate` alone. `where` has one value for each column.
    """

    force: str
    audit: str
    method: str = "rate"
    of: str = _DEFAULT_OF
    by: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)

    def ask(self, desk: Desk) -> Answer:
        """The answer of an open audit. Raises UsageRefused for what cannot be asked of it."""
        answer: Answer = getattr(desk, self.method)(**self._arguments)
        return answer

    @property
    def opening(self) -> str:
        """The line that opens the audit."""
        return f'{_NAME_OF_DESK} = cdi.open("{self.force}", "{self.audit}")'

    @property
    def call(self) -> str:
        """The line that gives the same answer."""
        words = ", ".join(f"{name}={_as_code(value)}" for name, value in self._arguments.items())
        return f"{_NAME_OF_DESK}.{self.method}({words})"

    @property
    def _arguments(self) -> dict[str, Any]:
        """What the method is called with: nothing that it would take by itself."""
        given: dict[str, Any] = {}
        if self.by and not (self.method == "unrecorded" and self.by == (DEFAULT_BY,)):
            given["by"] = self.by[0] if len(self.by) == 1 else list(self.by)
        if self.where:
            names = list(self.where)
            alone = len(names) == 1 and self.where[names[0]] is True
            given["where"] = names[0] if alone else dict(self.where)
        if self.method == "rate" and self.of != _DEFAULT_OF:
            given["of"] = self.of
        return given


def list_questions(desk: Desk) -> dict[str, str]:
    """What can be asked of an audit as a share, in words by name; not what its tables or its rules do not allow."""
    return {name: _describe(question) for name in QUESTIONS if (question := _find(desk, name)) is not None}


def list_choices(desk: Desk, table: str) -> dict[str, dict[Any, str]]:
    """The columns of a table that may be counted by, each with the values that its rows have, in words.

    Columns without any are left out. Only counts are asked for, so the rows of a database stay there.
    """
    if not desk.data.holds(table):
        return {}
    values = {column: _values(desk, table, column) for column in countable_columns(table)}
    return {
        column: {show_month(value): name_value(column, value) for value in own}
        for column, own in values.items() if own
    }  # fmt: skip


def _values(desk: Desk, table: str, column: str) -> list[Any]:
    counts = desk.data.rows_of(table).cross((column,), [{}])
    sizes = {cells: size for cells, (size,) in counts.items() if cells != (None,) and size}
    return [cells[0] for cells in sort_groups(table, (column,), sizes)]


def table_of(desk: Desk, method: str, of: str) -> str:
    """The table that a question is asked of."""
    question = _find(desk, of) if method == "rate" else None
    return question.table if question else REPORTS


def _find(desk: Desk, name: str) -> SampleQuestion | None:
    try:
        question = find_question(desk.data, name)
    except UsageRefused:
        return None
    return question if desk.data.holds(question.table) else None


def _describe(question: SampleQuestion) -> str:
    return formatting.capitalised(f"{question.units} {question.done}")


def _as_code(value: Any) -> str:
    """A value as Python has it, with the quotes that the formatter would give it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_as_code, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_as_code(name)}: {_as_code(each)}' for name, each in value.items())}}}"
    return repr(value)
