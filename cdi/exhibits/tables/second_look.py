"""Two auditors' decisions on the same records: agreement, and the rate that the second would find."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import explained_table, fraction_cell, number_columns, text_columns
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_value
from cdi.house_style.shorthand import NOT_AVAILABLE
from cdi.measures.second_look import AGREEMENT, Coefficient, SecondLook
from cdi.model.exhibit import CellNumber, Table, TableCell


def tabulate_second_look(look: SecondLook, caption: Caption, subject: str) -> Table:
    """How far two auditors agree, and what the rate is by the first and would be by the second."""
    columns = (
        *text_columns("Question"),
        *number_columns("Answer", f"{formatting.level(look.level)} interval"),
    )
    answer = name_column(look.column).lower()
    alike = look.counts[True, True] + look.counts[False, False]
    rows = (
        ("Decided alike", fraction_cell(alike, look.reviewed), _percents(look.alike, look.level)),
        ("Agreement with guessing taken out, kappa", *_coefficient(look.kappa, look.level)),
        ("The same for answers that are nearly all alike, AC1", *_coefficient(look.ac1, look.level)),
        (
            f"{formatting.capitalised(answer)}, as the audit decided",
            fraction_cell(look.yes, look.audited),
            _percents(look.first, look.level),
        ),
        (f"{formatting.capitalised(answer)}, as the second auditor would decide", *_rate(look.corrected, look.level)),
        ("How far the rate would move", *_move(look)),
    )
    cells = tuple((TableCell(question), *answers) for question, *answers in rows)
    notes = [caption.source, *([look.made_up] if look.made_up else [])]
    notes += [f"{formatting.capitalised(each)}." for each in AGREEMENT]
    if look.why:
        notes.append(f"No such rate: {look.why}.")
    if look.unknown:
        notes.append(f"Of {formatting.count(look.unknown)} more one of the decisions is empty.")
    return explained_table("second-look", subject, columns, cells, " ".join(notes))


def tabulate_apart(look: SecondLook, caption: Caption, subject: str, key: str) -> Table:
    """One row for each record on which the two differ."""
    columns = text_columns(name_column(key), "The audit", "The second auditor")
    rows = tuple(
        tuple(map(TableCell, (each, *(name_value(look.column, answer) for answer in (first, second)))))
        for each, first, second in look.apart
    )
    made_up = f" {look.made_up}" if look.made_up else ""
    number = f"{formatting.fraction(len(rows), look.reviewed)} records. Ids are for looking up, not to print."
    return Table("apart", subject, columns, rows, f"{caption.source}{made_up} {number}")


_Answer = tuple[TableCell, TableCell]
_NONE = (TableCell(NOT_AVAILABLE), TableCell(NOT_AVAILABLE))


def _percents(share: Coefficient, level: float) -> TableCell:
    text = f"{formatting.percent(share.low)} to {formatting.percent(share.high)}"
    return TableCell(text, number=CellNumber("percent", low=share.low, high=share.high, level=level))


def _coefficient(agreement: Coefficient | None, level: float) -> _Answer:
    if agreement is None:
        return _NONE
    value, low, high = (formatting.decimals(each, 2) for each in (agreement.value, agreement.low, agreement.high))
    bounds = CellNumber("coefficient", low=agreement.low, high=agreement.high, level=level)
    return (
        TableCell(value, number=CellNumber("coefficient", agreement.value, 2)),
        TableCell(f"{low} to {high}", number=bounds),
    )


def _rate(rate: Coefficient | None, level: float) -> _Answer:
    if rate is None:
        return _NONE
    answer = TableCell(formatting.percent(rate.value), number=CellNumber("percent", rate.value, 1))
    return answer, _percents(rate, level)


def _move(look: SecondLook) -> _Answer:
    """The difference in points; its bounds are left out, since the two rates rest on the same records."""
    if look.corrected is None:
        return _NONE
    points = look.corrected.value - look.first.value
    text = f"{formatting.signed(points, 1)} points"
    return TableCell(text, number=CellNumber("percentage points", points, 1)), TableCell(NOT_AVAILABLE)
