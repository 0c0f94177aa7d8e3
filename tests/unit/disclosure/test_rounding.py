"""Counts of people rounded to a base: what becomes of each number, and that all files say the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from cdi.disclosure import protect
from cdi.disclosure.faults import faults_beside
from cdi.disclosure.rounding import NO_RATE, rounded_to
from cdi.measures.figures import printed_base
from cdi.model.audit import Audit
from cdi.model.disclosure import Disclosure
from cdi.model.figure import Figures
from tests.attacks.test_disclosure import Answers, deliver, disposals_of
from tests.unit.disclosure.tables import audit_of, crimes, measure_of
from tests.unit.disclosure.test_policy import own

pytestmark = pytest.mark.slow

CAUTIONS: Answers = {"caution": (33, 14), "pnd": (12, 9)}


def to_five(audit: Audit) -> Audit:
    return replace(audit, disclosure=Disclosure(rounding_base=5))


def figures_of(audit: Audit, answers: Answers = CAUTIONS) -> Figures:
    return protect(to_five(disposals_of(audit, answers))).results.figures


@pytest.mark.parametrize(("number", "base", "nearest"), [(0, 5, 0), (7, 5, 5), (8, 5, 10), (6, 4, 8), (37, 10, 40)])
def test_to_the_nearest_and_of_two_the_higher(number: int, base: int, nearest: int) -> None:
    assert rounded_to(base, number) == nearest


def test_share_and_interval_are_of_the_rounded_counts(leicestershire: Audit) -> None:
    """33 of 47 as 35 of 45; Wilson's interval of it by the formula."""
    figure = figures_of(leicestershire)["disposals.caution.suitable"]
    assert (figure.printed, figure.numerator, figure.denominator) == ("35 of 45", 35, 45)
    assert figure.value == pytest.approx(100 * 35 / 45)
    assert figure.interval is not None
    assert (figure.interval.low, figure.interval.high) == pytest.approx((63.7307, 87.4553), abs=1e-3)
    assert printed_base(figure).endswith("; rounded to the nearest 5")


def test_what_is_about_the_force_stays_exact(leicestershire: Audit) -> None:
    figure = figures_of(leicestershire)["disposals.all.sampled"]
    assert (figure.value, figure.rounded_to) == (68, 1)


def test_numbers_that_round_to_the_same_leave_the_same_files(leicestershire: Audit, tmp_path: Path) -> None:
    """34 and 33 suitable, of whom the reader sees 35, whatever file is opened."""
    files: list[dict[str, bytes]] = []
    for yes in (33, 34):
        folder = tmp_path / str(yes)
        deliver(to_five(disposals_of(leicestershire, {"caution": (yes, 47 - yes), "pnd": (12, 9)})), folder)
        files.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert files[0] == files[1]


def test_an_extra_measure_has_rates_of_the_rounded_counts_and_no_tests(leicestershire: Audit) -> None:
    rows = [
        *crimes(407, attended="true", domestic_abuse="true"), *crimes(41, attended="false", domestic_abuse="true"),
        *crimes(501, attended="true"), *crimes(63, attended="false"), *crimes(3000, recorded="true"),
    ]  # fmt: skip
    audit = to_five(audit_of(leicestershire, rows, measure_of("attended", ("domestic_abuse",))))
    results = protect(audit).results
    (measure,) = results.extra
    assert measure.rates is not None
    counts = [(row.counts.yes, row.counts.of, row.percent, row.rest) for row in measure.rates.rows]
    assert counts == [(405, 450, 90.0, None), (500, 565, 100 * 500 / 565, None)]
    assert [results.figures[name].printed for name in ("extra.mine.yes", "extra.mine.no")] == ["90.0%", "88.5%"]


def test_a_weighted_rate_is_not_given_beside_rounded_counts(leicestershire: Audit) -> None:
    tables = {name: leicestershire.tables[name] for name in ("audit_reports", "audit_strata")}
    rows = tables["audit_reports"]
    abused = rows[rows["domestic_abuse"].fillna(value=False) & rows["required"].fillna(value=False)]
    audit = own(replace(leicestershire, tables=tables, records={}, prior=None))
    results = protect(to_five(replace(audit, extra=(measure_of(by=("domestic_abuse",)),)))).results
    figure = results.figures["extra.mine.yes"]
    assert (figure.printed, figure.base) == (
        f"{rounded_to(5, int(abused['recorded'].sum()))} of {rounded_to(5, len(abused))}",
        "audited crimes (domestic abuse: yes)",
    )
    (measure,) = results.extra
    assert measure.rates is not None
    assert {row.refused for row in measure.rates.rows} == {NO_RATE}


def test_unknown_units_are_never_rounded_to_none(leicestershire: Audit) -> None:
    rows = [*crimes(30, domestic_abuse="true", investigated="true"), *crimes(20, domestic_abuse="true", investigated="false"),
            *crimes(1, domestic_abuse="true"), *crimes(90, recorded="true")]  # fmt: skip
    figure = protect(to_five(audit_of(leicestershire, rows))).results.figures["domestic_abuse.not_investigated"]
    assert (figure.printed, figure.unknown) == ("20 of 50", 5)


def test_a_base_above_the_threshold_is_refused_since_it_would_print_none() -> None:
    with pytest.raises(ValidationError, match="rounding_base of at most 5, as the threshold is"):
        Disclosure(rounding_base=10)


def test_a_lower_base_than_before_is_not_to_be_published(leicestershire: Audit) -> None:
    before, now = figures_of(leicestershire), protect(disposals_of(leicestershire, CAUTIONS)).results.figures
    assert faults_beside(now, before)[0] == (
        "the rounding base was lowered from 5 to 1, so that rounded numbers may be told apart"
    )
