"""What the national registers hold on an audit that is to be started: period, days, grades and published results."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace

Cells = dict[str, str]

_QUALITATIVE = "CDI-2014"
"""The programme whose samples HMIC held to be too small for rates of single forces."""


@dataclass(frozen=True, slots=True)
class KnownInspection:
    """The rows of the registers on one inspection: the inspection itself, its results and its grades."""

    inspection: Cells
    results: tuple[Cells, ...]
    grades: dict[str, str]

    @property
    def kind(self) -> str:
        """What it was, as `audit.toml` says it."""
        return self.inspection["kind"]

    @property
    def title(self) -> str:
        """The title of its report, in the pattern of the programme's titles."""
        year = self.inspection["label_year"]
        return f"PEEL assessment {year}" if self.kind == "PEEL" else f"Crime data integrity {self.kind} {year}"

    @property
    def style(self) -> str:
        """Rated, or qualitative in the programme that refused rates of single forces."""
        return "qualitative" if self.inspection["programme"] == _QUALITATIVE else "rated"

    @property
    def day(self) -> str:
        """The day of publication in ISO form; empty where the register does not have it."""
        return self.inspection["published_on"]

    @property
    def sources(self) -> list[str]:
        """Where the results were published."""
        texts = [self.inspection["source"], *(row["source"] for row in self.results)]
        return list(dict.fromkeys(part.strip() for text in texts for part in text.split(";") if part.strip()))


def look_up_inspection(workspace: Workspace, ref: AuditRef) -> KnownInspection | None:
    """What the registers hold on the audit `<force>-<folder>`; None where it is not among the inspections."""
    name = ref.inspection_id
    row = next((row for row in _rows(workspace, "inspections") if row["inspection_id"] == name), None)
    if row is None:
        return None
    results = tuple(row for row in _rows(workspace, "published_results") if row["inspection_id"] == name)
    grades = {row["question"]: row["grade"] for row in _rows(workspace, "judgements") if row["inspection_id"] == name}
    return KnownInspection(row, results, grades)


def known_audits(workspace: Workspace, force: str) -> list[str]:
    """The folders that a force's inspections with published results would have."""
    with_results = {row["inspection_id"] for row in _rows(workspace, "published_results")}
    return sorted(AuditRef.of_inspection(force, name).audit for name in with_results if name.startswith(f"{force}-20"))


def find_prior(workspace: Workspace, ref: AuditRef, entry: KnownInspection) -> str | None:
    """The folder of the force's last earlier audit of the same programme, where this workspace has one."""
    own = [row for row in _rows(workspace, "inspections") if row["force_id"] == ref.force]
    earlier = [
        row
        for row in own
        if row["programme"] == entry.inspection["programme"] and _order(row) < _order(entry.inspection)
    ]
    refs = [AuditRef.of_inspection(ref.force, row["inspection_id"]) for row in sorted(earlier, key=_order)]
    here = [before.audit for before in refs if before in workspace.audits(ref.force)]
    return here[-1] if here else None


def write_results(entry: KnownInspection, folder: Path) -> None:
    """The published results of the inspection, as a table of its audit folder; no file where there are none."""
    if not entry.results:
        return
    with (folder / "published_results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(entry.results[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(entry.results)


def _order(row: Cells) -> tuple[str, str]:
    return row["label_year"], row["inspection_id"]


def _rows(workspace: Workspace, table: str) -> Iterator[Cells]:
    path = workspace.data / "reference" / f"{table}.csv"
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
