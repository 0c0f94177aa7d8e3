"""A papermill engine: one child is forked for each notebook, and the cells run in it. See `README.md`.

papermill imports every registered engine when it is imported itself, so this module imports nothing. What happens is
in the modules beside it: `rules` say when a notebook may be forked, `client` is the parent's side, `shell` the child's,
`kernel` is what runs a notebook that may not be forked, and `preload` imports what a parent should have before its
first fork. Nothing here imports any other part of the project.
"""

from __future__ import annotations

from typing import Any, Literal

Engine = Literal["fork", "kernel"]
"""How a notebook runs: in a fork of the process that asks, or on a kernel of its own. The result is the same."""


class ForkEngine:
    """Runs a notebook in a fork of this process, or in a kernel of its own where a fork would not be safe.

    No process runs two notebooks: the fork ends with its notebook, and so does the kernel. Both give the same notebook,
    output for output, and raise the same errors.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **settings: Any) -> Any:
        """The executed notebook; papermill calls this with its own settings and those given to it."""
        from cdi.notebook.engine.client import execute

        return execute(nb, kernel_name, **settings)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The kernel that the notebook names."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language that the notebook names."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))
