"""A small CSV file is read row by row and a large one at once; nobody can tell which from the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.load import csv
from cdi.model.fault import InputFaulty


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,x\n2,y\n",
        "\ufeffa;b\r\n1;x\r\n",
        'a,b\n1,"x, y"\n2,"say ""no"""\n',
        'a,b\n1,"two\nlines"\n2,y\n',
        'a,b\n"1"0,x\n',
        'a,b\n1,x"y"\n',
        'a,b\n1,"open\n',
        "a,b\n\n1, x \n,\n2,\n",
        "a,b\n1,x,\n2\n",
        "a,b\n",
    ],
)
def test_a_small_file_is_the_table_that_a_large_one_would_be(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan_actions.csv"
    path.write_text(text, encoding="utf-8", newline="")
    small = read(path)
    monkeypatch.setattr(csv, "SMALL", -1)
    assert small == read(path)


def read(path: Path) -> object:
    """Rows by their lines, headings and faults; or what is said instead of them."""
    try:
        table = csv.read_csv(path, path.parent)
    except InputFaulty as refused:
        return refused.faults
    kinds = [str(kind) for kind in table.frame.dtypes]
    return table.frame.to_dict("index"), list(table.frame.columns), kinds, table.letters, table.faults
