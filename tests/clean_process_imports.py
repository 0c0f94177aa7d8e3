"""What the server of clean processes imports, reads and looks up before it forks, as `cdi build` does and more."""

from pathlib import Path

import pytest  # noqa: F401 - the module of a test that a child calls a function of imports it

from cdi.cli import app  # noqa: F401
from cdi.model.audit_ref import AuditRef
from cdi.pipeline import all_audits  # noqa: F401
from cdi.pipeline.looking import read_code_once
from cdi.pipeline.request import Request
from cdi.pipeline.stages import modules_to_preload
from cdi.pipeline.warm_up import preload_and_rehearse
from cdi.workspace.paths import Workspace

PROJECT = Workspace(Path(__file__).parents[1])
_DOCUMENT = Request(AuditRef("kent", "2026"), ("note",))
# What only some commands and reports need: imported here once, and not in each child.
_LATER = (
    "cdi.cli.progress",
    "cdi.exhibits.charts.all_forces",
    "cdi.pipeline.headlines",
    "cdi.pipeline.national",
    "cdi.publication.notice",
    "cdi.render.failure_page",
    "cdi.unattended.recorded_builds",
)

preload_and_rehearse((*modules_to_preload([_DOCUMENT]), *_LATER), PROJECT.data / "reference")
read_code_once(PROJECT)

from tests.shipped_registers import read_copies_once  # noqa: E402 - not before the rehearsal, which it would spoil

read_copies_once()
