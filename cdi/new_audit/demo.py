"""A workspace with all 43 forces: made-up rows that print the rates each force's inspection published, and no others.

For trying out and measuring what one audit cannot show. Leicestershire is the shipped reconstruction. The other forces
get one stratum for each rate that was published, and one for all other crime, whose rate follows from the overall one.
Sample sizes, populations and weights were not published: they are chosen here, the same for every force, and each file
says so.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import tomlkit

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.new_audit.demo_settings import Cells, audit_settings, reconstruction_settings, strata_table
from cdi.new_audit.demo_strata import choose_strata
from cdi.new_audit.reconstruct import write_reconstruction
from cdi.new_audit.scaffold import scaffold_audit, write_text
from cdi.workspace.national_forces import look_up_force
from cdi.workspace.paths import Workspace

_SHIPPED = "leicestershire"
_RATED = "CDI-rolling"
"""The programme whose audits the demo shows: every rate in it is one of a force."""


@dataclass(frozen=True, slots=True)
class _Registers:
    """What was published: inspections by force, results and grades by inspection."""

    inspections: dict[str, list[Cells]]
    results: dict[str, list[Cells]]
    grades: dict[str, list[Cells]]

    def rates(self, inspection: Cells) -> dict[str, Decimal]:
        """The published rates of an inspection in percent, by name."""
        results = self.results.get(inspection["inspection_id"], [])
        return {
            row["measure"].removeprefix("rate_"): Decimal(row["rate_pct"])
            for row in results
            if row["rate_pct"] and row["measure"].startswith("rate_")
        }


def write_demo(source: Workspace, folder: Path) -> Workspace:
    """A workspace in a new or empty folder, from the registers of another; a few seconds.

    Raises UsageRefused when something is there already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageRefused(f"{folder}: expected a new or empty folder")
    demo = Workspace(folder.resolve())
    shutil.copytree(source.data / "reference", demo.data / "reference")
    _copy_force(source, demo, _SHIPPED)
    shutil.copytree(source.notebook.parent, demo.root / "notebooks")
    shutil.copy(source.data / "forces.toml", demo.data)
    registers = _Registers(
        _rows_by(source, "inspections", "force_id"),
        _rows_by(source, "published_results", "inspection_id"),
        _rows_by(source, "judgements", "inspection_id"),
    )
    forces = sorted(registers.inspections.keys() - {_SHIPPED})
    _name_choices(demo, forces)
    for force in forces:
        _write_force(demo, force, registers)
    return demo


def _copy_force(source: Workspace, demo: Workspace, force: str) -> None:
    """The force's latest audit, and the audits before it as data alone: a demo has one report for each force."""
    shutil.copytree(source.data / force, demo.data / force)
    for ref in source.audits(force)[:-1]:
        (demo.audit_folder(ref) / "documents.toml").unlink(missing_ok=True)
        shutil.rmtree(demo.audit_folder(ref) / "narrative", ignore_errors=True)


def _rows_by(source: Workspace, table: str, column: str) -> dict[str, list[Cells]]:
    """The rows of a register, by the cell that they have in a column."""
    rows: dict[str, list[Cells]] = {}
    with (source.data / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row[column], []).append(row)
    return rows


def _write_force(demo: Workspace, force: str, registers: _Registers) -> None:
    """The inspection with the most published rates, the last of several, and the one before it as published."""
    rated = [
        row
        for row in registers.inspections[force]
        if row["programme"] == _RATED and registers.rates(row).get("overall")
    ]
    rated.sort(key=lambda row: row["label_year"])
    shown = max(rated, key=lambda row: (len(registers.rates(row)), row["label_year"]))
    earlier = [row for row in rated if row["label_year"] < shown["label_year"]]
    name, ref = shown["inspection_id"], _audit_ref(force, shown)
    scaffold_audit(demo, ref)
    prior = _write_published(demo, force, earlier[-1], registers) if earlier else None
    folder = demo.audit_folder(ref)
    grades = {row["question"]: row["grade"] for row in registers.grades.get(name, [])}
    strata = choose_strata(registers.rates(shown))
    write_text(folder / "audit.toml", audit_settings(shown, prior, grades, "reconstruction"))
    write_text(folder / "audit_strata.csv", strata_table(name, strata))
    write_text(folder / "reconstruction.toml", reconstruction_settings(shown, strata))
    write_reconstruction(folder)


def _write_published(demo: Workspace, force: str, inspection: Cells, registers: _Registers) -> str:
    """An audit of which only the results were published; returns the name of its folder."""
    ref = _audit_ref(force, inspection)
    folder = demo.audit_folder(ref)
    write_text(folder / "audit.toml", audit_settings(inspection, None, {}, "published"))
    results = registers.results[inspection["inspection_id"]]
    with (folder / "published_results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(results[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(results)
    return ref.audit


def _audit_ref(force: str, inspection: Cells) -> AuditRef:
    return AuditRef.of_inspection(force, inspection["inspection_id"])


def _name_choices(demo: Workspace, forces: Sequence[str]) -> None:
    """What is a workspace's own choice about each force; the same for every force of a demo but its short name."""
    path = demo.data / "forces.toml"
    entries = tomlkit.parse(path.read_text(encoding="utf-8"))
    for force in forces:
        if force not in entries:
            entries[force] = {
                "short_name": look_up_force(demo.data, force)["short_name"],
                "forum": "Police and Crime Panel",
                "victim_service": "the local victim support service",
                "plan_name": "crime data integrity plan",
            }
    write_text(path, tomlkit.dumps(entries))
