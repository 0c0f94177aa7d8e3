"""plan-sample and draw-sample as a user meets them: what is printed, exit codes, and nothing written on a refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.thin import thin


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    path = tmp_path / "frame.csv"
    strata = ["violence"] * 2000 + ["sexual"] * 400 + ["other"] * 3000
    lines = [f"I{number:05},{stratum}" for number, stratum in enumerate(strata)]
    path.write_text("\n".join(["incident,stratum", *lines]), encoding="utf-8")
    return path


def test_a_plan_is_printed_and_its_picture_written_where_asked(
    cdi: RunCommand, project: Workspace, tmp_path: Path
) -> None:
    ended = cdi(project, "plan-sample", "leicestershire", "2018-reinspection", "--chart", str(tmp_path / "curve.svg"))
    assert ended.returncode == 0, ended.stderr
    assert "1,593 units to audit, from the wanted half-widths; 95% level" in ended.stdout
    assert "Assumed:" in ended.stdout
    assert (tmp_path / "curve.svg").read_text(encoding="utf-8").startswith("<?xml")
    nowhere = cdi(
        project, "plan-sample", "leicestershire", "2018-reinspection", "--chart", str(tmp_path / "no" / "c.svg")
    )
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert "no such folder" in nowhere.stderr


def test_a_sample_is_drawn_by_the_plan_or_by_given_sizes(
    cdi: RunCommand, project: Workspace, frame: Path, tmp_path: Path
) -> None:
    words = ("--file", str(frame), "--id", "incident", "--stratum", "stratum", "--seed", "7")
    planned = cdi(project, "draw-sample", str(tmp_path / "a.csv"), *words, "--plan", "leicestershire/2018-reinspection", "--json")  # fmt: skip
    assert planned.returncode == 0, planned.stderr
    record = json.loads(planned.stdout)
    assert record["sizes_from"] == "the plan of leicestershire/2018-reinspection"
    assert {one["stratum"]: one["sample"] for one in record["strata"]} == {"violence": 850, "sexual": 298, "other": 445}

    sizes = ("--size", "violence=850", "--size", "sexual=298", "--size", "other=445", "--reserve", "3")
    given = cdi(project, "draw-sample", str(tmp_path / "b.csv"), *words, *sizes)
    assert given.stdout.splitlines() == [
        "other: 445 of 3,000 units, 3 in reserve",
        "sexual: 298 of 400 units, 3 in reserve",
        "violence: 850 of 2,000 units, 3 in reserve",
        *(str(tmp_path / name) for name in ("b.csv", "b-reserve.csv", "b.json")),
    ]
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    thin(
        [
            (["--size", "violence=5"], 2, "holds strata without a size: other (3,000 units), sexual (400 units)"),
            (["--size", "violence"], 2, "--size violence: expected STRATUM=UNITS"),
            (["--size", "a=1", "--size", "a=2"], 2, "each stratum once"),
            ([], 2, "either --size STRATUM=UNITS for each stratum, or --plan"),
            (["--size", "other=1", "--plan", "leicestershire/2018-reinspection"], 2, "either --size"),
            (["--plan", "leicestershire/2018"], 2, "audit '2018' is not known"),
            (
                ["--size", "violence=1", "--size", "sexual=401", "--size", "other=1"],
                3,
                "sexual: holds 400 units; 401 were",
            ),
            (["--size", "other=1", "--table", "incidents"], 2, "either --file or --table"),
            (["--size", "other=1", "--stratum", "strat"], 2, "no column 'strat'; did you mean stratum?"),
        ],
        keep=3,
    ),
)
def test_a_refusal_has_its_exit_code_and_leaves_nothing(
    cdi: RunCommand, project: Workspace, frame: Path, tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    (tmp_path / "out").mkdir()
    ended = cdi(
        project, "draw-sample", str(tmp_path / "out" / "sample.csv"), "--file", str(frame), "--id", "incident",
        "--stratum", "stratum", "--seed", "7", *words,
    )  # fmt: skip
    assert (ended.returncode, message in ended.stderr) == (code, True), ended.stderr
    assert "Traceback" not in ended.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_a_sample_that_is_there_stays(cdi: RunCommand, project: Workspace, frame: Path, tmp_path: Path) -> None:
    (tmp_path / "sample.json").write_text("mine", encoding="utf-8")
    ended = cdi(
        project, "draw-sample", str(tmp_path / "sample.csv"), "--file", str(frame), "--id", "incident", "--stratum",
        "stratum", "--seed", "7", "--size", "violence=5", "--size", "sexual=5", "--size", "other=5",
    )  # fmt: skip
    assert ended.returncode == 2
    assert "sample.json is already there" in ended.stderr
    assert (tmp_path / "sample.json").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "sample.csv").exists()
