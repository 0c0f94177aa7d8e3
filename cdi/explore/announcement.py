"""A line of text that a screen reader says aloud when it changes, for the form; no widget of ipywidgets does."""

from __future__ import annotations

from importlib.resources import files

import anywidget
import traitlets

from cdi.exhibits.on_screen import NARROW_PAGE


class Announcement(anywidget.AnyWidget):
    """One line; setting `text` replaces what is shown, and has it said.

    `narrow` is what the browser says of its page: whether it is one on which a chart shows its narrow drawing.
    """

    _esm = files("cdi.explore").joinpath("announcement.js").read_text(encoding="utf-8")
    text = traitlets.Unicode("").tag(sync=True)
    narrow_page = traitlets.Unicode(NARROW_PAGE).tag(sync=True)
    narrow = traitlets.Bool(default_value=False).tag(sync=True)
