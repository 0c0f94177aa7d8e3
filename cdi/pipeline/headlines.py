"""The figures that a finished build shows at once."""

from __future__ import annotations

from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.model.audit_ref import AuditRef

HEADLINES = (
    "recording.overall",
    "recording.violence",
    "recording.sexual",
    "change.overall",
    "additional.overall",
    "forces.shown",
    "forces.compared",
    "forces.average",
    "averages.latest",
    "forces.below",
    "forces.above",
)


def read_headlines(folder: Path, ref: AuditRef) -> list[tuple[str, str]]:
    """The label and the printed value of each headline figure of a delivered report, of those that there are.

    A gap is no failure: the document itself says what it does not cover, and why.
    """
    figures = read_bundle(folder, ref).figures
    return [(figures[name].label, figures[name].printed) for name in HEADLINES if name in figures]


def read_all_figures(folder: Path, ref: AuditRef) -> dict[str, str]:
    """Every figure of a delivered report by id, as printed."""
    return {figure.id: figure.printed for figure in read_bundle(folder, ref).figures}
