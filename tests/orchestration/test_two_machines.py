"""The deployment of docs/how-to/past-one-machine.md, from the files on that page, with each of its processes here."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.sources.servers import postgresql, programs

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "past-one-machine.md"
BIN = Path(sys.executable).parent
KENT = AuditRef("kent", "2018-reinspection")
_PATIENCE_SECONDS = 240


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(log: Path, folder: Path, environment: dict[str, str], *words: str) -> Iterator[None]:
    """A program and all that it starts, until the end of the test."""
    with log.open("wb") as file:
        started = subprocess.Popen(  # noqa: S603
            [str(BIN / words[0]), *words[1:]],
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def wait_for(what: Path, logs: Path) -> None:
    ends = time.monotonic() + _PATIENCE_SECONDS
    while not what.exists():
        said = "\n".join(log.read_text(encoding="utf-8") for log in sorted(logs.glob("*.log")))
        assert time.monotonic() < ends, f"no {what} after {_PATIENCE_SECONDS} s\n{said}"
        time.sleep(0.5)


def test_an_audit_dropped_on_the_builder_is_seen_and_reported(forces: Workspace, tmp_path: Path) -> None:
    found = programs()
    if found is None:
        pytest.skip("needs the programs of PostgreSQL")
    for force in forces.forces():
        if force != "leicestershire" and (forces.data / force).is_dir():
            shutil.move(forces.data / force, tmp_path / force)
    settings, locations, *_ = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    control, grpc, pages = tmp_path / "control", free_port(), free_port()
    control.mkdir()
    (control / "dagster.yaml").write_text(settings, encoding="utf-8")
    here = locations.replace("host: builder", "host: 127.0.0.1").replace("port: 4266", f"port: {grpc}")
    (control / "workspace.yaml").write_text(here, encoding="utf-8")
    with ExitStack() as stack:
        address = urlsplit(stack.enter_context(postgresql(found)).address)
        shared = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"} | {
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DAGSTER_PG_HOST": str(address.hostname),
            "DAGSTER_PG_PORT": str(address.port),
            "DAGSTER_PG_USER": str(address.username),
            "DAGSTER_PG_PASSWORD": str(address.password),
            "DAGSTER_PG_DB": address.path[1:],
        }

        def start(name: str, folder: Path, environment: dict[str, str], *words: str) -> None:
            stack.enter_context(running(tmp_path / f"{name}.log", folder, environment, *words))

        module, listens = ("-m", "cdi.orchestration.definitions"), ("-h", "127.0.0.1", "-p")
        start("builder", forces.root, shared, "dagster", "code-server", "start", *listens, str(grpc), *module)
        of_control = shared | {"DAGSTER_HOME": str(control)}
        start("daemon", control, of_control, "dagster-daemon", "run", "-w", "workspace.yaml")
        start("web", control, of_control, "dagster-webserver", *listens, str(pages), "-w", "workspace.yaml")
        wait_for(forces.report_folder(AuditRef("leicestershire", "2018-reinspection")) / "panel-pack.pdf", tmp_path)

        shutil.move(tmp_path / "kent", forces.data / "kent")
        wait_for(forces.report_folder(KENT) / "panel-pack.pdf", tmp_path)
        with urlopen(f"http://127.0.0.1:{pages}/server_info", timeout=60) as answer:
            assert b"dagster_webserver_version" in answer.read()
        assert not (control / "history").exists(), "runs and events belong in PostgreSQL"
