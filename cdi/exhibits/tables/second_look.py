"""Two auditors' decisions on the same records: agreement, and the rate that the second would find."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import NOT_AVAILABLE, explained_table, number_columns, text_columns
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_value
from cdi.measures.second_look import AGREEMENT, Coefficient, SecondLook
from cdi.model.exhibit import Table, TableCell


def tabulate_second_look(look: SecondLook, caption: Caption, subject: str) -> Table:
    """How far two auditors agree, and what the rate is by the first and would be by the second."""
    columns = (
        *text_columns("Question"),
        *number_columns("Answer", f"{formatting.level(look.level)} interval"),
    )
    answer = name_column(look.column).lower()
    alike = look.counts[True, True] + look.counts[False, False]
    rows = (
        ("Decided alike", formatting.fraction(alike, look.reviewed), _percents(look.alike)),
        ("Agreement with guessing taken out, kappa", *_coefficient(look.kappa)),
        ("The same for answers that are nearly all alike, AC1", *_coefficient(look.ac1)),
        (
            f"{formatting.capitalised(answer)}, as the audit decided",
            formatting.fraction(look.yes, look.audited),
            _percents(look.first),
        ),
        (f"{formatting.capitalised(answer)}, as the second auditor would decide", *_rate(look.corrected)),
        ("How far the rate would move", *_move(look)),
    )
    cells = tuple(tuple(map(TableCell, row)) for row in rows)
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


def _percents(share: Coefficient) -> str:
    return f"{formatting.percent(share.low)} to {formatting.percent(share.high)}"


def _coefficient(agreement: Coefficient | None) -> tuple[str, str]:
    if agreement is None:
        return NOT_AVAILABLE, NOT_AVAILABLE
    value, low, high = (formatting.decimals(each, 2) for each in (agreement.value, agreement.low, agreement.high))
    return value, f"{low} to {high}"


def _rate(rate: Coefficient | None) -> tuple[str, str]:
    return (NOT_AVAILABLE, NOT_AVAILABLE) if rate is None else (formatting.percent(rate.value), _percents(rate))


def _move(look: SecondLook) -> tuple[str, str]:
    """The difference in points; its bounds are left out, since the two rates rest on the same records."""
    if look.corrected is None:
        return NOT_AVAILABLE, NOT_AVAILABLE
    return f"{formatting.signed(look.corrected.value - look.first.value, 1)} points", NOT_AVAILABLE
