"""What the server of clean processes imports before it forks; see `clean_process`."""

from cdi.cli import app  # noqa: F401
from cdi.notebook.engine.preload import preload
from cdi.pipeline import all_audits  # noqa: F401

preload(("cdi.pipeline.warm_up", "cdi.render.notebook_page", "cdi.pipeline.pages"))
