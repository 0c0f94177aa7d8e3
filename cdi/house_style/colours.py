"""The colours of every chart.

The two that carry meaning are the pair that the government Analysis Function recommends for two series; each has a
contrast of at least 3:1 against white. The greys are ours: the palette has none for letters or for an empty track.
"""

from __future__ import annotations

from afcharts.af_colours import get_af_colours

BLUE, ORANGE = get_af_colours("duo")
"""What a chart is about, and what it is compared with."""

SHADES = get_af_colours("sequential", number_of_colours=5)[::-1]
"""Five steps of blue, the lightest first: more of something is darker, in print too."""
NOTHING = get_af_colours("sequential", number_of_colours=5, include_grey=True)[-1]
"""The step before the lightest: none at all."""
SERIES = get_af_colours("categorical", number_of_colours=3)
"""Lines that are told apart; each has a dash of its own as well."""

INK = "#1F2328"
"""Letters in a chart."""
QUIET_GREY = "#6B7280"
"""Letters of an axis, and lines that are not the message."""
TRACK_GREY = "#D5DBE3"
"""The rest of a whole behind a bar."""
PAPER = "#FFFFFF"
"""What charts are drawn on, and the edge that keeps an interval line apart from the bar that it crosses."""
