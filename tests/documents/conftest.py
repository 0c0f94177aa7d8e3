"""What several tests of documents read."""

from __future__ import annotations

import pytest

from cdi.bundle.bundle import Bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.workspace.paths import Workspace
from tests.documents.bundles import compose_all


@pytest.fixture(scope="session")
def shipped_documents(
    project: Workspace, shipped_bundles: dict[AuditRef, Bundle]
) -> dict[AuditRef, dict[str, Document]]:
    """Every document of each audit of the source documents, by its name."""
    return {ref: compose_all(project, ref, bundle) for ref, bundle in shipped_bundles.items()}
