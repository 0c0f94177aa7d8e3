"""Break a seeded random sample of the code that computes and words, one place at a time, and count what tests notice.

    python -m bench.mutants [--sample 50] [--seed 2018] [--only ROOM …] [--module NAME …]

The mutants are mutmut's. Each runs in a fork of a process that has collected the tests, by those tests of its own room
alone that reach its function, those of the file of its own name first, until one fails. So a survivor may still be
killed by a test of another room. A mutant that runs for longer than three times its tests' time, and 20 seconds more,
counts as killed. `--module` tries all mutants of those modules (`stats.proportions`) instead of a sample. It
works on a copy, so the files may be edited meanwhile; one process at a time.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("stats", "measures", "house_style", "exhibits")
# Hundreds of cases each; what they alone would notice counts as survived.
_LONG_WALKS = ("test_unknown_is_not_no.py", "test_properties.py")
_NAMES, _HITS = ".mutants.json", ".hits.json"
_NOT_PUBLIC = ("_", "x_", "xǁ", "mutants_")
_FAILED, _LONGER = "killed", 20


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=50, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--only", nargs="*", default=[*ROOMS], choices=ROOMS)
    parser.add_argument("--module", nargs="*", default=[])
    parser.add_argument("--in-copy", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.in_copy:
        _try_sample(wanted)
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        _copy_and_break(Path(name), wanted.only)
        environ = {**os.environ, "PYTHONPATH": name}
        words = [sys.executable, "-m", "bench.mutants", "--in-copy", *sys.argv[1:]]
        return subprocess.run(words, cwd=name, env=environ, check=False).returncode


def _copy_and_break(folder: Path, rooms: Sequence[str]) -> None:
    """A copy of the project whose rooms hold every function beside all its mutants, and the mutants' names."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    _keep_walks_from_mutants(folder)
    names: dict[str, list[str]] = {}
    for room in rooms:
        names[room] = []
        for path in sorted((folder / "cdi" / room).rglob("*.py")):
            relative = path.relative_to(folder)
            broken = mutate_file_contents(str(relative), path.read_text("utf-8"))
            path.write_text(broken.code, "utf-8")
            names[room] += [get_mutant_name(relative, each) for each in broken.mutant_names]
    (folder / _NAMES).write_text(json.dumps(names), "utf-8")


def _keep_walks_from_mutants(folder: Path) -> None:
    """Have tests that walk the public names of a module pass over its mutants, which lie beside their function."""
    for path in folder.glob("tests/unit/*/test_*.py"):
        text = path.read_text("utf-8")
        path.write_text(text.replace('.startswith("_")', f".startswith({_NOT_PUBLIC!r})"), "utf-8")


def _try_sample(wanted: argparse.Namespace) -> None:
    """Draw, try and count; the table is what begins with a bar."""
    _import_everything()
    from cdi.stats.proportions import wilson

    names = json.loads(Path(_NAMES).read_text("utf-8"))
    rows = []
    for room in wanted.only:
        chosen = [each for each in names[room] if any(each.startswith(f"cdi.{module}.") for module in wanted.module)]
        if not wanted.module:
            chosen = random.Random(wanted.seed).sample(names[room], min(wanted.sample, len(names[room])))
        if not chosen:
            continue
        print(f"{room}: {len(chosen)} of {len(names[room])}, {time.strftime('%H:%M:%S')}", flush=True)
        count = _Trials(room, chosen).run()
        low, high = wilson(count[_FAILED], len(chosen))
        share = f"{count[_FAILED] / len(chosen):.0%} ({low:.0%} to {high:.0%})"
        others = f"{count['survived']} | {count['not reached']}"
        rows.append(f"| {room} | {len(names[room]):,} | {len(chosen)} | {count[_FAILED]} | {others} | {share} |")
        print(rows[-1].lstrip("| "), flush=True)
    print("| room | mutants in all | tried | killed | survived | not reached | share killed (95% interval) |")
    print("| --- | --- | --- | --- | --- | --- | --- |", *rows, sep="\n")


class _Trials:
    """A plugin of pytest: where the tests of a room would run, its mutants are tried, each in a fork of its own.

    So the tests are collected once, and the audit that many of them read is read once.
    """

    def __init__(self, room: str, chosen: Sequence[str]) -> None:
        self.outcomes: Counter[str] = Counter()
        self._chosen, self._functions = chosen, {name.partition("__mutmut_")[0] for name in chosen}
        self._words = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", "--no-header"]
        self._words += [
            "--tb=no",
            f"tests/unit/{room}",
            *(f"--ignore=tests/unit/{room}/{name}" for name in _LONG_WALKS),
        ]

    def run(self) -> Counter[str]:
        import pytest

        pytest.main(self._words, plugins=[self])
        return self.outcomes

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        _read_the_audit(session.items)
        reaching = self._reach(session.items)
        for name in self._chosen:
            function = name.partition("__mutmut_")[0]
            own = f"test_{function.rpartition('.')[0].rpartition('.')[2]}.py"
            tests = sorted(reaching[function], key=lambda test: (test.item.path.name != own, test.seconds))
            outcome = "not reached"
            if tests:
                limit = 3 * sum(test.seconds for test in tests) + _LONGER
                items = [test.item for test in tests]
                outcome = _FAILED if _in_fork(lambda name=name, items=items: _fail(items, name), limit) else "survived"
            self.outcomes[outcome] += 1
            if not self.outcomes.total() % 10:  # in the order drawn, so that a run that is stopped is a sample too
                print(f"{self.outcomes.total()} tried, {self.outcomes[_FAILED]} killed", flush=True)
            if outcome != _FAILED:
                files = ", ".join(sorted({test.item.path.name for test in tests}))
                print(f"{outcome}: {name} ({len(tests)} tests: {files})\n{_difference(name)}", flush=True)
        return True

    def _reach(self, items: Sequence[pytest.Item]) -> dict[str, list[_Test]]:
        """Which tests reach which functions; those that fail on the copy itself are left out, and said."""
        reaching: dict[str, list[_Test]] = defaultdict(list)
        for _, group in groupby(items, key=lambda item: item.path):
            of_file = list(group)
            Path(_HITS).unlink(missing_ok=True)
            _in_fork(lambda of_file=of_file: self._note_hits(of_file), 3600)
            noted = json.loads(Path(_HITS).read_text("utf-8"))
            for item, (seconds, passed, hits) in zip(of_file, noted["tests"], strict=True):
                if not passed:
                    print(f"left out: {item.nodeid}, which fails on the copy itself", flush=True)
                    continue
                # What was set up for one test of a file may be for all of them.
                for function in self._functions.intersection({*hits, *noted["set up"]}):
                    reaching[function].append(_Test(item, seconds))
        return reaching

    def _note_hits(self, items: Sequence[pytest.Item]) -> int:
        from _pytest.runner import call_and_report
        from mutmut.mutation import trampoline

        hits: set[str] = set()
        trampoline.record_trampoline_hit = lambda name, **_: hits.add(name)
        trampoline.set_mutant_under_test("stats")
        tests, set_up = [], set()
        for item, following in zip(items, [*items[1:], None], strict=True):
            start = time.monotonic()
            item._initrequest()  # as runtestprotocol does; there is no public way to run the parts of a test
            hits.clear()
            reports = [call_and_report(item, "setup", log=False)]
            set_up |= hits
            hits.clear()
            if reports[0].passed:
                reports.append(call_and_report(item, "call", log=False))
            reports.append(call_and_report(item, "teardown", log=False, nextitem=following))
            passed = not any(report.failed for report in reports)
            tests.append((time.monotonic() - start, passed, sorted(hits & self._functions)))
        Path(_HITS).write_text(json.dumps({"tests": tests, "set up": sorted(set_up & self._functions)}), "utf-8")
        return 0


@dataclass(frozen=True)
class _Test:
    """A test, and how long it takes."""

    item: pytest.Item
    seconds: float


def _read_the_audit(items: Sequence[pytest.Item]) -> None:
    """Set up the session's fixtures of data, which no mutant touches, so that no fork has to."""
    from _pytest.runner import call_and_report

    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "leicestershire" in names and names <= {"leicestershire", "project", "request"}:
            item._initrequest()
            call_and_report(item, "setup", log=False)
            call_and_report(item, "teardown", log=False, nextitem=items[0] if item is items[-1] else items[-1])
            return


def _fail(items: Sequence[pytest.Item], mutant: str) -> int:
    """Whether one of the tests fails with one mutant in the place of its function."""
    from _pytest.runner import runtestprotocol
    from mutmut.mutation.trampoline import set_mutant_under_test

    set_mutant_under_test(mutant)
    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return 1
    return 0


def _in_fork(work: Callable[[], int], limit: float) -> int:
    """The exit code of a function in a fork; 1 when it took longer than so many seconds."""
    pid = os.fork()
    if not pid:
        code = 2
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            code = work()
        finally:
            os._exit(code)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return abs(os.waitstatus_to_exitcode(status))
        time.sleep(0.02)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 1


def _difference(name: str) -> str:
    """The lines in which a mutant differs from its function."""
    module, _, mutant = name.rpartition(".")
    text = Path(module.replace(".", "/") + ".py").read_text("utf-8")
    original = f"{mutant.partition('__mutmut_')[0]}__mutmut_orig"
    lines = text.splitlines()
    bodies = {
        node.name: [line.replace(node.name, mutant) for line in lines[node.lineno - 1 : node.end_lineno]]
        for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and node.name in (original, mutant)
    }  # fmt: skip
    lines = difflib.unified_diff(bodies[original], bodies[mutant], lineterm="", n=0)
    return "\n".join(f"    {line}" for line in lines if not line.startswith(("---", "+++", "@@")))


def _import_everything() -> None:
    """What every fork would import first; nothing that starts a thread."""
    from cdi.notebook.engine.preload import keep_to_one_thread

    keep_to_one_thread()
    import matplotlib.pyplot  # noqa: F401
    import numpy.testing  # noqa: F401

    import tests.conftest  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
