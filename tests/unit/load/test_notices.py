"""What is unknown is said before anything is built, and is no fault."""

from datetime import timedelta
from pathlib import Path

import pytest

from cdi.contract.records import AUDIT_REPORTS
from cdi.house_style import formatting
from cdi.load.fault_report import find_faults
from cdi.load.notices import find_notices, tell_unsupplied
from cdi.model.audit_ref import AuditRef
from cdi.workspace.settings import read_audit_settings
from tests.documents.invented import AUDIT, FORCE, add_audit, empty_workspace, write_table


def test_a_rule_that_needs_a_column_nobody_supplied_says_so() -> None:
    assert tell_unsupplied(AUDIT_REPORTS, ["classification_correct"]) == [
        "audit_reports: nothing is recorded in classification_correct; figures that need it will be gaps",
        "audit_reports: the rule that misclassified_as holds the wrong class, because classification_correct is false is "
        "not checked, since nothing is recorded in classification_correct",
        "audit_reports: the rule that misclassified_as holds nothing, because classification_correct is true is not "
        "checked, since nothing is recorded in classification_correct",
    ]
    assert tell_unsupplied(AUDIT_REPORTS, []) == []
    assert tell_unsupplied(AUDIT_REPORTS, ["team"]) == []  # no figure needs it


@pytest.mark.slow
def test_an_audit_names_its_empty_columns_and_has_no_fault_for_them(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path)
    folder = add_audit(workspace)
    row = {
        "cancel_id": "X1", "inspection_id": f"{FORCE}-{AUDIT}", "category": "rape", "decision_correct": "true",
        "required_authority": "registrar", "victim_should_be_informed": "true", "victim_informed": "true",
        "cancelled_on": "2026-02-02",
    }  # fmt: skip
    write_table(folder, "cancelled_crimes", [row])
    ref = AuditRef(FORCE, AUDIT)
    published = read_audit_settings(folder).inspection.published_on
    assert published is not None
    assert find_notices(workspace, ref, published) == [
        "cancelled_crimes: nothing is recorded in reason_incorrect and approved_by; figures that need it will be gaps"
    ]
    assert find_notices(workspace, ref, published - timedelta(days=1))[0] == (
        f"audit.toml: published_on, {formatting.day(published)}, is still to come; pages speak of it as past, and "
        "cdi publish waits for it"
    )
    assert not [fault for fault in find_faults(workspace, ref) if "cancelled_crimes" in fault.file]
