"""The gate on the day of the audit itself; the others on what a report was built from are closed in `test_publish`."""

from __future__ import annotations

from datetime import date, timedelta

from cdi.publication.candidate import read_candidate
from cdi.publication.gates_of_build import audit_came_out
from cdi.workspace.paths import Workspace
from tests.unit.publication.conftest import REF


def test_a_report_on_an_audit_that_is_still_to_come_out_waits(published: Workspace) -> None:
    came_out = date(2014, 8, 28)
    assert [*audit_came_out(read_candidate(published, REF, came_out))] == []
    assert [each.what for each in audit_came_out(read_candidate(published, REF, came_out - timedelta(days=1)))] == [
        "pages say that the audit was published on 28 August 2014, which on 27 August 2014 is still to come"
    ]
