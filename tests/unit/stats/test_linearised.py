"""Domains, clusters and lonely strata against R survey, svy and samplics."""

import numpy as np
import pytest

from cdi.stats.linearised import clusters, domain, domain_against_rest, overall
from cdi.stats.sample import Sample
from cdi.stats.stratified import normal_interval
from cdi.stats.survey import korn_graubard, logit_t, normal_t
from tests.oracles import TOLERANCE, load
from tests.unit.stats.designs import sample_of

R = load("r_survey")
LONELY_DOMAINS = load("r_lonely_domains")
PACKAGES = load("survey_packages")
INTERVALS = {"beta": korn_graubard, "xlogit": logit_t, "mean": normal_t}
LONELY = [(name, rule) for name, design in R["lonely"].items() for rule in design["rules"]]
# svy's names of the rules, with R's; its scale inflates a census of one as well, which has no error to inflate.
SVY_RULES = {"skip": "remove", "self_representing": "certainty", "center": "adjust", "scale": "average"}
CLUSTERS = R["clusters"]["K1_incident_clusters"]


def bounds_of(estimate) -> tuple[float, float]:
    return float(estimate.low), float(estimate.high)


def assert_equals_r(estimate, wanted: dict) -> None:
    """Rate, error, degrees of freedom and every interval of svyciprop that R makes of them."""
    assert (estimate.units, estimate.degrees_of_freedom) == (wanted["n"], wanted["degf"])
    assert estimate.rate == pytest.approx(wanted["est"], abs=TOLERANCE)
    assert np.sqrt(estimate.variance) == pytest.approx(wanted["se"], abs=TOLERANCE)
    for method, interval in INTERVALS.items():
        for level in ("90", "95", "99"):
            bounds = wanted.get("svyciprop", {}).get(method, {}).get(f"level{level}_dfdegf")
            if bounds:
                assert bounds_of(interval(estimate, int(level) / 100)) == pytest.approx(bounds, abs=TOLERANCE)


@pytest.mark.parametrize(("name", "rule"), LONELY, ids=[f"survey.lonely.psu={rule} {name}" for name, rule in LONELY])
def test_lonely_strata_equal_r_svymean(name: str, rule: str) -> None:
    design = R["lonely"][name]
    wanted = design["rules"][rule]
    if "error" in wanted:
        with pytest.raises(ValueError, match="fewer than two have no variance"):
            sample_of(design["strata"], lonely=rule)
        return
    sample = sample_of(design["strata"], lonely=rule)
    assert_equals_r(overall(sample), wanted)
    assert normal_interval(sample).standard_error == pytest.approx(wanted["se"], abs=TOLERANCE)


@pytest.mark.parametrize("rule", SVY_RULES)
def test_a_lonely_stratum_equals_svy_singleton(rule: str) -> None:
    design = PACKAGES["lonely"]["L2_lonely_psu"]
    estimate = overall(sample_of(design["strata"], lonely=SVY_RULES[rule]))
    wanted = design["rules"][rule]
    mean = normal_t(estimate)
    assert mean.standard_error == pytest.approx(wanted["mean"]["se"], abs=TOLERANCE)
    assert bounds_of(mean) == pytest.approx((wanted["mean"]["lci"], wanted["mean"]["uci"]), abs=TOLERANCE)
    assert bounds_of(logit_t(estimate)) == pytest.approx(wanted["prop_logit"], abs=TOLERANCE)
    truncated = korn_graubard(estimate, truncated=True)
    assert bounds_of(truncated) == pytest.approx(wanted["prop_korn-graubard"], abs=TOLERANCE)


@pytest.mark.parametrize("name", R["domains"])
def test_domains_equal_r_svymean_on_a_subset(name: str) -> None:
    case = R["domains"][name]
    assert_equals_r(domain(sample_of(case["strata"]), case["recorded"], case["audited"]), case["overall"])


@pytest.mark.parametrize("name", R["domains"])
def test_the_rest_and_the_contrast_equal_r_svyby_and_svycontrast(name: str) -> None:
    case = R["domains"][name]
    sample = sample_of(case["strata"])
    rest = domain(sample, sample.successes - case["recorded"], sample.sampled - case["audited"])
    found = (rest.rate, np.sqrt(rest.variance))
    assert found == pytest.approx((case["svyby"]["est0"], case["svyby"]["se0"]), abs=TOLERANCE)
    contrast = case["svycontrast_in_minus_out"]
    found = domain_against_rest(sample, case["recorded"], case["audited"])
    assert found == pytest.approx((contrast["est"], contrast["se"]), abs=TOLERANCE)


@pytest.mark.parametrize("name", PACKAGES["domains"])
def test_domains_equal_svy_and_samplics(name: str) -> None:
    case = PACKAGES["domains"][name]
    estimate = domain(sample_of(case["strata"]), case["recorded"], case["audited"])
    mean = normal_t(estimate)
    for package in ("svy", "samplics"):
        wanted = case[package].get("mean", case[package])
        assert (mean.rate, mean.standard_error) == pytest.approx((wanted["est"], wanted["se"]), abs=TOLERANCE)
    assert bounds_of(mean) == pytest.approx((case["svy"]["mean"]["lci"], case["svy"]["mean"]["uci"]), abs=TOLERANCE)
    truncated = korn_graubard(estimate, truncated=True)
    assert bounds_of(truncated) == pytest.approx(case["svy"]["prop_korn-graubard"], abs=TOLERANCE)


