"""An open audit, for all tests of the desk; nothing in it changes."""

from __future__ import annotations

import pytest

from cdi.explore.desk import Desk
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace


@pytest.fixture(scope="session")
def desk(project: Workspace, leicestershire: Audit) -> Desk:
    return Desk(project, AuditRef("leicestershire", "2018-reinspection"), leicestershire)
