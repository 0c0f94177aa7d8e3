"""The one PostgreSQL server of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.servers import Server, postgresql, programs


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed; see CONTRIBUTING")
    with postgresql(folder) as running:
        yield running
