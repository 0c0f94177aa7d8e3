"""Every command with input that nobody would write: a refusal in words, never a traceback, and never a defect."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import openpyxl
import pytest

from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand, copy_project
from tests.thin import thin

FAR, TWICE = "far.xlsx", "twice.xlsx"
FILES: dict[str, bytes] = {
    "zero.csv": b"\0" * 1_000,
    "empty.csv": b"",
    "long.csv": b"id,stratum\n" + b"9" * 5_000 + b",1e300\n",
    "wide.csv": b",".join([b"a"] * 5_000) + b"\n",
    "open.csv": b'id,stratum\n"x,1\n',
    "no-text.csv": b"id,stratum\n\xff\xfe,\x81\n",
    "twice.csv": b"id,id\n1,2\n",
    "half.parquet": b"PAR1xxxxPAR1",
    "no.xlsx": b"PK\x03\x04",
    "deep.toml": b"a = " + b"[" * 50_000,
}
IMPORT, DRAW = "--force kent --audit 2026-x", "--id id --stratum stratum --seed 1 --size a=1"
HARD = [
    *(f"import x/{name} {IMPORT}" for name in (*FILES, FAR, TWICE, "pipe.csv", "nothing.csv", "")),
    *(f"import x/long.csv {IMPORT} --table audit_reports --mapping x/{name}" for name in ("deep.toml", "pipe.csv", "zero.csv")),
    "import x/long.csv --force ../x --audit 2026-x", "import x/long.csv --force kent --audit ../x",
    *(f"draw-sample out.csv --file x/{name} {DRAW}" for name in (*FILES, FAR, "pipe.csv", "nothing.csv", "")),
    f"draw-sample nowhere/out.csv --file x/long.csv {DRAW}",
    "draw-sample out.csv --file x/long.csv --id id --stratum stratum --seed 1 --size 1e300=99999999999999999999",
    "draw-sample out.csv --file x/long.csv --id id --stratum stratum --seed 1 --plan ../..",
    "new kent ../x", "new kent 2026-y --doc nothing", "new ../x 2026", "new 'a\x1b[2Jb' 2026",
    "report nobody", "report leicestershire --doc nothing", "report ../leicestershire", "report leicestershire --audit ../x",
    "diff leicestershire", "diff leicestershire --before x --after x", "diff nobody",
    "validate x", "validate /", "validate nothing 2020", "validate leicestershire 2020", "validate 'leicestershire\x1b[2J'",
    "plan-sample nobody x", "plan-sample leicestershire ../x", "override ../../etc/passwd", "contract --template nowhere/x.xlsx",
    "init x", "build nobody", "build ../x", "backtest --nothing", "nothing",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The project with a folder `x` of files to spoil a command with."""
    workspace = copy_project(tmp_path_factory.mktemp("hostile") / "project")
    folder = workspace.root / "x"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    os.mkfifo(folder / "pipe.csv")
    book = openpyxl.Workbook()
    book.active.append(["crime_id", "stratum"])
    book.active.cell(30_000, 16_384, "far")
    book.save(folder / FAR)
    book = openpyxl.Workbook()
    book.active.append(["crime_id", "crime_id"])
    book.active.append([1e300, "9" * 5_000])
    book.active.merge_cells("A2:B3")
    book.save(folder / TWICE)
    return workspace


def ends_in_words(cdi: RunCommand, workspace: Workspace, *words: str, codes: range = range(1, 6)) -> None:
    ended = cdi(workspace, *words)
    said = ended.stdout + ended.stderr
    assert ended.returncode in codes, said
    assert "a defect of the program" not in said
    assert "Traceback" not in said
    assert "\x1b[2J" not in said


@pytest.mark.timeout(60)
@pytest.mark.parametrize("words", thin(HARD, keep=12))
def test_hard_input_is_refused_in_words(cdi: RunCommand, hostile: Workspace, words: str) -> None:
    ends_in_words(cdi, hostile, *shlex.split(words))


ENTRIES = (
    "kent = 5",
    "kent = []",
    "['../outside']\nname = 'x'",
    "[kent",
    "\x00",
    "a = " + "[" * 50_000,
    "[kent]\ncalendar = 5",
)


@pytest.mark.parametrize("entry", thin(ENTRIES, keep=2))
@pytest.mark.parametrize("command", ["list", "validate kent", "report kent", "diff kent", "build kent --dry-run"])
def test_a_spoilt_list_of_forces_gives_no_traceback(cdi: RunCommand, tmp_path: Path, entry: str, command: str) -> None:
    workspace = Workspace(tmp_path)
    workspace.data.mkdir()
    (workspace.data / "forces.toml").write_text(entry, encoding="utf-8")
    ends_in_words(cdi, workspace, *command.split(), codes=range(6))
