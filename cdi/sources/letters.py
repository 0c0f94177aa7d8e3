"""Spreadsheet column letters."""

from __future__ import annotations


def letter(number: int) -> str:
    """The letter of a column counted from zero: A, Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
