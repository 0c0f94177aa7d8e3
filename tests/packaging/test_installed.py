"""The wheel as a new user meets it: an empty folder outside the checkout, nothing but Python and pip.

Packages are those of the environment that tests, found through a path file, so nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.sources.test_afternoon import a_workbook

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(900)]
Say = Callable[..., str]
FILLED_IN = {
    "# <fill in> published_on": "published_on",
    'misclassified_counts_as = "<fill in>"': 'misclassified_counts_as = "recorded"',
    'basis = "<fill in>"': 'basis = "records"',
    "<month and year of the fieldwork>": "February 2026",
    "<where the rows come from, who extracted them and when>": "the crime system, by the audit team",
}


@pytest.fixture(scope="module")
def new_user(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment of its own that has the wheel."""
    folder = tmp_path_factory.mktemp("new-user")
    assert not folder.is_relative_to(PROJECT)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)  # noqa: S603
    (packages,) = (folder / ".venv").glob("[Ll]ib/**/site-packages")
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    subprocess.run(  # noqa: S603
        [folder / ".venv/bin/python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel], check=True
    )
    return folder


@pytest.fixture(scope="module")
def say(new_user: Path) -> Say:
    """Run a command in the workspace and print it with its time; returns what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_", "VIRTUAL"))}

    def run(*words: str | Path, folder: str = "my-audits", code: int = 0) -> str:
        start = time.monotonic()
        ended = subprocess.run(  # noqa: S603
            [new_user / ".venv/bin/cdi", *words], cwd=new_user / folder, env=clean, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        print(f"\n$ cdi {' '.join(map(str, words))}    [{time.monotonic() - start:.1f} s, exit {ended.returncode}]")
        print("\n".join(ended.stdout.splitlines()[:12]))
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    return run


def test_from_the_wheel_to_a_first_report_of_ones_own(new_user: Path, say: Say) -> None:
    a_workbook(new_user / "extract.xlsx")
    assert say("--version", folder=".") == "cdi 0.1.0\n"
    assert "my-audits/data/forces.toml" in say("init", "my-audits", folder=".")
    workspace = new_user / "my-audits"
    doctor = say("doctor")
    assert "fault" not in doctor.replace("without faults", "")
    assert str(new_user) in doctor
    assert str(PROJECT / "templates") not in doctor

    say("import", new_user / "extract.xlsx", "--force", "northmoor", "--audit", "2026-inspection")
    settings = workspace / "data/northmoor/2026-inspection/audit.toml"
    text = settings.read_text(encoding="utf-8")
    for old, new in FILLED_IN.items():
        assert old in text
        text = text.replace(old, new)
    settings.write_text(text, encoding="utf-8")
    say("validate", "northmoor")
    assert "reports/northmoor/2026-inspection/panel-pack.pdf" in say("report", "northmoor")
    assert "Nothing changed" in say("report", "northmoor")
    assert "fresh" in say("list")

    record = json.loads((workspace / "reports/.work/northmoor/2026-inspection/made-from.json").read_text())
    names = {name for stage in record["stages"].values() for name in stage}
    assert {"installed packages", "templates/html/style.css", "notebooks/force_audit.ipynb"} <= names
    assert "cdi/measures/recording.py" in names
    assert [name for name in names if name.startswith("/") or "site-packages" in name] == []


def test_a_new_audit_an_own_template_and_the_analysis_in_jupyterlab(new_user: Path, say: Say) -> None:
    workspace = new_user / "my-audits"
    assert "narrative/panel-paper.md" in say("new", "southmoor", "2026-inspection")
    say("override", "templates/html/style.css")
    with (workspace / "templates/html/style.css").open("a", encoding="utf-8") as style:
        style.write("/* our own */\n")
    explained = say("report", "northmoor", "--explain")
    assert "templates/html/style.css of this workspace is used in place of the shipped one" in explained
    assert re.search(r"changed: .*templates/html/style\.css", explained)
    assert "/* our own */" in (workspace / "reports/northmoor/2026-inspection/panel-pack.html").read_text("utf-8")
    # JupyterLab is asked for its version only; the working copy is written first.
    say("explore", "northmoor", "--lab=--version")
    assert (workspace / "explore/northmoor-2026-inspection.ipynb").is_file()


def test_the_sample_gives_the_pages_that_the_repository_shows(new_user: Path, say: Say) -> None:
    say("init", "with-sample", "--sample", folder=".")
    say("report", "leicestershire", folder="with-sample")
    built = new_user / "with-sample/reports/leicestershire/2018-reinspection"
    for name in ("panel-pack.html", "panel-pack.pdf", "figures.json", "analysis.html"):
        assert (built / name).read_bytes() == (PROJECT / "reports/example" / name).read_bytes(), name
