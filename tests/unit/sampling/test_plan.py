"""Plans from an audit.toml: the sizes, where the rates come from, what is assumed, and what is refused."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken, UsageRefused
from cdi.sampling.plan import SamplePlan, plan_sample
from cdi.sampling.plan_report import as_json, as_svg, as_text
from cdi.stats.stratified import Sample, normal_interval
from cdi.workspace.paths import Workspace
from tests.conftest import copy_forces
from tests.thin import thin

pytestmark = pytest.mark.slow

FORCE, AUDIT = "leicestershire", "2018-reinspection"


@pytest.fixture(scope="module")
def workspace(project: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The force alone; each test writes its own wishes in place of those of the one before."""
    return copy_forces(project, tmp_path_factory.mktemp("plan"), [FORCE])


def planned(workspace: Workspace, wishes: str) -> SamplePlan:
    path = workspace.audit_folder(AuditRef(FORCE, AUDIT)) / "audit.toml"
    text = re.sub(r"\n\[plan\].*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    path.write_text(f"{text}\n{wishes}\n", encoding="utf-8")
    return plan_sample(workspace, AuditRef(FORCE, AUDIT))


@pytest.fixture(scope="module")
def plan(project: Workspace) -> SamplePlan:
    """The one that is shipped."""
    return plan_sample(project, AuditRef(FORCE, AUDIT))


def test_the_shipped_plan_meets_its_wishes_and_takes_rates_from_the_audit_before(plan: SamplePlan) -> None:
    # n0 = 3.841459 × 0.658 × 0.342 / 0.0009 = 960.52; / (1 + 960.52/7,350) = 849.51.
    assert next((one.name, one.alone, one.size) for one in plan.strata) == ("violence", 850, 850)
    assert [(round(100 * one.rate, 1), one.rate_from) for one in plan.strata] == [
        (65.8, "the 2017 audit"),
        (79.4, "the 2017 audit"),
        (80.0, "the 2017 audit (reconstruction)"),
    ]
    assert plan.chosen.overall <= 0.02
    assert plan.strata[1].half_width <= 0.03
    assert "other_direct is not sampled and its rate is taken as known" in plan.assumed


def test_an_audit_that_finds_the_expected_rates_has_the_planned_half_width(plan: SamplePlan) -> None:
    found = normal_interval(
        Sample.of([(round(one.rate * one.size), one.size, one.population, one.weight) for one in plan.strata], 19430.0)
    )
    # The estimator divides by n − 1 and multiplies by 1.96; rates of whole reports are not quite the expected ones.
    assert found.half_width == pytest.approx(plan.chosen.overall, rel=0.005)


def test_a_budget_decides_the_sizes_when_it_is_given(workspace: Workspace) -> None:
    wishes = "[plan]\nhalf_width_pp = 2.0\nhalf_widths_pp = { violence = 3.0, sexual = 3.0 }\n"
    full = planned(workspace, wishes)
    half = planned(workspace, wishes + f"budget = {full.chosen.units // 2}")
    assert half.chosen.units == full.chosen.units // 2
    # Too small for the wishes: every stratum is cut in half.
    assert [one.size for one in half.strata] == pytest.approx([one.size / 2 for one in full.strata], abs=1)
    more = planned(workspace, wishes + "budget = 3000")
    assert [a.size >= b.size for a, b in zip(more.strata, full.strata, strict=True)] == [True, True, True]
    # With a wish for one stratum alone, a budget too small for it goes to the overall rate.
    assert (
        planned(workspace, "[plan]\nhalf_widths_pp = { violence = 1.0 }\nbudget = 600").sizes
        == planned(workspace, "[plan]\nbudget = 600").sizes
    )


def test_given_rates_populations_and_weights_go_first_and_nothing_known_is_the_most_cautious(
    project: Workspace, tmp_path: Path
) -> None:
    workspace = copy_forces(project, tmp_path, [FORCE])
    (workspace.audit_folder(AuditRef(FORCE, AUDIT)) / "audit_strata.csv").unlink()
    (workspace.audit_folder(AuditRef(FORCE, "2017-inspection")) / "audit_strata.csv").unlink()
    plan = planned(
        workspace,
        "[plan]\nhalf_widths_pp = { violence = 5.0, fraud = 5.0 }\n"
        "rates_pct = { violence = 90.0 }\npopulations = { violence = 1000, fraud = 1000 }",
    )
    # 3.841459 × 0.09 / 0.0025 = 138.29, of 1,000: 121.5; at 50% 384.15, of 1,000: 277.5.
    assert [(one.name, one.size, one.rate_from) for one in plan.strata] == [
        ("violence", 122, "given"),
        ("fraud", 278, "none known: the most cautious"),
    ]
    assert "violence, fraud weighted by population" in plan.assumed
    assert (plan.strata[1].detectable, plan.detectable is None) == (None, False)


@pytest.mark.parametrize("wishes", thin(["half_width_pp = 2.0", "budget = 40", "budget = 24900"], keep=2))
def test_more_units_never_widen_the_curve_and_it_goes_through_the_plan(workspace: Workspace, wishes: str) -> None:
    plan = planned(workspace, f"[plan]\n{wishes}")
    widths = [effort.overall for effort in plan.curve]
    assert widths == sorted(widths, reverse=True)
    assert plan.chosen in plan.curve
    assert np.all(np.diff([effort.sizes for effort in plan.curve], axis=0) >= -1)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ("", r"audit.toml: no \[plan\]; expected a table with half_width_pp"),
        ("[plan]\npower = 0.9", r"no \[plan\]"),
        ("[plan]\nhalf_width = 2.0", "key plan.half_width: found .half_width.; expected one of budget, .*; did you mean half_width_pp"),
        ("[plan]\nhalf_width_pp = 0", "key plan.half_width_pp: found .0.; expected greater than 0"),
        ("[plan]\nbudget = 5", r"\[plan\]: budget 5: expected 6 or more, 2 units a stratum"),
        ("[plan]\nbudget = 30000", "no more than the population, 25,031"),
        ("[plan]\nhalf_widths_pp = { violnce = 3.0 }", r"\[plan.half_widths_pp\]: no stratum 'violnce'; did you mean violence"),
        ("[plan]\nhalf_widths_pp = { violence = 3.0 }", "nothing for other, sexual; expected a half-width for each"),
        ("[plan]\nhalf_width_pp = 2.0\nrates_pct = { violence = 100.0 }", "key plan.rates_pct.violence: found .100.0.; expected less than 100"),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_hold_is_refused(workspace: Workspace, wishes: str, message: str) -> None:
    with pytest.raises(ContractBroken) as refused:
        planned(workspace, wishes)
    assert re.search(message, refused.value.for_terminal)


def test_a_plan_for_an_audit_that_is_not_there_is_refused(project: Workspace) -> None:
    with pytest.raises(UsageRefused, match="did you mean 2018-reinspection"):
        plan_sample(project, AuditRef(FORCE, "2018-reinspecton"))


def test_the_table_the_json_and_the_picture_say_the_same(plan: SamplePlan) -> None:
    text = as_text(plan)
    lines = {line.split()[0]: line.split() for line in text.splitlines() if line}
    assert lines["violence"] == [
        "violence",
        "7,350",
        "65.8%",
        "the",
        "2017",
        "audit",
        "3.00",
        "850",
        "850",
        "3.00",
        "6.32",
    ]
    assert lines["overall"][:4] == ["overall", "25,031", "2.00", f"{plan.chosen.units:,}"]
    assert f"*{plan.chosen.units:,}" in lines
    data = json.loads(as_json(plan))
    assert (data["units"], data["strata"][0]["size"]) == (plan.chosen.units, 850)
    assert data["half_width_pp"] == pytest.approx(100 * plan.chosen.overall)
    assert len(data["curve"]) == len(plan.curve)
    drawn = as_svg(plan)
    picture = ET.fromstring(drawn.split("?>", 1)[1])  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert picture.get("role") == "img"
    assert picture[0].tag == f"{space}title"
    assert f"{plan.chosen.units:,} units" in (picture[0].text or "")
    assert f"{plan.chosen.units:,} units: overall ± 2.00, violence ± 3.00" in (picture[1].text or "")
    assert as_svg(plan) == drawn
