"""Rows by their fingerprints, nested settings by name, and figures in their own terms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cdi.bundle.row_digests import Fingerprints, read_fingerprints, write_fingerprints
from cdi.diff.figures import FigureChange, Named, changed_figures, changed_names, difference, flat
from cdi.diff.inputs import TableChange, changed_tables
from cdi.diff.overlap import Overlap, overlap
from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Figures, Unit
from cdi.model.rows import FrameRows
from tests.unit.measures.tables import holding

BEFORE = """
cancel_id | category | decision_correct | reason_incorrect
X1        | rape     | yes              |
X2        | rape     | no               | no approval
X3        | violence | yes              |
"""
AFTER = """
cancel_id | category | decision_correct | reason_incorrect
X3        | violence | no               | a secret reason
X1        | rape     | yes              |
X4        | sexual   | yes              |
"""


def prints(audit: Audit, folder: Path, **texts: str) -> dict[str, Fingerprints]:
    return read_fingerprints(write_fingerprints(folder, replace(holding(audit, **texts), prior=None)))


@pytest.fixture
def pair(leicestershire: Audit, tmp_path: Path) -> tuple[dict[str, Fingerprints], dict[str, Fingerprints]]:
    (tmp_path / "later").mkdir()
    return (
        prints(leicestershire, tmp_path, cancelled_crimes=BEFORE),
        prints(leicestershire, tmp_path / "later", cancelled_crimes=AFTER),
    )


def test_rows_that_came_went_or_say_something_else_are_named_by_key_and_column(
    pair: tuple[dict[str, Fingerprints], dict[str, Fingerprints]],
) -> None:
    assert changed_tables(*pair) == (
        TableChange(
            "cancelled_crimes", 3, 3, ("X4",), ("X2",), {"X3": ("decision_correct", "reason_incorrect")}
        ),
    )  # fmt: skip
    assert overlap(pair[0]["cancelled_crimes"], pair[1]["cancelled_crimes"]) == Overlap(3, 3, 2, 1)
    assert changed_tables(pair[0], pair[0]) == ()


def test_another_order_of_rows_is_no_change(leicestershire: Audit, tmp_path: Path) -> None:
    lines = BEFORE.strip().splitlines()
    (tmp_path / "later").mkdir()
    one = prints(leicestershire, tmp_path, cancelled_crimes=BEFORE)
    other = prints(leicestershire, tmp_path / "later", cancelled_crimes="\n".join([lines[0], *reversed(lines[1:])]))
    assert changed_tables(one, other) == ()


def test_fingerprints_hold_keys_and_no_content(leicestershire: Audit, tmp_path: Path) -> None:
    prints(leicestershire, tmp_path, cancelled_crimes=AFTER)
    text = (tmp_path / "rows.json").read_text(encoding="utf-8")
    assert "X4" in text
    for content in ("secret", "violence", "True", "true"):
        assert content not in text.replace("victim", "")


def test_tables_of_the_audit_before_carry_its_name_and_rows_elsewhere_are_only_counted(
    leicestershire: Audit, tmp_path: Path
) -> None:
    moved = {"audit_reports": FrameRows(leicestershire.tables["audit_reports"])}
    tables = {name: frame for name, frame in leicestershire.tables.items() if name not in moved}
    held = read_fingerprints(write_fingerprints(tmp_path, replace(leicestershire, tables=tables, records=moved)))
    assert held["audit_reports"] == Fingerprints(1714, (), None)
    assert held["2017-inspection/recommendations"].rows == 7
    assert len(held["2017-inspection/recommendations"].cells or ()) == 7


def test_fingerprints_of_another_format_or_none_are_not_known(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('{"format": 0, "tables": {"t": {}}}', encoding="utf-8")
    assert read_fingerprints(tmp_path / "rows.json") == {}
    assert read_fingerprints(tmp_path / "none.json") == {}


def test_a_column_that_comes_alters_the_rows_that_fill_it() -> None:
    one = {"t": Fingerprints(1, ("a",), {"K": ("11",)})}
    other = {"t": Fingerprints(1, ("a", "b"), {"K": ("11", "22")})}
    assert changed_tables(one, other)[0].altered == {"K": ("b",)}


def test_of_rows_that_stay_elsewhere_only_the_number_is_compared() -> None:
    one, other = ({"t": Fingerprints(n, (), None)} for n in (5, 6))
    assert changed_tables(one, other) == (TableChange("t", 5, 6, has_keys=False),)
    assert overlap(one["t"], other["t"]) is None


def test_a_table_that_is_no_longer_supplied_loses_all_its_rows() -> None:
    assert changed_tables({"t": Fingerprints(1, ("a",), {"K": ("11",)})}, {})[0].removed == ("K",)


def test_nested_values_are_compared_by_name() -> None:
    before = {"inspection": {"kind": "x"}, "recommendations": [{"number": 1, "text": "a"}, {"number": 2, "text": "b"}]}
    after = {"inspection": {"kind": "y"}, "recommendations": [{"number": 2, "text": "b"}], "signed_off": ["p/q"]}
    assert changed_names(flat(before), flat(after)) == [
        Named("inspection.kind", "x", "y"),
        Named("recommendations.1.number", 1, None),
        Named("recommendations.1.text", "a", None),
        Named("signed_off", None, ["p/q"]),
    ]


def figure(value: float, unit: Unit, k: int | None = None, n: int | None = None, printed: str = "x") -> Figure:
    return Figure("a.b", "a", value, unit, printed, "base", "records", ("t",), k, n)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (figure(78.94, "percent"), figure(79.07, "percent"), "+0.1 percentage points"),
        (figure(78.94, "percent"), figure(78.93, "percent"), "under 0.1 percentage points"),
        (figure(-5.1, "percentage points"), figure(-5.6, "percentage points"), "-0.5 percentage points"),
        (figure(8296.0, "crimes"), figure(8262.4, "crimes"), "-34 crimes"),
        (figure(419000, "pounds"), figure(420000, "pounds"), "+1,000 pounds"),
        (figure(6.7, "FTE"), figure(7, "FTE"), "+0.3 FTE"),
        (figure(58, "count"), figure(57, "count"), "-1"),
        # Parts of a sample of 200 or more may be told in percent; of a smaller one only as counts of the same whole.
        (figure(50.0, "percent", 100, 200), figure(52.5, "percent", 105, 200), "+2.5 percentage points"),
        (figure(60.0, "percent", 6, 10), figure(70.0, "percent", 7, 10), "+1 of 10"),
        (figure(60.0, "percent", 6, 10), figure(50.0, "percent", 6, 12), None),
        (figure(58, "count"), figure(58, "percent"), None),
        (figure(58, "count"), figure(58, "count"), None),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_the_terms_of_its_unit(
    leicestershire: Audit, before: Figure, after: Figure, said: str | None
) -> None:
    rules = FindingRules.of(leicestershire.reference["finding_rules"].to_dict("records"))
    assert difference(FigureChange(before, after, ("value",)), rules) == said


def test_figures_are_compared_in_each_aspect_and_counts_inside_a_base_are_no_other_base() -> None:
    held = figure(60.0, "percent", 6, 10, printed="6 of 10")
    pairs = {
        "value": replace(held, value=60.1),
        "printed form": replace(held, printed="60%"),
        "counts": replace(held, numerator=7),
        "base": replace(held, base="another"),
        "sources": replace(held, sources=("u",)),
        "name": replace(held, label="b"),
    }
    for aspect, other in pairs.items():
        assert [found.aspects for found in changed_figures(Figures.of([held]), Figures.of([other]))] == [(aspect,)]
    left_out = replace(held, excluded=1)
    assert [found.aspects for found in changed_figures(Figures.of([held]), Figures.of([left_out]))] == [("base",)]
    counted = [replace(held, base="{n} audited", base_values={"n": n}) for n in ("1,662", "1,663")]
    assert changed_figures(*(Figures.of([each]) for each in counted)) == []
    assert changed_figures(Figures.of([held]), Figures.of([replace(held, value=60.0 + 1e-12)])) == []
