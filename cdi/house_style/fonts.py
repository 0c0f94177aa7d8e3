"""The one typeface of pages and charts, from a pinned package: the same bytes on every machine."""

from __future__ import annotations

from pathlib import Path

import fontpkg_inter

FOLDER = Path(fontpkg_inter.__file__).parent / "files"
"""Inter (SIL Open Font Licence), variable, with the Welsh ŵ and ŷ and the signs ≥ and ≤."""

UPRIGHT = FOLDER / "Inter[opsz,wght].ttf"
FAMILY = "Inter"
