"""Faults as lines: those that one cure mends share one, and what has no cell keeps its own."""

from __future__ import annotations

from cdi.model.fault import Fault, InputFaulty


def test_cells_of_one_rule_and_column_share_a_line_and_keys_do_not() -> None:
    cells = [Fault("a.csv", "true or false", column="recorded", value="Y?", cell=f"F{row}") for row in range(2, 82)]
    keys = [Fault("audit.toml", "this key, which is missing", column=name) for name in ("kind", "id")]
    refused = InputFaulty([*cells, *keys])
    assert refused.for_terminal.splitlines() == [
        "a.csv, column recorded: 80 cells (F2, F3, F4, …), the first: found 'Y?'; expected true or false",
        "audit.toml, key kind: expected this key, which is missing",
        "audit.toml, key id: expected this key, which is missing",
    ]
    assert "Y?" not in str(refused)
