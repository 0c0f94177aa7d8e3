"""Workbooks read row by row: what is far away, merged, or a formula without a value."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cdi.load import grid
from cdi.load.excel import cut_table, distinct_headings, find_heading_row
from cdi.load.grid import read_grids
from cdi.model.fault import InputFaulty
from tests.thin import thin


def saved(path: Path, *rows: list[object], **cells: object) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(path)
    return path


@pytest.mark.parametrize("cell", thin(["XFD2", "A1048576", "B20000"], keep=1))
def test_a_cell_far_from_all_others_is_refused_and_named(tmp_path: Path, cell: str) -> None:
    path = saved(tmp_path / "far.xlsx", ["a", "b"], **{cell: "x"})
    with pytest.raises(InputFaulty, match=f"a cell far from all others \\({cell}\\)"):
        read_grids(path, tmp_path)


def test_a_sheet_of_more_cells_than_an_audit_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "large.xlsx", *[["x"] * 10 for _ in range(12)])
    monkeypatch.setattr(grid, "MOST_CELLS", 120)
    assert len(read_grids(path, tmp_path)[0].rows) == 12
    monkeypatch.setattr(grid, "MOST_CELLS", 119)
    with pytest.raises(InputFaulty, match="more than 119 cells"):
        read_grids(path, tmp_path)


def test_a_workbook_for_which_memory_is_too_small_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_memory(*_: object, **__: object) -> None:
        raise MemoryError

    path = saved(tmp_path / "large.xlsx", ["a"])
    monkeypatch.setattr(openpyxl, "load_workbook", fill_memory)
    with pytest.raises(MemoryError):
        read_grids(path, tmp_path)


def test_cells_far_away_that_are_only_formatted_are_no_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active["Z900"].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "formatted.xlsx")
    assert read_grids(tmp_path / "formatted.xlsx", tmp_path)[0].rows == {1: ["a", "b"]}


def test_merged_cells_and_formulas_without_values_are_known(tmp_path: Path) -> None:
    path = saved(tmp_path / "book.xlsx", ["Title"], [], ["id", "x", "y"], ["1", "2", "=1+1"], ["2", None, "3"])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B4:B5")
    book.save(path)
    (sheet,) = read_grids(path, tmp_path)
    assert (sheet.merged_area(4, 2), sheet.merged_area(5, 2), sheet.merged_area(5, 1)) == (None, "B4:B5", None)
    assert sheet.unsaved == {(4, 3)}
    row = find_heading_row(sheet, lambda texts: len({"id", "x", "y"} & set(texts)))
    assert row == 3
    table, _ = cut_table(path, "t", sheet, row, distinct_headings(sheet.rows[row], 3))
    assert [(fault.cell, fault.column, fault.problem) for fault in table.faults] == [
        ("C4", "y", "a formula without a stored value"),
        ("B5", "x", "part of the merged cells B4:B5"),
    ]


def test_headings_that_stand_twice_or_are_empty_get_their_letter() -> None:
    assert distinct_headings(["Date", "Crime\nNo", "Date"], 4) == {
        0: "Date (column A)", 1: "Crime No", 2: "Date (column C)", 3: "(column D)",
    }  # fmt: skip
