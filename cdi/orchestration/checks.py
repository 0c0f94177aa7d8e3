"""What is held against an audit's data and figures, with the numbers beside it; never the content of a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.model.fault import Fault
from cdi.model.figure import Figure

# Checks that have partitions are a preview in Dagster, which may change at any time; so a check shows its last run.
DATA_CONTRACT = dg.AssetCheckSpec(
    "data_contract",
    asset="audit_data",
    description="Every file of the audit, and of those before it, holds the data contract.",
    blocking=True,
)
FIGURES = dg.AssetCheckSpec(
    "figures",
    asset="analysis",
    description="The bundle of figures is whole, unchanged since the analysis wrote it, and of this force and audit.",
    blocking=True,
)
HEADLINES = (
    "recording.overall",
    "recording.violence",
    "recording.sexual",
    "recording.other",
    "change.overall",
    "timeliness.all",
)
"""The figures that are shown beside a report, where an audit has them."""
_SHOWN = 20
_PLACE = ("file", "sheet", "cell", "column", "expected")


def contract_result(faults: Sequence[Fault]) -> dg.AssetCheckResult:
    """Whether the files of an audit hold the data contract; the first faults by place, without what stands there."""
    records = [
        dg.TableRecord({name: getattr(fault.without_values(), name) or "" for name in _PLACE})
        for fault in faults[:_SHOWN]
    ]
    schema = dg.TableSchema(columns=[dg.TableColumn(name) for name in _PLACE])
    return dg.AssetCheckResult(
        check_name=DATA_CONTRACT.name,
        passed=not faults,
        description="cdi validate shows what was found in each place" if faults else None,
        metadata={"faults": len(faults), "first faults": dg.MetadataValue.table(records, schema)},
    )


def figures_result(folder: Path, ref: AuditRef) -> dg.AssetCheckResult:
    """Whether the bundle is whole, unchanged and of this audit; its headlines with their bounds, and its named gaps."""
    try:
        bundle = read_bundle(folder, ref)
    except PublicationRefused as refused:
        return dg.AssetCheckResult(check_name=FIGURES.name, passed=False, description=str(refused))
    return dg.AssetCheckResult(check_name=FIGURES.name, passed=True, metadata=dict(numbers_of(bundle)))


def numbers_of(bundle: Bundle) -> Iterator[tuple[str, float | int]]:
    """The headline figures with half-width (percentage points), low and high; how many figures and named gaps."""
    figures = bundle.figures
    for name in HEADLINES:
        if name in figures:
            yield from _with_bounds(figures[name])
    yield "figures", len(figures.by_id)
    yield "named gaps", len(figures.gaps)


def _with_bounds(figure: Figure) -> Iterator[tuple[str, float]]:
    yield figure.id, figure.value
    if figure.interval is not None:
        if figure.interval.half_width is not None:
            yield f"{figure.id} half-width", figure.interval.half_width
        yield f"{figure.id} low", figure.interval.low
        yield f"{figure.id} high", figure.interval.high
