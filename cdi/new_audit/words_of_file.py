"""Which value of the contract each word of a file stands for."""

from __future__ import annotations

from collections.abc import Mapping

from cdi.contract.cells import parse_cell
from cdi.contract.records import AUDIT_REPORTS
from cdi.contract.usual_words import NOT_ESTABLISHED, plain_word, usual_values
from cdi.contract.vocabulary import Column, TableSchema
from cdi.new_audit.answers import OPEN
from cdi.new_audit.source_file import Sheet

# Text that must say the same as a choice of another table, so forces use the same words for it.
_SAME_WORDS = {("audit_strata", "stratum"): AUDIT_REPORTS.column("stratum")}


def fit_words(
    schema: TableSchema, columns: Mapping[str, str], sheet: Sheet, answered: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, dict[str, list[str]]], dict[str, list[str]]]:
    """The words of the file for each value, as answered or usual, and by column the words that stand for none."""
    values: dict[str, dict[str, list[str]]] = {}
    strange: dict[str, list[str]] = {}
    for name, heading in columns.items():
        column = _SAME_WORDS.get((schema.name, name), schema.column(name))
        if column.kind not in ("choice", "boolean"):
            if column.optional and (empty := _words_for_nothing(sheet, heading)):
                values[name] = {"": empty}
            continue
        own = {word: value for word, value in answered.get(name, {}).items() if value != OPEN}
        # An empty cell is a word only where somebody answered what it means.
        for word in sorted({cell.strip() for cell in sheet.text.frame[heading]} - ({""} - own.keys())):
            value = own.get(word, usual_values(column).get(plain_word(word)))
            if word not in own and _is_value(column, word):
                continue
            if value is None and schema.column(name).kind == "text":
                continue  # the name of a part that was not sampled
            if value is None:
                strange.setdefault(name, []).append(word)
            else:
                values.setdefault(name, {}).setdefault(value, []).append(word)
    return values, strange


def _words_for_nothing(sheet: Sheet, heading: str) -> list[str]:
    """The words of a column of text, dates or numbers that say that there is none: "not recorded", "n/a"."""
    words = sorted({cell.strip() for cell in sheet.text.frame[heading]} - {""})
    return [word for word in words if plain_word(word) in NOT_ESTABLISHED]


def _is_value(column: Column, word: str) -> bool:
    try:
        parse_cell(column, word)
    except ValueError:
        return False
    return True
