"""Monthly charts against the recursions in R."""

import numpy as np
import pytest

from cdi.stats import monitoring
from tests.oracles import TOLERANCE, load

R = load("r_closed_forms")["months"]
K, N = np.array(R["recorded"]), np.array(R["audited"])
P = R["p_bar"]


def test_the_baseline_equals_r() -> None:
    assert monitoring.baseline(K, N, R["baseline_months"]) == pytest.approx(P, abs=TOLERANCE)


def test_the_p_chart_with_varying_n_equals_r() -> None:
    chart, wanted = monitoring.p_chart(K, N, P), R["p_chart"]
    assert chart.value == pytest.approx(wanted["x"], abs=TOLERANCE)
    assert chart.low == pytest.approx(wanted["lower3"], abs=TOLERANCE)
    assert chart.high == pytest.approx(wanted["upper3"], abs=TOLERANCE)


def test_the_ewma_with_lambda_02_equals_r() -> None:
    chart, wanted = monitoring.ewma(K, N, P), R["ewma"]
    assert chart.value == pytest.approx(wanted["value"], abs=TOLERANCE)
    assert chart.low == pytest.approx(wanted["lower"], abs=TOLERANCE)
    assert chart.high == pytest.approx(wanted["upper"], abs=TOLERANCE)


def test_the_likelihood_ratio_cusum_equals_r() -> None:
    found, wanted = monitoring.cusum(K, N, P), R["cusum_llr"]
    assert (found.rate_up, found.rate_down) == pytest.approx((wanted["p_up"], wanted["p_down"]), abs=TOLERANCE)
    assert found.up == pytest.approx(wanted["up"], abs=TOLERANCE)
    assert found.down == pytest.approx(wanted["down"], abs=TOLERANCE)


def test_forces_by_rows_give_what_each_gives_alone() -> None:
    k, n = np.stack([K, N - K]), np.stack([N, N])
    centre = monitoring.baseline(k, n, 12)
    assert centre == pytest.approx([P, 1 - P])
    assert monitoring.p_chart(k, n, centre).low[0] == pytest.approx(R["p_chart"]["lower3"], abs=TOLERANCE)
    assert monitoring.ewma(k, n, centre).high[0] == pytest.approx(R["ewma"]["upper"], abs=TOLERANCE)
    assert monitoring.cusum(k, n, centre).up[0] == pytest.approx(R["cusum_llr"]["up"], abs=TOLERANCE)
    # What was not recorded mirrors what was.
    assert monitoring.cusum(k, n, centre).down[1] == pytest.approx(R["cusum_llr"]["up"], abs=TOLERANCE)


def test_a_month_outside_its_limits_signals() -> None:
    # Limits at 0.8 ± 3 × 0.04 for 100 reports.
    assert monitoring.p_chart([67, 68, 92, 93], 100, 0.8).signals.tolist() == [True, False, False, True]


def test_a_lasting_fall_signals_in_the_ewma_before_any_month_does_alone() -> None:
    k = [72] * 6
    assert not monitoring.p_chart(k, 100, 0.8).signals.any()
    assert monitoring.ewma(k, 100, 0.8).signals.tolist() == [False, False, True, True, True, True]


def test_the_cusum_signals_on_either_side_once_above_its_threshold() -> None:
    # Down by odds 1/1.5 from 0.8: p₁ = 8/11. Each month of 72: 72 log(10/11) + 28 log(15/11) = 1.8220.
    found = monitoring.cusum([72] * 3, 100, 0.8)
    assert found.down == pytest.approx([1.8220, 3.6440, 5.4660], abs=1e-4)
    assert found.signals().tolist() == [False, False, True]
    assert found.signals(3.0).tolist() == [False, True, True]
    assert monitoring.cusum([90] * 3, 100, 0.8).signals(4.0).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: monitoring.baseline([8, 9], [10, 10], 3), "baseline months 3: expected a whole number from 1 to 2"),
        (
            lambda: monitoring.baseline([10, 9], [10, 10], 1),
            "centre line 1: expected a fraction strictly between 0 and 1",
        ),
        (lambda: monitoring.p_chart(8, 10, 0.8), "counts without an axis: expected an entry for each month"),
        (lambda: monitoring.p_chart([8], [10], 0.8, 0), "sigmas 0: expected more than zero"),
        (lambda: monitoring.ewma([8], [10], 0.8, 1.2), r"weight of the newest month 1.2: expected a fraction above 0"),
        (lambda: monitoring.cusum([8], [10], 0.8, 1.0), "odds ratio 1: expected more than 1"),
    ],
)
def test_what_makes_no_chart_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
