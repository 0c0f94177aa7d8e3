"""The preview's web server: the page, and an event for each new one. It runs in a process of its own.

The process that renders must have one thread, so that it can fork; a server and a watcher of files need several. The
two talk through a pipe: changed files one way, what is to be shown the other. Only this machine can reach the server,
and only with the address that holds a word drawn at its start.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import threading
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler

from cdi.notebook.engine.process import end_with_parent
from cdi.preview.renewal import Shown
from cdi.workspace.templates import SHIPPED_TEMPLATES

HOST = "127.0.0.1"
_NOTHING_YET = Shown(None)
_DEBOUNCE_MILLISECONDS = 40  # an editor writes a file in several steps
_STEP_MILLISECONDS = 10


def serve(connection: Connection, listening: socket.socket, word: str, watched: Sequence[Path]) -> None:
    """Serve what the connection sends until it closes, and send it the files that change below the watched folders."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, and this process with it
    asyncio.run(_serve(connection, listening, word, watched))


async def _serve(connection: Connection, listening: socket.socket, word: str, watched: Sequence[Path]) -> None:
    state = State()
    server = HTTPServer(application(state, word))
    server.add_sockets([listening])
    loop = asyncio.get_running_loop()
    threading.Thread(target=_send_changes, args=(connection, watched), daemon=True).start()
    threading.Thread(target=_receive, args=(connection, state, loop), daemon=True).start()
    await state.ended.wait()


class State:
    """What is shown now, and its number; whoever waits for the next one is woken."""

    def __init__(self) -> None:
        self.shown, self.number = _NOTHING_YET, 0
        self.names = ""
        self.renewed, self.ended = asyncio.Condition(), asyncio.Event()

    async def next(self, seen: int) -> tuple[Shown, int]:
        """What is shown, with its number, as soon as that is not the number seen."""
        async with self.renewed:
            await self.renewed.wait_for(lambda: self.number != seen)
            return self.shown, self.number

    async def show(self, shown: Shown, names: str) -> None:
        """Show something new, with the list of names that belongs to it."""
        async with self.renewed:
            self.shown, self.names, self.number = shown, names, self.number + 1
            self.renewed.notify_all()


def _send_changes(connection: Connection, watched: Sequence[Path]) -> None:
    from watchfiles import watch

    changes = watch(*watched, debounce=_DEBOUNCE_MILLISECONDS, step=_STEP_MILLISECONDS, raise_interrupt=False)
    for change in changes:
        connection.send(sorted(Path(path) for _, path in change))


def _receive(connection: Connection, state: State, loop: asyncio.AbstractEventLoop) -> None:
    while True:
        try:
            shown, names = connection.recv()
        except (EOFError, OSError):
            loop.call_soon_threadsafe(state.ended.set)
            return
        asyncio.run_coroutine_threadsafe(state.show(shown, names), loop)


def application(state: State, word: str) -> Application:
    """The addresses of the preview, all below the word: the page, the list of names, the script and the events."""
    answers = [
        (rf"/{word}/", _Page, {"state": state}),
        (rf"/{word}/names", _Names, {"state": state}),
        (rf"/{word}/preview\.(js|css)", _File, {}),
        (rf"/{word}/events", _Events, {"state": state}),
    ]
    served = Application(log_function=lambda _: None)
    # A page of the web that has its own name point to this machine is not answered.
    served.add_handlers(rf"^({HOST.replace('.', chr(92) + '.')}|localhost)$", answers)
    return served


class _Shows(RequestHandler):
    state: State

    def initialize(self, state: State) -> None:
        self.state = state

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")


class _Page(_Shows):
    def get(self) -> None:
        page = self.state.shown.page or _file("empty.html").decode()
        number = self.state.number
        added = (
            f'<link rel="stylesheet" href="preview.css"><script src="preview.js" data-number="{number}" defer></script>'
        )
        self.finish(page.replace("</head>", f"{added}</head>", 1))


class _Names(_Shows):
    def get(self) -> None:
        if not self.state.names:
            raise HTTPError(404, reason="no analysis yet")
        self.finish(self.state.names)


class _File(RequestHandler):
    def get(self, suffix: str) -> None:
        self.set_header("Content-Type", {"js": "text/javascript", "css": "text/css"}[suffix])
        self.set_header("Cache-Control", "no-store")
        self.finish(_file(f"preview.{suffix}"))


class _Events(_Shows):
    async def get(self) -> None:
        """What is shown, now and whenever it changes, as server-sent events."""
        self.set_header("Content-Type", "text/event-stream")
        sent = int(self.get_argument("seen", "-1"))
        try:
            while True:
                shown, sent = await self.state.next(sent)
                trouble = None if shown.trouble is None else asdict(shown.trouble)
                news = {"number": sent, "trouble": trouble, "long": shown.long_sentences}
                self.write(f"data: {json.dumps(news)}\n\n")
                await self.flush()
        except StreamClosedError:
            return


def _file(name: str) -> bytes:
    return SHIPPED_TEMPLATES.find(f"preview/{name}").read_bytes()
