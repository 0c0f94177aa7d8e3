"""A build of all 43 forces that is killed again and again, and each time goes on from where it was."""

from __future__ import annotations

import math
import random
import shutil
from pathlib import Path

from bench.faults.builds import (
    Build,
    Tally,
    change_shared_input,
    checksum,
    copy_workspace,
    faults_of_delivered,
    faults_of_end,
    reports,
    summary_is_whole,
)
from cdi.pipeline.all_audits import list_requests
from cdi.workspace.paths import Workspace


def kill_at_random(built: Workspace, folder: Path, *, kills: int, seed: int, longest: float) -> list[Tally]:
    """Kill builds of `built`, a workspace with delivered reports; moments are drawn log-evenly, 0.05 s to `longest`.

    A third of the victims are processes that the build started; the rest the build itself. After each kill every
    delivered report is looked at. When a build ends before its moment, all reports are made stale again.
    """
    draw = random.Random(seed)
    workspace = copy_workspace(built, folder / "killed")
    refs = [request.ref for request in list_requests(workspace, [])]
    changes = [checksum(workspace.data / "forces.toml")]
    whole, child = Tally("kill -9 of the build, 43 forces"), Tally("kill -9 of a process of one report, 43 forces")
    changes.append(change_shared_input(workspace, len(changes)))
    while whole.tried + child.tried < kills:
        build = Build(workspace)
        moment = math.exp(draw.uniform(math.log(0.05), math.log(longest)))
        hit_child = draw.random() < 1 / 3 and build.runs(moment) and build.kill_a_child(draw.choice)
        if build.runs(moment):
            build.kill()
            faults = build.end(30)
            tally = whole
        else:
            faults = build.end(30)
            changes.append(change_shared_input(workspace, len(changes)))
            tally = None
        faults += faults_of_delivered(workspace, refs, changes) + summary_is_whole(workspace)
        if hit_child:
            child.note(f"seed {seed}, {moment:.2f} s", faults)
        if tally:
            tally.note(f"seed {seed}, {moment:.2f} s", faults)
        if (whole.tried + child.tried) % 20 == 0:
            print(f"{whole.tried} + {child.tried} kills, change {len(changes)}", flush=True)
    return [whole, child, _heal(workspace, folder)]


def _heal(workspace: Workspace, folder: Path) -> Tally:
    """The next build, nobody disturbing it, against one that starts from nothing."""
    healed = Tally("the build after all kills, against one from nothing")
    faults = Build(workspace).end()
    clean = copy_workspace(workspace, folder / "clean")
    shutil.rmtree(clean.reports)
    faults += Build(clean).end()
    healed.note("all reports", faults + faults_of_end(workspace, reports(clean)))
    return healed
