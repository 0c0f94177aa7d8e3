"""Rates of an audit and of the one before: from rows, as published, refused, or not to be had."""

from dataclasses import replace

import pandas as pd
import pytest

from cdi.measures import measure, rates
from cdi.measures.national import national as measure_national
from cdi.measures.rates import estimate_rates, force_rates
from cdi.measures.recording import recording as measure_recording
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Interval
from cdi.model.rows import FrameRows
from tests.unit.measures.tables import figures_of_rates, holding, printed, with_rates

recording, national = with_rates(measure_recording), with_rates(measure_national)
PUBLISHED = "measure | rate_pct | ci_half_width_pp\nrate_overall | 75 | 2\nrate_violence | 60 |"


def at_level(audit: Audit, level: float) -> Audit:
    return replace(audit, method=audit.method.model_copy(update={"level": level}))


def of(audit: Audit, figure_id: str) -> Figure:
    return figures_of_rates(audit)[figure_id]


@pytest.mark.slow
def test_a_published_interval_keeps_its_own_level_whatever_the_audit_works_at(leicestershire: Audit) -> None:
    audit = at_level(leicestershire, 0.90)
    prior = of(audit, "prior.overall").interval
    assert prior == Interval(73.86, 77.74, 1.94, 0.95, "published")
    assert of(audit, "recording.overall").interval.level == 0.90
    assert of(audit, "change.overall").interval.level == 0.90


@pytest.mark.slow
def test_the_error_behind_a_published_half_width_does_not_depend_on_the_level_of_the_audit(
    leicestershire: Audit,
) -> None:
    errors = [of(at_level(leicestershire, level), "prior.overall").standard_error for level in (0.80, 0.95)]
    assert errors == [pytest.approx(1.94 / 1.96)] * 2


@pytest.mark.slow
def test_the_gap_to_the_average_is_as_sure_as_the_rate_it_is_of(leicestershire: Audit) -> None:
    audit = at_level(holding(leicestershire, published_results=PUBLISHED), 0.90)
    gap = {figure.id: figure for figure in national(audit).figures}["national.gap"]
    average = {figure.id: figure for figure in national(audit).figures}["national.average"].value
    assert gap.interval == Interval(73 - average, 77 - average, 2.0, 0.95, gap.interval.method, places=0)


def test_a_rate_without_a_published_half_width_has_neither_interval_nor_error(leicestershire: Audit) -> None:
    rate = force_rates(holding(leicestershire, published_results=PUBLISHED))["violence"]
    assert (rate.percent, rate.low, rate.high, rate.error, rate.method) == (
        60.0, None, None, None, "half-width not published",
    )  # fmt: skip


@pytest.mark.slow
def test_a_gap_of_a_rate_without_an_interval_has_none(leicestershire: Audit) -> None:
    bare = "measure | rate_pct | ci_half_width_pp\nrate_overall | 75 |"
    found = {figure.id: figure for figure in national(holding(leicestershire, published_results=bare)).figures}
    assert found["national.gap"].interval is None


def test_a_stratum_without_a_sample_leaves_the_overall_rate_out_and_the_other_strata_in(leicestershire: Audit) -> None:
    reports = leicestershire.tables["audit_reports"]
    without = reports[reports["stratum"] != "other"]
    audit = replace(leicestershire, tables={**leicestershire.tables, "audit_reports": without}, prior=None)
    assert printed(recording, audit) == {
        "audited.overall": "855 of 1,052",
        "audited.violence": "611 of 774",
        "audited.sexual": "244 of 278",
        "recording.violence": "78.9%",
        "recording.sexual": "87.8%",
        "recording.overall": "[a stratum has fewer than 2 audited reports]",
        "recording.other": "[fewer than 2 reports of other crime were audited]",
        "prior.overall": "[no earlier audit with a rate is named in audit.toml]",
        "prior.violence": "[no earlier audit with a rate is named in audit.toml]",
        "prior.sexual": "[no earlier audit with a rate is named in audit.toml]",
    }


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ([], "neither audit_reports nor published_results held"),
        (["audit_reports"], "the table audit_strata was not supplied, so the strata cannot be weighed"),
    ],
)
def test_why_there_is_no_overall_rate(leicestershire: Audit, tables: list[str], reason: str) -> None:
    audit = replace(leicestershire, tables={name: leicestershire.tables[name] for name in tables})
    assert recording(audit).gaps["recording.overall"] == reason


