"""How the samples of two builds overlap, table by table: in all their records, in some of them, or in none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cdi.bundle.row_digests import Fingerprints
from cdi.contract.records import RECORD_TABLES

SAMPLED = {schema.name for schema in RECORD_TABLES}
"""Tables whose rows are a sample."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Records of a table before and after, how many of them are in both, and how many of those say something else."""

    before: int
    after: int
    shared: int
    altered: int

    @property
    def same(self) -> bool:
        """Whether both hold the same records, whatever they say."""
        return self.before == self.after == self.shared

    @property
    def extended(self) -> bool:
        """Whether records were added and all the earlier ones are there as they were."""
        return self.shared == self.before < self.after and self.altered == 0


def overlap(before: Fingerprints | None, after: Fingerprints | None) -> Overlap | None:
    """The overlap of one table in two builds; None when it is not known."""
    if before is None or after is None or before.cells is None or after.cells is None:
        return None
    shared = before.cells.keys() & after.cells.keys()
    same_columns = before.columns == after.columns
    altered = sum(not same_columns or before.cells[key] != after.cells[key] for key in shared)
    return Overlap(before.rows, after.rows, len(shared), altered)


def overlaps(
    before: Mapping[str, Fingerprints], after: Mapping[str, Fingerprints], tables: Iterable[str]
) -> Overlap | None:
    """The overlap of several tables together; None when one of them is not known."""
    each_table = [overlap(before.get(table), after.get(table)) for table in tables]
    overlaps_known = [each for each in each_table if each is not None]
    if len(overlaps_known) < len(each_table) or not each_table:
        return None
    return Overlap(
        sum(each.before for each in overlaps_known),
        sum(each.after for each in overlaps_known),
        sum(each.shared for each in overlaps_known),
        sum(each.altered for each in overlaps_known),
    )
