"""What is wrong with an input, said so that the person who holds it can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from cdi.model.errors import ContractBroken
from cdi.model.one_line import show_hidden

_SHOWN = 200
_LONGEST_QUOTED = 200
_ELSEWHERE = "what the contract says"
_NOT_SHOWN = "what stands there is not shown here"
_SEE = "cdi validate shows what stands there"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where it stands, what was found there, what is expected, what was likely meant.

    `cell` is in A1 style, as a spreadsheet shows it. `value` is the faulty cell and never more of its row; `problem`
    stands in its place where the fault is not the content of a cell (a file that is missing, a stray link).
    `nearest` is the valid value that looks most like it; `why` says what is wrong with this very cell, where
    that is not plain ("April has 30 days"), apart from `expected`, by which faults are grouped. In a settings file
    `column` is the dotted key.

    As text a fault quotes the cell, which is for the person at the terminal alone. `without_values` is for everything
    that others may read: pages, logs, notices. `private` names the parts that come from data; `why` always does.
    """

    file: str
    expected: str
    column: str | None = None
    value: str | None = None
    problem: str | None = None
    nearest: str | None = None
    sheet: str | None = None
    cell: str | None = None
    why: str | None = None
    private: tuple[str, ...] = field(default=("value", "nearest"), compare=False)

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
        wrong = f"found {_shorten(self.value)!r}" if self.value is not None else self.problem or ""
        said = ": ".join(part for part in (wrong, self.why) if part)
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        text = f"{said}; expected {self.expected}{meant}" if said else f"expected {self.expected}{meant}"
        return show_hidden(text)

    def __str__(self) -> str:
        return f"{show_hidden(self.place)}: {self.message}"

    def without_values(self) -> Fault:
        """The same fault with its place and what is expected, and nothing that a cell, a heading or a name says."""
        path = PurePath(self.file)
        file = f"a file of {path.parent.name}" if "file" in self.private else self.file
        if path.is_absolute() and file == self.file:
            file = "/".join(path.parts[-3:])  # where a project lies on a machine is private
        problem, value = self.problem, self.value
        if value is not None and "value" in self.private:
            problem, value = _NOT_SHOWN if value else "it is empty", None
        return Fault(
            file,
            _ELSEWHERE if "expected" in self.private else self.expected,
            column=None if "column" in self.private else self.column,
            value=value,
            problem=problem,
            nearest=None if "nearest" in self.private else self.nearest,
            sheet=None if "sheet" in self.private else self.sheet,
            cell=self.cell,
            private=(),
        )


def group_faults(faults: Sequence[Fault]) -> list[list[Fault]]:
    """The faults that one cure mends together: of one file, sheet and column, where the same is expected."""
    groups: dict[tuple[str | None, ...], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.file, fault.sheet, fault.column, fault.expected), []).append(fault)
    return list(groups.values())


def group_as_text(group: Sequence[Fault]) -> str:
    """One line for all faults of a group: how many cells, the first three of them, and what is wrong with the first."""
    first = group[0]
    if len(group) == 1:
        return str(first)
    cells = ", ".join(fault.cell for fault in group[:3] if fault.cell) + (", …" if len(group) > 3 else "")
    of_cells = f"{len(group):,} cells ({cells})" if cells else f"{len(group):,} times"
    others = {fault.why: fault for fault in group if fault.why and fault.why != first.why}
    also = "".join(f"; also found {fault.value!r}: {fault.why}" for fault in [*others.values()][:2])
    return show_hidden(f"{replace(first, cell=None).place}: {of_cells}, the first: {first.message}{also}")


class InputFaulty(ContractBroken):
    """An input that does not hold its contract, with all its faults; nothing was computed from it.

    As text it quotes no cell, since an exception ends up in notebooks, pages and logs; `for_terminal` does.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        public = [fault.without_values() for fault in self.faults]
        hint = [_SEE] if any(fault.problem == _NOT_SHOWN for fault in public) else []
        super().__init__("\n".join([*_listed(public), *hint]))

    @property
    def for_terminal(self) -> str:
        """The faults with what was found."""
        return "\n".join(_listed(self.faults))


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…"


def _listed(faults: Sequence[Fault]) -> list[str]:
    """A line for the cells of each rule and column; what has no cell, such as a key or a heading, has its own."""
    groups = [
        part
        for group in group_faults(faults)
        for part in ([group] if all(fault.cell for fault in group) else [[fault] for fault in group])
    ]
    lines = [group_as_text(group) for group in groups[:_SHOWN]]
    if more := sum(map(len, groups[_SHOWN:])):
        lines.append(f"and {more:,} more; cdi validate lists them all")
    return lines
