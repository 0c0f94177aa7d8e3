"""CSV files as forces export them: UTF-8 or Windows-1252, commas or semicolons, line breaks inside quotes."""

from __future__ import annotations

import codecs
import contextlib
import csv
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from openpyxl.utils import get_column_letter
from pyarrow import csv as arrow_csv

from cdi.contract.vocabulary import TextTable
from cdi.house_style import formatting
from cdi.load.files import checked, refused
from cdi.load.grid import MOST_CELLS, MOST_COLUMNS, Grid
from cdi.model.errors import closest
from cdi.model.fault import Fault, InputFaulty

_LONGEST_LINE = 1_000_000
_DELIMITERS = ",;\t|"
_CHUNK = 1 << 24
SMALL = 1 << 18
"""Files of no more bytes are read without starting a thread."""
_TOO_MANY = f"more than {formatting.count(MOST_CELLS)} cells"


def read_csv_files(
    folder: Path, names: Collection[str], *, aside: Collection[str] = ()
) -> tuple[list[TextTable], list[Fault]]:
    """The CSV files of a folder, each the table that it is named after, and what kept others from being read.

    A table without a file is simply not supplied. Files named `aside` are left for others to read.
    """
    tables, faults = [], []
    for path in sorted(folder.glob("*.csv")):
        if path.stem in aside:
            continue
        if path.stem not in names:
            near, expected = closest(path.stem, [*names, *aside]), "the name of a table of the data contract"
            faults.append(Fault(str(path), expected, problem="a file of no table", nearest=near, private=("file",)))
            continue
        try:
            tables.append(read_csv(path, folder))
        except InputFaulty as refusal:
            faults += refusal.faults
    return tables, faults


def read_csv(path: Path, folder: Path) -> TextTable:
    """Every cell of a file as text, under its own headings; a row of another width is a fault of the table.

    Raises InputFaulty for a file that is not text, is empty, or cannot be cut into rows at all.
    """
    checked(path, folder)
    survey = _survey(path)
    headings, delimiter = _headings(path, survey.encoding)
    rows, faults = _read_rows(path, survey, delimiter, headings)
    rows.columns = pd.Index(headings)
    letters = {heading: get_column_letter(place) for place, heading in enumerate(headings, start=1)}
    return TextTable(path.stem, str(path), rows, letters, faults=tuple(faults))


