"""A form to ask an audit with, for a notebook: each choice is answered at once, by mouse or keyboard."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cdi.exhibits.charts.canvas import draw_once
from cdi.explore.announcement import Announcement
from cdi.explore.answers import Answer, in_house_style
from cdi.explore.desk import Desk
from cdi.explore.document_maker import DocumentMaker
from cdi.explore.measure_adder import MeasureAdder
from cdi.explore.opening import list_audits, open_audit
from cdi.explore.selection import DEFAULT_BY, METHODS, FormSelection, list_choices, list_questions, table_of
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.workspace.parameters import AUDIT, FORCE

_NOTHING = ""
_LABEL = {"description_width": "6.5rem"}
_FIELD = {"width": "auto"}


def open_form(force: str, audit: str | None = None, folder: str | Path | None = None) -> Form:
    """A form to ask an audit with, for a notebook: the choices, the table, the chart, and the line that gives the same.

    The arguments are those of `open`. Other audits of the workspace can be chosen in the form.
    """
    return Form(open_audit(force, audit, folder), list_audits(folder))


class Form:
    """A form over the audits of a workspace, that starts with one of them; a notebook shows it.

    It asks what a line of code asks, by the same methods, and shows that line. Force, audit and document are the
    parameters of the command line, with the same meanings.
    """

    def __init__(self, desk: Desk, audits: dict[str, list[str]]) -> None:
        self._desk, self._audits = desk, audits
        self._choices: dict[tuple[AuditRef, str], dict[str, dict[Any, str]]] = {}
        self._busy = False
        self.force = _choose(FORCE.label, [(name, name) for name in audits], desk.ref.force, FORCE.meaning)
        self.audit = _choose(AUDIT.label, self._audit_names(desk.ref.force), desk.ref.audit, AUDIT.meaning)
        self.method = _choose("Answer", [(words, name) for name, words in METHODS.items()])
        self.of = _choose("What", [])
        self.by, self.then_by = _choose("By", []), _choose("And by", [])
        self.where, self.value = _choose("Only where", []), _choose("Is", [])
        self.said = Announcement()
        self.result = widgets.HTML()
        self.call = _text("As code")
        self.adder = MeasureAdder()
        self.document = DocumentMaker(desk)
        fields = (self.force, self.audit, self.method, self.of, self.by, self.then_by, self.where, self.value)
        self._box = widgets.VBox(
            [_grid(fields), self.said, self.result, self.call, self.adder.box, self.document.box],
            layout={"max_width": "62rem", "grid_gap": "0.4rem"},
        )
        self._box.add_class("cdi-form")
        desk.rate("offence")  # so that no choice waits for what the tests of many groups import
        self._renew()
        for each in fields:
            each.observe(self._renew, names="value")
        self.said.observe(self._renew, names="narrow")
        _spare_collector()

    @property
    def selection(self) -> FormSelection:
        """What is chosen now."""
        by = tuple(dict.fromkeys(name for name in (self.by.value, self.then_by.value) if name))
        where = {self.where.value: self.value.value} if self.where.value else {}
        return FormSelection(self.force.value, self.audit.value, self.method.value, self.of.value, by, where)

    def _repr_mimebundle_(self, **words: Any) -> Any:
        return self._box._repr_mimebundle_(**words)

    def __repr__(self) -> str:
        return f"{self.selection.opening}\n{self.selection.call}"

    def _renew(self, change: Any = None) -> None:
        """Offer what can be chosen now, and show the answer to it."""
        if self._busy:
            return
        self._busy = True
        try:
            self._take_audit(change is not None and change.owner is self.force)
            self._offer()
            self._show(self.selection.ask(self._desk))
        except CdiError as refusal:
            self._refuse(str(refusal))
        finally:
            self._busy = False

    def _take_audit(self, other_force: bool) -> None:
        """Open the audit that is chosen; of another force, its latest."""
        if other_force:
            names = self._audit_names(self.force.value)
            _offer(self.audit, names, names[-1][1])
        ref = AuditRef(self.force.value, self.audit.value)
        if ref != self._desk.ref:
            self._desk = open_audit(ref.force, ref.audit, self._desk.workspace.root)
            self.document.take(self._desk)

    def _offer(self) -> None:
        """Offer the questions of the audit, and the columns and values of the table that is asked."""
        questions = list_questions(self._desk)
        if not questions:  # the choices stay for the next audit; the answer says what is missing
            return
        _offer(self.of, [(words, name) for name, words in questions.items()])
        self.of.disabled = self.method.value != "rate"
        columns = self._columns()
        names = [(name_column(name), name) for name in columns]
        needed = self.method.value == "unrecorded"
        usual = DEFAULT_BY if needed and not self.by.value else None
        _offer(self.by, names if needed else [("All together", _NOTHING), *names], usual)
        # One column against itself is no cut.
        _offer(self.then_by, [("Nothing else", _NOTHING), *(pair for pair in names if pair[1] != self.by.value)])
        _offer(self.where, [("All of them", _NOTHING), *names])
        own = columns.get(self.where.value or _NOTHING, {})
        # Never disabled: whoever goes on with the Tab key would pass it by before the kernel has answered.
        _offer(self.value, [(words, value) for value, words in own.items()] or [("All", _NOTHING)])

    def _columns(self) -> dict[str, dict[Any, str]]:
        table = table_of(self._desk, self.method.value, self.of.value or "")
        key = self._desk.ref, table
        if key not in self._choices:
            self._choices[key] = list_choices(self._desk, table)
        return self._choices[key]

    def _show(self, answer: Answer) -> None:
        with draw_once(narrow=self.said.narrow):
            self.result.value = answer._repr_html_() + answer.chart()._repr_html_()
        self.call.value = self.selection.call
        self.adder.take(answer, self.selection)
        rows = len(answer.table.rows)
        lines = f"{formatting.count(rows)} {'line' if rows == 1 else 'lines'}"
        self.said.text = f"Shown: {answer.table.caption}, {lines} and a chart."

    def _refuse(self, why: str) -> None:
        self.result.value = in_house_style(f'<p class="note">{escape(why)}</p>')
        self.call.value = ""
        self.adder.take(None, self.selection)
        self.said.text = f"Nothing can be shown: {why}"

    def _audit_names(self, force: str) -> list[tuple[str, str]]:
        return [(name, name) for name in self._audits[force]]


@cache
def _spare_collector() -> None:
    """Have the garbage collector pass over what is loaded by now, which stays: else a choice now and then waits for it.

    A full pass over all that is imported takes a fifth of a second. Done once in a process: what a later form leaves
    behind is collected as ever.
    """
    gc.collect()
    gc.freeze()


def _choose(label: str, options: list[tuple[str, Any]], value: Any = None, meaning: str = "") -> Any:
    field = widgets.Dropdown(options=options, description=label, style=_LABEL, layout=_FIELD, tooltip=meaning or label)
    if value is not None:
        field.value = value
    return field


def _text(label: str) -> Any:
    return widgets.Text(description=label, style=_LABEL, layout={"width": "100%"}, continuous_update=False)


def _grid(fields: Iterable[Any]) -> Any:
    """Fields two in a row, or one where the page is narrow."""
    columns = "repeat(auto-fit, minmax(min(20rem, 100%), 1fr))"
    return widgets.GridBox(list(fields), layout={"grid_template_columns": columns, "grid_gap": "0.15rem 1.5rem"})


def _offer(field: Any, options: list[tuple[str, Any]], value: Any = None) -> None:
    """Change what can be chosen, and keep what is chosen where that is still to be had."""
    if tuple(options) != tuple(field.options):
        kept = field.value if value is None else value
        field.options = options
        values = [own for _, own in options]
        if values:
            field.value = kept if kept in values else values[0]