def test_what_was_audited_is_counted_without_strata_and_is_no_rate(leicestershire: Audit) -> None:
    audit = replace(leicestershire, tables={"audit_reports": leicestershire.tables["audit_reports"]}, prior=None)
    figures = {figure.id: figure for figure in recording(audit).figures}
    assert {name: figure.printed for name, figure in figures.items()} == {
        "audited.overall": "1,347 of 1,662",
        "audited.violence": "611 of 774",
        "audited.sexual": "244 of 278",
        "audited.other": "492 of 610",
    }
    assert {figure.role for figure in figures.values()} == {"sample behind a rate"}


def test_a_rate_that_the_audit_before_lacks_is_named(leicestershire: Audit) -> None:
    assert leicestershire.prior
    audit = replace(leicestershire, prior=holding(leicestershire.prior, published_results=PUBLISHED))
    assert recording(audit).gaps == {"prior.sexual": "no sexual offences rate of 2017 is held"}


@pytest.mark.slow
def test_rates_are_estimated_once_for_all_who_need_them(leicestershire: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    estimated = []

    def estimator(*given: object) -> object:
        estimated.append(given)
        return method(*given)

    method = rates.ESTIMATORS[leicestershire.method.estimator]
    monkeypatch.setitem(rates.ESTIMATORS, leicestershire.method.estimator, estimator)
    measure(leicestershire)
    assert len(estimated) == 4  # three strata and all of them together


def test_rates_know_which_of_them_may_be_given(leicestershire: Audit) -> None:
    estimates = estimate_rates(leicestershire)
    refused = replace(estimates.estimates["violence"], refused="too small")
    assert {*replace(estimates, estimates={**estimates.estimates, "violence": refused}).now} == {
        "overall", "sexual", "other",
    }  # fmt: skip
    assert {*estimates.before} == {"overall", "violence", "sexual"}


def test_an_overall_rate_by_itself_leaves_nothing_to_lie_from_it(leicestershire: Audit) -> None:
    violence = "measure | rate_pct | ci_half_width_pp\nrate_violence | 60 | 3"
    audit = replace(holding(leicestershire, published_results=violence), prior=None)
    assert [figure.id for figure in recording(audit).figures] == ["recording.violence"]


@pytest.mark.slow
def test_a_half_width_that_was_not_published_is_taken_from_the_reconstructed_sample(leicestershire: Audit) -> None:
    def method(strata: str) -> str:
        return force_rates(holding(leicestershire, published_results=PUBLISHED, audit_strata=strata))["violence"].method

    headings = "stratum | sampled | reports_in_period | weight | audited | recorded"
    assert method(f"{headings}\nviolence | true | 7000 | 0.4 | 500 | 300") == (
        "half-width not published; reconstructed sample"
    )
    assert method(f"{headings}\nviolence | true | 7000 | 0.4 | 500 |") == "half-width not published"
    assert method(f"{headings}\nsexual | true | 7000 | 0.4 | 500 | 300") == "half-width not published"


def test_an_interval_that_hangs_on_few_reports_says_so(leicestershire: Audit) -> None:
    """The shipped audit has none; with 3 of 60 missing in its only stratum it has."""
    assert {rate.caution for rate in estimate_rates(leicestershire).estimates.values()} == {None}
    strata = leicestershire.tables["audit_strata"].query("stratum == 'violence'")
    rows = leicestershire.rows("audit_reports", sample="main", stratum="violence", required=True)
    few = pd.concat([rows[rows["recorded"]].head(57), rows[~rows["recorded"]].head(3)])
    audit = replace(
        leicestershire,
        tables={**leicestershire.tables, "audit_strata": strata},
        records={**leicestershire.records, "audit_reports": FrameRows(few)},
    )
    assert estimate_rates(audit).estimates["violence"].caution == (
        "the interval may hold less often than it says: only 3 of the 60 reports audited were not recorded"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recorded", "words"),
    [(True, "all 40 reports audited were recorded"), (False, "none of the 40 reports audited was recorded")],
)
def test_an_interval_at_its_end_is_explained_without_a_double_negation(
    recorded: bool, words: str, leicestershire: Audit
) -> None:
    strata = leicestershire.tables["audit_strata"].query("stratum == 'violence'")
    rows = leicestershire.rows("audit_reports", sample="main", stratum="violence", required=True)
    same = rows[rows["recorded"] == recorded].head(40)
    audit = replace(
        leicestershire,
        tables={**leicestershire.tables, "audit_strata": strata},
        records={**leicestershire.records, "audit_reports": FrameRows(same)},
    )
    caution = estimate_rates(audit).estimates["violence"].caution
    assert caution == f"the interval may hold less often than it says: {words}"
