"""The one way to the terminal: signs that steer it, or that nobody sees, are shown as their code points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cdi.model.one_line import show_hidden

if TYPE_CHECKING:
    from rich.console import Console


def show(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print on stdout, or on stderr; in JSON too, a hidden sign becomes the name of its code point."""
    typer.echo(show_hidden(text), err=err, nl=nl)


def say(words: str) -> None:
    """A line on stderr about the command itself."""
    show(f"cdi: {words}", err=True)


def show_above(console: Console, text: str) -> None:
    """Print above what the console draws; nothing in the text is markup."""
    console.print(show_hidden(text), markup=False, highlight=False, soft_wrap=True)


def ask(question: str, offered: str) -> str:
    """Put a question; Enter alone takes what is offered."""
    return str(typer.prompt(show_hidden(question), default=show_hidden(offered))).strip()
