"""The command line: parse, call one function, turn errors into exit codes.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 run failed, 2 usage or parameters,
3 data contract, 4 some forces failed, 5 publication gate, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Annotated

import typer

import cdi
from cdi.cli import (
    build,
    data,
    diff,
    evidence,
    explore,
    national,
    publication,
    read_back,
    sampling,
    site,
    start,
    terminal,
    unattended,
    why,
    writing,
)
from cdi.model.errors import CdiError

# The commands by when a person needs them; help shows them in this order.
_COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Start here": {"init": start.init, "new": data.new, "import": data.import_, "doctor": start.doctor},
    "Every day": {
        "report": build.report,
        "build": build.build,
        "national": national.national,
        "list": start.list_,
        "validate": data.validate,
        "explore": explore.explore,
        "preview": writing.preview,
        "readability": writing.readability,
        "diff": diff.diff,
        "read-back": read_back.read_back,
        "why": why.why,
        "override": start.override,
    },
    "Going out": {"sign-off": publication.sign_off, "publish": publication.publish, "site": site.site},
    "Before an audit": {
        "plan-sample": sampling.plan_sample,
        "draw-sample": sampling.draw_sample,
        "contract": data.contract,
    },
    "Unattended": {"watch": unattended.watch},
    "For maintainers": {
        "backtest": evidence.backtest,
        "methods": evidence.methods,
        "reproduce": evidence.reproduce,
        "reconstruct": evidence.reconstruct,
        "demo": build.demo,
    },
}

app = typer.Typer(
    help="Crime data integrity audits: from audit data to figures, charts and panel papers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_DEBUG = "--debug"
# The others go on for as long as they are wanted, or see to the limits of what they start.
_LIMITED = (
    "init", "new", "import", "doctor", "report", "list", "validate", "diff", "read-back", "override", "plan-sample",
    "draw-sample", "contract", "sign-off", "publish", "readability", "national",
)  # fmt: skip
for _panel, _commands in _COMMANDS.items():
    for _name, _command in _commands.items():
        app.command(_name, rich_help_panel=_panel)(_command)
app.add_typer(unattended.schedule, name="schedule", rich_help_panel="Unattended")


def _print_version(wanted: bool) -> None:
    if wanted:
        terminal.show(f"cdi {cdi.__version__}")
        raise typer.Exit


@app.callback()
def _callback(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Crime data integrity audits: from audit data to figures, charts and panel papers."""


def main(args: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Run one command and return its exit code; a refusal made on purpose is one line on stderr, without a traceback.

    `args` are those of the process when none are given. `environ` is where commands find FORCE, AUDIT, DOC and the
    CDI_ variables; it is the environment of the process when none is given. Nobody is shown a traceback who did not
    ask for one with `--debug`: a defect is one line that says where its trace lies, and exit code 1. A command that is
    told to end (SIGTERM) ends in order, as it does after Ctrl-C.
    """
    from cdi.notebook.engine.preload import keep_to_one_thread

    keep_to_one_thread()
    words = list(sys.argv[1:] if args is None else args)
    if args is None and next((word for word in words if not word.startswith("-")), None) in _LIMITED:
        return _run_within_limits(words)
    return _run(words, os.environ if environ is None else environ)


@cache
def _command_line() -> Callable[..., object]:
    """What runs the words of a command line; Typer makes it of all functions, which takes longer than most commands."""
    return typer.main.get_command(app).main


def _run_within_limits(words: list[str]) -> int:
    """Run one command in a fork with limits; the exit code, also when the limits ended it."""
    from cdi.pipeline.own_process import run_within
    from cdi.workspace.limits import read_limits

    try:
        return run_within(read_limits(os.environ), lambda: _run(words, os.environ))
    except CdiError as refusal:
        terminal.say(str(refusal))
        return refusal.exit_code


def _run(words: list[str], environ: Mapping[str, str]) -> int:
    """Run one command in this process; its exit code."""
    try:
        with _ending_in_order():
            args = [word for word in words if word != _DEBUG]
            _command_line()(args=args, prog_name="cdi", obj=environ)
    except CdiError as refusal:
        terminal.say(refusal.for_terminal)
        return refusal.exit_code
    except SystemExit as ended:  # how typer ends every command
        return int(ended.code or 0)
    except Exception as error:
        if _DEBUG in words:
            raise
        terminal.say(_describe(error, environ))
        return 1
    return 0


def _describe(error: Exception, environ: Mapping[str, str]) -> str:
    """What went wrong besides a refusal, in one line: what the system refused, or a defect and where its trace is."""
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return f"the system refused{where} ({error.strerror.lower()})"
    if isinstance(error, MemoryError):
        from cdi.workspace.limits import read_limits

        return read_limits(environ).too_large
    return f"a defect of the program ({type(error).__name__}); {_keep_trace(error)}, and {_DEBUG} shows it in full"


def _keep_trace(error: Exception) -> str:
    """Write where the error arose, without what it says, to `reports/.work/traceback.txt`, if that can be written."""
    from cdi.model.trace import trace_without_values
    from cdi.workspace.paths import Workspace

    try:
        path = Workspace.find().reports / ".work" / "traceback.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(trace_without_values(error) + "\n", encoding="utf-8")
    except (CdiError, OSError):
        return "where it arose could not be written down"
    return "where it arose is in reports/.work/traceback.txt"


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


if __name__ == "__main__":  # how a schedule starts it that was installed before there was `python -m cdi`
    sys.exit(main())
