"""What may be said of an estimate, at the edges of every rule that ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Audit, Inspection
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Conclusion, Figure, Interval, Test


@pytest.fixture(scope="module")
def rules(leicestershire: Audit) -> FindingRules:
    return FindingRules.of(leicestershire.reference["finding_rules"].to_dict("records"))


def part(numerator: int, denominator: int) -> Figure:
    return Figure("a.part", "part", 50.0, "percent", "x", "base", "records", ("t",), numerator, denominator)


def change(value: float, conclusion: Conclusion, not_worse: float = 0.5) -> Figure:
    test = Test(1.0, 0.5, 0.95, "z", conclusion, not_worse)
    return Figure("a.change", "change", value, "percentage points", f"{value:.1f}", "b", "records", ("t",), test=test)


def gap(value: float, half_width: float) -> Figure:
    interval = Interval(value - half_width, value + half_width, half_width, 0.95, "x")
    return Figure("a.gap", "gap", value, "percentage points", "x", "b", "records", ("t",), interval=interval)


@pytest.mark.parametrize(
    ("sample", "outcome"), [(0, "fraction"), (117, "fraction"), (199, "fraction"), (200, "percent")]
)
def test_a_small_sample_is_a_fraction_only(rules: FindingRules, sample: int, outcome: str) -> None:
    assert rules.rate(sample).outcome == outcome


@pytest.mark.parametrize(
    ("half_width", "outcome"), [(0.0, "given"), (4.99, "given"), (5.0, "too small"), (10.0, "too small")]
)
def test_a_sample_may_be_too_small_for_a_rate_of_the_force(
    rules: FindingRules, half_width: float, outcome: str
) -> None:
    assert rules.force_estimate(half_width).outcome == outcome


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (change(8.3, "rise"), "a statistically significant improvement of {size}"),
        (change(-8.3, "fall"), "a statistically significant fall of {size}"),
        (change(0.05, "not shown"), "an improvement of {size}, which is within what chance alone could produce"),
        (change(-1.2, "not shown"), "a fall of {size}, which is within what chance alone could produce"),
        (change(0.04, "not shown"), "no change"),
        (change(-0.04, "not shown"), "no change"),
    ],
)
def test_the_word_significant_comes_from_the_test_alone(rules: FindingRules, figure: Figure, words: str) -> None:
    assert rules.change(figure).words == words


@pytest.mark.parametrize(
    ("figure", "brief", "before"),
    [
        (change(8.3, "rise"), "up by {size}, a statistically significant improvement", "up from"),
        (change(-8.3, "fall"), "down by {size}, a statistically significant fall", "down from"),
        (change(0.05, "not shown"), "up by {size}, which is within what chance alone could produce", "not shown to differ from"),
        (change(-1.2, "not shown"), "down by {size}, which is within what chance alone could produce", "not shown to differ from"),
        (change(0.04, "not shown"), "no change", "the same as"),
        # Printed with two decimals it is a change.
        (replace(change(0.04, "not shown"), places=2), "up by {size}, which is within what chance alone could produce", "not shown to differ from"),
    ],
)  # fmt: skip
def test_in_brief_and_in_a_title_the_test_decides_too(
    rules: FindingRules, figure: Figure, brief: str, before: str
) -> None:
    said = (rules.change_in_brief(figure), rules.before(figure))
    assert [each.words for each in said] == [brief, before]
    assert [each.rule for each in said] == ["change_in_brief", "before"]
    assert all(each.reference for each in said)


@pytest.mark.parametrize(("p_value", "said"), [(0.05, True), (0.0501, False)])
def test_no_worse_is_said_only_when_it_is_shown(rules: FindingRules, p_value: float, said: bool) -> None:
    assert (rules.no_worse(change(0.5, "not shown", p_value)) is not None) is said


@pytest.mark.parametrize(
    ("figure", "outcome"),
    [
        (gap(-3.6, 1.71), "below"),
        (gap(3.6, 1.71), "above"),
        (gap(-1.7, 1.71), "not shown"),
        (gap(0.0, 0.1), "not shown"),
    ],
)
def test_a_gap_counts_only_beyond_the_interval(rules: FindingRules, figure: Figure, outcome: str) -> None:
    assert rules.average(figure).outcome == outcome


@pytest.mark.parametrize(
    ("numerator", "denominator", "word"),
    [
        (0, 9, "none"), (1, 11, "few"), (1, 10, "a minority"), (49, 99, "a minority"), (8, 16, "half"), (51, 99, "a majority"),
        (75, 100, "most"), (89, 99, "most"), (90, 100, "the vast majority"), (1258, 1347, "the vast majority"), (9, 9, "all"),
    ],
)  # fmt: skip
def test_a_word_of_quantity_comes_from_its_band(
    rules: FindingRules, numerator: int, denominator: int, word: str
) -> None:
    assert rules.share(part(numerator, denominator)).words == word


def test_a_word_of_quantity_without_counts_is_refused(rules: FindingRules) -> None:
    with pytest.raises(PublicationRefused, match="no word of quantity without its counts"):
        rules.share(gap(1.0, 1.0))


def test_a_change_without_a_test_is_refused(rules: FindingRules) -> None:
    with pytest.raises(PublicationRefused, match="has no test, so nothing may be said"):
        rules.change(gap(1.0, 1.0))


@pytest.mark.parametrize(
    ("conclusions", "words"),
    [
        (["rise", "rise"], "recording has improved"),
        (["fall"], "recording has fallen"),
        (["rise", "not shown", "fall"], "changes since the audit before go both ways: an improvement for some kinds of crime and a fall for others"),
        (["rise", "not shown"], "not every change since the audit before is statistically significant"),
        (["fall", "not shown"], "not every change since the audit before is statistically significant"),
        (["not shown", "not shown"], "no change since the audit before is statistically significant"),
    ],
)  # fmt: skip
def test_several_changes_are_said_together_by_their_tests(
    rules: FindingRules, conclusions: list[Conclusion], words: str
) -> None:
    assert rules.changes(conclusions).words == words


@pytest.mark.parametrize(
    ("conclusion", "words"), [("rise", "yes, a rise"), ("fall", "yes, a fall"), ("not shown", "not shown")]
)
def test_a_table_says_what_a_test_says(rules: FindingRules, conclusion: Conclusion, words: str) -> None:
    assert rules.significance_heading().words == "Statistically significant"
    assert rules.significance(change(1.0, conclusion)).words == words


def test_nothing_is_said_of_changes_that_were_not_tested(rules: FindingRules) -> None:
    with pytest.raises(PublicationRefused, match="no change was tested"):
        rules.changes([])
    with pytest.raises(PublicationRefused, match="has no test, so nothing may be said"):
        rules.significance(gap(1.0, 1.0))


def test_a_rule_that_is_not_there_is_refused_by_name(rules: FindingRules) -> None:
    with pytest.raises(PublicationRefused, match="finding_rules lacks change, sideways"):
        rules.outcome("change", "sideways")
    with pytest.raises(PublicationRefused, match="finding rule change, rise: no number to begin at"):
        rules.limit("change", "rise")
    with pytest.raises(PublicationRefused, match=r"finding_rules has no outcome of rate for 0\.5"):
        FindingRules(()).rate(0.5)  # type: ignore[arg-type]


def moved(inspection: Inspection, **to: object) -> Inspection:
    return inspection.model_copy(update=to)


def test_audits_are_compared_only_on_one_base_and_independent_samples(
    rules: FindingRules, leicestershire: Audit
) -> None:
    now = leicestershire.inspection
    assert leicestershire.prior is not None
    before = leicestershire.prior.inspection
    assert rules.comparison(now, before) is None
    strict = rules.comparison(now, moved(before, misclassified_counts_as="unrecorded"))
    assert strict is not None
    assert strict.outcome == "base differs"
    last_day = rules.comparison(now, moved(before, audit_period_end=date(2018, 4, 1)))
    assert last_day is not None
    assert last_day.outcome == "periods overlap"
    assert rules.comparison(now, moved(before, audit_period_end=date(2018, 3, 31))) is None


def test_every_rule_has_a_reference(leicestershire: Audit) -> None:
    rows = leicestershire.reference["finding_rules"]
    assert (rows["reference"].str.len() > 0).all()


@pytest.mark.parametrize(
    ("p_value", "z_p_value", "outcome"),
    [(0.04, 0.06, "z differs"), (0.06, 0.04, "z differs"), (0.04, 0.05, None), (0.06, 0.07, None), (0.06, None, None)],
)
def test_the_z_test_is_named_only_where_it_answers_otherwise(
    rules: FindingRules, p_value: float, z_p_value: float | None, outcome: str | None
) -> None:
    test = Test(1.0, p_value, 0.95, "log odds", "not shown", 0.5, z_p_value=z_p_value)
    finding = rules.z_differs(replace(change(1.0, "not shown"), test=test))
    assert (finding and finding.outcome) == outcome


def test_nothing_is_said_of_a_z_test_of_a_figure_without_a_test(rules: FindingRules) -> None:
    assert rules.z_differs(gap(1.0, 1.0)) is None


@pytest.mark.parametrize(("value", "word"), [(0.0, "none"), (100.0, "all")])
def test_of_a_share_without_counts_none_and_all_may_be_said(rules: FindingRules, value: float, word: str) -> None:
    share = replace(part(1, 2), value=value, numerator=None, denominator=None)
    assert rules.share(share).words == word
    with pytest.raises(PublicationRefused, match="no word of quantity without its counts"):
        rules.share(replace(share, value=99.0))


@pytest.mark.parametrize(
    ("value", "outcome"), [(-0.1, "untested below"), (0.0, "untested above"), (0.1, "untested above")]
)
def test_a_gap_without_an_interval_is_stated_and_not_judged(rules: FindingRules, value: float, outcome: str) -> None:
    assert rules.average(replace(gap(value, 1.0), interval=None)).outcome == outcome


def row(rule: str, outcome: str, **cells: object) -> dict[str, object]:
    empty = {"at_least": None, "below": None, "words": None, "reference": "x"}
    return {"rule": rule, "outcome": outcome} | empty | cells


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([], 0.05),
        ([row("change", "rise")], 0.05),
        ([row("change", "rise", below=1.0)], 0.01),
        ([row("difference", "rise", below=2.0), row("change", "fall", below=3.0)], 0.05),
    ],
)
def test_the_level_of_significance_is_that_of_the_register(rows: list[dict[str, object]], level: float) -> None:
    assert FindingRules.of(rows).significance_level() == pytest.approx(level)


def test_a_rule_without_words_says_nothing() -> None:
    assert FindingRules.of([row("average", "not shown")]).outcome("average", "not shown").words == ""
