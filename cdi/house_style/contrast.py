"""Contrast of two colours, as WCAG 2.2 measures it."""

from __future__ import annotations

LEAST_FOR_TEXT = 4.5
"""WCAG 2.2, success criterion 1.4.3: letters against what they stand on."""
LEAST_FOR_LINES = 3.0
"""WCAG 2.2, success criterion 1.4.11: parts of a picture that are needed to read it, against what they touch."""


def contrast(one: str, other: str) -> float:
    """(lighter + 0.05) / (darker + 0.05) of the relative luminances of two colours as #rrggbb; from 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str, *letters: str) -> str:
    """Of some colours of letters the one that stands out best from the ground."""
    return max(letters, key=lambda colour: contrast(colour, ground))


def as_grey(colour: str) -> str:
    """The colour as a black-and-white printer gives it: its luma (ITU-R BT.601) as a grey.

    >>> as_grey("#ff0000")
    '#4c4c4c'
    """
    red, green, blue = _channels(colour)
    return "#" + f"{round(0.299 * red + 0.587 * green + 0.114 * blue):02x}" * 3


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, from 0 for black to 1 for white."""
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
