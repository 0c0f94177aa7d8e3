"""The log of decisions that documents print: what people wrote, what follows from their files, and unusual settings."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from cdi.load.decision_log import list_decisions
from cdi.model.decisions import Exclusion, LogEntry, LoggedDecision
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_audit_settings
from cdi.workspace.settings_models import AuditSettings
from tests.conftest import SHIPPED

ENTRY = LogEntry(
    kind="assumption", what="All was found", why="nobody looked elsewhere", by="Registrar", on=date(2026, 1, 2)
)


@pytest.fixture
def settings(project: Workspace) -> AuditSettings:
    return read_audit_settings(project.audit_folder(SHIPPED[0]))


def test_an_inspection_as_it_usually_is_has_nothing_to_log(project: Workspace) -> None:
    for ref in SHIPPED:
        assert list_decisions(read_audit_settings(project.audit_folder(ref)), (), ()) == ()


def test_rows_left_out_for_one_reason_are_one_line_that_names_and_counts_none(settings: AuditSettings) -> None:
    excluded = [Exclusion("audit_reports", key, "too early", "analyst", "2026-07-02") for key in ("R1", "R2")]
    assert list_decisions(settings, (), excluded) == (
        LoggedDecision("exclusion", "audit_reports", "too early", "analyst", "2026-07-02"),
    )


def test_what_people_wrote_comes_first_and_a_setting_says_what_it_would_be(settings: AuditSettings) -> None:
    method = settings.method.model_copy(update={"level": 0.9})
    disclosure = settings.disclosure.model_copy(update={"process": ("vulnerable",)})
    own = settings.model_copy(update={"log": (ENTRY,), "method": method, "disclosure": disclosure})
    first, level, process = list_decisions(own, (), ())
    assert first == LoggedDecision("assumption", "All was found", "nobody looked elsewhere", "Registrar", "2026-01-02")
    assert (level.what, level.value, level.usual) == ("method.level", "0.9", "0.95")
    assert (process.what, process.value, process.usual) == ("disclosure.process", "vulnerable", "none")


@pytest.mark.parametrize("odd", [{"kind": "wish"}, {"what": "two\nlines"}, {"why": ""}, {"on": date(1066, 1, 1)}])
def test_an_entry_is_one_line_with_a_reason_a_role_and_a_day(odd: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LogEntry.model_validate({**ENTRY.model_dump(), **odd})
