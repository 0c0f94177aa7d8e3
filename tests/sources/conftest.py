"""The one PostgreSQL server of these tests, and what an engine is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ibis.backends.sql import SQLBackend

from tests.sources.servers import Server, postgresql, programs


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed; see CONTRIBUTING")
    with postgresql(folder) as running:
        yield running


@pytest.fixture(scope="module")
def sent() -> Iterator[list[str]]:
    """The text of every query that Ibis has written for an engine since the first test asked for this."""
    texts: list[str] = []
    write = SQLBackend.compile

    def noted(*args: Any, **kwargs: Any) -> str:
        texts.append(write(*args, **kwargs))
        return texts[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SQLBackend, "compile", noted)
        yield texts
