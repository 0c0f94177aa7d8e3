"""A notice of a publication names force, audit and version, and is sent only where addresses are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.publication import notice
from cdi.publication.publish import PublicationOutcome, State
from cdi.unattended import notices
from cdi.workspace.paths import Workspace
from tests.unit.publication.conftest import DAY, REF


@pytest.mark.parametrize(
    ("state", "environ", "sent"),
    [
        ("published", {"CDI_NOTICE": "ok://x"}, [("ok://x", "CDI reports: 1 published", "leicestershire 2014-inspection, version 3")]),
        ("published", {}, []),
        ("published", {"CDI_NOTICE": ""}, []),
        ("refused", {"CDI_NOTICE": "ok://x"}, []),
        ("nothing changed", {"CDI_NOTICE": "ok://x"}, []),
        ("would be published", {"CDI_NOTICE": "ok://x"}, []),
    ],
)  # fmt: skip
def test_who_is_told_of_what(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state: State, environ: dict[str, str], sent: list[tuple[str, ...]]
) -> None:
    outcome = PublicationOutcome(REF, (), state, 3, tmp_path)
    told: list[tuple[str, ...]] = []
    said: list[str] = []
    monkeypatch.setattr(notice, "publish", lambda *_, **__: outcome)
    monkeypatch.setattr(notices, "send", lambda *parts: told.append(parts) or "notice sent")
    assert notice.publish_and_tell(Workspace(tmp_path), REF, DAY, environ=environ, say=said.append) is outcome
    assert told == sent
    assert said == ["notice sent"] * len(sent)
