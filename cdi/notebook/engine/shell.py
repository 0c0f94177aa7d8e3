"""The child's side of the engine: the kernel's own shell, whose messages go to the parent instead of over a network."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, cast

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from traitlets.config import Config

from cdi.notebook.engine.process import end_with_parent

Send = Callable[[str, dict[str, Any]], None]
# What pandas takes when it is imported in a kernel; a parent may have imported it outside of one.
_COLUMNS_IN_A_KERNEL = 20


@contextmanager
def as_in_a_kernel() -> Iterator[ZMQInteractiveShell]:
    """Imports in this block find themselves in a kernel; afterwards this process is as it was.

    Some libraries look at where they are when they are imported: outside a kernel pandas would print wide frames in
    another way for good. Each child uses the shell that is created here, so none creates its own.
    """
    environment, main, argv = dict(os.environ), sys.modules["__main__"], sys.argv
    shell = _shell()
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    try:
        with shell.builtin_trap:
            yield shell
    finally:
        os.environ.clear()
        os.environ.update(environment)
        sys.modules["__main__"], sys.argv = main, argv


def _shell() -> ZMQInteractiveShell:
    """The shell of this process; without history, whose database has a thread, and without a user's own start-up."""
    settings = Config()
    settings.HistoryManager.enabled = False
    return ZMQInteractiveShell.instance(config=settings, compiler_class=XCachingCompiler)


def serve(channel: socket.socket) -> NoReturn:
    """Run what the parent asks for until it hangs up; ends this process and never returns."""
    try:
        lines = channel.makefile("r", encoding="utf-8")
        out = channel.makefile("w", encoding="utf-8")

        def send(kind: str, content: dict[str, Any]) -> None:
            out.write(json.dumps({"msg_type": kind, "content": content}, default=json_default) + "\n")
            out.flush()

        shell = _settle(send)
        for line in lines:
            request = json.loads(line)
            if "execute" in request:
                _run(shell, request["execute"], send)
            else:
                send("kernel_info_reply", {"language_info": _language()})
    finally:
        os._exit(0)


def _settle(send: Send) -> ZMQInteractiveShell:
    """Make this copy of the parent what a new kernel would be: streams, environment, main module, random numbers."""
    end_with_parent()
    with as_in_a_kernel() as shell:
        session = _Session(send=send)
    for publisher in (shell.displayhook, shell.display_pub):
        publisher.session = session  # type: ignore[union-attr] # the kernel's own kinds of both have one
    shell.init_environment()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    sys.modules["__main__"] = shell.user_module
    sys.argv = [""]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, closefd=False, encoding="utf-8")  # noqa: SIM115 - it stays open as long as the process
    sys.stdout, sys.stderr = _Stream("stdout", 1, send), _Stream("stderr", 2, send)
    logging.getLogger().handlers.clear()
    logging.getLogger().setLevel(logging.WARNING)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # all children would draw the same numbers
    if "pandas" in sys.modules:
        sys.modules["pandas"].set_option("display.max_columns", _COLUMNS_IN_A_KERNEL)
    return shell


def _run(shell: ZMQInteractiveShell, code: str, send: Send) -> None:
    send("status", {"execution_state": "busy"})
    send("execute_input", {"code": code, "execution_count": shell.execution_count})
    result = shell.run_cell(code, store_history=True)
    for stream in (sys.stdout, sys.stderr):
        cast(_Stream, stream).flush_all()
    error = result.error_before_exec or result.error_in_exec
    reply: dict[str, Any] = {"status": "ok", "execution_count": shell.execution_count - 1}
    if error is not None:
        reply |= {"status": "error", "ename": type(error).__name__, "evalue": str(error)}
        reply["traceback"] = shell._last_traceback or []
    send("status", {"execution_state": "idle"})
    send("execute_reply", reply)


class _Session(Session):
    """The kernel's session, which sends a message by passing it to the parent."""

    def __init__(self, send: Send) -> None:
        super().__init__(key=b"", username="")
        self._pass_on = send

    def send(self, _stream: Any, message: Any, content: Any = None, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Either a whole message, or the kind of one and its content."""
        kind, content = (message, content) if isinstance(message, str) else (message["msg_type"], message["content"])
        self._pass_on(kind, content)


class _Stream(io.TextIOBase):
    """Standard output or error of the notebook: what Python prints, and what programs and libraries below it print."""

    encoding = "UTF-8"

    def __init__(self, name: str, descriptor: int, send: Send) -> None:
        self.name, self._descriptor, self._send = name, descriptor, send
        self._unsent, self._read_bytes = list[str](), 0
        self._file = os.memfd_create(name)
        os.dup2(self._file, descriptor)

    def write(self, text: str) -> int:
        self._unsent.append(text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def flush(self) -> None:
        text, self._unsent = "".join(self._unsent), []
        if text:
            self._send("stream", {"name": self.name, "text": text})

    def flush_all(self) -> None:
        """At the end of a cell: also what did not come through Python."""
        self.flush()
        size = os.fstat(self._file).st_size
        if size > self._read_bytes:
            self._unsent.append(
                os.pread(self._file, size - self._read_bytes, self._read_bytes).decode("utf-8", "replace")
            )
            self._read_bytes = size
            self.flush()


def _language() -> dict[str, Any]:
    """What ipykernel says of itself."""
    return {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "pygments_lexer": f"ipython{sys.version_info[0]}",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }
