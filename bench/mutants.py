"""Break a seeded random sample of the code that computes and words, one place at a time, and count what tests notice.

    python -m bench.mutants [--sample 50] [--seed 2018] [--only ROOM …] [--module NAME …]

The mutants are mutmut's. Each runs in a fork of a process that has imported everything, by those test files of its own
room alone that reach its function, the one of its own name first, until one fails. So a survivor may still be killed
by a test of another room. A mutant that runs for longer than three times its tests' time, and 20 seconds more, counts
as killed. `--module` tries all mutants of those modules (`stats.proportions`) instead of a sample. It
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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("stats", "measures", "house_style", "exhibits")
# Hundreds of cases each; what they alone would notice counts as survived.
_LONG_WALKS = ("test_unknown_is_not_no.py", "test_properties.py")
_NAMES = ".mutants.json"
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
        count = Counter(_outcomes(room, sorted(chosen)))
        low, high = wilson(count[_FAILED], len(chosen))
        share = f"{count[_FAILED] / len(chosen):.0%} ({low:.0%} to {high:.0%})"
        others = f"{count['survived']} | {count['not reached']}"
        rows.append(f"| {room} | {len(names[room]):,} | {len(chosen)} | {count[_FAILED]} | {others} | {share} |")
        print(rows[-1].lstrip("| "), flush=True)
    print("| room | mutants in all | tried | killed | survived | not reached | share killed (95% interval) |")
    print("| --- | --- | --- | --- | --- | --- | --- |", *rows, sep="\n")


def _outcomes(room: str, chosen: Sequence[str]) -> Iterator[str]:
    """What became of each mutant, printed when it lived."""
    reached, seconds = _reach(room, chosen)
    for name in chosen:
        function = name.partition("__mutmut_")[0]
        module = function.rpartition(".")[0].rpartition(".")[2]
        files = sorted(reached[function], key=lambda file: (file != f"test_{module}.py", seconds[file]))
        outcome = "not reached"
        if files:
            limit = 3 * sum(seconds[file] for file in files) + _LONGER
            code = _in_fork(lambda name=name, files=files: _run_tests(room, files, name), limit)
            outcome = _FAILED if code else "survived"
        if outcome != _FAILED:
            print(f"{outcome}: {name} ({', '.join(files)})\n{_difference(name)}", flush=True)
        yield outcome


def _reach(room: str, chosen: Sequence[str]) -> tuple[dict[str, set[str]], dict[str, float]]:
    """Which test files of a room reach which functions, and how long each takes."""
    reached: dict[str, set[str]] = defaultdict(set)
    seconds: dict[str, float] = {}
    functions = {name.partition("__mutmut_")[0] for name in chosen}
    for path in sorted(Path("tests/unit", room).rglob("test_*.py")):
        if path.name in _LONG_WALKS:
            continue
        start = time.monotonic()
        if _in_fork(lambda path=path: _note_hits(room, path.name), 600):
            print(f"left out: {path}, which looks at the shape of the code and fails on the copy itself", flush=True)
            continue
        seconds[path.name] = time.monotonic() - start
        for function in functions.intersection(Path(".hits").read_text("utf-8").split()):
            reached[function].add(path.name)
    return reached, seconds


def _note_hits(room: str, file: str) -> int:
    from mutmut.mutation import trampoline

    hits: set[str] = set()
    trampoline.record_trampoline_hit = lambda name, **_: hits.add(name)
    code = _run_tests(room, [file], "stats")
    Path(".hits").write_text("\n".join(hits), "utf-8")
    return code


def _run_tests(room: str, files: Sequence[str], mutant: str) -> int:
    """The exit code of pytest with one mutant in the place of its function."""
    import pytest
    from mutmut.mutation.trampoline import set_mutant_under_test

    set_mutant_under_test(mutant)
    words = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", "--no-header", "--tb=no"]
    return int(pytest.main([*words, *(f"tests/unit/{room}/{file}" for file in files)]))


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
    bodies = {
        node.name: (ast.get_source_segment(text, node) or "").replace(node.name, mutant)
        for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
    }  # fmt: skip
    original = bodies.get(f"{mutant.partition('__mutmut_')[0]}__mutmut_orig", "").splitlines()
    lines = difflib.unified_diff(original, bodies.get(mutant, "").splitlines(), lineterm="", n=0)
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
