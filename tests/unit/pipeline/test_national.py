"""The comparison of all forces as a report: delivered whole, made again only where something changed, refused by name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cdi.bundle.bundle import read_bundle
from cdi.measures.all_forces import national_results
from cdi.measures.all_forces.coverage import check_coverage
from cdi.model.audit_ref import NATIONAL
from cdi.model.errors import UsageRefused
from cdi.model.fault import InputFaulty
from cdi.pipeline.failures import failure_page
from cdi.pipeline.national import build_national, plan_national
from cdi.pipeline.provenance import read_provenance
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process, run_cdi
from tests.conftest import SharedFolder, copy_forces
from tests.sketched_charts import with_sketched_charts


def build_soon(workspace: Workspace) -> None:
    """With charts that are not drawn, and two simulated tables of all forces for a hundred; for a clean process."""
    national_results.check_coverage = lambda units, seed, _rounds: check_coverage(units, seed, 2)
    with_sketched_charts(build_national, workspace)


def build_once(project: Workspace, folder: Path) -> None:
    in_clean_process(build_soon, copy_forces(project, folder, ["national"]))


@pytest.fixture(scope="module")
def delivered(project: Workspace, shared_folder: SharedFolder) -> Workspace:
    return Workspace(shared_folder("national", lambda folder: build_once(project, folder)))


def test_every_format_is_delivered_with_tidy_data_and_the_executed_notebook(delivered: Workspace) -> None:
    files = {path.name for path in (delivered.reports / "national").iterdir()}
    pages = {f"national-comparison.{ending}" for ending in ("html", "pdf", "docx", "json")}
    beside = {"analysis.ipynb", "analysis.html", "analysis.slides.html", "tables.xlsx", "tables.ods"}
    data = {"figures.csv", "datapackage.json", "tables", "charts", "manifest.json", "provenance.json"}
    assert pages | beside | data <= files
    tables = {path.stem for path in (delivered.reports / "national" / "tables").iterdir()}
    assert {"forces", "places", "averages", "changes", "grades", "programmes", "other-programmes", "checks"} <= tables


def test_the_bundle_holds_the_published_results(delivered: Workspace) -> None:
    bundle = read_bundle(delivered.report_folder(NATIONAL), NATIONAL)
    assert bundle.figures["forces.shown"].printed == "43"
    assert bundle.facts["comparison"]["bands"][0] == "Thames Valley"
    origin = json.loads((delivered.reports / "national" / "provenance.json").read_text(encoding="utf-8"))
    assert origin["parameters"] == {
        "as_at": "2024-12-31", "measure": "rate_overall", "regime": "CDI-rolling", "seed": "2018"
    }  # fmt: skip


def test_nothing_is_built_twice_and_other_parameters_are(delivered: Workspace) -> None:
    assert plan_national(delivered).ran == {}
    stale = plan_national(delivered, {"as_at": date(2019, 1, 15)}).ran
    assert str(stale["analysis"][0]) == "changed: parameters of the comparison"


def test_no_file_holds_a_place_of_the_machine_or_a_time(delivered: Workspace) -> None:
    for path in sorted((delivered.reports / "national").rglob("*.json")):
        assert str(delivered.root) not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"measure": "rate_overal"}, "no measure 'rate_overal' to compare; did you mean rate_overall?"),
        ({"regime": "CDI-2014"}, "regime CDI-2014 gives no places of forces"),
    ],
)
def test_what_there_is_not_is_refused_and_the_last_page_stays(
    delivered: Workspace, tmp_path: Path, chosen: dict[str, str], message: str
) -> None:
    workspace = copy_forces(delivered, tmp_path / "other", ["national"])
    with pytest.raises(UsageRefused, match=message):
        in_clean_process(build_national, workspace, chosen)
    assert failure_page(workspace, NATIONAL).name == "national-failed.html"
    assert "All forces" in failure_page(workspace, NATIONAL).read_text(encoding="utf-8")


def test_a_setting_that_does_not_hold_is_named(delivered: Workspace) -> None:
    with pytest.raises(InputFaulty, match="seed"):
        plan_national(delivered, {"seed": -1})


def test_the_command_delivers_and_says_where(delivered: Workspace) -> None:
    ended = run_cdi(delivered, "national", "--dry-run")
    assert (ended.returncode, ended.stdout.strip()) == (0, "Nothing would be built: everything is up to date.")
    said = run_cdi(delivered, "national", "--json")
    assert json.loads(said.stdout)["figures"]["forces.compared"] == "32"
    refused = run_cdi(delivered, "national", "--as-at", "yesterday")
    assert refused.returncode == 2


def test_reproduce_says_that_the_national_page_is_made_again_by_its_own_command(delivered: Workspace) -> None:
    with pytest.raises(UsageRefused, match="cdi national makes it again"):
        read_provenance(delivered.reports / "national")
