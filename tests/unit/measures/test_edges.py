"""Measures at the edges, on a handful of rows: none, all, no earlier audit, a rule that changed, a fall."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cdi.measures.cancellations import cancellations
from cdi.measures.changes import changes as measure_changes
from cdi.measures.offences import rape, sexual
from cdi.measures.recommendations import recommendations
from cdi.measures.recording import recording as measure_recording
from cdi.measures.timeliness import timeliness
from cdi.model.audit import Audit
from tests.thin import thin
from tests.unit.measures.tables import holding, printed, with_rates

recording, changes = with_rates(measure_recording), with_rates(measure_changes)

COLUMNS = ["sample", "stratum", "category", "required", "recorded", "classification_correct", "misclassified_as",
           "timeliness_assessable", "received_at", "recorded_at", "safeguarded", "investigated"]  # fmt: skip


def with_reports(audit: Audit, *rows: tuple) -> Audit:
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    for column in (
        "required",
        "recorded",
        "classification_correct",
        "timeliness_assessable",
        "safeguarded",
        "investigated",
    ):
        frame[column] = frame[column].astype("boolean")
    for column in ("received_at", "recorded_at"):
        frame[column] = pd.to_datetime(frame[column])
    return replace(audit, tables={**audit.tables, "audit_reports": frame})


def crime(
    stratum: str = "violence", *, recorded: bool = True, hours: float = 1.0, correct: bool | None = True
) -> tuple:
    received = pd.Timestamp("2018-04-01")
    return ("main", stratum, stratum, True, recorded, correct if recorded else None, None, recorded, received,
            received + pd.Timedelta(hours=hours) if recorded else None, None, None)  # fmt: skip


def test_exactly_24_hours_is_in_time_and_a_minute_more_is_not(leicestershire: Audit) -> None:
    audit = with_reports(leicestershire, crime(hours=24.0), crime(hours=24.02), crime(recorded=False))
    found = {figure.id: figure.printed for figure in timeliness(audit).figures}
    assert found["timeliness.violence"] == "1 of 2"  # the unrecorded crime has no delay and is not in the base


def test_a_crime_that_was_never_recorded_is_not_in_the_base_even_when_marked_assessable(leicestershire: Audit) -> None:
    never = list(crime(recorded=False))
    never[COLUMNS.index("timeliness_assessable")] = True
    found = {
        figure.id: figure.printed for figure in timeliness(with_reports(leicestershire, crime(), tuple(never))).figures
    }
    assert found["timeliness.violence"] == "1 of 1"


def test_a_stratum_without_recorded_crime_is_a_gap_not_a_zero(leicestershire: Audit) -> None:
    gaps = timeliness(with_reports(leicestershire, crime())).gaps
    assert gaps["timeliness.sexual"].startswith("none in the sample")


def test_a_limit_that_changed_inside_the_audit_period_gives_gaps(leicestershire: Audit) -> None:
    moved = leicestershire.inspection.model_copy(
        update={"audit_period_start": date(2015, 1, 1), "audit_period_end": date(2015, 6, 30)}
    )
    measured = timeliness(replace(leicestershire, inspection=moved))
    assert measured.figures == ()
    assert measured.gaps["timeliness.all"] == "72 and 24 hours limit in force during the audit period"


def test_no_earlier_audit_is_said_by_name(leicestershire: Audit) -> None:
    alone = replace(leicestershire, prior=None)
    assert recording(alone).gaps["prior.overall"] == "no earlier audit with a rate is named in audit.toml"
    assert changes(alone).gaps["change.overall"] == "no earlier audit with a rate is named in audit.toml"
    assert recommendations(alone).gaps["recommendations.total"] == "the table recommendations was not supplied"


@pytest.mark.slow
def test_a_fall_and_a_change_that_is_not_shown(leicestershire: Audit) -> None:
    def now(rate: float) -> Audit:
        results = pd.DataFrame(
            {"measure": ["rate_overall"], "rate_pct": [rate], "ci_half_width_pp": [1.9], "basis": ["published"]}
        )
        tables = {name: frame for name, frame in leicestershire.tables.items() if name != "audit_reports"}
        return replace(leicestershire, tables={**tables, "published_results": results})

    def conclusion(rate: float) -> str:
        return {figure.id: figure for figure in changes(now(rate)).figures}["change.overall"].test.conclusion

    assert [conclusion(70.0), conclusion(76.5), conclusion(80.0)] == ["fall", "not shown", "rise"]


def test_misclassified_crime_counts_by_the_switch(leicestershire: Audit) -> None:
    rows = [crime(correct=False)] * 2 + [crime()] * 6 + [crime(recorded=False)] * 2
    rows += [crime(stratum) for stratum in ("sexual", "other") for _ in range(4)]
    audit = with_reports(leicestershire, *rows)
    strict = audit.inspection.model_copy(update={"misclassified_counts_as": "unrecorded"})

    def violence(held: Audit) -> str:
        return {figure.id: figure.printed for figure in recording(held).figures}["audited.violence"]

    assert violence(audit) == "8 of 10"
    assert violence(replace(audit, inspection=strict)) == "6 of 10"


def test_a_sample_too_small_for_a_rate_of_the_force_gives_its_counts_and_says_how_unsure_it_is(
    leicestershire: Audit,
) -> None:
    rows = [crime(stratum, recorded=n > 0) for stratum in ("violence", "sexual", "other") for n in range(10)]
    measured = recording(with_reports(leicestershire, *rows))
    found = {figure.id: figure.printed for figure in measured.figures}
    assert "recording.violence" not in found
    assert found["audited.violence"] == "9 of 10"
    assert measured.gaps["recording.violence"] == (
        "for violent crime, the sample is too small for a rate of the force: it gives ± 19.6 percentage points, "
        "and a rate is given only below ± 5.0 percentage points"
    )


def test_no_reports_of_rape_is_a_gap(leicestershire: Audit) -> None:
    assert (
        rape(with_reports(leicestershire, crime())).gaps["recording.rape"]
        == "none in the sample (audited reports of rape)"
    )


def test_a_cancellation_by_someone_else_is_without_authority_and_an_unknown_approver_is_not(
    leicestershire: Audit,
) -> None:
    rows = pd.DataFrame(
        {
            "category": ["rape", "rape", "robbery"],
            "decision_correct": [True, True, False],
            "approved_by": ["registrar", "sergeant", None],
            "required_authority": ["registrar", "registrar", "decision_maker"],
            "victim_should_be_informed": [True, True, False],
            "victim_informed": pd.array([True, None, None], dtype="boolean"),
        }
    )
    audit = replace(leicestershire, tables={"cancelled_crimes": rows})
    found = {figure.id: figure.printed for figure in cancellations(audit).figures}
    assert found["cancellations.without_authority"] == "1 of 2"
    assert found["cancellations.victims_informed"] == "1 of 1"  # of the other it is unknown
    assert found["cancellations.all"] == "2 of 3"


@pytest.mark.slow
def test_rape_and_violence_are_joined_only_where_both_were_reviewed(leicestershire: Audit) -> None:
    headings = "category | decision_correct | required_authority | victim_should_be_informed"
    both = f"{headings}\nrape | true | registrar | \nviolence | false | decision_maker | \nrobbery | true | decision_maker |"
    found = printed(cancellations, holding(leicestershire, cancelled_crimes=both))
    assert found["cancellations.rape_and_violence"] == "1 of 2"
    assert found["cancellations.victims_informed"] == (
        "[whether there was a victim to tell and whether the victim was told was not recorded in this audit]"
    )
    one = printed(
        cancellations, holding(leicestershire, cancelled_crimes=f"{headings}\nrape | true | registrar | true")
    )
    assert "cancellations.rape_and_violence" not in one
    assert one["cancellations.victims_informed"] == "[whether the victim was told was not recorded in this audit]"


@pytest.mark.slow
@pytest.mark.parametrize(
    "table", thin(["audit_reports", "cancelled_crimes", "n100_reviews", "staffing", "action_plan_actions"], keep=2)
)
def test_a_table_that_is_missing_never_stops_the_rest(leicestershire: Audit, table: str) -> None:
    from cdi.measures import measure

    without = {name: frame for name, frame in leicestershire.tables.items() if name != table}
    measured = measure(replace(leicestershire, tables=without))
    assert any(table in reason for reason in measured.gaps.values())
    assert "recommendations.total" in measured


@pytest.mark.slow
def test_an_audit_without_one_before_is_measured_all_the_same(leicestershire: Audit) -> None:
    from cdi.measures import measure

    measured = measure(replace(leicestershire, prior=None))
    assert measured["recording.overall"].printed == "84.1%"
    assert measured.gaps["change.overall"] == "no earlier audit with a rate is named in audit.toml"


def test_a_class_that_is_not_established_leaves_no_rate_where_a_wrong_class_counts_as_unrecorded(
    leicestershire: Audit,
) -> None:
    rows = [crime(stratum) for stratum in ("violence", "sexual", "other") for _ in range(4)] + [crime(correct=None)]
    audit = with_reports(leicestershire, *rows)
    strict = audit.inspection.model_copy(update={"misclassified_counts_as": "unrecorded"})
    gaps = recording(replace(audit, inspection=strict)).gaps
    assert gaps["recording.overall"] == (
        "whether the record has the right class was not recorded for 1 of the 13 cases"
    )
    assert "recording.overall" not in recording(audit).gaps


def test_missed_rapes_whose_class_nobody_wrote_down_are_not_said_to_be_unrecorded(leicestershire: Audit) -> None:
    raped = list(crime("sexual", correct=False))
    raped[COLUMNS.index("category")] = "rape"
    contribution = rape(with_reports(leicestershire, tuple(raped)))
    assert contribution.gaps["rape.unrecorded"] == (
        "the wrong class it was given, or N100 was not recorded in this audit"
    )


@pytest.mark.parametrize(
    ("counts_as", "parts"),
    [("recorded", {"sexual.unrecorded.rape": "1"}),
     ("unrecorded", {"sexual.unrecorded.rape": "1", "sexual.unrecorded.recorded_but_in_a_wrong_class": "2"})],
)  # fmt: skip
def test_a_crime_in_a_wrong_class_is_missed_where_the_audit_counts_it_so(
    counts_as: str, parts: dict[str, str], leicestershire: Audit
) -> None:
    wrong = crime("sexual", correct=False)
    audit = with_reports(leicestershire, crime("sexual", recorded=False), crime("sexual"), wrong, wrong)
    frame = audit.tables["audit_reports"].assign(offence="rape")
    inspection = audit.inspection.model_copy(update={"misclassified_counts_as": counts_as})
    audit = replace(audit, tables={**audit.tables, "audit_reports": frame}, inspection=inspection)
    assert {figure.id: figure.printed for figure in sexual(audit).figures} == parts
