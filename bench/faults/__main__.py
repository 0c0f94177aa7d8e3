"""Faults, counted: kills, full and read-only disks, spoilt files, two builds, changed inputs, clock jumps, bombs.

    python -m bench.faults [--kills 200] [--times 10] [--seed 2018] [--only kills|disturbances] [--write]

After each fault no delivered report is half-written and none is gone; the next build gives the bytes of a build that
nothing disturbed. `--write` puts the table into docs/reliability.md. Ends with 1 when anything failed. Needs Linux;
without root no disk is mounted, and those rows count none.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from cdi.notebook.engine.preload import keep_to_one_thread

keep_to_one_thread()

from bench.faults.builds import Build, Tally  # noqa: E402
from bench.faults.disturbances import DISTURBANCES, prepare  # noqa: E402
from bench.faults.kills import kill_at_random  # noqa: E402
from bench.measured import replace_section  # noqa: E402
from cdi.new_audit.demo import write_demo  # noqa: E402
from cdi.pipeline.warm_up import preload_and_rehearse  # noqa: E402
from cdi.workspace.paths import Workspace  # noqa: E402
from cdi.workspace.shipped import SHIPPED  # noqa: E402
from tests.conftest import copy_forces  # noqa: E402

_RELIABILITY = SHIPPED / "docs" / "reliability.md"
_FEW = ("kent", "surrey")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--longest", type=float, default=6, help="seconds until the latest kill")
    parser.add_argument("--times", type=int, default=10, help="trials of each other fault")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--only", choices=("kills", "disturbances"))
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    # Nor may a full disk or a file that cannot grow cut off the bytecode of a process that a build starts.
    sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"
    preload_and_rehearse(("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"))
    tallies: list[Tally] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        demo = write_demo(Workspace(SHIPPED), folder / "demo")
        if wanted.only != "kills":
            few = copy_forces(demo, folder / "few", _FEW)
            Build(few).end()
            ground = prepare(few, folder, wanted.seed)
            for disturb in DISTURBANCES:
                for tally in disturb(ground, wanted.times):
                    print(tally.row(), flush=True)
                    tallies.append(tally)
        if wanted.only != "disturbances":
            print(f"all forces built first, {time.strftime('%H:%M:%S')}", flush=True)
            Build(demo).end()
            tallies += kill_at_random(demo, folder, kills=wanted.kills, seed=wanted.seed, longest=wanted.longest)
    table = ["| fault | tried | held | failed |", "| --- | --- | --- | --- |", *(tally.row() for tally in tallies)]
    print("\n".join(table))
    if wanted.write:
        replace_section(_RELIABILITY, wanted.only or "faults", "\n".join(table))
    return 1 if any(tally.failures for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
