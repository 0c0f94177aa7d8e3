"""The command for writing beside the numbers: parse, call one function, print."""

from __future__ import annotations

from typing import Annotated

import typer

from cdi.cli import terminal
from cdi.cli.options import AuditName, AuditWord, DocumentName, ForceName, environ_of, read_audit_name


def readability(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[FORCE [AUDIT]]", help="Whose author text (default: all audits).")
    ] = None,
) -> None:
    """Say how easily author text reads: words a sentence, a score, and where each long sentence is."""
    from cdi.overview.reading import readability_as_text
    from cdi.workspace.names import select_named_audits
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    for ref in select_named_audits(workspace, names or []):
        terminal.show(readability_as_text(workspace, ref))


def preview(
    context: typer.Context,
    force: ForceName = None,
    audit_word: AuditWord = None,
    audit: AuditName = None,
    doc: DocumentName = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port to serve on (default: a free one).")
    ] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Whether to open the page.")] = True,
) -> None:
    """Show a document in the browser while it is being written, renewed after each change; nothing is delivered."""
    from cdi.preview.session import preview as show
    from cdi.workspace.names import choose_audit, choose_document, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    ref = choose_audit(workspace, read_option(force, "FORCE", environ), read_audit_name(audit_word, audit, environ))
    document = choose_document(workspace, ref, read_option(doc, "DOC", environ))
    show(workspace, ref, document, terminal.say, port=port, open_browser=browser)
