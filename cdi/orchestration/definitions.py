"""What Dagster loads: `dagster dev -m cdi.orchestration.definitions`, from the folder of the workspace."""

from __future__ import annotations

import dagster as dg

from cdi.orchestration import assets
from cdi.orchestration.triggers import JOB, audit_folders, what_is_stale
from cdi.workspace.paths import Workspace


def definitions(workspace: Workspace) -> dg.Definitions:
    """Assets, job, sensor and schedule on a workspace.

    A run's steps follow each other in one process, since each needs the one before; runs are what goes on side by side.
    """
    return dg.Definitions(
        assets=[assets.audit_data, assets.analysis, assets.readable_copy, assets.documents, assets.report],
        jobs=[JOB],
        sensors=[audit_folders],
        schedules=[what_is_stale],
        resources={"workspace": workspace},
        executor=dg.in_process_executor,
    )


defs = definitions(Workspace.find())
