from __future__ import annotations

import json

from cdi.model.audit_ref import AuditRef
from cdi.notebook.explore import write_working_copy
from cdi.workspace.paths import Workspace

REF = AuditRef("leicestershire", "2018-reinspection")


def test_a_working_copy_is_set_to_the_force_and_stays_when_it_is_there(spoilable: Workspace) -> None:
    target, written = write_working_copy(spoilable, REF)
    assert (target, written) == (spoilable.root / "explore" / "leicestershire-2018-reinspection.ipynb", True)
    text = target.read_text(encoding="utf-8")
    assert 'force = \\"leicestershire\\"' in text
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "cdi"
    target.write_text("mine", encoding="utf-8")
    assert write_working_copy(spoilable, REF) == (target, False)
    assert target.read_text(encoding="utf-8") == "mine"
