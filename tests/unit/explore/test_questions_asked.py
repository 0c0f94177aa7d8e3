"""What the desk answers, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cdi.contract.countable import countable_columns
from cdi.exhibits.charts import canvas
from cdi.explore.answers import Answer
from cdi.explore.card import Card
from cdi.explore.desk import Desk
from cdi.explore.opening import list_audits, open_audit
from cdi.measures.questions import QUESTIONS
from cdi.measures.registers import finding_rules
from cdi.model.errors import UsageRefused
from cdi.model.figure import Figures
from cdi.workspace.paths import Workspace
from tests.thin import thin

pytestmark = pytest.mark.slow


def test_whole_strata_have_the_rates_of_the_report(desk: Desk, figures: Figures) -> None:
    rows = {row["stratum"]: row for row in desk.rate("stratum").records()}
    for stratum in ("violence", "sexual", "other"):
        figure = figures[f"recording.{stratum}"]
        assert figure.interval is not None
        assert rows[stratum]["percent"] == pytest.approx(figure.value, abs=1e-12)
        assert (rows[stratum]["low"], rows[stratum]["high"]) == (figure.interval.low, figure.interval.high)
    (whole,) = desk.rate().records()
    assert whole["percent"] == figures["recording.overall"].value


def test_a_fraction_has_the_interval_of_the_report_s_fraction(desk: Desk, figures: Figures) -> None:
    (row,) = desk.rate(where={"category": "rape"}, of="accurate").records()
    figure = figures["recording.rape"]
    assert figure.interval is not None
    assert (row["yes"], row["of"], row["percent"]) == (84, 93, None)
    assert row["why_no_rate"] == "fewer than 200 audited crimes"
    assert (row["low"], row["high"]) == pytest.approx((figure.interval.low, figure.interval.high))


def test_recorded_in_time_is_the_figure_of_the_report(desk: Desk, figures: Figures) -> None:
    (row,) = desk.rate(of="in_time").records()
    assert (row["yes"], row["of"]) == (figures["timeliness.all"].numerator, figures["timeliness.all"].denominator)
    waits = desk.delays().records()[0]
    # Crimes that came in the last hours of the period leave the count before the day is over.
    assert waits["within_24"] == pytest.approx(100 * row["yes"] / waits["due"], abs=0.5)


def test_what_is_missed_adds_up(desk: Desk) -> None:
    rows = desk.unrecorded("offence").records()
    assert sum(row["missed"] for row in rows) == 315
    assert [row["missed"] for row in rows] == sorted((row["missed"] for row in rows), reverse=True)
    assert rows[-1]["percent_added_up"] == pytest.approx(100)


def test_bars_and_line_of_a_pareto_chart_have_one_scale(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """151 of 315 were reported to the control room, so its bar ends where the line begins, at 47.9%."""
    ends: dict[str, list[float]] = {}

    def keep(canvas: Any) -> str:
        below, above = canvas.axes
        ends["bars"] = [bar.get_width() / below.get_xlim()[1] for bar in below.patches]
        ends["line"] = [float(x) / above.get_xlim()[1] for x in above.lines[0].get_xdata()]
        return "<svg>"

    monkeypatch.setattr(canvas, "to_svg", keep)
    desk.unrecorded("route").chart()
    assert ends["bars"][0] == pytest.approx(151 / 315 / 1.05) == pytest.approx(ends["line"][0])
    assert sum(ends["bars"]) == pytest.approx(1 / 1.05) == pytest.approx(ends["line"][-1])


@pytest.mark.parametrize("ask", [lambda desk: desk.rate("offence"), lambda desk: desk.unrecorded("offence")])
def test_what_a_report_would_hide_is_shown_and_said(ask: Callable[[Desk], Answer], desk: Desk) -> None:
    hides = "A report hides numbers of fewer than 5 people, and what would give them away; this table shows them."
    few = ask(with_few(desk))
    assert "Voyeurism" in str(few)
    assert few.table.source.endswith(hides)
    by_route = desk.rate("route")  # tells of the force's work, and of no small group
    assert "A report hides" not in by_route.table.source


def with_few(desk: Desk) -> Desk:
    """The audit with three cases of voyeurism, a number that a report would hide."""
    frame = desk.data.tables["audit_reports"]
    extra = frame.index[frame["offence"] == "voyeurism"][3:]
    tables = {**desk.data.tables, "audit_reports": frame.drop(index=extra)}
    return replace(desk, data=replace(desk.data, tables=tables))


def test_a_comparison_says_what_the_report_says_of_the_change(desk: Desk, figures: Figures) -> None:
    said = {row["id"]: row for row in desk.compare().records()}
    change = figures["change.overall"]
    assert said["recording.overall"]["finding"] == finding_rules(desk.data).change(change).words.format(
        size="8.3 percentage points"
    )
    assert said["recording.overall"]["difference"] == pytest.approx(change.value)
    other = open_audit("leicestershire", "2017-inspection", desk.workspace.root)
    assert other.compare("2018-reinspection").records() == desk.compare("2017-inspection").records()


def test_figures_are_found_by_id_by_part_and_by_words(desk: Desk) -> None:
    shelf = desk.figures
    assert shelf["recording.rape"].value == shelf.recording.rape.value == pytest.approx(100 * 84 / 93)
    assert "recording" in dir(shelf)
    assert "rape" in dir(shelf.recording)
    assert shelf._ipython_key_completions_() == list(shelf)
    assert len(shelf) == len(shelf.all().table.rows)
    assert "recording.rape" in {row["id"] for row in shelf.search("RAPE accurately").records()}


def test_rows_hold_ids_and_the_columns_asked_for(desk: Desk) -> None:
    rows = desk.rows(where={"category": "rape", "recorded": False, "sample": "main"}, columns="month")
    assert list(rows.frame().columns) == ["crime_id", "category", "recorded", "sample", "month"]
    assert len(rows.records()) == 7
    assert rows.records()[0]["month"] == "2018-04"


REFUSED = {
    "rate(by='rute')": "did you mean route?",
    "rate(by=['route', 'victim_id'])": "may identify somebody",
    "rate(by='recorded_at')": "may identify somebody",
    "rate(of='recordd')": "did you mean recorded?",
    "rate(where='route')": "not a column of yes and no",
    "rate(where='domestic_abus')": "did you mean domestic_abuse?",
    "rate(where={'route': 'oficer'})": "did you mean officer?",
    "rate(where={'offence': 'rap'})": "did you mean rape?",
    "rate(where={'domestic_abuse': 'yes'})": "expected True, False or None",
    "rate(where={'month': '2018-4'})": "expected a month such as",
    "rate(where={'route': []})": "no value given",
    "rate(where={\"__import__('os')\": True})": "no such column",
    "unrecorded(by='offense')": "did you mean offence?",
    "delays(by='rout')": "did you mean route?",
    "rows('audit_report')": "did you mean audit_reports?",
    "rows('out_of_court_disposals')": "was not supplied",
    "rows(columns='victim_id')": "may identify somebody",
    "columns('audits')": "no record-level table",
    "compare('2017-inspektion')": "did you mean 2017-inspection?",
    "figures['recording.overal']": "did you mean recording.overall?",
    "why('recording.overal')": "did you mean recording.overall?",
    "figures.search('zzz')": "no figure mentions 'zzz'",
    "report('panel-pak')": "did you mean panel-pack?",
}


@pytest.mark.parametrize("call", thin(REFUSED, keep=6))
def test_what_does_not_exist_is_refused_with_the_nearest(desk: Desk, call: str) -> None:
    with pytest.raises(UsageRefused, match=re.escape(REFUSED[call])) as refusal:
        eval(f"desk.{call}", {"desk": desk})  # noqa: S307 - the calls above
    assert refusal.value._render_traceback_() == [str(refusal.value)], "a notebook shows no traceback"


def test_a_figure_that_does_not_exist_is_a_key_error_and_an_attribute_error(desk: Desk) -> None:
    with pytest.raises(KeyError, match="did you mean"):
        desk.figures["recording.overal"]
    with pytest.raises(AttributeError, match="did you mean recording"):
        desk.figures.recordin  # noqa: B018


def test_names_of_forces_and_audits_are_helped_along(project: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageRefused, match="did you mean leicestershire"):
        open_audit("leicestershre", folder=project.root)
    with pytest.raises(UsageRefused, match="did you mean 2017-inspection"):
        open_audit("leicestershire", "2017-inspektion", folder=project.root)
    with pytest.raises(UsageRefused, match=r"no data/forces\.toml"):
        open_audit("leicestershire", folder=tmp_path)
    assert list_audits(project.root)["leicestershire"][-1] == "2018-reinspection"


def test_where_there_is_no_workspace_the_shipped_audits_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "leicestershire" in list_audits()


def test_every_question_is_answered(desk: Desk) -> None:
    for name in QUESTIONS:
        (row,) = desk.rate(of=name).records()
        assert 0 <= row["yes"] <= row["of"]


def test_no_text_but_offences_and_no_id_can_be_counted_by() -> None:
    for table in ("audit_reports", "cancelled_crimes", "n100_reviews", "reviewed_records", "out_of_court_disposals"):
        names = countable_columns(table)
        assert not [name for name in names if name.endswith("_id") or name in ("reason_incorrect", "referring_agency")]


def test_the_card_says_what_the_audit_is_in_html_and_in_text(desk: Desk) -> None:
    html, text = desk._repr_html_(), repr(desk)
    for words in (
        "Leicestershire Police, re-inspection 2018",
        "reconstruction",
        "84.1%",
        "panel-pack",
        "audit_reports",
    ):
        assert words in html
        assert words in text
    card = Card.of(desk.data, Figures.of([], {"recording.overall": "no table"}), finding_rules(desk.data), [])
    assert card.refused == ("recording.overall: no table",)
    assert Card.of(desk.data, Figures.of([]), finding_rules(desk.data), []).lacks == (
        "No fault in the data, and no figure is missing.",
    )


def test_a_sample_too_small_for_rates_gives_fractions_and_says_why(project: Workspace) -> None:
    desk = open_audit("leicestershire", "2014-inspection", folder=project.root)
    rows = desk.rate("stratum", where={"sample": "incident"}).records()
    assert {row["percent"] for row in rows} == {None}
    assert {row["why_no_rate"] for row in rows} == {"the sample of one force is too small for a rate of that force"}


@pytest.mark.usefixtures("one_drawing")
def test_nothing_to_count_is_said(project: Workspace) -> None:
    desk = open_audit("leicestershire", "2014-inspection", folder=project.root)
    for answer in (desk.rate("stratum"), desk.unrecorded("stratum"), desk.delays("stratum")):
        assert "nothing in any group: none meets this." in answer.table.source
        chart = answer.chart()
        assert "othing was counted" in chart.svg + chart.alt or "No crime was due" in chart.alt


@pytest.mark.usefixtures("one_drawing")
def test_rows_that_are_real_are_not_called_made_up(desk: Desk) -> None:
    real = desk.data.provenance.model_copy(update={"basis": "records"})
    answer = replace(desk, data=replace(desk.data, provenance=real)).rate("route")
    chart = answer.chart()
    assert "ade-up" not in answer.table.source + chart.headline + chart.svg


@pytest.mark.parametrize(
    "ask",
    thin(
        [
            lambda desk: desk.rate(by=5),
            lambda desk: desk.rate(where=5),
            lambda desk: desk.rate(of=5),
            lambda desk: desk.rate(of=None),
            lambda desk: desk.rows(5),
            lambda desk: desk.why(5),
            lambda desk: desk.compare(5),
            lambda desk: desk.figures.search(555_555),
            lambda desk: desk.rate().publish(5.5),
            lambda desk: open_audit(5, folder=desk.workspace.root),
            lambda desk: open_audit("leicestershire", 5, folder=desk.workspace.root),
        ],
        keep=3,
    ),
)
def test_what_is_no_name_is_refused_in_one_line(ask: Callable[[Desk], object], desk: Desk) -> None:
    with pytest.raises(UsageRefused) as refusal:
        ask(desk)
    assert "\n" not in str(refusal.value)
