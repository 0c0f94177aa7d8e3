"""What an import stores of a file: the contract's columns of each table, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cdi.contract.cells import BOOLEANS, FORMULA_ERRORS, suggest_cell
from cdi.contract.moments import DateOrder, parse_moment
from cdi.contract.personal_data import WITHHELD, looks_personal
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.usual_words import NOT_ESTABLISHED, plain_word, usual_values
from cdi.contract.vocabulary import Column, TextTable
from cdi.load.corrections import Decisions
from cdi.load.fit import fit_table
from cdi.load.origin import ORIGIN, checksum, read_origins, write_origin
from cdi.load.text_table import TextSource
from cdi.model.errors import UsageRefused
from cdi.model.fault import Fault
from cdi.new_audit.proposal import Proposal


def stored_text(proposal: Proposal, dates: DateOrder) -> TextTable:
    """The table as it is stored: under the contract's names, in the words of the file, at the places of the file.

    Dates that can be read are ISO; a cell that holds what its column never does, or looks like it holds personal data,
    is withheld; a row with nothing in any of these columns is left out.
    """
    text, schema = proposal.sheet.text, AUDIT_TABLES[proposal.table]
    columns = {
        name: _stored_cells(schema.column(name), text.frame[heading], dates, _words(proposal, name))
        for name, heading in proposal.columns.items()
    }
    frame = pd.DataFrame(columns, index=text.frame.index, dtype="str")
    by_heading = {heading: name for name, heading in reversed(list(proposal.columns.items()))}
    faults = [
        replace(fault, file=Path(fault.file).name, column=by_heading[fault.column])
        for fault in text.faults
        if fault.column in by_heading
    ]
    faulty = {text.row_of(fault) for fault in faults if fault.cell}
    filled = (frame != "").any(axis="columns") | frame.index.isin(faulty)
    letters = {name: text.letters[heading] for name, heading in proposal.columns.items()}
    return replace(
        text, name=proposal.table, file=Path(text.file).name, frame=frame[filled], letters=letters, dates=dates,
        faults=tuple(faults),
    )  # fmt: skip


def _words(proposal: Proposal, column: str) -> Set[str]:
    """The words of the file that were answered to be a value of a column, or are usual for one."""
    return {word for words in proposal.values.get(column, {}).values() for word in words}


def _stored_cells(column: Column, written: pd.Series, dates: DateOrder, words: Set[str]) -> pd.Series:
    stored = {text: _stored(column, text.strip(), dates, words) for text in written.unique()}
    return written.map(stored)


def _stored(column: Column, text: str, dates: DateOrder, words: Set[str]) -> str:
    """A cell as it is stored: never what may be a person's name, which may be typed in any column."""
    match column.kind:
        case "choice" | "boolean":
            is_usual = text in words or plain_word(text) in usual_values(column) or text in FORMULA_ERRORS
            return text if is_usual or text.lower() in BOOLEANS or len(text) <= _LONGEST_SIGN else WITHHELD
        case "date" | "datetime":
            try:
                moment = parse_moment(text, order=dates, serial_dates=True)
            except (ValueError, OverflowError):
                return text if _is_bare(text) else WITHHELD
            return moment.date().isoformat() if column.kind == "date" else moment.isoformat()
        case "integer" | "decimal":
            return text if _is_bare(text) else WITHHELD
    return WITHHELD if not column.name.endswith("_id") and looks_personal(text) else text


def _is_bare(text: str) -> bool:
    """Whether a cell of numbers or days holds no words but those of days, currencies and "not known"."""
    left = _WORDS_OF_DAYS.sub("", text)
    if text in FORMULA_ERRORS or plain_word(text) in NOT_ESTABLISHED:
        return True
    return not looks_personal(text) and not re.search(r"[^\W\d_]{2}", left)


# A question mark or a stray letter: nobody's name.
_LONGEST_SIGN = 2


