"""Changes since the audit before: which may be tested, why the others may not, and what follows in a year."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cdi.measures.changes import changes as measure_changes
from cdi.measures.finding_rules import FindingRules
from cdi.measures.rate import Rates
from cdi.measures.rates import estimate_rates
from cdi.model.audit import Audit
from cdi.stats.effective import Evidence
from cdi.stats.sample import Sample
from tests.unit.measures.tables import with_rates

changes = with_rates(measure_changes)


def reason(audit: Audit, rates: Rates) -> str:
    """Why there is no overall change, and no yearly estimate that would follow from it."""
    gaps = measure_changes(audit, rates).gaps
    assert gaps["change.overall"] == gaps["additional.overall"]
    return gaps["change.overall"]


def test_a_rate_that_one_of_the_audits_lacks(leicestershire: Audit) -> None:
    rates = estimate_rates(leicestershire)
    assert reason(leicestershire, replace(rates, before={})) == "no earlier audit with a rate is named in audit.toml"
    assert reason(leicestershire, replace(rates, estimates={})) == "no rate of this audit"


def test_rates_without_an_error_between_them(leicestershire: Audit) -> None:
    rates = estimate_rates(leicestershire)
    now, before = rates.estimates["overall"], rates.before["overall"]

    def with_errors(this: float | None, last: float | None) -> Rates:
        def worth(error: float | None) -> Evidence | None:
            return (
                Evidence.of_sample(Sample.of([(8, 10, 10 if error == 0 else 100, 1.0)])) if error is not None else None
            )

        return Rates(
            {"overall": replace(now, error=this, evidence=worth(this))},
            {"overall": replace(before, error=last, evidence=worth(last))},
        )

    assert reason(leicestershire, with_errors(1.0, None)) == "no standard error is held for one of the two rates"
    assert reason(leicestershire, with_errors(0.0, 0.0)) == (
        "neither rate has a sampling error, so there is nothing to test"
    )
    assert "change.overall" not in measure_changes(leicestershire, with_errors(0.0, 1.0)).gaps


def test_audits_whose_periods_overlap_are_not_compared(leicestershire: Audit) -> None:
    assert leicestershire.prior
    late = leicestershire.prior.inspection.model_copy(update={"audit_period_end": date(2018, 6, 30)})
    audit = replace(leicestershire, prior=replace(leicestershire.prior, inspection=late))
    words = (
        leicestershire.reference["finding_rules"].set_index(["rule", "outcome"]).loc[("comparison", "periods overlap")]
    )
    assert changes(audit).gaps["change.overall"] == words["words"]


@pytest.mark.slow
def test_no_single_total_of_a_year_is_a_gap_of_its_own(leicestershire: Audit) -> None:
    def gap(totals: pd.DataFrame | None) -> str:
        tables = {name: frame for name, frame in leicestershire.tables.items() if name != "recorded_crime_totals"}
        tables |= {} if totals is None else {"recorded_crime_totals": totals}
        measured = changes(replace(leicestershire, tables=tables))
        assert "change.overall" in {figure.id for figure in measured.figures}
        return measured.gaps["additional.overall"]

    totals = leicestershire.tables["recorded_crime_totals"]
    assert gap(None) == "the table recorded_crime_totals was not supplied"
    assert gap(totals[:0]) == "no single 12-month total of total_ex_fraud held"
    assert gap(pd.concat([totals, totals])) == "no single 12-month total of total_ex_fraud held"


@pytest.mark.parametrize("level", [0.95, 0.50])
def test_a_change_is_concluded_at_5_percent_whatever_the_level_of_the_intervals(
    leicestershire: Audit, level: float
) -> None:
    rates = estimate_rates(leicestershire)
    before = {"overall": replace(rates.before["overall"], percent=82.5, evidence=Evidence.of_error(0.825, 0.0099))}
    audit = replace(leicestershire, method=leicestershire.method.model_copy(update={"level": level}))
    (change, _) = measure_changes(audit, replace(rates, before=before)).figures
    assert (change.test.conclusion, change.test.level, change.interval.level) == ("not shown", 0.95, level)


def test_the_z_of_the_two_errors_stands_beside_the_test_and_is_named_where_it_answers_otherwise(
    leicestershire: Audit,
) -> None:
    """40 of 41 recorded after 90 ± 2: a normal error of 2.4 points makes z = 2.90 of what exact ends leave open."""
    rates = estimate_rates(leicestershire)
    now, before = rates.estimates["overall"], rates.before["overall"]
    sample = Sample.of([(40, 41, 100_000, 1.0)])
    high = replace(now, percent=100 * 40 / 41, error=2.41, evidence=Evidence.of_sample(sample))
    known = replace(before, percent=90.0, error=1.0, evidence=Evidence.of_error(0.9, 0.01))
    (figure,) = (
        each
        for each in measure_changes(leicestershire, Rates({"overall": high}, {"overall": known})).figures
        if each.id == "change.overall"
    )
    assert figure.test is not None
    assert figure.test.z == pytest.approx((100 * 40 / 41 - 90) / (2.41**2 + 1) ** 0.5)
    assert (figure.test.conclusion, figure.test.p_value > 0.05, figure.test.z_p_value) == (
        "not shown",
        True,
        pytest.approx(0.0038, abs=1e-3),
    )
    differs = FindingRules.of(leicestershire.reference["finding_rules"].to_dict("records")).z_differs(figure)
    assert differs is not None
    assert differs.outcome == "z differs"
