"""JupyterLab in a process that ends with the command that opened it, in whatever way that ends."""

from __future__ import annotations

from jupyterlab.labapp import main

from cdi.notebook.engine.process import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    main()
