"""What the server of clean processes imports and looks up before it forks, as `cdi build` does; see `clean_process`."""

from pathlib import Path

from cdi.cli import app  # noqa: F401
from cdi.pipeline import all_audits  # noqa: F401
from cdi.pipeline.looking import read_code_once
from cdi.pipeline.warm_up import preload_and_rehearse
from cdi.workspace.paths import Workspace

preload_and_rehearse(("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"))
read_code_once(Workspace(Path(__file__).parents[1]))
