"""A `reports/` that cannot be written: every command that would write there ends with one sentence."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import sys
from pathlib import Path

import pytest

from cdi.cli.app import main
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import copy_forces

# Of linux/capability.h: version 3, and what lets root write where no permission says so.
_VERSION, _DAC_OVERRIDE = 0x20080522, 1 << 1


def obey_permissions() -> None:
    """Give up root's privilege to write everywhere, in this process for good; anybody else has none."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    sets[0] &= ~_DAC_OVERRIDE  # the effective set; the others may keep it
    assert libc.capset(header, sets) == 0


def run_obediently(workspace: Workspace, words: tuple[str, ...]) -> tuple[int, str]:
    """The exit code of a command, and what it printed to stderr."""
    obey_permissions()
    os.chdir(workspace.root)
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        code = main(words, {})
    return code, errors.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="privileges are given up as Linux has them")
@pytest.mark.parametrize("words", [("report", "cambridgeshire"), ("build",)], ids=" ".join)
def test_reports_that_cannot_be_written_end_a_command_with_one_sentence(
    project: Workspace, tmp_path: Path, words: tuple[str, ...]
) -> None:
    workspace = copy_forces(project, tmp_path / "here", ["cambridgeshire"])
    workspace.reports.mkdir()
    workspace.reports.chmod(0o555)
    try:
        code, errors = in_clean_process(run_obediently, workspace, words)
    finally:
        workspace.reports.chmod(0o755)
    assert code == 1
    assert errors.count("\n") == 1
    assert "permission denied" in errors
    assert "Traceback" not in errors
    assert [*workspace.reports.iterdir()] == []
