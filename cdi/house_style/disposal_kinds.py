"""The kinds of out-of-court disposal: their names in tables and figure ids, in the order in which reports name them."""

from __future__ import annotations

DISPOSALS = {
    "caution": "cautions",
    "pnd": "penalty notices for disorder",
    "cannabis_warning": "cannabis warnings",
    "community_resolution": "community resolutions",
}
