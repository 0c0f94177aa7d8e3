"""A kernel of its own for a notebook that cannot be forked: this very interpreter, over encrypted connections."""

from __future__ import annotations

import sys

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager


class EncryptedKernelManager(AsyncKernelManager):
    """Starts ipykernel under this interpreter with CurveZMQ, whatever kernels are installed for the user.

    A user's own "python3" kernel takes precedence over the environment's when kernels are looked up by name, and
    may lack the project or have another version of it.
    """

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.transport_encryption = "required"

    @property
    def kernel_spec(self) -> KernelSpec:
        """A specification written here, so that none is looked up."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python of this environment",
            language="python",
            metadata={"supported_encryption": "curve"},
        )


OWN_KERNEL = {"kernel_manager_class": EncryptedKernelManager, "shutdown_kernel": "immediate"}
"""How papermill is told to start such a kernel, and to end it without waiting."""
