"""Wilson intervals against R."""

import json
from pathlib import Path

import pytest

from cdi.stats.proportions import wilson

CASES = json.loads((Path(__file__).parents[2] / "oracles" / "r_survey.json").read_text(encoding="utf-8"))["wilson"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['r']} of {case['n']}")
def test_wilson_equals_r(case: dict) -> None:
    assert wilson(case["r"], case["n"]) == pytest.approx(case["wilson"], abs=1e-9)


@pytest.mark.parametrize(("successes", "sample"), [(0, 0), (5, 4), (-1, 4)])
def test_not_a_part_of_a_sample_is_refused(successes: int, sample: int) -> None:
    with pytest.raises(ValueError, match="expected a part"):
        wilson(successes, sample)
