"""The parent's side of the engine: nbclient runs the notebook as ever, only its kernel is a fork of this process."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import socket
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from time import monotonic
from types import SimpleNamespace
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine

from cdi.notebook.engine.kernel import OWN_KERNEL
from cdi.notebook.engine.rules import refusals

Message = dict[str, Any]
_log = logging.getLogger(__name__)
_KERNELS_TRIED = 3


def make_ready() -> None:
    """Compile the check of notebooks, so that no process forked from this one has to."""
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()]))


def execute(nb: Any, kernel_name: str, **settings: Any) -> Any:
    """The executed notebook, from a fork where the rules allow it and from an encrypted kernel where not."""
    reasons = refusals(nb)
    for reason in reasons:
        _log.info("a kernel of its own is started, since %s", reason)
    return (_OnKernel if reasons else _InFork).execute_notebook(nb, kernel_name, **settings)


class _InFork(Engine):  # type: ignore[misc]
    """papermill's frame around a notebook: start, save, complete."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, execution_timeout: int | None = None, **settings: Any
    ) -> Any:
        hooks = {name: value for name, value in settings.items() if name.startswith("on_")}
        return _Client(nb_man, kernel_name=kernel_name, timeout=execution_timeout, **hooks).execute()


class _OnKernel(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, on an encrypted kernel of this interpreter.

    A kernel that finds its port taken by another program dies before it answers, and so before any cell ran; then
    another one is tried.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
        for _ in range(_KERNELS_TRIED - 1):
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **OWN_KERNEL | settings)
            except RuntimeError as failed:
                if type(failed) is not RuntimeError:  # a DeadKernelError is one: that kernel died in a cell
                    raise
                _log.info("another kernel is started, since the last one did not answer")
        return super().execute_managed_notebook(nb_man, kernel_name, **OWN_KERNEL | settings)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client; the fork takes the place of the kernel's manager and of its connection."""

    @contextmanager
    def setup_kernel(self, **_: Any) -> Iterator[None]:
        child = _ForkedChild()
        self.km = self.kc = child
        try:
            yield
        finally:
            child.end()


class _ForkedChild:
    """A forked child with the face of a kernel, as nbclient uses one: two channels, is_alive, and code to execute."""

    def __init__(self) -> None:
        parent_end, child_end = socket.socketpair()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()  # or the child would print it once more
        self.process = os.fork()
        if self.process == 0:
            parent_end.close()
            from cdi.notebook.engine.shell import serve

            serve(child_end)
        child_end.close()
        self._socket, self._unread = parent_end, b""
        self._requests, self._published = 0, deque[Message]()
        self.shell_channel = SimpleNamespace(get_msg=self._reply)
        self.iopub_channel = SimpleNamespace(get_msg=self._output)

    def execute(self, code: str, **_: Any) -> str:
        """Have the child run a cell."""
        return self._ask({"execute": code})

    def kernel_info(self) -> str:
        """Ask what language the child speaks."""
        return self._ask({"kernel_info": True})

    def is_alive(self) -> bool:
        """Always true: that a child has ended is noticed when the socket to it is closed."""
        return True

    def end(self) -> None:
        """Kill the child, from which nothing more is needed, and collect its exit status."""
        self._socket.close()
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def _ask(self, request: Message) -> str:
        self._requests += 1
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            raise DeadKernelError("Kernel died") from None
        return str(self._requests)

    def _reply(self, timeout: float | None = None) -> Message:
        """The child's next reply; what it published before is kept for `_output`. Raises Empty when time is up."""
        deadline = None if timeout is None else monotonic() + timeout
        while True:
            message = self._next(deadline)
            message |= {"header": {"msg_type": message["msg_type"]}, "parent_header": {"msg_id": str(self._requests)}}
            if message["msg_type"].endswith("_reply"):
                return message
            self._published.append(message)

    async def _output(self, timeout: float | None = None) -> Message:  # noqa: ARG002 - all is there with the reply
        """The next message published; nbclient waits for it beside the reply, so others must get their turn."""
        import asyncio

        while not self._published:
            await asyncio.sleep(0)
        return self._published.popleft()

    def _next(self, deadline: float | None) -> Message:
        while b"\n" not in self._unread:
            left = None if deadline is None else max(0.0, deadline - monotonic())
            if not select.select([self._socket], [], [], left)[0]:
                raise Empty
            read = self._socket.recv(1 << 20)
            if not read:
                raise DeadKernelError("Kernel died")
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return dict(json.loads(line))
