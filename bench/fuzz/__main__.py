"""Fuzz the readers of `tests/attacks/targets.py`, a process each, and count what was run.

    python -m bench.fuzz [--share 1.0] [--only TARGET …] [--seed 2018] [--write]

Guided by coverage (atheris: `pip install atheris`, Python 3.11 to 3.13 on Linux), otherwise random changes of the
examples. RUNS says how often each target is run; `--share 0.1` runs a tenth. What crashes, or takes more than a second
of processor time a kilobyte, is kept in `bench/.fuzz/` and its reason printed; its smallest form belongs into
`MINIMAL` of tests/attacks/test_any_input.py.
`--write` puts the table into docs/reliability.md. Ends with 1 when anything broke.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measured import replace_section
from cdi.notebook.engine.preload import keep_to_one_thread
from cdi.workspace.shipped import SHIPPED

_KEPT = SHIPPED / "bench" / ".fuzz"
_SECONDS_A_KILOBYTE = 1.0
_LONGEST = 4096
# What costs microseconds most often.
RUNS = {
    "cells": 200_000, "lines": 250_000, "numbers typed in text": 150_000, "numbers printed": 150_000,
    "wording": 100_000, "Markdown": 40_000, "author text": 40_000, "trees": 50_000, "TOML": 20_000,
    "provenance": 10_000, "CSV": 8_000, "xlsx": 4_000, "Parquet": 3_000,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", nargs="*", default=[*RUNS], choices=[*RUNS])
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--in-process", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.in_process:
        _fuzz(wanted.in_process, int(RUNS[wanted.in_process] * wanted.share), wanted.seed)
        return 0
    rows, broken = [], 0
    for target in wanted.only:
        runs = int(RUNS[target] * wanted.share)
        command = ["bench.fuzz", "--in-process", target, "--share", str(wanted.share), "--seed", str(wanted.seed)]
        start = time.monotonic()
        ended = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
        failed = ended.returncode != 0
        broken += failed
        rows.append(f"| {target} | {runs:,} | {'failed' if failed else 'none'} |")
        print(rows[-1], f"{time.monotonic() - start:.0f} s", flush=True)
        if failed:
            print("\n".join((ended.stdout + ended.stderr).splitlines()[-25:]), flush=True)
    total = sum(int(RUNS[target] * wanted.share) for target in wanted.only)
    kind = "guided by coverage (atheris)" if _guided() else "random changes"
    table = [
        "| reader | executions | crashes and hangs |",
        "| --- | --- | --- |",
        *rows,
        f"| together | {total:,} | {broken or 'none'} |",
    ]
    print("\n".join(table), f"\n{kind}, seed {wanted.seed}")
    if wanted.write:
        replace_section(SHIPPED / "docs" / "reliability.md", "fuzz", "\n".join(table))
    return 1 if broken else 0


def _guided() -> bool:
    return importlib.util.find_spec("atheris") is not None


def _fuzz(target: str, runs: int, seed: int) -> None:
    """Run one target so often; a crash or a hang is kept and raised."""
    keep_to_one_thread()
    if not _guided():
        from tests.attacks.targets import examples

        beginnings = examples(target)
        draw = random.Random(seed)
        for _ in range(runs):
            _run(target, _changed(draw.choice(beginnings), draw))
        return
    import atheris

    with atheris.instrument_imports(include=["cdi"]):
        from tests.attacks.targets import examples
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(examples(target)):
            (Path(corpus) / str(number)).write_bytes(data)
        _KEPT.mkdir(exist_ok=True)
        words = [
            f"-runs={runs}",
            f"-seed={seed}",
            f"-max_len={_LONGEST}",
            f"-artifact_prefix={_KEPT}/",
            "-rss_limit_mb=4096",
        ]
        atheris.Setup([sys.argv[0], *words, corpus], lambda data: _run(target, data))
        atheris.Fuzz()


def _run(target: str, data: bytes) -> None:
    from tests.attacks.targets import TARGETS

    start = time.process_time()
    try:
        TARGETS[target](data)
        seconds = time.process_time() - start
        if seconds > _SECONDS_A_KILOBYTE * (1 + len(data) / 1024):
            raise AssertionError(f"{len(data)} bytes took {seconds:.1f} s")
    except Exception:
        _KEPT.mkdir(exist_ok=True)
        (_KEPT / target.replace(" ", "-")).write_bytes(data)
        print(f"{target}: {data[:300]!r}", flush=True)
        raise


def _changed(data: bytes, draw: random.Random) -> bytes:
    """A few bytes changed, doubled, removed or put in."""
    changed = bytearray(data[:_LONGEST])
    for _ in range(draw.randrange(1, 8)):
        place = draw.randrange(len(changed) + 1)
        match draw.randrange(4):
            case 0 if place < len(changed):
                changed[place] = draw.randrange(256)
            case 1:
                end = place + draw.randrange(40)
                changed[place:place] = changed[place:end]
            case 2:
                del changed[place : place + draw.randrange(20)]
            case _:
                changed[place:place] = draw.choice(
                    [b"{{", b"}}", b":::", b"[^", b"](", b"\n\n", b'"', b"\0", b"\xe2\x80\xae", b"9" * 30, b"e308"]
                )
    return bytes(changed)


if __name__ == "__main__":
    sys.exit(main())
