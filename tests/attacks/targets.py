"""What takes input from outside, each as a function of bytes that raises nothing but the errors it declares.

`tests/attacks/test_any_input.py` gives each a few inputs, `bench/fuzz` as many as are wanted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import struct
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import Environment

from cdi.bundle.bundle import Bundle
from cdi.compose.accessors import Accessors
from cdi.compose.author_language import check_rendered, check_source
from cdi.compose.furniture import read_furniture
from cdi.compose.issued import Issued
from cdi.compose.markdown import parse
from cdi.compose.template import Writer
from cdi.compose.typed_numbers import marked_own, typed_numbers, without_marks
from cdi.contract.cells import parse_cell, suggest_cell
from cdi.contract.moments import explain_moment
from cdi.contract.tables import AUDIT_TABLES
from cdi.diff.wording import marked
from cdi.edited_copy.comparison import compare_copy
from cdi.edited_copy.word_file import open_word_file
from cdi.house_style import formatting
from cdi.load.csv import read_csv
from cdi.load.folder import read_tables_alone
from cdi.load.grid import read_grids
from cdi.model.document import LANGUAGE, Document
from cdi.model.document_json import document_from_bytes
from cdi.model.errors import CdiError, PublicationRefused, UsageRefused
from cdi.model.fault import InputFaulty
from cdi.model.one_line import find_hidden, is_plain, on_one_line, show_hidden
from cdi.pipeline.provenance import PROVENANCE, read_provenance
from cdi.render.word.document import render_word
from cdi.workspace.templates import SHIPPED_TEMPLATES, USUAL_WORD_TEMPLATE, Templates
from cdi.workspace.toml import read_toml
from tests.documents.example import CHART, FIGURES, MARKDOWN, SETTINGS, TABLE, read

_COLUMNS = [column for schema in AUDIT_TABLES.values() for column in schema.columns]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@cache
def _folder() -> Path:
    """In memory where the system has such a place: a file for each input."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    return Path(tempfile.mkdtemp(prefix="any-input-", dir=memory if memory.is_dir() else None))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def read_markdown(data: bytes) -> None:
    with contextlib.suppress(PublicationRefused):
        parse(
            _text(data), figures=FIGURES, charts={"rates": CHART}, tables={"rates": TABLE}, settings=SETTINGS,
            furniture=read_furniture(LANGUAGE), issued=Issued(),
        )  # fmt: skip


@cache
def _environment() -> Environment:
    return Writer(Accessors(Bundle(FIGURES, {}, {}, {}, {}), {}, ""), {}).environment


def read_author_text(data: bytes) -> None:
    with contextlib.suppress(PublicationRefused):
        check_source(_environment(), _text(data), ("fig", "fact"))
    with contextlib.suppress(PublicationRefused):
        check_rendered(_text(data), Issued())


def read_cell(data: bytes) -> None:
    column, written = _COLUMNS[(data[:1] or b"\0")[0] % len(_COLUMNS)], _text(data[1:])
    with contextlib.suppress(ValueError):
        parse_cell(column, written, serial_dates=len(data) % 2 == 1)
    suggest_cell(column, written)
    explain_moment(written)


def read_line(data: bytes) -> None:
    text = _text(data)
    line = on_one_line(text)
    assert "\n" not in line
    find_hidden(line)
    is_plain(text)
    assert find_hidden(show_hidden(text)) is None


def read_typed_numbers(data: bytes) -> None:
    text = _text(data)
    typed_numbers(text)
    without_marks(marked_own(text))


def write_number(data: bytes) -> None:
    """Any finite number has a text for each form, and the same number the same text."""
    (number,) = struct.unpack("d", data[:8].ljust(8, b"\0"))
    if not math.isfinite(number) or abs(number) > 1e15:
        return
    whole = int(number)
    for text in (
        formatting.percent(number), formatting.points(number), formatting.signed(number, 2),
        formatting.estimate(abs(number)), formatting.count(whole), formatting.in_words(whole),
        formatting.p_value(min(abs(number), 1.0)), formatting.decimals(number, 3),
    ):  # fmt: skip
        assert text
        assert "nan" not in text.lower()
        assert "e+" not in text.lower()


def compare_words(data: bytes) -> None:
    one, _, other = _text(data).partition("\n")
    marked(one, other)


