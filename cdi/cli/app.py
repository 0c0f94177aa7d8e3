"""The command line: parse, call one function, turn errors into exit codes.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 run failed, 2 usage or parameters,
3 data contract, 4 some forces failed, 5 publication gate, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import typer

from cdi.cli import build, data, diff, evidence, explore, sampling, unattended
from cdi.model.errors import CdiError
from cdi.model.one_line import show_hidden

app = typer.Typer(
    help="Crime data integrity audits: from audit data to figures, charts and panel papers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _room in (sampling, build, explore, data, evidence, diff, unattended):
    _room.register(app)


@app.callback()
def _callback() -> None:
    """Crime data integrity audits."""


def main(args: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Run one command and return its exit code; a refusal made on purpose is one line on stderr, without a traceback.

    `args` are those of the process when none are given. `environ` is where commands find FORCE, AUDIT, DOC and the
    CDI_ variables; it is the environment of the process when none is given. A command that is told to end (SIGTERM)
    ends in order, as it does after Ctrl-C.
    """
    from cdi.notebook.engine.preload import keep_to_one_thread

    keep_to_one_thread()
    command = typer.main.get_command(app)
    try:
        with _ending_in_order():
            command.main(args=args, prog_name="cdi", obj=os.environ if environ is None else environ)
    except CdiError as refusal:
        print(f"cdi: {show_hidden(refusal.for_terminal)}", file=sys.stderr)
        return refusal.exit_code
    except SystemExit as ended:  # how typer ends every command
        return int(ended.code or 0)
    return 0


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Take SIGTERM as Ctrl-C, unless whoever started this process or the thread it runs in says otherwise.

    SIGINT stays as it was: a shell has what it starts in the background ignore it, so that Ctrl-C does not end that
    too.
    """
    usual = signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if not usual or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


if __name__ == "__main__":  # a schedule that was installed before `python -m cdi` could be said starts it so
    sys.exit(main())