_WORDS_OF_DAYS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
    r"|\b(?:am|pm|hrs|hours|noon|midnight|gmt|bst|utc|gbp|about|approx|circa)\b|(?<=\d)(?:st|nd|rd|th|am|pm|hrs)\b",
    re.IGNORECASE,
)


def find_cell_faults(proposal: Proposal, dates: DateOrder) -> list[Fault]:
    """The faults of the cells of a table as it would be stored, without those of columns that are asked for.

    Of a cell that is withheld they say which value of the contract it was probably meant to be.
    """
    source = TextSource(AUDIT_TABLES[proposal.table], stored_text(proposal, dates))
    _, faults = fit_table(source, source.schema, proposal.fitting, Decisions(), [])
    return [_with_nearest(fault, proposal, dates) for fault in faults if fault.column in proposal.columns]


def _with_nearest(fault: Fault, proposal: Proposal, dates: DateOrder) -> Fault:
    if fault.value != WITHHELD or fault.cell is None or fault.column is None:
        return fault
    column = AUDIT_TABLES[proposal.table].column(fault.column)
    text = proposal.sheet.text
    written = str(text.frame.at[text.row_of(fault), proposal.columns[fault.column]])
    return replace(fault, nearest=suggest_cell(column, written.strip(), dates))


def store_tables(folder: Path, file: Path, proposals: Sequence[Proposal], dates: DateOrder) -> list[Path]:
    """Write each table's contract columns into the folder, as CSV or Parquet as the file is, and where they stood."""
    if file.suffix.lower() == ".parquet":
        return [_store_parquet(folder / f"{each.table}.parquet", file, each) for each in proposals]
    tables = {each.table: stored_text(each, dates) for each in proposals}
    written = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        # A file of one column writes an empty cell as a blank line, which is no row when it is read again.
        text.frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
        written.append(path)
    write_origin(folder, tables)
    return [*written, folder / ORIGIN]


def _store_parquet(path: Path, file: Path, proposal: Proposal) -> Path:
    """Copy the contract's columns of a Parquet file, part by part, under the contract's names.

    Cells of text are kept or withheld as in any other file; numbers and times stay as they are.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source, columns = pq.ParquetFile(file), proposal.columns
    fields = [source.schema_arrow.field(heading).with_name(name) for name, heading in columns.items()]
    schema = pa.schema([pa.field(each.name, pa.string()) if _holds_text(each.type) else each for each in fields])
    with pq.ParquetWriter(path, schema) as target:
        for batch in source.iter_batches(columns=list(dict.fromkeys(columns.values()))):
            cells = [
                _stored_array(proposal, name, batch.column(batch.schema.get_field_index(heading)))
                for name, heading in columns.items()
            ]
            target.write_batch(pa.record_batch(cells, schema=schema))
    return path


def _holds_text(kind: Any) -> bool:
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _stored_array(proposal: Proposal, name: str, cells: Any) -> Any:
    """The cells of one part of a column as they are stored."""
    import pyarrow as pa

    if not _holds_text(cells.type):
        return cells
    column, words = AUDIT_TABLES[proposal.table].column(name), _words(proposal, name)
    keep = cache(lambda text: _kept(column, text, words))
    return pa.array([None if text is None else keep(text) for text in cells.to_pylist()], pa.string())


def _kept(column: Column, text: str, words: Set[str]) -> str:
    """A cell of text as it stands, or withheld."""
    return WITHHELD if _stored(column, text.strip(), "dmy", words) == WITHHELD else text


def refuse_edited_tables(folder: Path, tables: Sequence[str]) -> None:
    """Refuse to replace a stored table that did not come from an import, or was edited since."""
    origins = read_origins(folder)
    for name in tables:
        path = folder / f"{name}.csv"
        if path.exists() and (name not in origins or origins[name]["stored"] != checksum(path)):
            raise UsageRefused(
                f"{path.name} was written or edited by hand, so the import does not replace it; move it away first"
            )
