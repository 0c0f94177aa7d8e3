"""Every figure that counts rows can be followed back to exactly these rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cdi.contract.tables import AUDIT_TABLES
from cdi.derivation.rows import find_sides
from cdi.load.audit import read_audit
from cdi.load.database import DatabaseRows
from cdi.load.database_connection import from_parquet
from cdi.measures import measure
from cdi.model.audit_ref import AuditRef
from cdi.model.counted_rows import CountedRows, CountingRows, with_counting_rows
from cdi.model.rows import FrameRows
from cdi.workspace.paths import Workspace
from tests.thin import thin

pytestmark = pytest.mark.slow

# Figures that follow from others, so that no rows are theirs alone.
_FROM_OTHERS = ("change", "distance", "additional crimes", "margin")
_OF_RECORDS = {"audit_reports", "reviewed_records", "cancelled_crimes", "n100_reviews", "disposals"}


@pytest.mark.parametrize(
    "ref",
    thin(
        [
            AuditRef("leicestershire", "2014-inspection"),
            AuditRef("cambridgeshire", "2014-inspection"),
            AuditRef("leicestershire", "2018-reinspection"),  # ten times as large as the others
        ],
        keep=1,
    ),
    ids=str,
)
def test_both_sides_of_every_figure_of_records_add_up_to_its_base(project: Workspace, ref: AuditRef) -> None:
    audit = read_audit(project, ref)
    counting = with_counting_rows(audit)
    figures = measure(counting)
    assert figures == measure(audit)
    of_rows = [
        figure for figure in figures if set(figure.sources) & _OF_RECORDS and figure.role not in _FROM_OTHERS
        and figure.id != "vulnerable.most_from_one_record"
    ]  # fmt: skip
    for figure in of_rows:
        sides = find_sides(counting, figure)
        assert sides.counted is not None, figure.id
        assert len(sides.counted.ids) == (figure.value if figure.numerator is None else figure.numerator)
        if figure.denominator is not None:
            assert sides.not_counted is not None, figure.id
            assert len(sides.not_counted.ids) == figure.missing
            assert not {*sides.counted.ids} & {*sides.not_counted.ids}


ROWS = CountingRows(
    "2026", "crimes", FrameRows(pd.DataFrame({"kind": ["rape", "rape", "other"], "ok": [True, None, True]}))
)


def test_sums_and_differences_of_counts_remember_their_rows_and_nothing_else_does() -> None:
    rapes, right = ROWS.count({"kind": "rape"}), ROWS.count({"ok": True})
    both = rapes + right
    assert isinstance(both, CountedRows)
    assert (int(both), [each.sign for each in both.selections]) == (4, [1, 1])
    rest = rapes - right
    assert isinstance(rest, CountedRows)
    assert [each.sign for each in rest.selections] == [1, -1]
    assert isinstance(sum([rapes, right]), CountedRows)
    for plain in (rapes + 1, 2 * rapes, 3 - rapes):
        assert not isinstance(plain, CountedRows)


def test_rows_in_files_give_their_keys_and_no_other_cell(tmp_path: Path) -> None:
    crimes = pd.DataFrame({"cancel_id": ["b", "a", "c"], "category": ["rape", "rape", "robbery"]})
    crimes.to_parquet(tmp_path / "cancelled_crimes.parquet")
    table = from_parquet(tmp_path, ["cancelled_crimes"])["cancelled_crimes"]
    rows = DatabaseRows(table, AUDIT_TABLES["cancelled_crimes"])
    assert rows.list_values(["cancel_id"], {"category": "rape"}) == [("a",), ("b",)]
    assert "category" not in rows.queries[-1].partition("FROM")[0]


def test_a_count_by_value_and_one_below_a_limit_remember_their_conditions() -> None:
    by_kind = ROWS.counts("kind", {"ok": True})
    assert [each.where for each in by_kind["rape"].selections] == [{"ok": True, "kind": "rape"}]
