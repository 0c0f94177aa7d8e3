"""Whether a difference is more than chance: the same records, records added, another audit, and what is not tested."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from cdi.bundle.row_digests import Fingerprints
from cdi.diff.chance import Grounds, Verdict, verdicts
from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Audit, Inspection
from cdi.model.figure import Figure, Interval, Role, Test
from tests.oracles import TOLERANCE, load

R_TWO = load("r_closed_forms")["two"]
R_CHANGES = load("r_rate_changes")


@pytest.fixture(scope="module")
def rules(leicestershire: Audit) -> FindingRules:
    return FindingRules.of(leicestershire.reference["finding_rules"].to_dict("records"))


@pytest.fixture
def now(leicestershire: Audit) -> Inspection:
    return leicestershire.inspection


def part(k: int, n: int, figure_id: str = "cancellations.all", **more: object) -> Figure:
    held = {
        "interval": Interval(100 * k / n - 5, 100 * k / n + 5, None, 0.95, "Wilson score"),
        "sources": ("cancelled_crimes",),
    }
    held |= {"base": "cancelled crimes reviewed", "numerator": k, "denominator": n} | more
    return Figure(
        id=figure_id, label="part", value=100 * k / n, unit="percent", printed=f"{k} of {n}", basis="records", **held
    )  # type: ignore[arg-type]


def rate(percent: float, half_width: float | None, name: str = "overall", **more: object) -> Figure:
    """A stratified rate; without a half-width, one that has no error."""
    bounds = half_width and Interval(percent - half_width, percent + half_width, half_width, 0.95, "inspectorate-style")
    held = {
        "base": "as published",
        "sources": ("audit_reports", "audit_strata"),
        "basis": "records",
        "interval": bounds,
    }
    held |= {"standard_error": half_width and half_width / 1.96} | more
    return Figure(id=f"recording.{name}", label="rate", value=percent, unit="percent", printed="x", **held)  # type: ignore[arg-type]


def rows(keys: Iterable[int], altered: Iterable[int] = ()) -> dict[str, Fingerprints]:
    """Two sampled tables with these records; the altered ones say something else."""
    cells = {f"K{key}": ("new" if key in set(altered) else "old",) for key in keys}
    return dict.fromkeys(("cancelled_crimes", "audit_reports"), Fingerprints(len(cells), ("decision",), cells))


def rebuilt(rules: FindingRules, now: Inspection, before: Figure, after: Figure, old: object, new: object) -> Verdict:
    """The verdict on one figure of two builds of one audit."""
    return verdicts([(before, after)], Grounds(now, now, old, new), rules)[after.id]  # type: ignore[arg-type]


SAME = rows(range(63))
CORRECTED = rows(range(63), altered=[7])


@pytest.mark.parametrize(
    ("before", "after", "old", "new", "case"),
    [
        # The same records, one of them corrected: chance has no part, however large or small the difference.
        (part(51, 63), part(52, 63), SAME, CORRECTED, "same records, inside"),
        (part(51, 63), part(60, 63), SAME, CORRECTED, "same records, outside"),
        (part(51, 63, interval=None), part(52, 63, interval=None), SAME, CORRECTED, "same records"),
        (rate(84.1, 1.71), rate(84.2, 1.71), SAME, CORRECTED, "same records, inside"),
        (rate(84.1, 1.71), rate(85.9, 1.71), SAME, CORRECTED, "same records, outside"),
        (rate(84.1, 1.71), rate(84.1, 1.90), SAME, SAME, "other interval"),
        # Records taken out, or taken out and added, or added while one was altered: no two samples.
        (part(51, 63), part(50, 62), SAME, rows(range(62)), "overlap, inside"),
        (part(51, 63), part(60, 73), SAME, rows(range(10, 83)), "overlap, inside"),
        (part(51, 63), part(60, 73), SAME, rows(range(73), altered=[7]), "overlap, inside"),
        # A weighted rate of an extended sample is not made of its counts.
        (rate(84.1, 1.71, numerator=51, denominator=63), rate(84.2, 1.6, numerator=60, denominator=73), SAME, rows(range(73)), "overlap, inside"),
        # Nothing is known of rows in a database, or of a report from elsewhere; other keys may be the same records.
        (part(51, 63), part(52, 63), SAME, {"cancelled_crimes": Fingerprints(63, (), None)}, "not known, inside"),
        (part(51, 63), part(52, 63), {}, SAME, "not known, inside"),
        (part(51, 63), part(40, 63), SAME, rows(range(100, 163)), "other records, outside"),
        # Not a sample at all.
        (part(43, 55, sources=("action_plan_actions",), interval=None), part(44, 55, sources=("action_plan_actions",), interval=None), SAME, SAME, "counted"),
        (part(4, 7, sources=("recommendations",)), part(5, 7, sources=("recommendations",)), SAME, SAME, "counted"),
        (rate(75.8, 1.94, sources=("a report",), basis="published"), rate(75.9, 1.94, sources=("a report",), basis="published"), {}, {}, "published, inside"),
        # A rate of another base is another rate.
        (part(51, 63), part(51, 60, base="cancelled crimes whose victim was told"), SAME, SAME, "base changed"),
        (part(51, 63), part(50, 62, excluded=1), SAME, rows(range(62)), "overlap, inside"),
    ],
)  # fmt: skip
def test_two_builds_of_one_audit_are_never_tested_as_two_samples(
    rules: FindingRules, now: Inspection, before: Figure, after: Figure, old: object, new: object, case: str
) -> None:
    verdict = rebuilt(rules, now, before, after, old, new)
    assert (verdict.case, verdict.more_than_chance, verdict.tested) == (case, None, None)
    assert "significant" not in verdict.words


def test_what_rests_on_the_audit_before_is_judged_by_its_records_too(rules: FindingRules, now: Inspection) -> None:
    def both(own: Iterable[int], before: Iterable[int]) -> dict[str, Fingerprints]:
        return rows(own) | {f"2017-inspection/{name}": table for name, table in rows(before).items()}

    def case(role: Role, new: dict[str, Fingerprints]) -> str:
        pair = (rate(75.8, 1.94, role=role), rate(75.9, 1.94, role=role))
        return rebuilt(rules, now, *pair, both(range(9), range(5)), new).case

    for role in ("prior rate", "change", "recording rate"):
        assert case(role, both(range(9), range(5))) == "same records, inside"
    extended_before = both(range(9), range(1, 6))
    assert case("change", extended_before) == "overlap, inside"
    assert case("recording rate", extended_before) == "same records, inside"
    assert case("prior rate", both(range(1, 10), range(5))) == "same records, inside"
    assert case("prior rate", extended_before) == "follows"


def test_a_correction_is_called_one_and_says_whether_readers_were_told_of_the_new_value(
    rules: FindingRules, now: Inspection
) -> None:
    verdict = rebuilt(rules, now, rate(84.1, 1.71), rate(85.9, 1.71), SAME, CORRECTED)
    assert verdict.words == (
        "the same records: a correction or another way of counting, in which chance has no part; "
        "the new value lies outside the interval given before"
    )


@pytest.mark.parametrize("case", [R_TWO[0], R_TWO[1], R_TWO[2], R_TWO[5]], ids=str)
def test_records_that_are_added_are_tested_against_those_before_as_r_does(
    rules: FindingRules, now: Inspection, case: dict
) -> None:
    """The whole sample less its first part: (r1 + r2) of (n1 + n2) after r2 of n2 differs as the n1 added do."""
    k1, n1, k0, n0 = case["r1"], case["n1"], case["r2"], case["n2"]
    before, after = part(k0, n0), part(k0 + k1, n0 + n1)
    verdict = rebuilt(rules, now, before, after, rows(range(n0)), rows(range(n0 + n1)))
    assert verdict.tested is not None
    assert verdict.tested.p_value == pytest.approx(case["p_fisher"], abs=TOLERANCE)
    assert verdict.tested.difference == pytest.approx(after.value - before.value, abs=1e-9)
    share = n1 / (n0 + n1)
    assert (verdict.tested.low, verdict.tested.high) == pytest.approx(
        [100 * share * bound for bound in case["newcombe_hybrid"]], abs=1e-7
    )
    assert (verdict.case, verdict.words, verdict.more_than_chance) == ("rise", "a statistically significant rise", True)


def other(inspection: Inspection, **to: object) -> Inspection:
    """An earlier audit of the same kind."""
    earlier = {"audit": "2016", "audit_period_start": date(2016, 4, 1), "audit_period_end": date(2016, 6, 30)}
    return inspection.model_copy(update=earlier | to)


def between(rules: FindingRules, now: Inspection, *pairs: tuple[Figure, Figure], **more: object) -> dict[str, Verdict]:
    changed = {name: value for name, value in more.items() if name != "limits"}
    limits = more.get("limits", (24, 24))
    return verdicts(pairs, Grounds(other(now, **changed), now, SAME, SAME, limits), rules)  # type: ignore[arg-type]


def test_rates_of_two_audits_are_tested_by_exact_intervals(rules: FindingRules, now: Inspection) -> None:
    """The published rates of 2017 and 2018: z = 6.29, 6.06 and 3.50 (tests/oracles)."""
    pairs = [(75.8, 1.94, 84.1, 1.71), (65.8, 3.25, 78.9, 2.72), (79.4, 3.8976, 87.8, 2.63)]
    names = ("overall", "violence", "sexual")
    found = between(
        rules, now, *((rate(p0, h0, name), rate(p1, h1, name)) for name, (p0, h0, p1, h1) in zip(names, pairs, strict=True))
    )  # fmt: skip
    told = {name: verdict.words for name, verdict in found.items()}
    assert told == {
        "recording.overall": "a statistically significant improvement of 8.3 percentage points",
        "recording.violence": "a statistically significant improvement of 13.1 percentage points",
        "recording.sexual": "a statistically significant improvement of 8.4 percentage points",
    }
    # R, by pbeta and uniroot (tests/oracles/r_rate_changes.R); Holm's rule multiplies the smallest p by 3, then by 2.
    for name, times in (("overall", 3), ("violence", 2), ("sexual", 1)):
        tested = found[f"recording.{name}"].tested
        assert tested is not None
        assert tested.p_value == pytest.approx(times * R_CHANGES[f"{name}_2018"]["p"], rel=1e-6)


@pytest.mark.parametrize("case", R_TWO, ids=str)
def test_parts_of_two_audits_are_tested_as_r_does(rules: FindingRules, now: Inspection, case: dict) -> None:
    k1, n1, k0, n0 = case["r1"], case["n1"], case["r2"], case["n2"]
    verdict = between(rules, now, (part(k0, n0), part(k1, n1)))["cancellations.all"]
    assert verdict.tested is not None
    assert verdict.tested.p_value in (
        pytest.approx(case.get("p_pooled"), abs=TOLERANCE), pytest.approx(case["p_fisher"], abs=TOLERANCE)
    )  # fmt: skip
    assert (verdict.tested.low, verdict.tested.high) == pytest.approx(
        [100 * bound for bound in case["newcombe_hybrid"]], abs=1e-7
    )


def test_one_difference_of_many_must_pass_holms_rule(rules: FindingRules, now: Inspection) -> None:
    """R: fisher.test(matrix(c(239, 62, 158, 22), 2)) gives 0.018855285861762661, and p.adjust(rep(p, 3), "holm") 3 p.

    0.0189 is significant alone, and 0.057 is not.
    """
    alone = between(rules, now, (part(239, 301), part(158, 180)))["cancellations.all"]
    assert (alone.more_than_chance, alone.words) == (True, "a statistically significant rise")
    pairs = [(part(239, 301, f"a.b{n}"), part(158, 180, f"a.b{n}")) for n in range(3)]
    for verdict in between(rules, now, *pairs).values():
        assert verdict.tested is not None
        assert verdict.tested.p_value == pytest.approx(3 * 0.018855285861762661, abs=TOLERANCE)
        assert (verdict.more_than_chance, verdict.words) == (
            False,
            "a rise, which is within what chance alone could produce",
        )


def test_two_rates_that_are_the_same_differ_by_nothing(rules: FindingRules, now: Inspection) -> None:
    found = between(rules, now, (part(50, 100), part(60, 120)))["cancellations.all"]
    assert (found.case, found.words, found.more_than_chance) == ("none", "no difference", False)


@pytest.mark.parametrize(
    ("before", "after", "setting", "case"),
    [
        (rate(75.8, 1.94), rate(84.1, 1.71), {"misclassified_counts_as": "unrecorded"}, "base differs"),
        (part(60, 80), part(84, 93), {"misclassified_counts_as": "unrecorded"}, "rise"),
        (part(60, 80, sources=("audit_reports",)), part(84, 93, sources=("audit_reports",)), {"misclassified_counts_as": "unrecorded"}, "base differs"),
        (rate(75.8, 1.94), rate(84.1, 1.71), {"audit_period_end": date(2018, 4, 1)}, "periods overlap"),
        (part(60, 80), part(84, 93), {"audit_period_end": date(2018, 4, 1)}, "periods overlap"),
        (part(60, 80, role="part in time"), part(84, 93, role="part in time"), {"limits": (72, 24)}, "limit differs"),
        (part(60, 80, role="part in time"), part(84, 93, role="part in time"), {}, "rise"),
        (part(60, 80), part(84, 93, base="cancelled crimes whose victim was told"), {}, "base changed"),
        (part(60, 80, role="sample behind a rate"), part(84, 93, role="sample behind a rate"), {}, "follows"),
        (rate(75.8, None, test=Test(2.0, 0.04, 0.95, "z", "rise")), rate(84.1, None, test=Test(2.0, 0.04, 0.95, "z", "rise")), {}, "follows"),
        (rate(75.8, None), rate(84.1, 1.71), {}, "no interval"),
        (part(60, 80, interval=None), part(84, 93, interval=None), {}, "no interval"),
        (part(4, 7, sources=("recommendations",)), part(5, 7, sources=("recommendations",)), {}, "counted"),
        (rate(75.8, 1.94, sources=("a report",)), rate(84.1, 1.71), {}, "rise"),
    ],
)  # fmt: skip
def test_two_audits_are_tested_only_where_they_may_be_compared(
    rules: FindingRules, now: Inspection, before: Figure, after: Figure, setting: dict, case: str
) -> None:
    verdict = between(rules, now, (before, after), **setting)[after.id]
    assert verdict.case == case
    assert (verdict.tested is not None) == (case == "rise")
    assert "{" not in verdict.words


def test_the_order_in_which_two_audits_are_named_decides_only_the_sign(rules: FindingRules, now: Inspection) -> None:
    pair = (rate(84.1, 1.71), rate(75.8, 1.94))
    verdict = verdicts([pair], Grounds(now, other(now), SAME, SAME), rules)["recording.overall"]
    assert verdict.words == "a statistically significant fall of 8.3 percentage points"
