"""The kinds of out-of-court disposal, by the names that tables and figure ids use, in the order of reports."""

from __future__ import annotations

DISPOSALS = {
    "caution": "cautions",
    "pnd": "penalty notices for disorder",
    "cannabis_warning": "cannabis warnings",
    "community_resolution": "community resolutions",
}