def read_tree(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        document_from_bytes(data)


def read_settings(data: bytes) -> None:
    with contextlib.suppress(CdiError):
        read_toml(_file("audit.toml", data))


def read_manifest(data: bytes) -> None:
    with contextlib.suppress(CdiError):
        read_provenance(_file(PROVENANCE, data))


def read_csv_file(data: bytes) -> None:
    path = _file("audit_reports.csv", data)
    with contextlib.suppress(InputFaulty):
        read_csv(path, path.parent)


def read_workbook_file(data: bytes) -> None:
    path = _file("tables.xlsx", data)
    with contextlib.suppress(InputFaulty):
        read_grids(path, path.parent)


def read_parquet_file(data: bytes) -> None:
    folder = _folder() / "parquet"
    folder.mkdir(exist_ok=True)
    (folder / "audit_reports.parquet").write_bytes(data)
    with contextlib.suppress(CdiError):
        read_tables_alone(folder)


def read_edited_copy(data: bytes) -> None:
    with contextlib.suppress(UsageRefused):
        compare_copy(_document(), open_word_file(_file("copy.docx", data)))


def read_word_template(data: bytes) -> None:
    """Each input is a template of another name, since a template is read once while it stays as it is."""
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.docx"
    path = _folder() / "templates" / "word" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    with contextlib.suppress(PublicationRefused):
        render_word(_document(), Templates((_folder() / "templates",)), name)
    path.unlink()


@cache
def _document() -> Document:
    return replace(read(), blocks=read().blocks[:8])


@cache
def example_workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["report_id", "sample", "recorded"])
    book.active.append(["a", "main", "yes"])
    book.save(_folder() / "example.xlsx")
    return (_folder() / "example.xlsx").read_bytes()


@cache
def example_parquet() -> bytes:
    import pandas as pd

    pd.DataFrame({"report_id": ["a"], "sample": ["main"]}).to_parquet(_folder() / "example.parquet")
    return (_folder() / "example.parquet").read_bytes()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "cells": read_cell,
    "lines": read_line,
    "numbers typed in text": read_typed_numbers,
    "numbers printed": write_number,
    "wording": compare_words,
    "Markdown": read_markdown,
    "author text": read_author_text,
    "trees": read_tree,
    "TOML": read_settings,
    "provenance": read_manifest,
    "CSV": read_csv_file,
    "xlsx": read_workbook_file,
    "Parquet": read_parquet_file,
    "edited copies": read_edited_copy,
    "Word templates": read_word_template,
}

_AUTHOR = (
    b'{{ fig("recording.overall") }} of **crime** [x](https://example.org), {% if has("a") %}12%{% else %}b{% endif %}'
)


def examples(target: str) -> list[bytes]:
    """Inputs to begin with: what the target is for."""
    settings = b'[inspection]\nkind = "initial"\nday = 2018-01-01\n[a.b]\nc = [1, {d = 2}]\n'
    return {
        "cells": [column.example_cell.encode() for column in _COLUMNS[:40]]
        + [b"x30/04/2018 14:05", b"x1,662", b"xyes"],
        "Markdown": [
            MARKDOWN.encode(),
            b"# A\n\n::: box\n\nb[^n]\n\n:::\n\n[^n]: c\n",
            b"# A\n\n- b\n  1. *c* **d**\n",
        ],
        "author text": [_AUTHOR],
        "numbers typed in text": [_AUTHOR, "84.1% or 1,662 and £3m in [own]{.own}".encode()],
        "trees": [b'{"format": 1}', b"[]"],
        "TOML": [settings],
        "provenance": [json.dumps({"format": 1, "force": "kent", "inputs": {}}).encode()],
        "CSV": [b'report_id,sample,recorded\na,main,"y,\nes"\n', b"report_id;sample\r\na;main\r\n", b"\xff\xfea\0"],
        "xlsx": [example_workbook()],
        "Parquet": [example_parquet()],
        "edited copies": [render_word(_document())],
        "Word templates": [SHIPPED_TEMPLATES.find(f"word/{USUAL_WORD_TEMPLATE}").read_bytes()],
    }.get(target, [b"The force recorded 84.1% of crime.\nThe force recorded 9."])
