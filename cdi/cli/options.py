"""The options that several commands share, and what they are when they are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from cdi.model.errors import UsageRefused
from cdi.notebook.engine import Engine
from cdi.workspace.parameters import AUDIT, DOCUMENT, FORCE

ForceName = Annotated[str | None, typer.Argument(help=FORCE.help)]
AuditWord = Annotated[str | None, typer.Argument(metavar="[AUDIT]", help="The same as --audit.")]
AuditName = Annotated[str | None, typer.Option("--audit", help=AUDIT.help)]
DocumentName = Annotated[str | None, typer.Option("--doc", help=DOCUMENT.help)]
NotebookEngine = Annotated[
    Engine, typer.Option("--engine", help="How a notebook runs: in a fork, or on a kernel of its own (slower).")
]
Explain = Annotated[bool, typer.Option("--explain", help="Say why each stage is built.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be built, and why.")]
TimeLimit = Annotated[
    float | None, typer.Option("--time-limit", min=1, help="Seconds that one report may take (default: 1800).")
]
MemoryLimit = Annotated[
    int | None, typer.Option("--memory-limit", min=256, help="MiB that one process may take (default: 4096).")
]


def read_audit_name(word: str | None, option: str | None, environ: Mapping[str, str]) -> str | None:
    """The audit that was asked for, by the word behind the force, --audit or $AUDIT; None where by none of them.

    Raises UsageRefused where word and option name two audits.
    """
    from cdi.workspace.names import read_option

    if word is not None and option is not None and word != option:
        raise UsageRefused(f"two audits are named, {word} and {option}; say one of them")
    return read_option(word if option is None else option, "AUDIT", environ)


def environ_of(context: typer.Context) -> Mapping[str, str]:
    """The environment that `main` was called with."""
    environ: Mapping[str, str] = context.obj
    return environ
