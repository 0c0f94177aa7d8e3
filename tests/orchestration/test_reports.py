"""An audit comes in and its report is there; a faulty one stops at its check, and no other."""

from __future__ import annotations

import json
import shutil

import dagster as dg
import pytest

from cdi.bundle.bundle import Bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.figure import Figure, Figures, Interval
from cdi.orchestration.checks import numbers_of
from cdi.orchestration.definitions import definitions
from cdi.orchestration.triggers import audit_folders, what_is_stale
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.paths import Workspace

KENT, DURHAM, SURREY = "kent--2018-reinspection", "durham--2017-inspection", "surrey--2018-inspection"


def tick(workspace: Workspace, instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult:
    """What the sensor answers; partitions come and go as its daemon would have them do."""
    context = dg.build_sensor_context(instance, cursor, resources={"workspace": workspace})
    found = audit_folders(context)
    assert isinstance(found, dg.SensorResult)
    for request in found.dynamic_partitions_requests or []:
        if isinstance(request, dg.AddDynamicPartitionsRequest):
            instance.add_dynamic_partitions(request.partitions_def_name, request.partition_keys)
        else:
            for key in request.partition_keys:
                instance.delete_dynamic_partition(request.partitions_def_name, key)
    return found


def asked(found: dg.SensorResult) -> list[str | None]:
    return [request.partition_key for request in found.run_requests or []]


def run(workspace: Workspace, instance: dg.DagsterInstance, partition: str) -> dg.ExecuteInProcessResult:
    instance.add_dynamic_partitions("audits", [partition])
    job = definitions(workspace).resolve_job_def("audit_report")
    return job.execute_in_process(instance=instance, partition_key=partition, raise_on_error=False)


def made(result: dg.ExecuteInProcessResult) -> list[str]:
    return [event.asset_key.to_user_string() for event in result.get_asset_materialization_events() if event.asset_key]


def change(workspace: Workspace, partition: str, file: str, old: str, new: str) -> None:
    path = workspace.audit_folder(AuditRef(*partition.split("--"))) / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_dropped_audit_is_asked_for_once_and_its_report_is_what_a_build_makes(
    forces: Workspace, instance: dg.DagsterInstance
) -> None:
    elsewhere = forces.root / "kent"
    shutil.move(forces.data / "kent", elsewhere)
    first = tick(forces, instance, None)
    second = tick(forces, instance, first.cursor)
    assert asked(first) == []
    assert len(asked(second)) == 42
    assert KENT not in asked(second)

    shutil.move(elsewhere, forces.data / "kent")
    third = tick(forces, instance, second.cursor)
    fourth = tick(forces, instance, third.cursor)
    assert (asked(third), asked(fourth)) == ([], [KENT])
    assert len(instance.get_dynamic_partitions("audits")) == 43
    assert len(fourth.cursor or "") < 6000

    result = run(forces, instance, KENT)
    assert result.success
    assert made(result) == ["audit_data", "analysis", "readable_copy", "documents", "report"]
    kent = forces.report_folder(AuditRef("kent", "2018-reinspection"))
    assert {"panel-pack.html", "panel-pack.pdf", "manifest.json"} <= {path.name for path in kent.iterdir()}
    assert build(forces, Request(AuditRef("kent", "2018-reinspection"), ("panel-pack", "panel-paper"))).ran == {}
    assert asked(tick(forces, instance, fourth.cursor)) == []


def test_a_folder_that_is_gone_takes_its_partition_with_it(forces: Workspace, instance: dg.DagsterInstance) -> None:
    cursor = None
    for _ in range(2):
        cursor = tick(forces, instance, cursor).cursor
    shutil.rmtree(forces.data / "kent")
    for _ in range(2):
        cursor = tick(forces, instance, cursor).cursor
    assert len(instance.get_dynamic_partitions("audits")) == 42
    assert KENT not in instance.get_dynamic_partitions("audits")


def test_figures_reasons_and_places_stand_beside_a_report(forces: Workspace, instance: dg.DagsterInstance) -> None:
    result = run(forces, instance, DURHAM)
    folder = forces.report_folder(AuditRef("durham", "2017-inspection"))
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    overall = figures["figures"]["recording.overall"]
    (held,) = result.asset_materializations_for_node("report")
    said = {name: value.value for name, value in held.metadata.items()}
    assert said["recording.overall"] == overall["value"]
    assert said["recording.overall low"] == overall["interval"]["low"]
    assert said["named gaps"] == len(figures["gaps"])
    assert said["panel-pack.pdf"] == str(folder / "panel-pack.pdf")
    assert said["checksums"] == json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    (analysis,) = result.asset_materializations_for_node("analysis")
    assert analysis.metadata["ran"].value == {"analysis": ["not built yet"]}
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert {name: check.passed for name, check in checks.items()} == {"data_contract": True, "figures": True}
    assert checks["figures"].metadata["recording.overall high"].value == overall["interval"]["high"]


def test_half_widths_stand_beside_the_figures_that_have_one() -> None:
    interval = Interval(82.0, 86.0, 2.0, 0.95, "a method")
    figure = Figure("recording.overall", "", 84.0, "percent", "84%", "all", "records", ("t",), interval=interval)
    numbers = dict(numbers_of(Bundle(Figures.of([figure], {"a.gap": "why"}), {}, {}, {}, {})))
    assert numbers == {
        "recording.overall": 84.0, "recording.overall half-width": 2.0, "recording.overall low": 82.0,
        "recording.overall high": 86.0, "figures": 1, "named gaps": 1,
    }  # fmt: skip


def test_a_faulty_table_fails_its_check_and_nothing_is_made_of_it_while_others_succeed(
    forces: Workspace, instance: dg.DagsterInstance
) -> None:
    change(forces, KENT, "audit_reports.csv", ",victim,", ",canary-in-a-row,")
    faulty, good = run(forces, instance, KENT), run(forces, instance, SURREY)
    assert (faulty.success, good.success) == (False, True)
    assert made(faulty) == ["audit_data"]
    assert [event.step_key for event in faulty.all_events if event.is_step_start] == ["audit_data"]
    (check,) = faulty.get_asset_check_evaluations()
    assert (check.check_name, check.passed) == ("data_contract", False)
    assert check.metadata["faults"].value == 1
    (place,) = check.metadata["first faults"].records
    assert place.data["file"] == "data/kent/2018-reinspection/audit_reports.csv"
    assert place.data["column"] == "reported_by"
    assert not forces.report_folder(AuditRef("kent", "2018-reinspection")).exists()
    assert "canary-in-a-row" not in str(instance.all_logs(faulty.run_id))


def test_a_fault_in_the_audit_before_stops_the_report_that_compares_with_it(
    forces: Workspace, instance: dg.DagsterInstance
) -> None:
    (forces.audit_folder(AuditRef("leicestershire", "2017-inspection")) / "no_such_table.csv").write_text(
        "a\n", encoding="utf-8"
    )
    faulty = run(forces, instance, "leicestershire--2018-reinspection")
    assert made(faulty) == ["audit_data"]
    (check,) = faulty.get_asset_check_evaluations()
    (place,) = check.metadata["first faults"].records
    assert place.data["file"] == "a file of 2017-inspection"  # its name may say too much


def test_a_fault_that_only_the_analysis_finds_is_not_quoted_in_the_log(
    forces: Workspace, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdi.orchestration.assets.find_faults", lambda *_: [])
    change(forces, KENT, "audit_reports.csv", ",victim,", ",canary-in-a-row,")
    faulty = run(forces, instance, KENT)
    assert made(faulty) == ["audit_data"]
    log = str(instance.all_logs(faulty.run_id))
    assert "see cdi validate kent 2018-reinspection" in log
    assert "canary-in-a-row" not in log
    assert "canary-in-a-row" not in (forces.reports / "kent/2018-reinspection-failed.html").read_text(encoding="utf-8")


def test_what_a_failing_cell_says_is_not_quoted_in_the_log(forces: Workspace, instance: dg.DagsterInstance) -> None:
    text = forces.notebook.read_text(encoding="utf-8")
    assert "protected = protect(audit_data)" in text
    forces.notebook.write_text(
        text.replace(
            "protected = protect(audit_data)", "protected = protect(audit_data).results.figures['canary' + '-in-a-row']"
        ),
        encoding="utf-8",
    )
    failed = run(forces, instance, KENT)
    assert made(failed) == ["audit_data"]
    log = str(instance.all_logs(failed.run_id))
    assert "the analysis failed; see cdi validate kent 2018-reinspection" in log
    assert "canary-in-a-row" not in log
    assert "canary-in-a-row" not in (forces.reports / "kent/2018-reinspection-failed.html").read_text(encoding="utf-8")


def test_a_bundle_changed_by_hand_is_made_anew(forces: Workspace, instance: dg.DagsterInstance) -> None:
    assert run(forces, instance, KENT).success
    figures = forces.reports / ".work/kent/2018-reinspection/bundle/figures.json"
    whole = figures.read_text(encoding="utf-8")
    figures.write_text(whole.replace("percent", "per cent", 1), encoding="utf-8")
    assert run(forces, instance, KENT).success
    assert figures.read_text(encoding="utf-8") == whole


def test_a_document_that_fails_stops_its_report_and_no_other_document(
    forces: Workspace, instance: dg.DagsterInstance
) -> None:
    change(forces, KENT, "narrative/panel-paper.md", "## closing", "## clsoing")
    result = run(forces, instance, KENT)
    assert made(result) == ["audit_data", "analysis", "readable_copy"]
    assert "clsoing" in str(instance.all_logs(result.run_id))
    delivered = {path.name for path in forces.report_folder(AuditRef("kent", "2018-reinspection")).iterdir()}
    assert "inspection-report.pdf" in delivered
    assert "panel-paper.pdf" not in delivered


def test_once_a_day_what_is_stale_is_asked_for_and_nothing_else(
    forces: Workspace, instance: dg.DagsterInstance
) -> None:
    assert run(forces, instance, KENT).success
    instance.add_dynamic_partitions("audits", [SURREY, DURHAM])
    (forces.audit_folder(AuditRef("durham", "2017-inspection")) / "documents.toml").write_text(
        "[panel", encoding="utf-8"
    )
    context = dg.build_schedule_context(instance, resources={"workspace": forces})
    assert sorted(str(request.partition_key) for request in what_is_stale(context)) == [DURHAM, SURREY]
