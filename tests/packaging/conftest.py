"""The wheel of the project, built once in a run, in this process and without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.conftest import PROJECT, SharedFolder


@pytest.fixture(scope="session")
def wheel(shared_folder: SharedFolder) -> Path:
    def make(folder: Path) -> None:
        folder.mkdir()
        [*WheelBuilder(str(PROJECT)).build(directory=str(folder), versions=["standard"])]

    (path,) = shared_folder("wheel", make).glob("*.whl")
    return path
