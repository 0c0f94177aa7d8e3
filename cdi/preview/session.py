"""A preview from start to end: the server in a process of its own, and the page made again after each change."""

from __future__ import annotations

import multiprocessing
import secrets
import socket
import webbrowser
from collections.abc import Callable, Collection
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.pipeline.request import Request
from cdi.preview.names import list_names, render_names, write_snippets
from cdi.preview.renewal import Renewal, Shown
from cdi.preview.server import HOST, serve
from cdi.workspace.paths import Workspace

Say = Callable[[str], None]
_IGNORED = (".git", ".ipynb_checkpoints")


def preview(
    workspace: Workspace, ref: AuditRef, document: str, say: Say, *, port: int = 0, open_browser: bool = True
) -> None:
    """Show a document in the browser and renew it until the process is interrupted.

    `port` is the server's; 0 takes a free one. The names that author text can use are listed at `names` beside the
    page, and in `.vscode/cdi.code-snippets` of the workspace, anew after each analysis. Raises UsageRefused when the
    port is taken.
    """
    from cdi.pipeline.stages import modules_to_preload
    from cdi.pipeline.warm_up import preload_and_rehearse

    renewal = Renewal(workspace, ref, document)
    listening, word = _listen(port), secrets.token_urlsafe(12)
    here, there = multiprocessing.Pipe()
    # A new interpreter, not a fork: this process must stay with one thread, and the server needs several.
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(there, listening, word, _watched(workspace, ref)), daemon=True
    )
    server.start()
    address = f"http://{HOST}:{listening.getsockname()[1]}/{word}/"
    there.close()
    listening.close()
    preload_and_rehearse(modules_to_preload([Request(ref, (document,))]))
    say(f"{address} shows {document} of {ref}; Ctrl-C ends it")
    if open_browser:
        webbrowser.open(address)
    try:
        go_on(renewal, here, say)
    except KeyboardInterrupt:
        say("ended")
    finally:
        server.terminate()
        server.join()


def go_on(renewal: Renewal, connection: Connection, say: Say) -> None:
    """Renew the page now and after every change that the connection sends, until it closes or Ctrl-C is pressed."""
    changed: Collection[Path] = ()
    names = ""
    while True:
        start, before = monotonic(), renewal.bundle()
        shown = renewal.renew(changed)
        bundle = renewal.bundle()
        if bundle is not None and bundle is not before:
            listed = list_names(bundle, renewal.workspace.templates)
            names = render_names(listed, renewal.ref)
            write_snippets(listed, renewal.workspace.root)
        connection.send((shown, names))
        say(_describe(shown, monotonic() - start))
        changed = _next_changes(connection)
        if not changed:
            return


def _next_changes(connection: Connection) -> set[Path]:
    """The files that changed since the last page, of those that a document is made from; none when the server ended."""
    changed: set[Path] = set()
    try:
        while not changed or connection.poll():
            paths: list[Path] = connection.recv()
            changed |= {path for path in paths if not any(part in _IGNORED for part in path.parts)}
    except (EOFError, OSError):
        return set()
    return changed


def _describe(shown: Shown, seconds: float) -> str:
    from cdi.house_style.formatting import decimals

    if shown.trouble is None:
        return f"shown after {decimals(seconds, 2)} s"
    return f"not shown: {shown.trouble.message}"


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as taken:
        listening.close()
        raise UsageRefused(f"port {port} cannot be used ({taken.strerror}); leave --port out for a free one") from taken
    listening.listen()
    listening.setblocking(False)
    return listening


def _watched(workspace: Workspace, ref: AuditRef) -> list[Path]:
    """The audit with those before it (its force's folder), what all forces share, and the templates."""
    folders = [
        workspace.data / ref.force,
        workspace.data / "reference",
        *workspace.templates.folders,
        workspace.root / "notebooks",
    ]
    return [folder for folder in (*folders, workspace.data / "forces.toml") if folder.exists()]