def read_csv_grid(path: Path, folder: Path) -> Grid:
    """A file as rows of any width by the lines they begin on, where titles may stand above the headings.

    The separator is the one that its first lines have most of. Raises InputFaulty as `read_csv` does, and for more
    cells than an audit has.
    """
    checked(path, folder)
    survey = _survey(path)
    rows: dict[int, list[str]] = {}
    csv.field_size_limit(_LONGEST_LINE)
    with path.open(encoding=survey.encoding, newline="") as text:
        first = "".join(islice(text, 25))
        delimiter = max(_DELIMITERS, key=first.count)
        text.seek(0)
        reader, start, size = csv.reader(text, delimiter=delimiter, strict=True), 1, 0
        try:
            for cells in reader:
                texts = [cell.strip() for cell in cells]
                if any(texts):
                    rows[start], size = texts, size + len(texts)
                if size > MOST_CELLS:
                    raise refused(path, _TOO_MANY, "an audit; a Parquet file has room for more")
                if len(texts) > MOST_COLUMNS:
                    columns = formatting.count(MOST_COLUMNS)
                    raise refused(path, f"more than {columns} columns in row {start}", "a table of an audit")
                start = reader.line_num + 1
        except csv.Error as broken:
            raise refused(path, f"not readable as CSV from row {start} on ({broken})", "quotes that close") from None
    return Grid(path.stem, rows)


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one pass over the bytes shows."""

    encoding: str
    lines: int
    quotes: bool


def _survey(path: Path) -> _Survey:
    """The encoding and the number of lines; InputFaulty for NUL bytes, an endless line, or bytes of no text."""
    utf8, plain = codecs.getincrementaldecoder("utf-8")(), True
    lines, longest, open_line, quotes, last = 0, 0, 0, False, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise refused(path, "holds NUL bytes", "text; save it as CSV UTF-8 from the spreadsheet program")
            plain = plain and _decodes(utf8, chunk)
            quotes, last = quotes or b'"' in chunk, chunk[-1:]
            ends = np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == ord("\n"))
            lines += len(ends)
            gaps = np.diff(np.concatenate(([-open_line - 1], ends))) if len(ends) else [0]
            open_line = open_line + len(chunk) if not len(ends) else len(chunk) - int(ends[-1]) - 1
            longest = max(longest, int(max(gaps)), open_line)
            if longest > _LONGEST_LINE:
                letters = formatting.count(_LONGEST_LINE)
                raise refused(path, f"a line of more than {letters} characters", "one row on each line")
    if plain and _decodes(utf8, b"", final=True):
        return _Survey("utf-8-sig", lines + (last != b"\n"), quotes)
    try:
        # Windows-1252 leaves five bytes without a meaning.
        with path.open(encoding="cp1252") as text:
            while text.read(_CHUNK):
                pass
    except UnicodeDecodeError:
        raise refused(path, "neither UTF-8 nor Windows-1252 text", "text; save it as CSV UTF-8") from None
    return _Survey("cp1252", lines + (last != b"\n"), quotes)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _headings(path: Path, encoding: str) -> tuple[list[str], str]:
    """The first row that holds anything, and the separator that occurs most often in it."""
    with path.open(encoding=encoding, newline="") as text:
        first = next((line for line in text if line.strip()), "")
        delimiter = max(_DELIMITERS, key=first.count)
        text.seek(0)
        try:
            for cells in csv.reader(text, delimiter=delimiter, strict=True):
                if any(cell.strip() for cell in cells):
                    return [cell.strip() for cell in cells], delimiter
        except csv.Error as broken:
            raise refused(path, f"not readable as CSV ({broken})", "quotes that close") from None
    raise refused(path, "the file is empty", "a heading row")


def _read_rows(path: Path, survey: _Survey, delimiter: str, headings: list[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """The rows of a file, a small one row by row: to start the threads of PyArrow takes longer, and none may fork."""
    if path.stat().st_size <= SMALL:
        with contextlib.suppress(InputFaulty):  # quotes that PyArrow may still make sense of
            return _read_row_by_row(path, survey.encoding, delimiter, headings)
    plain = _read_plain(path, survey, delimiter, len(headings))
    return (plain, []) if plain is not None else _read_row_by_row(path, survey.encoding, delimiter, headings)


def _read_plain(path: Path, survey: _Survey, delimiter: str, width: int) -> pd.DataFrame | None:
    """A file in which every line is a row of the same width, read at once; None for any other."""
    irregular: list[object] = []

    def skip(row: object) -> str:
        irregular.append(row)
        return "skip"

    names = [f"f{place}" for place in range(width)]
    try:
        cells = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(
                encoding=survey.encoding.removesuffix("-sig"), column_names=names, skip_rows=1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=survey.quotes, invalid_row_handler=skip
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    if irregular or cells.num_rows + 1 != survey.lines:
        return None
    frame: pd.DataFrame = cells.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return _without_blank_rows(frame)


def _without_blank_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Spreadsheet programs leave rows of separators behind; they are not rows of the table."""
    suspects = frame[frame.iloc[:, 0].str.strip() == ""]
    blank = [row for row, *cells in suspects.itertuples() if not any(cell.strip() for cell in cells)]
    return frame.drop(index=blank) if blank else frame


def _read_row_by_row(
    path: Path, encoding: str, delimiter: str, headings: list[str]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Any other file: quoted line breaks, blank lines, rows of another width, each placed by its line."""
    csv.field_size_limit(_LONGEST_LINE)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        start, before = 1, True
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells) and not before:
                    if fault := _width_fault(path, start, cells, headings):
                        faults.append(fault)
                    else:
                        rows.append(cells[: len(headings)])
                        lines.append(start)
                before = before and not any(cell.strip() for cell in cells)
                start = reader.line_num + 1
        except csv.Error as broken:
            problem = f"not readable as CSV from row {start} on ({broken})"
            raise refused(path, problem, "quotes that close") from None
    return pd.DataFrame(rows, index=pd.Index(lines, dtype="int64"), columns=headings, dtype="str"), faults


def _width_fault(path: Path, row: int, cells: list[str], headings: list[str]) -> Fault | None:
    extra = any(cell.strip() for cell in cells[len(headings) :])
    if len(cells) >= len(headings) and not extra:
        return None
    expected = f"{len(headings)}, one for each heading"
    return Fault(str(path), expected, problem=f"{len(cells)} cells in row {row}", cell=f"A{row}")
