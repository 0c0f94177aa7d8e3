"""Row headers for the tables of a PDF, which the engine cannot tag by itself yet.

`tests/unit/render/test_pdf.py` notices when the engine learns to; then this module goes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


def mark_row_headers(data: bytes) -> bytes:
    """The same PDF with the first cell of each body row tagged TH with scope Row; same input, same bytes."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for row in _elements(pdf.Root.StructTreeRoot, "/TR"):
            cells = [cell for cell in _children(row) if cell.get("/S") in (Name.TD, Name.TH)]
            if any(cell.S == Name.TD for cell in cells):
                _make_row_header(cells[0])
            for cell in cells:
                _drop_headers(cell)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def make_ready() -> None:
    """Go through an empty PDF as through every other, so that no process forked from this one looks things up first."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.Root.StructTreeRoot = Dictionary()
        pdf.save(out)
    mark_row_headers(out.getvalue())


def _make_row_header(cell: Any) -> None:
    cell.S = Name.TH
    cell.A = Array([Dictionary(O=Name.Table, Scope=Name.Row)])


def _drop_headers(cell: Any) -> None:
    """Lists of headers name columns only and would hide the scope from readers."""
    attributes = cell.get("/A")
    for attribute in attributes if isinstance(attributes, Array) else [attributes] if attributes is not None else []:
        if isinstance(attribute, Dictionary) and "/Headers" in attribute:
            del attribute["/Headers"]


def _elements(element: Any, kind: str) -> Iterator[Any]:
    for child in _children(element):
        if child.get("/S") == Name(kind):
            yield child
        yield from _elements(child, kind)


def _children(element: Any) -> list[Any]:
    kids = element.get("/K")
    elements = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in elements if isinstance(kid, Dictionary)]
