"""What a failure says when the system refused something, and that its page is whole or absent."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline import all_audits
from cdi.pipeline.failures import failure_page, write_failure_page
from cdi.pipeline.request import Failure, Request
from cdi.workspace.paths import Workspace

REF = AuditRef("kent", "2018")
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/someone/reports/.work/kent/2018/figures.json")


def fail(*_: object, **__: object) -> None:
    raise FULL


def test_what_the_system_refused_is_no_defect_and_names_no_place_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_audits, "build", fail)
    workspace = Workspace(tmp_path)
    ran, failure = all_audits._build_in_process((workspace, Request(REF, ()), "fork"), lambda _: None)
    words = "the system refused a file figures.json (no space left on device); mend that and build again"
    assert (ran, failure) == ({}, Failure(words, 1))
    page = failure_page(workspace, REF).read_text(encoding="utf-8")
    assert words in page
    assert "someone" not in page


def test_a_page_that_cannot_be_written_whole_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    write_failure_page(workspace, REF, Failure("the first", 1))
    before = failure_page(workspace, REF).read_bytes()
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_failure_page(workspace, REF, Failure("the second", 1))
    assert failure_page(workspace, REF).read_bytes() == before
    assert sorted(path.name for path in failure_page(workspace, REF).parent.iterdir()) == ["2018-failed.html"]
