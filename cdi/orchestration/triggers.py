"""What starts a run: a sensor on the folders of audits, and once a day whatever is stale for another reason."""

# Dagster looks at annotations as they are, so they are not put off here (`from __future__ import annotations`).
from collections.abc import Iterator
from functools import partial

import dagster as dg

from cdi.model.errors import CdiError
from cdi.orchestration import folders
from cdi.orchestration.partitions import AUDITS, audit_of, partition_of
from cdi.pipeline.all_audits import list_requests
from cdi.pipeline.looking import with_documents
from cdi.pipeline.request import Request
from cdi.pipeline.stages import plan
from cdi.workspace.paths import Workspace

JOB = dg.define_asset_job("audit_report", selection=dg.AssetSelection.all())
"""All products of one audit."""

_SECONDS_BETWEEN_CALLS = 15
# Half of the minute that Dagster gives a sensor.
_SECONDS_TO_READ = 30


@dg.sensor(
    job=JOB,
    minimum_interval_seconds=_SECONDS_BETWEEN_CALLS,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def audit_folders(context: dg.SensorEvaluationContext, workspace: dg.ResourceParam[Workspace]) -> dg.SensorResult:
    """Asks for a report when an audit came in or its content changed, once its content is the same twice in a row.

    A folder that is gone takes its partition with it; its last report stays where it is.
    """
    names = [partition_of(request.ref) for request in list_requests(workspace, [])]
    now = folders.checksum_audits(names, partial(_checksum, workspace), _SECONDS_TO_READ)
    if unread := [name for name, checksum in now.items() if checksum is None]:
        context.log.warning(f"not read, because time ran out or a file could not be read: {', '.join(unread)}")
    decision = folders.decide_runs(folders.read_states(context.cursor), now)
    changes = [AUDITS.build_add_request([*decision.runs])] if decision.runs else []
    removals = [AUDITS.build_delete_request([*decision.gone])] if decision.gone else []
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=key, partition_key=name) for name, key in decision.runs.items()],
        dynamic_partitions_requests=[*changes, *removals],
        cursor=folders.write_states(decision.states),
    )


def _checksum(workspace: Workspace, partition: str) -> str | None:
    return folders.checksum_audit(workspace, audit_of(partition))


@dg.schedule(
    job=JOB,
    cron_schedule="0 5 * * *",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def what_is_stale(context: dg.ScheduleEvaluationContext, workspace: dg.ResourceParam[Workspace]) -> list[dg.RunRequest]:
    """Asks for every report that is stale, for whatever reason: templates, registers, rows in a database, a failure."""
    return [dg.RunRequest(partition_key=name) for name in _stale(workspace, context.instance)]


def _stale(workspace: Workspace, instance: dg.DagsterInstance) -> Iterator[str]:
    """The partitions that the sensor made and whose report is stale, or cannot even be looked at."""
    partitions = {*instance.get_dynamic_partitions(str(AUDITS.name))}
    for request in list_requests(workspace, []):
        name = partition_of(request.ref)
        if name in partitions and _is_stale(workspace, request):
            yield name


def _is_stale(workspace: Workspace, request: Request) -> bool:
    try:
        return bool(plan(workspace, with_documents(workspace, request)).ran)
    except (CdiError, OSError):
        return True
