"""The command that reads an edited Word file back: parse, call one function, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cdi.cli import terminal


def read_back(
    file: Annotated[Path, typer.Argument(help="The Word file that somebody edited.")],
    against: Annotated[
        Path | None,
        typer.Option("--against", help="The delivered file to compare with (default: the one that it was made from)."),
    ] = None,
    shown: Annotated[int, typer.Option("--rows", min=0, help="Changes listed of each kind.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print every change as JSON.")] = False,
) -> None:
    """Say what was changed by hand in a Word file; a figure that is not as delivered ends with exit code 5."""
    from cdi.edited_copy.comparison import compare_copy
    from cdi.edited_copy.delivered import read_delivered
    from cdi.edited_copy.word_file import open_word_file
    from cdi.edited_copy.wording import as_json as edited_as_json
    from cdi.edited_copy.wording import as_text as edited_as_text
    from cdi.workspace.paths import Workspace

    copy = open_word_file(file)
    delivered = read_delivered(Workspace.find(), copy.origin, against)
    edited = compare_copy(delivered, copy)
    if as_json:
        terminal.show(json.dumps(edited_as_json(edited), ensure_ascii=False, indent=1))
    else:
        terminal.show(edited_as_text(edited, shown))
    edited.refuse_changed_figures()
