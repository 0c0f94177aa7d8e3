"""Builds and commands in processes with one thread and everything imported, as `cdi build` forks them.

A process of pytest has threads (xdist's, and those of the libraries that earlier tests used), so notebooks in it run on
kernels, which takes five times as long as in a fork. A server of one thread, started once for each process of pytest,
forks a child for each call instead. What a test replaces in its own process (monkeypatch) does not reach the child.
A chart that one child has drawn no other draws again (`clean_process_charts`).
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import ParamSpec, TypeVar

from cdi.workspace.paths import Workspace
from tests.clean_process_charts import remember_charts

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.clean_process_imports"])


def in_clean_process(function: Callable[_Given, _Result], *args: _Given.args, **words: _Given.kwargs) -> _Result:
    """What a function of a module returns or raises, called in a clean process; all of it must be picklable."""
    here, there = _context.Pipe(duplex=False)
    process = _context.Process(target=_answer, args=(there, _charts(), function, args, words))
    process.start()
    there.close()
    try:
        raised, result = here.recv()
    finally:
        process.join()
    if raised:
        raise result
    return result


def run_cdi(workspace: Workspace, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`cdi` with these words in the workspace's folder: its exit code, and what it printed."""
    with running_cdi(workspace, *words, **environment) as command:
        command.process.join()
        code = command.process.exitcode
        assert code is not None
        return subprocess.CompletedProcess(words, code, command.out.read_text("utf-8"), command.err.read_text("utf-8"))


@dataclass(frozen=True)
class Running:
    """A command that runs, and the files that it prints to."""

    process: BaseProcess
    out: Path
    err: Path


@contextmanager
def running_cdi(workspace: Workspace, *words: str, **environment: str) -> Iterator[Running]:
    """The same command while it runs; killed, where it still does, when it is left."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        out.touch()
        err.touch()
        process = _context.Process(target=_command, args=(workspace.root, _charts(), words, environment, out, err))
        process.start()
        try:
            yield Running(process, out, err)
        finally:
            process.kill()
            process.join()


@cache
def _charts() -> Path:
    """Where the children of this process keep what they drew; gone when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="charts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _remember_charts(folder: Path) -> None:
    from cdi.exhibits import charts
    from cdi.exhibits.charts import all_forces

    remember_charts(folder, (charts, all_forces))


def _answer(
    there: Connection, drawn: Path, function: Callable[..., object], args: tuple, words: Mapping[str, object]
) -> None:
    _remember_charts(drawn)
    try:
        answer = (False, function(*args, **words))
    except Exception as raised:
        answer = (True, _sendable(raised))
        answer[1].add_note(traceback.format_exc())
    there.send(answer)


def _sendable(raised: Exception) -> Exception:
    """The error, or one of its parent class with the same message when its own class takes other arguments."""
    try:
        return pickle.loads(pickle.dumps(raised))  # noqa: S301 - our own bytes
    except TypeError:
        return _sendable(type(raised).__bases__[0](str(raised)))


def _command(
    root: Path, drawn: Path, words: tuple[str, ...], environment: Mapping[str, str], out: Path, err: Path
) -> None:
    from cdi.cli.app import main

    _remember_charts(drawn)
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY), number)
    os.chdir(root)
    # Nothing of the tests' own environment but where programs and settings of the user are.
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    os.environ.clear()
    os.environ.update(kept | environment)
    sys.exit(main(words))
