"""The command line as a user meets it: exit codes, messages, and that nothing runs before a name is known."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cdi.cli.app import main
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import RunCommand, SharedFolder, built_once
from tests.small_reports import AUDIT, write_small_reports
from tests.thin import thin


@pytest.mark.parametrize(
    ("words", "message"),
    thin(
        [
            (["leicestershre"], "force 'leicestershre' is not known; did you mean leicestershire?"),
            (["../../etc"], "force '../../etc': not a name"),
            ([""], "no force named"),
            (["a force"], "force 'a force': not a name"),
            (["x'; touch pwned; '"], "not a name"),
            (
                ["leicestershire", "--audit", "2018-reinspecton"],
                "audit '2018-reinspecton' is not known; did you mean 2018-reinspection?",
            ),
            (
                ["leicestershire", "2018-reinspecton"],
                "audit '2018-reinspecton' is not known; did you mean 2018-reinspection?",
            ),
            (
                ["leicestershire", "2017-inspection", "--audit", "2018-reinspection"],
                "two audits are named, 2017-inspection and 2018-reinspection; say one of them",
            ),
            (["cambridgeshire", "--audit", "2017-inspection"], "audit '2017-inspection' is not known"),
            (["leicestershire", "--doc", "panel-pak"], "document 'panel-pak' is not known; did you mean panel-pack?"),
            (["leicestershire", "--adit", "x"], "No such option: --adit"),
        ],
        keep=4,
    ),
)
def test_unknown_names_are_refused_with_exit_2_and_nothing_is_run(
    cdi: RunCommand, spoilable: Workspace, words: list[str], message: str
) -> None:
    ended = cdi(spoilable, "report", *words)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not spoilable.reports.exists()
    assert not (spoilable.root / "pwned").exists()


def test_names_can_come_from_the_environment_and_an_argument_goes_first(
    cdi: RunCommand, spoilable: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE", "surrey")  # of the process that tests; a command has only what it was given
    assert "force 'kent'" in cdi(spoilable, "report", FORCE="kent").stderr
    assert "force 'essex'" in cdi(spoilable, "report", "essex", FORCE="kent").stderr
    assert "no force named" in cdi(spoilable, "report", FORCE="").stderr
    assert "no force named" in cdi(spoilable, "report").stderr


def test_outside_a_project_it_says_where_to_go(cdi: RunCommand, tmp_path: Path) -> None:
    ended = cdi(Workspace(tmp_path), "report", "leicestershire")
    assert ended.returncode == 2
    assert "run this from the project folder" in ended.stderr


def test_a_report_ends_with_its_files_and_five_headlines_and_then_with_nothing_changed(
    shared_folder: SharedFolder, tmp_path: Path
) -> None:
    """A second document is asked for beside the first, which is not touched."""
    request = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
    spoilable = Workspace(tmp_path / "copy")
    shutil.copytree(built_once(shared_folder, request).root, spoilable.root)
    ended = run_cdi(spoilable, "report", "leicestershire", "--doc", "news-item", "--explain")
    assert ended.returncode == 0, ended.stderr
    assert "reports/leicestershire/2018-reinspection/news-item.html" in ended.stdout
    for headline in ("reported crime recorded: 84.1%", "violent crime recorded: 78.9%", "sexual offences recorded: 87.8%",
                     "8.3 percentage points", "8,300"):  # fmt: skip
        assert headline in ended.stdout
    assert "because not built yet" in ended.stderr

    again = run_cdi(spoilable, "report", "leicestershire")
    assert again.stdout.startswith("Nothing changed: reports/leicestershire/2018-reinspection is up to date.")
    as_json = json.loads(run_cdi(spoilable, "report", "leicestershire", "--json").stdout)
    assert as_json["ran"] == {}
    assert as_json["figures"]["recording.overall"] == "84.1%"
    assert "reports/leicestershire/2018-reinspection/panel-pack.html" in as_json["files"]
    assert all((spoilable.root / name).is_file() for name in as_json["files"])
    assert again.stdout.splitlines()[-1] == "reports/leicestershire/2018-reinspection/panel-pack.html"

    folder = spoilable.report_folder(AuditRef("leicestershire", "2018-reinspection"))
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]
    overall = figures["recording.overall"]
    assert set(overall) >= {
        "id",
        "label",
        "value",
        "unit",
        "numerator",
        "denominator",
        "base",
        "interval",
        "printed",
        "sources",
    }
    assert set(overall["interval"]) == {"low", "high", "half_width", "level", "method", "places"}
    readable = (folder / "analysis.html").read_text(encoding="utf-8")
    assert readable.count("<img") == 6
    assert 'alt=""' not in readable
    assert "All crime: 84.1%" in readable
    assert readable.count("<script") == 1  # the filter of long tables
    assert "default-src 'none'" in readable  # and nothing else may run or be fetched
    assert "read_audit(" not in readable  # code is hidden
    assert "No description has been provided" not in readable


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "message"),
    [
        ("cancelled_crimes.csv", ",robbery,", ",robery,", 3, "did you mean robbery?"),
        ("narrative/note.md", "## closing", "## clsoing", 5, "author text note/closing is missing"),
    ],
)
def test_exit_codes_tell_bad_data_from_a_document_that_must_not_go_out(
    tmp_path: Path, file: str, old: str, new: str, code: int, message: str
) -> None:
    small = write_small_reports(tmp_path / "small")
    path = small.audit_folder(AuditRef("kent", AUDIT)) / file
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    ended = run_cdi(small, "report", "kent")
    assert ended.returncode == code
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "start", thin([[str(Path(sys.executable).with_name("cdi"))], [sys.executable, "-m", "cdi"]], keep=1)
)
def test_the_console_script_and_the_module_give_the_exit_code_to_the_shell(tmp_path: Path, start: list[str]) -> None:
    ended = subprocess.run([*start, "report", "kent"], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 2
    assert "run this from the project folder" in ended.stderr


def test_a_command_that_is_told_to_end_ends_as_after_ctrl_c_and_leaves_the_signal_as_it_was(
    project: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    monkeypatch.setattr("cdi.load.fault_report.find_faults", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    assert before == signal.SIG_DFL
    assert main(["validate"], {}) == 130
    assert signal.getsignal(signal.SIGTERM) == before
