"""What the server of clean processes imports, reads and looks up before it forks, as `cdi build` does."""

from pathlib import Path

from cdi.cli import app  # noqa: F401
from cdi.pipeline import all_audits  # noqa: F401
from cdi.pipeline.looking import read_code_once
from cdi.pipeline.warm_up import preload_and_rehearse
from cdi.workspace.paths import Workspace

PROJECT = Workspace(Path(__file__).parents[1])

preload_and_rehearse(
    ("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"), PROJECT.data / "reference"
)
read_code_once(PROJECT)

from tests.shipped_registers import read_copies_once  # noqa: E402 - not before the rehearsal, which it would spoil

read_copies_once()
