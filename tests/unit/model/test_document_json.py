"""The tree on disk: it loads back into the same tree, with the same bytes for the same tree."""

from __future__ import annotations

import json
import re

import pytest

from cdi.model.document_json import FORMAT, document_as_bytes, document_as_json, document_from_bytes
from tests.documents.example import read


def test_every_kind_of_block_loads_back_into_the_same_tree() -> None:
    document = read()
    kinds = set(re.findall(r'"kind": "(\w+)"', document_as_bytes(document).decode()))
    assert kinds - {"text", "number"} == {  # the kinds of columns
        "heading", "paragraph", "callout", "grade", "list", "fields", "box", "quote", "chart", "table", "contents",
        "grades", "key_figures", "interval_bar",
    }  # fmt: skip
    assert document_from_bytes(document_as_bytes(document)) == document


def test_the_same_tree_gives_the_same_bytes() -> None:
    once = document_as_bytes(read())
    assert once == document_as_bytes(read())
    assert once == document_as_bytes(document_from_bytes(once))


def test_a_block_says_its_kind_and_a_file_its_format() -> None:
    plain = json.loads(document_as_bytes(read()))
    assert plain["format"] == FORMAT == 1
    assert plain["title"] == "Heddlu: tŵr a thŷ, ≥ 84%"
    assert plain["notes"][0]["runs"][0]["text"] == "Weighted by yearly volume."
    assert plain["blocks"][0]["kind"] == "heading"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "expected a document of format 1"),
        ({"blocks": [{"kind": "poem"}]}, "not a whole document: 'poem'"),
        ({"notes": [{"number": 1}]}, "not a whole document: 'runs'"),
        ({"settings": {"subject": "x"}}, "not a whole document: .*missing"),
    ],
)
def test_a_file_of_another_format_or_with_parts_missing_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        document_from_bytes(json.dumps(document_as_json(read()) | change).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"<html>"])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"format|Expecting"):
        document_from_bytes(data)
