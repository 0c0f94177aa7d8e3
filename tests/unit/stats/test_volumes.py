"""Additional and unrecorded crimes a year."""

import pytest

from cdi.stats.volumes import additional, missed


@pytest.mark.parametrize(
    ("recorded", "now", "before", "half_now", "half_before", "wanted"),
    [
        # Published rates and half-widths of 2018 against the counts behind those of 2017.
        (84_000, 0.841, 0.757936, 0.0171, 0.019403, (8_296, 5_822, 10_771)),
        (23_490, 0.789, 0.658442, 0.0272, 0.032515, (3_887, 2_707, 5_068)),
    ],
)
def test_additional_crimes_near_the_published_8300_and_3900(
    recorded: float, now: float, before: float, half_now: float, half_before: float, wanted: tuple
) -> None:
    found = additional(recorded, now, before, half_now / 1.96, half_before / 1.96)
    assert found == pytest.approx(wanted, abs=1.5)


def test_the_earlier_rates_error_alone() -> None:
    # R = 10,000 recorded, rate doubled from 40% to 80%: half would have been missed. R × 0.08 / 0.8 either way.
    assert additional(10_000, 0.8, 0.4, 0.0, 0.08 / 1.96) == pytest.approx((5_000, 4_000, 6_000))


def test_the_later_rates_error_widens_the_interval_by_its_own_term() -> None:
    # R × p₀ × 0.08 / p₁² = 10,000 × 0.4 × 0.08 / 0.64.
    assert additional(10_000, 0.8, 0.4, 0.08 / 1.96, 0.0) == pytest.approx((5_000, 4_500, 5_500))


def test_unrecorded_crimes_turn_the_rates_interval_over() -> None:
    # 8,000 recorded at 80%: 10,000 reported, 2,000 missed; at 64% 4,500, at 100% none.
    assert missed(8_000, 0.8, 0.64, 1.02) == pytest.approx((2_000, 0, 4_500))


def test_forces_may_stand_in_rows() -> None:
    assert missed([8_000, 90], [0.8, 0.9], [0.8, 0.75], [0.8, 0.9])[2] == pytest.approx([2_000, 30])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: additional(10_000, 0.0, 0.4, 0.01, 0.01), "rate now 0: expected 0.001 or more"),
        (lambda: additional(-1, 0.8, 0.4, 0.01, 0.01), "found a year -1: expected zero or more"),
        (lambda: additional(1, 80, 0.4, 0.01, 0.01), "rate now 80: expected a fraction from 0 to 1"),
        (lambda: missed(8_000, 0.1, 0.0, 0.3), "lower end of the rate 0: expected 0.001 or more"),
        (lambda: missed(8_000, 0.8, 0.85, 0.9), "rate 0.8: expected a value inside its interval"),
    ],
)
def test_what_gives_no_estimate_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
