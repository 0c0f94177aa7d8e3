"""What each scheduler is given, that it can be read back as meant, and that nothing else of the account is touched."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import time
from pathlib import Path

import pytest

from cdi.model.errors import UsageRefused
from cdi.unattended.schedulers import cron, systemd, windows
from cdi.unattended.schedulers.plan import Plan
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand

FOLDERS = ("data", "data/kent", "data/kent/2026", "data/kent/2026/narrative")
COMMAND = ["-m", "cdi", "watch", "--once", "--started-by", "schedule"]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A workspace in a folder whose name means something in every dialect."""
    workspace = Workspace(tmp_path / """50% off $HOME "it's" <&> \\here""")
    (workspace.root / FOLDERS[-1]).mkdir(parents=True)
    (workspace.data / ".2027.new" / "narrative").mkdir(parents=True)
    (workspace.data / "forces.toml").touch()
    return Plan(workspace, time(7, 5), "/opt/py thon/100%/$bin/python")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for crontab, which keeps its table in a file, and systemctl, which writes down how it was called."""
    folder = tmp_path / "programs"
    folder.mkdir()
    table = folder / "table"
    scripts = {
        "crontab": f"""case "$1" in
            -l) cat {table} 2>/dev/null || {{ echo "no crontab for me" >&2; exit 1; }} ;;
            -r) rm {table} ;;
            -) cat > {table} ;;
        esac""",
        "systemctl": f'echo "$*" >> {folder}/called; test ! -e {folder}/away || {{ echo "no bus" >&2; exit 1; }}',
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


# cron


@pytest.mark.usefixtures("programs")
def test_the_line_of_a_crontab_says_to_sh_what_is_meant(plan: Plan) -> None:
    (line,) = cron.texts(plan).values()
    assert line.count("\n") == 1
    minute, hour, *days, command = line.rstrip("\n").split(" ", 5)
    assert (minute, hour, days) == ("5", "7", ["*"] * 3)
    assert "%" not in command.replace("\\%", "")
    # cron gives sh the command without the backslash before a percent sign.
    words = shlex.split(command.replace("\\%", "%"), comments=True)
    said = f">{plan.root}/reports/scheduled.txt"
    assert words == ["cd", plan.root, "&&", plan.python, *COMMAND, said, "2>&1"]


def test_a_crontab_keeps_its_other_lines_to_the_byte(plan: Plan, programs: Path) -> None:
    table = programs / "table"
    own = "# mine\n\nMAILTO=me\n5 5 * * 1  echo 100\\% # cdi-reports of somewhere else\n"
    table.write_text(own, encoding="utf-8")
    cron.install(Plan(plan.workspace, time(1), plan.python))
    cron.install(plan)
    cron.install(plan)
    (line,) = cron.texts(plan).values()
    assert table.read_text(encoding="utf-8") == own + line
    assert cron.installed(plan) == {"crontab": line}
    assert cron.remove(plan) == [line.rstrip("\n")]
    assert table.read_text(encoding="utf-8") == own
    assert cron.remove(plan) == []


def test_a_crontab_that_only_held_our_line_is_gone_again(plan: Plan, programs: Path) -> None:
    cron.install(plan)
    cron.remove(plan)
    assert not (programs / "table").exists()


# systemd


def read(unit: str) -> list[tuple[str, str]]:
    """Keys and values with their specifiers resolved: a percent sign must be doubled, and %E is a folder."""
    lines = [line.partition("=") for line in unit.splitlines() if "=" in line and not line.startswith("#")]
    assert [value for _, _, value in lines if "%" in value.replace("%%", "").replace("%E/", "")] == []
    return [(key, value.replace("%%", "%")) for key, _, value in lines]


def test_units_name_folders_and_command_as_systemd_reads_them(plan: Plan) -> None:
    texts = {Path(name).name: read(text) for name, text in systemd.texts(plan).items()}
    service = dict(texts["cdi-reports.service"])
    assert service["WorkingDirectory"] == plan.root
    assert service["StandardOutput"] == f"truncate:{plan.root}/reports/scheduled.txt"
    assert "$" not in service["ExecStart"].replace("$$", "")  # a single one would be a variable
    assert shlex.split(service["ExecStart"].replace("$$", "$")) == [plan.python, *COMMAND]
    paths = [value for key, value in texts["cdi-reports.path"] if key == "PathChanged"]
    assert paths == [f"{plan.root}/{folder}" for folder in FOLDERS]
    timer = dict(texts["cdi-reports.timer"])
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*-*-* 07:05:00", "true")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.usefixtures("programs")
def test_systemd_finds_nothing_wrong_with_the_units(plan: Plan, tmp_path: Path) -> None:
    own = Plan(plan.workspace)  # a program that is there
    systemd.install(own)
    (tmp_path / "run").mkdir(mode=0o700)
    checked = subprocess.run(  # noqa: S603
        ["systemd-analyze", "--user", "verify", *systemd.texts(own)],  # noqa: S607
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path / "run")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stderr) == (0, "")


def test_units_are_installed_once_and_removed_without_what_is_beside_them(plan: Plan, programs: Path) -> None:
    (name, *_) = systemd.texts(plan)
    beside = Path(name).parent / "cdi-reports.service.d" / "mine.conf"
    beside.parent.mkdir(parents=True)
    beside.touch()
    systemd.install(plan)
    first = systemd.installed(plan)
    said = systemd.install(plan)
    assert systemd.installed(plan) == first == systemd.texts(plan)
    assert said[0] == "started cdi-reports.path and cdi-reports.timer"
    called = (programs / "called").read_text(encoding="utf-8").splitlines()
    once = ["show-environment", "daemon-reload", "enable cdi-reports.path cdi-reports.timer",
            "restart cdi-reports.path cdi-reports.timer"]  # fmt: skip
    assert called == [f"--user {words}" for words in once * 2]
    assert systemd.remove(plan) == list(first)
    assert [path for path in Path(name).parent.rglob("*") if path.is_file()] == [beside]
    assert systemd.remove(plan) == []


@pytest.mark.usefixtures("programs")
def test_the_units_of_another_workspace_are_left_alone(plan: Plan, tmp_path: Path) -> None:
    systemd.install(plan)
    other = Plan(Workspace(tmp_path / "other"))
    with pytest.raises(
        UsageRefused,
        match=r"cdi-reports.service belongs to another folder than .*other; run cdi schedule remove in that folder first",
    ):
        systemd.install(other)
    assert systemd.remove(other) == []
    assert systemd.installed(plan) == systemd.texts(plan)


def test_where_systemd_cannot_be_reached_it_says_what_is_left_to_do(plan: Plan, programs: Path) -> None:
    (programs / "away").touch()
    said = systemd.install(plan)
    assert said[0].startswith(
        "your systemd cannot be reached from here; where it can: systemctl --user daemon-reload && "
    )
    assert systemd.installed(plan) == systemd.texts(plan)


@pytest.mark.usefixtures("programs")
def test_a_run_has_new_folders_watched_too(plan: Plan) -> None:
    assert systemd.follow_folders(plan) == []
    systemd.install(plan)
    assert systemd.follow_folders(plan) == []
    (plan.workspace.data / "kent" / "2027").mkdir()
    assert systemd.lists_other_folders(plan)
    assert systemd.follow_folders(plan) == ["cdi-reports.path now watches 5 folders"]
    assert systemd.installed(plan) == systemd.texts(plan)


# Windows


def test_the_task_of_windows_is_whole_and_says_what_is_meant(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERDOMAIN", "R&D")
    monkeypatch.setenv("LOGNAME", "ann")
    said = windows.install(plan)
    (path,) = map(Path, windows.installed(plan))
    task = ET.parse(path).getroot()  # noqa: S314 - our own
    names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}

    def value(place: str) -> str | None:
        element = task.find("/".join(f"t:{part}" for part in place.split("/")), names)
        assert element is not None, place
        return element.text

    assert value("Triggers/LogonTrigger/UserId") == value("Principals/Principal/UserId") == "R&D\\ann"
    assert value("Triggers/CalendarTrigger/StartBoundary") == "2020-01-01T07:05:00"
    assert value("Triggers/CalendarTrigger/ScheduleByDay/DaysInterval") == "1"
    assert value("Settings/StartWhenAvailable") == "true"
    assert value("Settings/MultipleInstancesPolicy") == "IgnoreNew"
    assert value("Actions/Exec/Command") == plan.python
    assert value("Actions/Exec/Arguments") == " ".join(COMMAND)
    assert value("Actions/Exec/WorkingDirectory") == plan.root
    assert said[0].startswith('on Windows: schtasks /Create /TN "CDI reports" /XML ')
    before = path.read_bytes()
    assert before.startswith(b"\xff\xfe")
    windows.install(plan)
    assert path.read_bytes() == before
    assert windows.remove(plan)[0] == str(path)
    assert not path.exists()


# the command line


def test_a_folder_that_cannot_be_written_down_is_refused() -> None:
    with pytest.raises(UsageRefused, match="control characters"):
        Plan(Workspace(Path("two\nlines")))


def test_install_show_and_remove_at_the_keyboard(cdi: RunCommand, spoilable: Workspace, programs: Path) -> None:
    (programs / "away").touch()  # so that cron is what this machine has
    shown = cdi(spoilable, "schedule", "show")
    assert shown.stdout.splitlines()[:2] == ["not installed; cron would get:", "crontab:"]
    assert cdi(spoilable, "schedule", "install", "--at", "6:60").returncode == 2
    installed = cdi(spoilable, "schedule", "install", "--at", "06:30")
    assert installed.returncode == 0, installed.stderr
    assert installed.stdout.splitlines()[1].strip().startswith("30 6 * * * cd ")
    entry = (spoilable.data / "forces.toml").read_text(encoding="utf-8")
    expected = '\n[[leicestershire.calendar]]\naudit = "2019-inspection"\ndue = 2019-01-31\nnote = "made up"\n'
    (spoilable.data / "forces.toml").write_text(entry + expected, encoding="utf-8")
    line = "2019-02-01T06:30:05+00:00 schedule exit 4: 3.0 s, 1 failed; failed: kent 2018"
    (spoilable.reports / "build.log").write_text(f"{line}\n", encoding="utf-8")
    shown = cdi(spoilable, "schedule", "show")
    assert shown.stdout.splitlines()[0] == "installed (cron):"
    assert shown.stdout.splitlines()[-2:] == [
        f"last run: {line}",
        "leicestershire 2019-inspection: missing, due 31 January 2019 (made up)",
    ]
    assert "30 6 * * * cd " in cdi(spoilable, "schedule", "remove").stdout
    assert cdi(spoilable, "schedule", "remove").stdout == "nothing is installed for this folder\n"
