"""An invented force with an audit of any shape, for reading what documents say at the edges."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.document import compose
from cdi.contract.tables import AUDIT_TABLES
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.document_json import document_as_json
from cdi.new_audit.scaffold import scaffold_audit
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT
from tests.documents.bundles import run_cells, words_of_charts

FORCE, AUDIT, BEFORE = "midshire", "2026-inspection", "2024-inspection"
EVERYTHING = (
    "panel-pack", "panel-paper", "inspection-report", "inspectorate-release", "commissioner-release", "news-item",
    "panel-response", "board-update", "inspection-report-2014",
)  # fmt: skip


@dataclass(frozen=True)
class Stratum:
    """So many reports audited and recorded, of so many in the period; `weight` is what it stands for in a year."""

    name: str
    recorded: int
    audited: int
    population: int = 5000
    weight: int = 20000


def empty_workspace(folder: Path) -> Workspace:
    """A workspace with the registers and the notebook, and no force."""
    shutil.copytree(PROJECT / "data" / "reference", folder / "data" / "reference")
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks")
    (folder / "data" / "forces.toml").write_text("", encoding="utf-8")
    return Workspace(folder)


def add_audit(workspace: Workspace, audit: str = AUDIT, *, start: str = "2026-01-01", end: str = "2026-03-31",
              published: str = "2026-09-01", prior: str | None = None, style: str = "rated",
              grade: str | None = None, kind: str = "inspection", documents: Iterable[str] = EVERYTHING) -> Path:  # fmt: skip
    """A scaffolded audit whose settings are filled in as a person would fill them in."""
    scaffold_audit(workspace, AuditRef(FORCE, audit), tuple(documents))
    folder = workspace.audit_folder(AuditRef(FORCE, audit))
    text = (folder / "audit.toml").read_text(encoding="utf-8")
    for name, day in (("audit_period_start", start), ("audit_period_end", end), ("published_on", published)):
        text = re.sub(rf"# <fill in> {name} = \S+", f"{name} = {day}", text)
    text = (
        text.replace("<month and year of the fieldwork>", f"June {published[:4]}")
        .replace("<where the rows", "where the rows")
        .replace("<what the", "What the")
    )
    text = text.replace('kind = "inspection"', f'kind = "{kind}"')
    extra = f'report_style = "{style}"\nfieldwork_month = {published[:4]}-06-01\n'
    extra += f'prior = "{prior}"\n' if prior else ""
    text = text.replace("misclassified_counts_as", f"{extra}misclassified_counts_as", 1)
    if grade:
        text = text.replace('# [grades]\n# overall = "Good"', f'[grades]\noverall = "{grade}"')
    (folder / "audit.toml").write_text(with_choices(text), encoding="utf-8")
    fill_in(workspace.data / "forces.toml", NAMES)
    fill_in(folder / "documents.toml", {"fill in": "OFFICIAL"})
    return folder


def with_choices(text: str) -> str:
    """The text of a scaffolded `audit.toml` in which the author has chosen what nobody chooses for them."""
    text = text.replace('misclassified_counts_as = "<fill in>"', 'misclassified_counts_as = "recorded"')
    text = text.replace('kind = "<fill in>"', 'kind = "internal audit"')
    return text.replace('basis = "<fill in>"', 'basis = "records"')


NAMES = {
    "official name": "Midshire Police", "name in running text": "Midshire", "police area": "Midshire",
    "who oversees the force": "Police and Crime Commissioner for Midshire",
    "name of the panel or board": "Police and Crime Panel", "service for victims": "the local victim support service",
    "name of the improvement plan": "crime data integrity plan",
}  # fmt: skip


def fill_in(path: Path, words: Mapping[str, str]) -> None:
    """Write words in place of the <placeholders> of a scaffolded file."""
    text = path.read_text(encoding="utf-8")
    for placeholder, word in words.items():
        text = text.replace(f"<{placeholder}>", word)
    path.write_text(text, encoding="utf-8")


def write_table(folder: Path, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """A table of the audit; columns that a row does not name stay empty."""
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, AUDIT_TABLES[table].names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_sample(folder: Path, *strata: Stratum, rape: tuple[int, int] = (0, 0), year: str = "2026",
                 service: str = "") -> None:  # fmt: skip
    """Strata and their reports; `rape` are recorded and audited reports of rape in the sexual stratum.

    `service` is what the cells say of whether unrecorded crimes were investigated and their victims safeguarded.
    """
    inspection = f"{FORCE}-{folder.name}"
    write_table(
        folder, "audit_strata",
        [{"inspection_id": inspection, "stratum": stratum.name, "reports_in_period": stratum.population, "sampled": "true",
          "weight": stratum.weight, "basis": "records"} for stratum in strata],
    )  # fmt: skip
    rows = []
    for stratum in strata:
        for number in range(stratum.audited):
            is_rape = stratum.name == "sexual" and number < rape[1]
            recorded = number < rape[0] if is_rape else number - rape[1] * (stratum.name == "sexual") < stratum.recorded
            rows.append(
                _crime(inspection, stratum.name, f"{stratum.name[:1].upper()}{number:05d}", recorded, is_rape, year)
                | ({} if recorded else {"safeguarded": service, "investigated": service})
            )
    write_table(folder, "audit_reports", rows)


def _crime(inspection: str, stratum: str, crime: str, recorded: bool, is_rape: bool, year: str) -> dict[str, object]:
    row = {
        "crime_id": crime, "inspection_id": inspection, "sample": "main", "stratum": stratum,
        "category": "rape" if is_rape else stratum, "offence": "rape" if is_rape else f"an offence of {stratum}",
        "required": "true", "recorded": str(recorded).lower(), "received_at": f"{year}-02-01T10:00",
        "timeliness_assessable": str(recorded).lower(), "route": "control_room", "reported_by": "victim",
        "domestic_abuse": "false", "weight": 1,
    }  # fmt: skip
    if recorded:
        return row | {"classification_correct": "true", "recorded_at": f"{year}-02-01T12:00"}
    return row | {"reason_not_recorded": "no explanation"}


def read_aloud(
    workspace: Workspace,
    folder: Path,
    *names: str,
    charts: Callable[[], AbstractContextManager[None]] = words_of_charts,
) -> dict[str, str]:
    """The words of every document of the invented force, or of those named, as one text each."""
    ref = AuditRef(FORCE, AUDIT)
    with charts():
        run_cells(workspace, ref, folder)
    bundle, home = read_bundle(folder, ref), workspace.audit_folder(ref)
    return {name: as_text(compose(bundle, home, name)) for name in names or workspace.documents(ref)}


def as_text(document: Document) -> str:
    """All words of a document in order, a block on each line."""
    lines: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, Mapping):
            if "runs" in part:
                lines.append("".join(run["text"] for run in part["runs"]))
            for name, value in part.items():
                if name not in ("runs", "chart"):
                    walk(value)
        elif isinstance(part, list | tuple):
            if part and all(isinstance(each, Mapping) and "text" in each and "strong" in each for each in part):
                lines.append("".join(run["text"] for run in part))
            else:
                for each in part:
                    walk(each)

    walk(document_as_json(document)["blocks"])
    return "\n".join(lines)
