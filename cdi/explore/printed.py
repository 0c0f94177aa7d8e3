"""Which of the documents that were built print a figure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace


def find_printed(workspace: Workspace, ref: AuditRef) -> dict[str, tuple[str, ...]]:
    """The ids of the figures that each built document prints, by its delivered tree; none where nothing was built."""
    printed = {}
    folder = workspace.audit_folder(ref)
    names = workspace.documents(ref) if (folder / "documents.toml").is_file() else []
    for name in names:
        tree = workspace.report_folder(ref) / f"{name}.json"
        if tree.is_file():
            printed[name] = tuple(dict.fromkeys(_figures(json.loads(tree.read_text(encoding="utf-8")))))
    return printed


def _figures(node: Any) -> Iterator[str]:
    """Every id that stands as the figure of a part of a tree."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "figure" and isinstance(value, str):
                yield value
            yield from _figures(value)
    elif isinstance(node, list):
        for value in node:
            yield from _figures(value)
