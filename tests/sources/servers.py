"""A PostgreSQL server of the tests' own, in a folder of its own, that writes down every statement it is sent."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []


@dataclass(frozen=True)
class Server:
    """Where a server listens and what it was asked."""

    address: str
    log: Path

    def statements(self) -> list[str]:
        """Every statement it was sent, as it wrote them down."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [
            part.split("\n")[0] for part in text.replace("execute <unnamed>:", "statement:").split("statement: ")[1:]
        ]


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[Server]:
    """Start a server on a free port of this machine and stop it afterwards."""
    programs, data, log = PROGRAMS[-1], folder / "pg", folder / "pg.log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.chmod(0o777)
    # The server refuses to run as root; in a container the tests are root, so it runs as its own user there.
    user = {"user": "postgres"} if os.getuid() == 0 else {}
    owner = pwd.getpwnam("postgres").pw_name if user else pwd.getpwuid(os.getuid()).pw_name
    for parent in folder.parents:
        if user and parent.owner() == "root" and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c log_statement=all -c fsync=off"

    def run(*words: str) -> None:
        subprocess.run(words, check=True, capture_output=True, cwd=folder, **user)  # noqa: S603

    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", owner, "-E", "UTF8", "--locale=C")
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(log), "-w", "start")
    try:
        yield Server(f"postgres://{owner}:a-secret@127.0.0.1:{port}/postgres", log)
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(data, ignore_errors=True)
