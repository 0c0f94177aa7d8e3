"""What the server of clean processes imports before it forks, in the order of a command; see `clean_process`."""

from cdi.cli import app  # noqa: F401
from cdi.pipeline import all_audits  # noqa: F401
from cdi.pipeline.warm_up import preload_and_rehearse

preload_and_rehearse(("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"))
