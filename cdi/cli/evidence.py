"""The commands that show that figures and methods hold: parse, call one function, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cdi.cli import results, terminal


def backtest(
    notes: Annotated[bool, typer.Option("--notes", help="Also say where the sources contradict themselves.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Look for every figure of the source documents in our own; anything different ends with exit code 5."""
    from cdi.evidence.backtest import as_json as board_as_json
    from cdi.evidence.backtest import as_text, back_test
    from cdi.pipeline.locks import build_alone
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    with build_alone(workspace, terminal.say):
        board = back_test(workspace)
    terminal.show(board_as_json(board) if as_json else as_text(board, notes=notes), nl=as_json)
    board.refuse_different()


def methods(
    draws: Annotated[int, typer.Option("--draws", min=1, help="Audits drawn from each design.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="What fixes all draws.")] = 2018,
) -> None:
    """Check the methods by simulation again and renew the tables of docs/methods.md; a minute or two."""
    from cdi.evidence.methods_page import renew_methods_page
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    results.print_paths(workspace, renew_methods_page(workspace, draws, seed))


def reconstruct() -> None:
    """Write the rows of every reconstructed audit again, from its published counts."""
    from cdi.new_audit.reconstruct import write_reconstructions
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    results.print_paths(workspace, write_reconstructions(workspace))


def reproduce(
    manifest: Annotated[Path, typer.Argument(help="The manifest.json of a delivered report, or its folder.")],
) -> None:
    """Make a delivered report again and compare every file; one that differs ends with exit code 5."""
    from cdi.evidence.reproduction import as_text as reproduction_as_text
    from cdi.evidence.reproduction import reproduce as make_again
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    reproduction = make_again(workspace, manifest)
    terminal.show(reproduction_as_text(reproduction))
    terminal.show(str(reproduction.folder.relative_to(workspace.root)))
    reproduction.refuse_inexact()
