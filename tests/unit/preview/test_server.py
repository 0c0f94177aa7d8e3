"""The preview's server: the page with its script, an event for each new page, and nothing for strangers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from cdi.preview.renewal import Shown, SourceLine, Trouble
from cdi.preview.server import HOST, State, application

PAGE = "<html><head><title>a</title></head><body><main>words</main></body></html>"
Get = Callable[..., Awaitable[HTTPResponse]]


def served(test: Callable[[State, Get], Awaitable[None]]) -> None:
    """Run a test against a server on a free port of this machine, whose secret word is `word`."""

    async def run() -> None:
        state, client = State(), AsyncHTTPClient()
        sockets = bind_sockets(0, HOST)
        server = HTTPServer(application(state, "word"))
        server.add_sockets(sockets)
        address = f"http://{HOST}:{sockets[0].getsockname()[1]}"
        try:
            await test(state, lambda path, **asked: client.fetch(f"{address}{path}", raise_error=False, **asked))
        finally:
            server.stop()

    asyncio.run(run())


def test_the_page_comes_with_the_script_that_renews_it() -> None:
    async def test(state: State, get: Get) -> None:
        assert b"Nothing to show yet" in (await get("/word/")).body
        await state.show(Shown(PAGE), "names")
        page = (await get("/word/")).body.decode()
        assert page.startswith("<html><head><title>a</title><link")
        assert 'src="preview.js" data-number="1"' in page
        assert (await get("/word/names")).body == b"names"
        assert (await get("/word/preview.js")).headers["Content-Type"].startswith("text/javascript")

    served(test)


def test_an_event_tells_of_the_page_that_is_shown_and_of_what_is_in_the_way() -> None:
    async def test(state: State, get: Get) -> None:
        events: list[dict[str, object]] = []
        asked = get("/word/events", streaming_callback=lambda data: events.append(json.loads(data.split(b": ", 1)[1])))
        waiting = asyncio.ensure_future(asked)
        while not events:
            await asyncio.sleep(0.001)
        await state.show(Shown(PAGE, Trouble("no such figure", "narrative/a.md", (SourceLine(7, "x", True),))), "")
        while len(events) < 2:
            await asyncio.sleep(0.001)
        waiting.cancel()
        assert [event["number"] for event in events] == [0, 1]
        assert events[1]["trouble"] == {
            "message": "no such figure",
            "file": "narrative/a.md",
            "lines": [{"number": 7, "text": "x", "wrong": True}],
        }

    served(test)


def test_without_the_word_or_under_another_name_nothing_is_served() -> None:
    async def test(state: State, get: Get) -> None:
        await state.show(Shown(PAGE), "names")
        assert [(await get(path)).code for path in ("/", "/other/", "/word/../etc")] == [404, 404, 404]
        assert (await get("/word/", headers={"Host": "rebound.example"})).code == 404

    served(test)
