"""The readable copy of an executed notebook: its text and results without the code, as one accessible file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter

from cdi.model.errors import PublicationRefused
from cdi.settings import TEMPLATES

# Pictures that would reach the page without alternative text; our charts come as HTML that carries theirs.
_BARE_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


def readable_html(notebook: Path, *, title: str) -> str:
    """The notebook as HTML: code hidden, no script, nothing from the network, alternative texts kept.

    Raises PublicationRefused when an output is a bare picture, which would have no alternative text.
    """
    node = nbformat.read(str(notebook), as_version=4)
    _refuse_bare_pictures(node)
    exporter = HTMLExporter(template_name="readable", extra_template_basedirs=[str(TEMPLATES / "notebook")])
    resources = {"readable_title": title, "readable_parameters": _parameters(node)}
    html, _ = exporter.from_notebook_node(node, resources=resources)
    return str(html)


def _refuse_bare_pictures(node: Any) -> None:
    for number, cell in enumerate(node.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if any(kind in data for kind in _BARE_PICTURES) and "text/html" not in data:
                raise PublicationRefused(f"notebook cell {number} shows a picture without alternative text")


def _parameters(node: Any) -> str:
    """What the injected cell set, in words."""
    for cell in node.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = [line for line in cell.source.splitlines() if "=" in line and not line.startswith("#")]
            return ", ".join(line.replace('"', "") for line in lines)
    return "no parameters"
