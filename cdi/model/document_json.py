"""A document's tree as plain values, and back: what `<document>.json` of a delivered report holds.

The PDF skin, `cdi diff` and the back-test read this form. It carries a format number, and the same tree always gives
the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Contents,
    ContentsEntry,
    Document,
    DocumentSettings,
    Fields,
    Grade,
    Grades,
    Heading,
    IntervalBar,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Run,
    Runs,
    TableBlock,
)
from cdi.model.exhibit import Chart, Table
from cdi.model.furniture import Furniture

FORMAT = 1
"""Goes up whenever a file written before can no longer be read."""

Plain = dict[str, Any]


def document_as_bytes(document: Document) -> bytes:
    """The tree as the file that is delivered beside the pages: JSON in UTF-8, with a line break at its end."""
    return (json.dumps(document_as_json(document), ensure_ascii=False, indent=1) + "\n").encode()


def document_from_bytes(data: bytes) -> Document:
    """The inverse of `document_as_bytes`.

    Raises ValueError when the file is not JSON, is no document, or has a format other than FORMAT.
    """
    plain = json.loads(data)
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise ValueError(f"expected a document of format {FORMAT}")
    try:
        return document_from_json(plain)
    except (KeyError, TypeError) as broken:
        raise ValueError(f"not a whole document: {broken}") from broken


def document_as_json(document: Document) -> Plain:
    """The tree as plain values, each block with its `kind`."""
    return {
        "format": FORMAT,
        "title": document.title,
        "page_title": document.page_title,
        "language": document.language,
        "author_words": document.author_words,
        "author_blocks": list(document.author_blocks),
        "settings": asdict(document.settings),
        "furniture": asdict(document.furniture),
        "blocks": [_block_as_json(block) for block in document.blocks],
        "notes": [{"number": note.number, "runs": _runs_as_json(note.runs)} for note in document.notes],
    }


def document_from_json(plain: Mapping[str, Any]) -> Document:
    """The inverse of `document_as_json`; KeyError or TypeError for a part that is missing or unknown."""
    return Document(
        title=plain["title"],
        page_title=plain.get("page_title", ""),
        language=plain["language"],
        author_words=plain["author_words"],
        author_blocks=tuple(plain.get("author_blocks", ())),
        settings=DocumentSettings(**plain["settings"]),
        furniture=Furniture(**plain["furniture"]),
        blocks=_blocks(plain["blocks"]),
        notes=tuple(Note(note["number"], _runs(note["runs"])) for note in plain["notes"]),
    )


def _block_as_json(block: Block) -> Plain:
    kind: Plain = {"kind": block.kind}
    match block:
        case Heading() | Paragraph() | Callout() | Grade():
            own = {name: getattr(block, name) for name in block.__slots__ if name != "runs"}
            return kind | own | {"runs": _runs_as_json(block.runs)}
        case ListBlock():
            items = [[_block_as_json(inner) for inner in item] for item in block.items]
            return kind | {"style": block.style, "start": block.start, "items": items}
        case Box():
            inside = [_block_as_json(inner) for inner in block.blocks]
            return kind | {"style": block.style, "title": block.title, "blocks": inside}
        case Fields():
            return kind | {"rows": [[label, _runs_as_json(value)] for label, value in block.rows]}
        case Grades():
            return kind | {"badges": [[question, _block_as_json(badge)] for question, badge in block.badges]}
        case KeyFigures():
            return kind | {"boxes": [_block_as_json(box) for box in block.boxes]}
        case Contents():
            return kind | {"entries": [_without_language(asdict(entry)) for entry in block.entries]}
        case Quote():
            paragraphs = [_runs_as_json(runs) for runs in block.paragraphs]
            return kind | {"speaker": block.speaker, "draft": block.draft, "paragraphs": paragraphs}
        case _:
            return kind | asdict(block)


def _runs_as_json(runs: Runs) -> list[Plain]:
    return [_without_language({name: getattr(run, name) for name in Run.__slots__}) for run in runs]


def _without_language(plain: Plain) -> Plain:
    """The same without a language that is none: a document in one language says it once."""
    return plain if plain["language"] else {name: value for name, value in plain.items() if name != "language"}


def _runs(plain: list[Plain]) -> Runs:
    return tuple(Run(**run) for run in plain)


def _blocks(plain: list[Plain]) -> tuple[Block, ...]:
    return tuple(
        _BLOCKS[block["kind"]]({name: part for name, part in block.items() if name != "kind"}) for block in plain
    )


def _list(plain: Plain) -> ListBlock:
    return ListBlock(plain["style"], tuple(_blocks(item) for item in plain["items"]), plain["start"])


def _fields(plain: Plain) -> Fields:
    return Fields(tuple((label, _runs(value)) for label, value in plain["rows"]))


def _grades(plain: Plain) -> Grades:
    badges = ((question, Grade(badge["text"], _runs(badge["runs"]))) for question, badge in plain["badges"])
    return Grades(tuple(badges))


def _box(plain: Plain) -> Box:
    return Box(plain["style"], plain["title"], _blocks(plain["blocks"]))


def _quote(plain: Plain) -> Quote:
    return Quote(plain["speaker"], plain["draft"], tuple(_runs(paragraph) for paragraph in plain["paragraphs"]))


def _chart(plain: Plain) -> ChartBlock:
    chart = plain["chart"]
    return ChartBlock(plain["number"], Chart(**{**chart, "figures": tuple(chart["figures"])}))


def _table(plain: Plain) -> TableBlock:
    return TableBlock(plain["number"], Table.from_json(plain["table"]))


def _contents(plain: Plain) -> Contents:
    return Contents(tuple(ContentsEntry(**entry) for entry in plain["entries"]))


def _with_runs(block: Callable[..., Block]) -> Callable[[Plain], Block]:
    """The reader of a block whose parts are plain but for its runs."""
    return lambda plain: block(**{**plain, "runs": _runs(plain["runs"])})


_BLOCKS: Mapping[str, Callable[[Plain], Block]] = {
    Heading.kind: _with_runs(Heading),
    Paragraph.kind: _with_runs(Paragraph),
    Callout.kind: _with_runs(Callout),
    Grade.kind: _with_runs(Grade),
    ListBlock.kind: _list,
    Fields.kind: _fields,
    Grades.kind: _grades,
    KeyFigures.kind: lambda plain: KeyFigures(tuple(_box(box) for box in plain["boxes"])),
    IntervalBar.kind: lambda plain: IntervalBar(**plain),
    Box.kind: _box,
    Quote.kind: _quote,
    ChartBlock.kind: _chart,
    TableBlock.kind: _table,
    Contents.kind: _contents,
}
