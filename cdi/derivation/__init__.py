"""A figure followed back: how it is defined and computed, which rows it counts, and where it is printed."""

from __future__ import annotations

from cdi.derivation.explain import explain_figure

__all__ = ["explain_figure"]
