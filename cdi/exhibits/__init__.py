"""Figures to charts and tables; nothing is computed again, and words of strength are those of the finding rules."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.collection import Exhibits
from cdi.exhibits.on_screen import show

__all__ = ["Caption", "Exhibits", "show"]
