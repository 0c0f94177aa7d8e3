"""The bundle: every figure, chart and table of one audit on disk, with its provenance. No words, no pages.

A document can be rendered again from it without an analysis. `manifest.json` holds the checksum of every file of
the bundle and of every input, so that a bundle that was changed by hand, or is another force's, is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cdi
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.model.exhibit import Chart, Table
from cdi.model.figure import Control, Figure, Figures

# 4: figures are those that disclosure control left, with what it did.
# 3: figures carry unknown; what would fill a gap and the subjects of figures and gaps are kept.
# 2: figures carry role, base_values, excluded, part_of and category, and their base no longer has numbers in it.
FORMAT = 4
MANIFEST = "manifest.json"
_DRAWINGS = ("svg", "narrow")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a document is made of. `facts` are the registers' words and dates; `manifest` says what it rests on."""

    figures: Figures
    facts: Mapping[str, Any]
    charts: Mapping[str, Chart]
    tables: Mapping[str, Table]
    manifest: Mapping[str, Any]


def write_bundle(
    folder: Path,
    figures: Figures,
    facts: Mapping[str, Any],
    charts: Iterable[Chart],
    tables: Iterable[Table],
    inputs: Mapping[str, str],
) -> list[Path]:
    """Write a bundle into an empty folder; returns its files, the manifest last.

    `inputs` maps each input file to its checksum. Raises PublicationRefused for figures that disclosure control has not
    looked at: what is in a bundle may leave the force.
    """
    from cdi.bundle.tidy_data import write_tidy_data  # the way to it imports pandas, which no reader needs

    if figures.control is None:
        raise PublicationRefused("these figures may hold small numbers of people: cdi.disclosure.protect(audit) first")
    folder.mkdir(parents=True, exist_ok=True)
    whose = {"format": FORMAT, "force": facts["force"]["id"], "audit": facts["inspection"]["audit"]}
    contents: dict[str, str] = {
        "figures.json": _json(
            {
                **whose,
                "provenance": facts["provenance"],
                "figures": {figure.id: figure.as_json() for figure in figures},
                "gaps": dict(figures.gaps),
                "cures": dict(figures.cures),
                "subjects": dict(figures.subjects),
                "control": asdict(figures.control),
            }
        ),
        "facts.json": _json(facts),
    }
    charts, tables = list(charts), list(tables)
    contents["exhibits.json"] = _json(_without_drawings(charts, tables))
    contents |= {_chart_file(chart.id): chart.svg for chart in charts}
    contents |= {_narrow_file(chart.id): chart.narrow for chart in charts if chart.narrow}
    contents |= write_tidy_data(figures, facts, tables)
    manifest = {
        **whose,
        "basis": facts["provenance"]["basis"],
        "cdi_version": cdi.__version__,
        "inputs": dict(sorted(inputs.items())),
        "files": {name: sha256(text.encode()) for name, text in sorted(contents.items())},
    }
    written = [_write(folder / name, text) for name, text in contents.items()]
    return [*written, _write(folder / MANIFEST, _json(manifest))]


def _without_drawings(charts: Iterable[Chart], tables: Iterable[Table]) -> dict[str, Any]:
    """The charts and tables in words and numbers; the drawings have files of their own."""
    return {
        "charts": [{name: part for name, part in asdict(chart).items() if name not in _DRAWINGS} for chart in charts],
        "tables": [asdict(table) for table in tables],
    }


def read_bundle(folder: Path, ref: AuditRef) -> Bundle:
    """The bundle of a folder, when it is whole, unchanged and of the force and audit asked for.

    Raises PublicationRefused otherwise, naming the file, or the force that the bundle is of.
    """
    manifest = _read_manifest(folder / MANIFEST)
    written_for = AuditRef(manifest["force"], manifest["audit"])
    if manifest["format"] != FORMAT:
        raise PublicationRefused(
            f"{folder}: bundle format {manifest['format']}, written by cdi {manifest.get('cdi_version')}; this version "
            f"reads {FORMAT}. Read it with that version, or build it again: cdi report {ref.force} --audit {ref.audit}"
        )
    if written_for != ref:
        raise PublicationRefused(f"{folder}: the bundle is of {written_for}, expected {ref}")
    texts = {name: _read(folder / name) for name in manifest["files"]}
    for name, checksum in manifest["files"].items():
        if sha256(texts[name].encode()) != checksum:
            raise PublicationRefused(f"{folder / name}: changed since the analysis wrote it; build the analysis again")
    data, facts = json.loads(texts["figures.json"]), json.loads(texts["facts.json"])
    inside = (data["force"], data["audit"], facts["force"]["id"], facts["inspection"]["audit"])
    if inside != (ref.force, ref.audit, ref.force, ref.audit):
        raise PublicationRefused(f"{folder}: figures or facts are of {' '.join(inside)}, expected {ref}")
    exhibits = json.loads(texts["exhibits.json"])
    return Bundle(
        figures=Figures.of(
            [Figure.from_json(figure) for figure in data["figures"].values()],
            data["gaps"],
            data["cures"],
            data["subjects"],
            Control.from_json(data["control"]),
        ),
        facts=facts,
        charts={chart["id"]: _chart(chart, texts) for chart in exhibits["charts"]},
        tables={table["id"]: Table.from_json(table) for table in exhibits["tables"]},
        manifest=manifest,
    )


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(_read(path))
        complete = {"format", "force", "audit", "files"} <= manifest.keys()
    except (ValueError, RecursionError, AttributeError):
        complete = False
    if not complete:
        raise PublicationRefused(f"{path}: cut short or damaged; build the analysis again")
    return manifest


def sha256(data: bytes) -> str:
    """The checksum of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _chart(data: dict[str, Any], texts: Mapping[str, str]) -> Chart:
    drawings = {"svg": texts[_chart_file(data["id"])], "narrow": texts.get(_narrow_file(data["id"]), "")}
    return Chart(**data | drawings | {"figures": tuple(data["figures"])})


def _chart_file(chart_id: str) -> str:
    return f"charts/{chart_id}.svg"


def _narrow_file(chart_id: str) -> str:
    return f"charts/{chart_id}-narrow.svg"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")  # line ends as they are: those of CSV files count in their checksums
    except FileNotFoundError as missing:
        raise PublicationRefused(f"{path}: this file of the bundle is missing; build the analysis again") from missing
