"""Intervals from a design variance against R's svyciprop, closed forms and svy."""

from dataclasses import replace

import numpy as np
import pytest

from cdi.stats.linearised import Linearised, overall
from cdi.stats.sample import Sample
from cdi.stats.survey import korn_graubard, logit_t, normal_t
from tests.oracles import TOLERANCE, load
from tests.thin import thin
from tests.unit.stats.designs import sample_of

DESIGNS = load("r_survey")["designs"]
CLOSED_FORMS = load("r_closed_forms")["stratified"]
SVY = load("survey_packages")["designs"]

# R's methods as calls of ours, with the tolerance; `logit` refits a model and stops early.
SVYCIPROP = {
    "beta": (korn_graubard, TOLERANCE),
    "xlogit": (logit_t, TOLERANCE),
    "logit": (logit_t, 1e-8),
    "mean": (normal_t, TOLERANCE),
}
LEVELS = {"level90": 0.90, "level95": 0.95, "level99": 0.99}

# R's beta ignores its df argument and is wrong on a census; at 0% and 100% no method of R's is usable.
CASES = [
    pytest.param(strata, method, key, bounds, id=f"svyciprop({method}) {name} {part} {key}")
    for name, design in DESIGNS.items()
    for part, strata, wanted in (
        ("overall", design["strata"], design["overall"]),
        *(
            (f"stratum {place}", [row], one)
            for place, (row, one) in enumerate(zip(design["strata"], design["by_stratum"], strict=True))
        ),
    )
    if 0 < wanted["est"] < 1
    for method, keys in wanted["svyciprop"].items()
    for key, bounds in keys.items()
    if not (method == "beta" and (key.endswith("dfInf") or wanted["se"] == 0))
    # One degree of freedom stretches R's fitted logit past what it can hold.
    if not (method == "logit" and wanted["degf"] == 1)
]


def bounds_of(estimate) -> tuple[float, float]:
    return float(estimate.low), float(estimate.high)


@pytest.mark.parametrize(("strata", "method", "key", "bounds"), thin(CASES, keep=60))
def test_intervals_equal_r_svyciprop(strata: list, method: str, key: str, bounds: list[float]) -> None:
    interval, tolerance = SVYCIPROP[method]
    level, df = key.split("_df")
    estimate = overall(sample_of(strata))
    if df == "Inf":
        estimate = replace(estimate, degrees_of_freedom=np.array(np.inf))
    assert bounds_of(interval(estimate, LEVELS[level])) == pytest.approx(bounds, abs=tolerance)


@pytest.mark.parametrize("name", DESIGNS)
def test_degrees_of_freedom_and_t_interval_equal_r_degf_and_confint(name: str) -> None:
    wanted = DESIGNS[name]["overall"]
    estimate = overall(sample_of(DESIGNS[name]["strata"]))
    assert (estimate.units, estimate.degrees_of_freedom) == (wanted["n"], wanted["degf"])
    assert bounds_of(normal_t(estimate)) == pytest.approx(wanted["ci95_t"], abs=TOLERANCE)
    if "neff" in wanted:
        assert estimate.effective_units == pytest.approx(wanted["neff"], rel=TOLERANCE)


@pytest.mark.parametrize("name", [name for name in CLOSED_FORMS if "korn_graubard" in CLOSED_FORMS[name]])
def test_korn_graubard_equals_the_closed_form_in_r_truncated_or_not(name: str) -> None:
    design = CLOSED_FORMS[name]
    estimate = overall(sample_of(design["strata"]))
    assert bounds_of(korn_graubard(estimate)) == pytest.approx(design["korn_graubard"], abs=TOLERANCE)
    truncated = korn_graubard(estimate, truncated=True)
    assert bounds_of(truncated) == pytest.approx(design["korn_graubard_truncated"], abs=TOLERANCE)


@pytest.mark.parametrize("name", [name for name in SVY if "mean" in SVY[name]["svy"]])
def test_intervals_equal_svy(name: str) -> None:
    estimate, wanted = overall(sample_of(SVY[name]["strata"])), SVY[name]["svy"]
    found = {
        "prop_logit": logit_t(estimate),
        "prop_beta": korn_graubard(estimate),
        # svy truncates; at 100% it takes the design effect as 1, as we do.
        "prop_korn-graubard": korn_graubard(estimate, truncated=True),
    }
    mean = normal_t(estimate)
    assert (mean.rate, mean.standard_error) == pytest.approx(
        (wanted["mean"]["est"], wanted["mean"]["se"]), abs=TOLERANCE
    )
    assert bounds_of(mean) == pytest.approx((wanted["mean"]["lci"], wanted["mean"]["uci"]), abs=TOLERANCE)
    for key, interval in found.items():
        if key in wanted:
            assert bounds_of(interval) == pytest.approx(wanted[key], abs=TOLERANCE)


@pytest.mark.parametrize("name", [name for name in SVY if "samplics" in SVY[name]])
def test_rate_and_error_equal_samplics_taylorestimator(name: str) -> None:
    mean, wanted = normal_t(overall(sample_of(SVY[name]["strata"]))), SVY[name]["samplics"]
    assert (mean.rate, mean.standard_error) == pytest.approx((wanted["est"], wanted["se"]), abs=TOLERANCE)


@pytest.mark.parametrize("method", [normal_t, logit_t, korn_graubard])
def test_a_known_part_moves_the_ends_with_it(method) -> None:
    strata = [(40, 50, 500, 30.0), (20, 30, 300, 30.0)]
    alone = method(overall(Sample.of(strata)))
    whole = method(overall(Sample.of(strata, unsampled_weight=40.0, unsampled_rate=0.5)))
    assert bounds_of(whole) == pytest.approx((0.6 * alone.low + 0.2, 0.6 * alone.high + 0.2))
    assert whole.standard_error == pytest.approx(0.6 * alone.standard_error)


@pytest.mark.parametrize("method", [normal_t, logit_t, korn_graubard])
def test_a_census_has_no_width(method) -> None:
    estimate = method(overall(Sample.of([(31, 40, 40, 40), (20, 25, 25, 25)])))
    assert bounds_of(estimate) == (51 / 65, 51 / 65)


def test_logit_t_without_variance_falls_back_on_korn_graubard() -> None:
    estimate = overall(Sample.of([(40, 40, 900, 900), (25, 25, 300, 300)]))
    assert bounds_of(logit_t(estimate)) == bounds_of(korn_graubard(estimate))


def test_without_a_degree_of_freedom_there_is_no_t_interval() -> None:
    single = Linearised(*(np.array(x) for x in (0.5, 0.1, 1.0, 0.0)), census=np.array(False))
    with pytest.raises(ValueError, match="degrees of freedom 0: expected at least one"):
        normal_t(single)
