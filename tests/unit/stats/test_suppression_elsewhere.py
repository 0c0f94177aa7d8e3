"""Suppression beside two other tools: acro, which was run once, and published output of GaussSuppression.

The tables and what the tools made of them are in `tests/oracles/suppression.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cdi.disclosure.policy import policy_of
from cdi.model.audit import Audit
from cdi.stats.inputs import Floats
from cdi.stats.suppression import HiddenSum, PrintedSum, Release, Suppression, furthest, suppress
from tests.thin import thin

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "suppression.json").read_text("utf-8"))
EXAMPLES: list[dict[str, Any]] = ORACLES["gauss"]["examples"]


@pytest.mark.parametrize("table", ORACLES["acro"]["tables"], ids=lambda table: table["name"])
def test_the_small_cells_are_those_of_acro_but_for_none(table: dict[str, Any], leicestershire: Audit) -> None:
    """acro flags an empty cell as well; here none is printed, since it says what the force did for everybody."""
    policy, cells = policy_of(leicestershire), table["cells"]
    flagged = {(row, column) for row, column in table["flagged"] if cells[row][column]}
    assert {(row, name) for row, line in cells.items() for name, n in line.items() if policy.is_small(n)} == flagged


class Example:
    """A published table: which records are in each printed cell, which are hidden, and which go with them."""

    def __init__(self, example: dict[str, Any]) -> None:
        self.records = example["records"]
        self.sums: dict[str, tuple[Floats, int]] = {}
        self.primary: list[str] = []
        self.secondary: set[str] = set()
        self.totals: set[str] = set()
        for *codes, number, status in example["printed"]:
            parts = np.array([float({*codes} - {"Total"} <= {*record[:-1]}) for record in self.records])
            assert parts @ [record[-1] for record in self.records] == number
            # Cells of the same records are the same cell, in whatever table.
            name = "".join(str(int(part)) for part in parts)
            self.sums[name] = (parts, number)
            if "Total" in codes:
                self.totals.add(name)
            if status == "p" and name not in self.primary:
                self.primary.append(name)
            if status == "s":
                self.secondary.add(name)
        self.must = {name for name, (_, number) in self.sums.items() if number == 0 and not example["zeros"]}

    def printed(self, unsaid: set[str]) -> list[PrintedSum]:
        return [PrintedSum(*each, name) for name, each in self.sums.items() if name not in unsaid]

    def hidden(self) -> list[HiddenSum]:
        return [HiddenSum(*self.sums[name], name) for name in self.primary]

    def suppress(self) -> Suppression:
        """Ours, guarding against exact recovery alone, as the published output does; a total costs ten times a cell."""
        costs = {name: 10.0 if name in self.totals else 1.0 for name in self.sums if name not in self.must}
        return suppress(Release(self.printed({*self.primary}), self.hidden(), 1, costs))

    def exposed(self, secondary: set[str]) -> list[str]:
        """The hidden cells of which one value alone fits what is printed."""
        printed = self.printed({*self.primary, *secondary})
        ends = {
            each.group: [furthest(each.parts, printed, None, sign)[0] for sign in (1, -1)] for each in self.hidden()
        }
        return [name for name, (high, low) in ends.items() if high == -low]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_the_same_cells_are_small(example: dict[str, Any]) -> None:
    for *_, number, status in example["printed"]:
        small = number <= example["most"] and (number > 0 or example["zeros"])
        assert (status == "p") == small


@pytest.mark.slow
@pytest.mark.parametrize("example", thin(EXAMPLES, keep=2), ids=lambda example: example["name"])
def test_what_goes_with_them_is_what_was_published_and_gives_none_away(example: dict[str, Any]) -> None:
    published = Example(example)
    ours = published.suppress()
    assert published.exposed(set()) != []
    assert ({*ours.secondary}, ours.exposed) == (published.secondary, ())
    assert published.exposed({*ours.secondary}) == []


def test_tables_protected_one_by_one_are_given_away_together() -> None:
    """Table 2 of the article on linked tables: Spain in 2015 follows from EU and Portugal, so it protects nothing."""
    linked = Example(EXAMPLES[-1])
    spain = "".join(str(int(record[1] == "Spain" and record[3] == "2015")) for record in linked.records)
    parts, number = linked.sums[spain]
    printed = linked.printed({*linked.primary, *linked.secondary, spain})
    assert [furthest(parts, printed, None, sign)[0] for sign in (1, -1)] == [number, -number]
