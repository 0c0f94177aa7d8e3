"""Every published figure of the 2018 re-inspection comes out of the rows, as printed."""

import json
from pathlib import Path

import pytest

from cdi.compose.binding import facet_text
from cdi.model.figure import Figures

PUBLISHED = json.loads((Path(__file__).parents[2] / "oracles" / "published.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("figure_id", "printed"), PUBLISHED["rates"].items())
def test_rates_and_half_widths(figures: Figures, figure_id: str, printed: list[str]) -> None:
    assert [figures[figure_id].printed, facet_text(figures[figure_id], "half_width")] == printed


@pytest.mark.parametrize(("figure_id", "printed"), PUBLISHED["changes"].items())
def test_changes_are_significant_by_their_own_test(figures: Figures, figure_id: str, printed: str) -> None:
    assert figures[figure_id].printed == printed
    assert figures[figure_id].test.conclusion == "rise"
    assert figures[figure_id].test.p_value < 0.05


@pytest.mark.parametrize(("figure_id", "printed"), {**PUBLISHED["additional"], **PUBLISHED["counts"]}.items())
def test_counts(figures: Figures, figure_id: str, printed: str) -> None:
    assert figures[figure_id].printed == printed


def test_a_half_width_that_was_not_published_is_not_made_up(figures: Figures) -> None:
    assert figures["prior.sexual"].interval is None
    assert "not published; reconstructed sample" in figures["change.sexual"].test.method


def test_what_was_not_published_is_a_named_gap(figures: Figures) -> None:
    undated = {name: why for name, why in figures.gaps.items() if name.endswith((".due", ".under_review", ".overdue"))}
    assert {*undated.values()} == {"when the actions are due was not recorded in this audit"}
    assert {name: why for name, why in figures.gaps.items() if name not in undated} == {
        "cancellations.without_authority": "who approved it was not recorded in this audit",
        "published.results": "the table published_results was not supplied",
        "self_audits.held": "the table self_audits was not supplied",
        "disposals.all.sampled": "the table out_of_court_disposals was not supplied",
        "incidents.crimes": "no incident records in the audit",
        "recommendations.made": "the table recommendations was not supplied",
        "referrals.crimes": "no referrals from other bodies in the audit",
        "side_by_side.units": "no extra measure of this audit is by one column that names units, such as team",
        "training.trained": "how many were trained is not held",
    }


def test_every_figure_says_that_it_rests_on_a_reconstruction(figures: Figures) -> None:
    from_rows = [figure for figure in figures if "audit_reports" in figure.sources and figure.basis != "register"]
    assert from_rows
    assert {figure.basis for figure in from_rows} == {"reconstruction"}


def test_values_are_percent_and_points_unrounded(figures: Figures) -> None:
    assert figures["recording.overall"].value == pytest.approx(84.0673044, abs=1e-6)
    assert figures["change.overall"].value == pytest.approx(84.0673044 - 75.8, abs=1e-6)
    assert figures["recording.overall"].interval.half_width == pytest.approx(1.70688, abs=1e-5)
