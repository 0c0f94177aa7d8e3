"""A line of text that a screen reader says aloud when it changes, for the form; no widget of ipywidgets does."""

from __future__ import annotations

from importlib.resources import files

import anywidget
import traitlets


class Announcement(anywidget.AnyWidget):
    """One line; setting `text` replaces what is shown, and has it said."""

    _esm = files("cdi.explore").joinpath("announcement.js").read_text(encoding="utf-8")
    text = traitlets.Unicode("").tag(sync=True)
