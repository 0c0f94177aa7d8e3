"""Which rows of a sheet are no rows of its table."""

import pytest

from cdi.load.surplus_rows import HEADINGS, NOTE, TOTAL, name_surplus_row

COLUMNS = ["Crime No", "Crime Due?", "Crimed?", "Wt", "Offence"]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["C1", "Yes", "Y", "1", "theft"], None),
        (["crime no", "Crime Due?", "CRIMED", "Wt", ""], HEADINGS),
        (["Total", "400", "320", "", ""], TOTAL),
        (["Grand Total", "", "", "1,200", ""], TOTAL),
        (["", "Total:", "320", "", ""], TOTAL),
        (["End of report", "", "", "", ""], NOTE),
        (["", "", "Printed 03/02/2026 by the registrar", "", ""], NOTE),
        (["C7", "", "", "", ""], None),  # a crime of which nothing else is known is a row, with its faults
        (["Total", "Yes", "Y", "1", "theft"], None),
        (["Total loss of a car", "Yes", "Y", "", "theft"], None),
        (["", "", "", "", ""], None),
    ],
)
def test_a_row_is_named_only_when_it_is_plain(cells: list[str], what: str | None) -> None:
    assert name_surplus_row(COLUMNS, cells) == what


def test_a_table_of_three_columns_has_no_notes_since_a_row_may_look_so() -> None:
    assert name_surplus_row(["Crime No", "x", "y"], ["a note or a key", "", ""]) is None
