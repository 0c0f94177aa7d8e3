"""What Dagster is started with: quiet definitions, nothing sent anywhere, the versions of the reports' environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg

from cdi.workspace.paths import Workspace

PROJECT = Path(__file__).parents[2]
NAMES = """
from cdi.orchestration.definitions import defs
found = defs.get_repository_def()
print(*sorted(key.to_user_string() for key in found.asset_graph.get_all_asset_keys()))
print(*sorted(one.name for one in found.sensor_defs), *sorted(one.name for one in found.schedule_defs))
"""


def test_definitions_load_without_warnings(forces: Workspace) -> None:
    command = [sys.executable, "-W", "error", "-c", NAMES]
    ended = subprocess.run(command, cwd=forces.root, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ended.stderr, ended.stdout.splitlines()) == (
        "",
        ["analysis audit_data documents readable_copy report", "audit_folders what_is_stale"],
    )


def test_no_telemetry_and_a_limit_on_what_runs_at_a_time(instance: dg.DagsterInstance) -> None:
    assert instance.telemetry_enabled is False
    queue = instance.get_concurrency_config().run_queue_config
    assert queue is not None
    assert queue.max_concurrent_runs == 2
    assert [(limit["key"], limit["limit"]) for limit in queue.tag_concurrency_limits] == [("dagster/partition", 1)]
    assert instance.run_monitoring_max_runtime_seconds == 1800
    started = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert "DAGSTER_DISABLE_TELEMETRY=1" in started
