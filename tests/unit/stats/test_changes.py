"""Changes and yearly volumes against the z values and published estimates of the 2018 re-inspection."""

import pytest

from cdi.stats.changes import z_test
from cdi.stats.normal import multiplier
from cdi.stats.volumes import additional


@pytest.mark.parametrize(
    ("now", "before", "half_now", "half_before", "z"),
    [(84.1, 75.8, 1.71, 1.94, 6.29), (78.9, 65.8, 2.72, 3.25, 6.06)],
)
def test_z_from_published_rates_and_half_widths(
    now: float, before: float, half_now: float, half_before: float, z: float
) -> None:
    change = z_test(now, before, half_now / 1.96, half_before / 1.96)
    assert change.z == pytest.approx(z, abs=0.005)
    assert change.significant


def test_the_interval_of_a_change_leaves_out_zero_exactly_when_it_is_significant() -> None:
    just_inside = z_test(51.9, 50.0, 1.0, 0.0)
    just_outside = z_test(51.97, 50.0, 1.0, 0.0)
    assert (just_inside.significant, just_outside.significant) == (False, True)
    assert just_inside.low < 0 < just_inside.high


def test_a_fall_is_significant_too() -> None:
    change = z_test(50.0, 55.0, 1.0, 1.0)
    assert change.difference == -5.0
    assert change.significant


def test_two_censuses_cannot_be_tested() -> None:
    with pytest.raises(ValueError, match="no sampling error"):
        z_test(50.0, 49.0, 0.0, 0.0)


def test_additional_crimes_and_their_interval() -> None:
    # R = 10,000 recorded, rate doubled from 40% to 80%: half of what was recorded would have been missed.
    estimate, low, high = additional(10_000, 0.8, 0.4, 0.0, 0.08 / 1.96)
    assert estimate == pytest.approx(5_000)
    # Only the earlier rate is uncertain: R × 0.08 / 0.8.
    assert (low, high) == pytest.approx((4_000, 6_000))


def test_the_later_rates_error_widens_the_interval_by_its_own_term() -> None:
    # Only the later rate is uncertain: R × p₀ × 0.08 / p₁² = 10,000 × 0.4 × 0.08 / 0.64.
    _, low, high = additional(10_000, 0.8, 0.4, 0.08 / 1.96, 0.0)
    assert (low, high) == pytest.approx((4_500, 5_500))


def test_nothing_recorded_gives_no_estimate() -> None:
    with pytest.raises(ValueError, match="nothing was recorded"):
        additional(10_000, 0.0, 0.4, 0.01, 0.01)


def test_the_multiplier_is_the_inspectorates_at_95_and_exact_elsewhere() -> None:
    assert multiplier(0.95) == 1.96
    assert multiplier(0.9) == pytest.approx(1.6448536269514722)
    with pytest.raises(ValueError, match="between 0 and 1"):
        multiplier(95)
