"""The five figures that a finished build shows at once."""

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
)


def read_headlines(folder: Path, ref: AuditRef) -> list[tuple[str, str]]:
    """The label and the printed value of each headline figure of a delivered report; a gap is named with its reason."""
    figures = read_bundle(folder, ref).figures
    headlines = []
    for figure_id in HEADLINES:
        if figure_id in figures:
            headlines.append((figures[figure_id].label, figures[figure_id].printed))
        else:
            headlines.append((figure_id, f"not available ({figures.gaps.get(figure_id, 'not measured')})"))
    return headlines