def test_a_domain_that_was_all_recorded_has_rate_one_exactly_and_still_an_interval() -> None:
    # R's linearised standard error is 3e-17 here, and its intervals have no width.
    sample = Sample.of([(5, 5, 50, 50.0), (40, 60, 900, 900.0)])
    estimate = domain(sample, [5, 7], [5, 7])
    assert (estimate.rate, estimate.variance, estimate.units, estimate.degrees_of_freedom) == (1, 0, 12, 10)
    # Clopper and Pearson at 12 units, shrunk for 10 degrees of freedom instead of 11.
    size = 12 * (2.200985160082949 / 2.2281388519649385) ** 2
    assert bounds_of(korn_graubard(estimate)) == pytest.approx((0.025 ** (1 / size), 1.0), abs=TOLERANCE)


def test_a_domain_inside_fully_counted_strata_has_no_sampling_error() -> None:
    sample = Sample.of([(31, 40, 40, 40.0), (40, 60, 900, 900.0)])
    assert bounds_of(korn_graubard(domain(sample, [8, 0], [10, 0]))) == (0.8, 0.8)


def test_a_domain_of_everything_is_the_overall_rate() -> None:
    sample = Sample.of([(35, 50, 500, 500.0), (9, 10, 30, 30.0)])
    whole, all_of_it = overall(sample), domain(sample, sample.successes, sample.sampled)
    assert all_of_it.rate == pytest.approx(whole.rate)
    assert all_of_it.variance == pytest.approx(whole.variance)


def test_forces_by_rows_give_what_each_gives_alone() -> None:
    counts = np.array([[[35, 50, 500, 500.0], [9, 10, 30, 30.0]], [[10, 50, 90, 90.0], [28, 30, 31, 31.0]]])
    together = domain(Sample(*np.moveaxis(counts, -1, 0)), [[5, 4], [3, 9]], [[8, 4], [12, 10]])
    second = domain(Sample.of(counts[1].tolist()), [3, 9], [12, 10])
    assert together.rate[1] == pytest.approx(second.rate)
    assert together.variance[1] == pytest.approx(second.variance)
    assert together.degrees_of_freedom.tolist() == [10, 20]


@pytest.mark.parametrize(
    ("recorded", "audited", "message"),
    [
        ([6, 0], [5, 0], "successes in the domain 6: expected no more than were sampled in it"),
        ([1, 0], [51, 0], "sampled in the domain 51: expected a part of the sample"),
        ([0, 0], [16, 0], "missed in the domain 16: expected a part of the sample's missed"),
        ([3], [4], r"domain of \(1,\) and \(1,\) counts: expected one of each for every stratum"),
        ([3, 0], [4], r"domain of \(2,\) and \(1,\) counts"),
        ([0, 0], [0, 0], "0 of 0: expected a part of a sample"),
    ],
)
def test_impossible_domains_are_refused(recorded: list, audited: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        domain(Sample.of([(35, 50, 500, 1.0), (9, 10, 30, 1.0)]), recorded, audited)


def test_a_domain_beside_a_known_part_is_refused() -> None:
    with pytest.raises(ValueError, match="unsampled weight 5: expected none when a domain is asked for"):
        domain(Sample.of([(35, 50, 500, 1.0)], unsampled_weight=5), [3], [4])


def test_clusters_equal_r_svymean_with_incidents_as_ids() -> None:
    case = CLUSTERS
    found = clusters(case["stratum"], case["crimes"], case["recorded"], case["population"])
    assert_equals_r(found, case["overall"])
    wanted = PACKAGES["clusters"]["K1_incident_clusters"]
    assert np.sqrt(found.variance) == pytest.approx(wanted["svy"]["mean"]["se"], abs=TOLERANCE)
    assert np.sqrt(found.variance) == pytest.approx(wanted["samplics"]["se"], abs=TOLERANCE)
    truncated = korn_graubard(found, truncated=True)
    assert bounds_of(truncated) == pytest.approx(wanted["svy"]["prop_korn-graubard"], abs=TOLERANCE)


@pytest.mark.parametrize("stratum", [0, 1])
def test_clusters_of_one_stratum_equal_r_subset(stratum: int) -> None:
    case = CLUSTERS
    inside = np.array(case["stratum"]) == stratum
    found = clusters(
        np.zeros(inside.sum()),
        np.array(case["crimes"])[inside],
        np.array(case["recorded"])[inside],
        [case["population"][stratum]],
        weight=[1.0],
    )
    assert_equals_r(found, case["by_stratum"][stratum])


def test_incidents_of_one_crime_are_a_plain_sample() -> None:
    recorded = np.repeat([1, 0, 1, 0], [35, 15, 9, 1])
    plain = overall(Sample.of([(35, 50, 500, 700.0), (9, 10, 30, 20.0)]))
    found = clusters(np.repeat([0, 1], [50, 10]), np.ones(60), recorded, [500, 30], [700.0, 20.0])
    assert (found.rate, found.variance) == pytest.approx((plain.rate, plain.variance))


@pytest.mark.parametrize(
    ("crimes", "recorded", "message"),
    [
        ([1, 2], [2, 2], "successes of a cluster 2: expected no more than its units"),
        ([0, 0], [0, 0], "units in the sampled clusters 0: expected more than none"),
    ],
)
def test_impossible_incidents_are_refused(crimes: list, recorded: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        clusters([0, 0], crimes, recorded, [40])


@pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
@pytest.mark.parametrize("name", LONELY_DOMAINS)
def test_domains_with_lonely_strata_equal_r_under_every_rule(name: str, rule: str) -> None:
    """R's subset() drops the strata that the domain has no records in: they neither get nor make an average."""
    case = LONELY_DOMAINS[name]
    wanted, sample = case["rules"][rule], Sample.of(case["strata"], lonely=rule)
    assert_equals_r(domain(sample, case["recorded"], case["audited"]), wanted)
    contrast = domain_against_rest(sample, case["recorded"], case["audited"])
    assert contrast == pytest.approx((wanted["contrast"]["est"], wanted["contrast"]["se"]), abs=TOLERANCE)
