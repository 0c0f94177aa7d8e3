"""What is wrong with an input, said so that the person who holds it can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cdi.model.errors import ContractBroken

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where it stands, what was found there, what is expected, what was likely meant.

    `cell` is in A1 style, as a spreadsheet shows it. `found` is the faulty cell and never more of its row; `problem`
    stands in its place where the fault is not the content of a cell (a file that is missing, a stray link).
    `nearest` is the valid value that looks most like the one found; `why` says what is wrong with this very cell, where
    that is not plain ("April has 30 days"), apart from `expected`, by which faults are grouped. In a settings file
    `column` is the dotted key.
    """

    file: str
    expected: str
    column: str | None = None
    found: str | None = None
    problem: str | None = None
    nearest: str | None = None
    sheet: str | None = None
    cell: str | None = None
    why: str | None = None

    @property
    def place(self) -> str:
        """Where it stands: file, sheet, cell and column or key, as far as it has them."""
        place, column = self.file, "key" if self.file.endswith(".toml") else "column"
        for name, value in (("sheet", self.sheet), ("cell", self.cell), (column, self.column)):
            if value is not None:
                place += f", {name} {value}"
        return place

    @property
    def message(self) -> str:
        """What is wrong, what is expected and what was likely meant."""
        wrong = f"found {self.found!r}" if self.found is not None else self.problem or ""
        said = ": ".join(part for part in (wrong, self.why) if part)
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{said}; expected {self.expected}{meant}" if said else f"expected {self.expected}{meant}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class InputFaulty(ContractBroken):
    """An input that does not hold its contract, with all its faults; nothing was computed from it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:_SHOWN]]
        if len(self.faults) > _SHOWN:
            lines.append(f"and {len(self.faults) - _SHOWN:,} more; cdi validate lists them all")
        super().__init__("\n".join(lines))
