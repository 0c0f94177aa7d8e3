"""A drawn sample on disk: the sample, its reserve, and the record from which it can be drawn again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cdi.model.errors import UsageRefused
from cdi.sampling.draw import DrawnSample
from cdi.sampling.frame import DrawnRow
from cdi.sampling.hash_order import ENGINES

_FORMAT = 1
_ORDER = 'md5 of "seed|stratum|unit" in UTF-8, lowest first; unit is the cluster where there is one, else the id'


def targets(out: Path) -> tuple[Path, Path, Path]:
    """The sample, its reserve and its record; UsageRefused when one is there already or there is no such folder."""
    if out.suffix.lower() != ".csv":
        raise UsageRefused(f"{out}: expected a name ending in .csv")
    if not out.parent.is_dir():
        raise UsageRefused(f"{out.parent}: no such folder")
    files = (out, out.with_name(f"{out.stem}-reserve.csv"), out.with_suffix(".json"))
    for path in files:
        if path.exists() or path.is_symlink():
            raise UsageRefused(f"{path} is already there; choose another name, so that no drawn sample is lost")
    return files


def write_draw(out: Path, draw: DrawnSample, *, sizes_from: str, file: Path | None = None) -> list[Path]:
    """Write the sample, the reserve when there is one, and last the record; all of them or none.

    `file` is the frame's file, whose checksum the record holds; `sizes_from` says where the sizes come from.
    """
    sample, reserve, record = targets(out)
    texts = {sample: _as_csv(draw, (row for row in draw.rows if row.in_sample))}
    if any(stratum.reserve for stratum in draw.strata):
        texts[reserve] = _as_csv(draw, (row for row in draw.rows if not row.in_sample))
    checksums = {path.name: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
    texts[record] = _as_record(draw, sizes_from, file, checksums)
    _write_all(texts)
    return list(texts)


def _write_all(texts: dict[Path, str]) -> None:
    staging = Path(tempfile.mkdtemp(prefix=".drawing-", dir=next(iter(texts)).parent))
    moved: list[Path] = []
    try:
        for path, text in texts.items():
            (staging / path.name).write_text(text, encoding="utf-8", newline="")
        for path in texts:
            (staging / path.name).rename(path)
            moved.append(path)
    except BaseException:
        for path in moved:
            path.unlink()
        raise
    finally:
        shutil.rmtree(staging)


def _as_csv(draw: DrawnSample, rows: Iterable[DrawnRow]) -> str:
    """One line for each drawn row. A reserve unit has the weight it carries when it stands in for a drawn one."""
    layout, out = draw.frame.layout, io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    cluster = [layout.cluster] if layout.cluster else []
    writer.writerow([layout.id, layout.stratum, *cluster, "draw_number", "inclusion_probability", "design_weight"])
    probabilities = {stratum.name: stratum.probability for stratum in draw.strata}
    for row in rows:
        chance = probabilities[row.stratum]
        cluster_cell = [row.cluster] if layout.cluster else []
        writer.writerow([row.id, row.stratum, *cluster_cell, row.number, float(chance), float(1 / chance)])
    return out.getvalue()


def _as_record(draw: DrawnSample, sizes_from: str, file: Path | None, checksums: dict[str, str]) -> str:
    layout = draw.frame.layout
    frame = {
        "name": draw.frame.name,
        "engine": ENGINES[draw.frame.engine],
        "columns": layout.columns,
        "rows": draw.frame_rows,
        "hash": draw.frame_hash,
    }
    if file is not None:
        with file.open("rb") as opened:
            frame["sha256"] = hashlib.file_digest(opened, "sha256").hexdigest()
    strata = [
        {
            "stratum": stratum.name,
            "units": stratum.units,
            "sample": stratum.sample,
            "reserve": stratum.reserve,
            "rows": sum(row.in_sample and row.stratum == stratum.name for row in draw.rows),
            "inclusion_probability": float(stratum.probability),
            "design_weight": float(1 / stratum.probability) if stratum.sample else None,
        }
        for stratum in draw.strata
    ]
    record = {
        "format": _FORMAT,
        "frame": frame,
        "seed": draw.seed,
        "method": f"stratified, without replacement, {'systematic' if layout.place else 'simple'}",
        "unit": layout.cluster or layout.id,
        "order": _ORDER,
        "sizes_from": sizes_from,
        "strata": strata,
        "files": checksums,
    }
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"
