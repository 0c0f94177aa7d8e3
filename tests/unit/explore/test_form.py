"""The form of the desk: what can be chosen, that it is answered, and that the line below it says the same."""

from __future__ import annotations

import gc
from html import escape
from pathlib import Path

import pandas as pd
import pytest

import cdi
from cdi.exhibits.charts import canvas
from cdi.exhibits.on_screen import data_address
from cdi.explore.answers import Answer
from cdi.explore.desk import Desk
from cdi.explore.form import Form
from cdi.explore.made_report import MadeReport
from cdi.explore.selection import METHODS, FormSelection, list_choices, list_questions, table_of
from cdi.model.errors import UsageRefused
from cdi.workspace.paths import Workspace
from tests.conftest import copy_forces

pytestmark = pytest.mark.slow

LEICESTERSHIRE = "leicestershire", "2018-reinspection"


@pytest.fixture(scope="module")
def form(project: Workspace) -> Form:
    """The form over the shipped audits; each test sets all that it looks at."""
    return cdi.form(*LEICESTERSHIRE, folder=project.root)


def choose(form: Form, **fields: object) -> None:
    """Choose in some fields, one after the other; what is shown is drawn for the last of them alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "to_svg", lambda _: "<svg></svg>")
        for name, value in fields.items():
            getattr(form, name).value = value
    form._renew()


def drawing(svg: str) -> str:
    return f'src="{data_address(svg)}"'


def run_line(line: str, desk: Desk) -> Answer:
    answer = eval(line, {"desk": desk})  # noqa: S307 - the line that the form offers to copy
    assert isinstance(answer, Answer)
    return answer


def test_every_choice_is_answered_and_its_line_gives_the_same(desk: Desk) -> None:
    asked = 0
    for method in METHODS:
        for of in list_questions(desk) if method == "rate" else ["recorded"]:
            choices = list_choices(desk, table_of(desk, method, of))
            wheres = [{}, *({name: next(iter(values))} for name, values in choices.items())]
            # Every column of every table once; of the other questions a few.
            columns = list(choices.items()) if of in ("recorded", "cancelled_rightly") else list(choices.items())[:2]
            for number, (by, values) in enumerate(columns):
                selection = FormSelection(*LEICESTERSHIRE, method, of, (by,), wheres[number % len(wheres)])
                assert run_line(selection.call, desk).table == selection.ask(desk).table, selection.call
                assert all(words for words in values.values())
                asked += 1
    assert asked > 50


def test_the_form_shows_table_and_chart_of_each_choice_and_says_what_it_shows(form: Form, desk: Desk) -> None:
    choose(form, method="rate", of="recorded", by="route", then_by="", where="domestic_abuse", value=True)
    assert form.call.value == 'desk.rate(by="route", where="domestic_abuse")'
    answer = desk.rate(by="route", where="domestic_abuse")
    chart = answer.chart().exhibit
    assert form.result.value.startswith(answer._repr_html_())
    assert drawing(chart.svg) in form.result.value
    assert escape(chart.alt) in form.result.value
    assert form.said.text == "Shown: Audited crimes recorded by route (domestic abuse: yes), 3 lines and a chart."


@pytest.mark.usefixtures("words_alone")
def test_the_line_of_the_form_says_each_choice(form: Form) -> None:
    form.method.value, form.of.value = "rate", "recorded"
    form.by.value, form.then_by.value, form.where.value = "route", "", "domestic_abuse"
    form.value.value = False
    assert form.call.value == 'desk.rate(by="route", where={"domestic_abuse": False})'
    form.then_by.value = "month"
    assert form.call.value == 'desk.rate(by=["route", "month"], where={"domestic_abuse": False})'
    assert repr(form).splitlines() == ['desk = cdi.open("leicestershire", "2018-reinspection")', form.call.value]
    form.where.value = ""
    form.method.value, form.by.value = "unrecorded", "category"
    assert form.call.value == 'desk.unrecorded(by=["category", "month"])'


@pytest.mark.usefixtures("words_alone")
def test_what_is_not_recorded_is_asked_by_another_column_where_no_crime_has_its_kind(
    project: Workspace, tmp_path: Path
) -> None:
    own = copy_forces(project, tmp_path, ("leicestershire",))
    path = own.data / "leicestershire" / "2018-reinspection" / "audit_reports.csv"
    pd.read_csv(path, dtype="str", keep_default_na=False).drop(columns="category").to_csv(path, index=False)
    form = cdi.form(*LEICESTERSHIRE, folder=own.root)
    form.method.value = "unrecorded"
    assert form.by.value == form.by.options[0][1] == "sample"
    assert form.said.text.startswith("Shown: ")


@pytest.mark.usefixtures("form", "words_alone")
def test_the_collector_passes_over_what_is_loaded_once_in_a_process(project: Workspace) -> None:
    spared = gc.get_freeze_count()
    assert spared > 0
    cdi.form(*LEICESTERSHIRE, folder=project.root)
    assert gc.get_freeze_count() <= spared


def test_a_chart_is_drawn_once_for_the_page_that_shows_it(form: Form, desk: Desk) -> None:
    choose(form, audit="2018-reinspection", method="rate", of="recorded", by="route", then_by="", where="")
    chart = desk.rate(by="route").chart().exhibit
    assert (drawing(chart.svg) in form.result.value, drawing(chart.narrow) in form.result.value) == (True, False)
    form.said.narrow = True  # what the browser says
    assert (drawing(chart.svg) in form.result.value, drawing(chart.narrow) in form.result.value) == (False, True)
    form.said.narrow = False
    assert drawing(chart.svg) in form.result.value


@pytest.mark.usefixtures("words_alone")
def test_what_cannot_be_asked_cannot_be_chosen(form: Form) -> None:
    form.method.value, form.of.value, form.by.value, form.where.value = "rate", "recorded", "", ""
    assert not form.of.disabled
    form.by.value = "route"
    assert "route" not in [name for _, name in form.then_by.options]
    form.method.value = "unrecorded"
    assert form.of.disabled
    assert "" not in [name for _, name in form.by.options]
    form.method.value, form.of.value = "rate", "cancelled_rightly"
    assert "route" not in [name for _, name in form.by.options], "a column of another table"


@pytest.mark.usefixtures("words_alone")
def test_an_audit_without_rows_says_so_and_keeps_the_choices(form: Form) -> None:
    form.method.value, form.of.value, form.by.value, form.then_by.value = "rate", "recorded", "route", ""
    form.audit.value = "2017-inspection"
    assert form.said.text.startswith("Nothing can be shown: the table audit_reports was not supplied")
    assert form.call.value == ""
    form.audit.value = "2018-reinspection"
    assert form.call.value == 'desk.rate(by="route")'


@pytest.mark.usefixtures("words_alone")
def test_another_force_opens_its_latest_audit(form: Form) -> None:
    other = next(name for _, name in form.force.options if name != "leicestershire")
    form.force.value = other
    assert form.audit.value == cdi.audits()[other][-1]
    form.force.value = "leicestershire"
    assert form.audit.value == "2018-reinspection"


def test_every_field_has_a_label_and_each_label_is_another(form: Form) -> None:
    fields = [*form._box.children[0].children, form.call, form.document.document]
    fields += [form.adder.name, form.adder.added_by, form.adder.reason, form.adder.button, form.document.button]
    labels = [field.description for field in fields]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.usefixtures("words_alone")
def test_the_document_is_made_with_its_progress_and_links(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    form.force.value = "leicestershire"
    form.audit.value = "2018-reinspection"
    heard: list[str] = []
    maker = form.document
    maker.said.observe(lambda change: heard.append(change.new), names="text")
    folder = form._desk.workspace.report_folder(form._desk.ref)

    def report(_: Desk, document: str, tell) -> MadeReport:  # type: ignore[no-untyped-def]
        tell("leicestershire 2018-reinspection: analysis")
        return MadeReport(document, folder, ("analysis",))

    monkeypatch.setattr(Desk, "report", report)
    maker.button.click()
    assert heard == [
        f"Making {maker.document.value}: looking for what has changed",
        "Making leicestershire 2018-reinspection: analysis",
        f"{maker.document.value}: made. Its links are below.",
    ]
    assert maker.place.outputs[0]["data"]["text/html"].startswith('<div class="cdi-desk">')


@pytest.mark.usefixtures("words_alone")
def test_what_is_shown_is_added_under_a_name_that_says_it(project: Workspace, tmp_path: Path) -> None:
    own = copy_forces(project, tmp_path, ("leicestershire",))
    form = cdi.form(*LEICESTERSHIRE, folder=own.root)
    form.by.value = "route"
    assert form.adder.name.value == "recorded-by-route"
    form.adder.added_by.value, form.adder.reason.value = "force crime registrar", "the panel asked"
    form.adder.button.click()
    assert form.adder.said.text.startswith("Added: recorded-by-route")
    file = own.audit_folder(form._desk.ref) / "measures.toml"
    assert 'reason = "the panel asked"' in file.read_text(encoding="utf-8")
    form.adder.name.value = "Not A Name"
    form.adder.button.click()
    assert form.adder.said.text.startswith("Not added: ")
    form.by.value = "category"
    assert form.adder.name.value == "Not A Name", "what the person wrote stays"
    form.method.value = "delays"
    assert form.adder.button.disabled
    assert form.adder.said.text.startswith("Only counts and rates can be added")


def test_a_document_that_is_refused_says_why(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> MadeReport:
        raise UsageRefused("another build is running")

    monkeypatch.setattr(Desk, "report", refuse)
    form.document.button.click()
    assert form.document.said.text.endswith("was not made.")
    assert "another build is running" in form.document.place.outputs[0]["data"]["text/html"]
    assert not form.document.button.disabled
