"""What an import stores of a file: the contract's columns of each table, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from cdi.contract.moments import DateOrder, parse_moment
from cdi.contract.personal_data import WITHHELD, looks_personal
from cdi.contract.tables import AUDIT_TABLES
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

    Dates that can be read are ISO; a cell that looks like it holds personal data is withheld; a row with nothing in any
    of these columns is left out.
    """
    text, schema = proposal.sheet.text, AUDIT_TABLES[proposal.table]
    columns = {
        name: _stored_cells(schema.column(name), text.frame[heading], dates)
        for name, heading in proposal.columns.items()
    }
    frame = pd.DataFrame(columns, index=text.frame.index, dtype="str")
    by_heading = {heading: name for name, heading in reversed(list(proposal.columns.items()))}
    faults = [
        replace(fault, file=Path(fault.file).name, column=by_heading[fault.column])
        for fault in text.faults
        if fault.column in by_heading
    ]
    faulty = {int(fault.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for fault in faults if fault.cell}
    filled = (frame != "").any(axis="columns") | frame.index.isin(faulty)
    letters = {name: text.letters[heading] for name, heading in proposal.columns.items()}
    return replace(
        text, name=proposal.table, file=Path(text.file).name, frame=frame[filled], letters=letters, dates=dates,
        faults=tuple(faults),
    )  # fmt: skip


def _stored_cells(column: Column, written: pd.Series, dates: DateOrder) -> pd.Series:
    def stored(text: str) -> str:
        text = text.strip()
        if column.kind in ("date", "datetime"):
            try:
                moment = parse_moment(text, order=dates, serial_dates=True)
            except (ValueError, OverflowError):
                return WITHHELD if looks_personal(text) else text
            return moment.date().isoformat() if column.kind == "date" else moment.isoformat()
        is_id = column.name.endswith("_id")
        return WITHHELD if not is_id and looks_personal(text) else text

    words = {text: stored(text) for text in written.unique()}
    return written.map(words)


def find_cell_faults(proposal: Proposal, dates: DateOrder) -> list[Fault]:
    """The faults of the cells of a table as it would be stored, without those of columns that are asked for."""
    source = TextSource(AUDIT_TABLES[proposal.table], stored_text(proposal, dates))
    _, faults = fit_table(source, source.schema, proposal.fitting, Decisions(), [])
    return [fault for fault in faults if fault.column in proposal.columns]


def store_tables(folder: Path, file: Path, proposals: Sequence[Proposal], dates: DateOrder) -> list[Path]:
    """Write each table's contract columns into the folder, as CSV or Parquet as the file is, and where they stood."""
    if file.suffix.lower() == ".parquet":
        return [_store_parquet(folder / f"{each.table}.parquet", file, each.columns) for each in proposals]
    tables = {each.table: stored_text(each, dates) for each in proposals}
    written = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        # A file of one column writes an empty cell as a blank line, which is no row when it is read again.
        text.frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
        written.append(path)
    write_origin(folder, tables)
    return [*written, folder / ORIGIN]


def _store_parquet(path: Path, file: Path, columns: Mapping[str, str]) -> Path:
    """Copy the contract's columns of a Parquet file, part by part, under the contract's names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = pq.ParquetFile(file)
    schema = pa.schema([source.schema_arrow.field(heading).with_name(name) for name, heading in columns.items()])
    with pq.ParquetWriter(path, schema) as target:
        for batch in source.iter_batches(columns=list(dict.fromkeys(columns.values()))):
            cells = [batch.column(batch.schema.get_field_index(heading)) for heading in columns.values()]
            target.write_batch(pa.record_batch(cells, schema=schema))
    return path


def refuse_edited_tables(folder: Path, tables: Sequence[str]) -> None:
    """Refuse to replace a stored table that did not come from an import, or was edited since."""
    origins = read_origins(folder)
    for name in tables:
        path = folder / f"{name}.csv"
        if path.exists() and (name not in origins or origins[name]["stored"] != checksum(path)):
            raise UsageRefused(
                f"{path.name} was written or edited by hand, so the import does not replace it; move it away first"
            )
