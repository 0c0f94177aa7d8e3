"""Where an error arose, without what it says: its message may quote a row, the lines of code it passed do not."""

from __future__ import annotations

import traceback


def trace_without_values(error: BaseException) -> str:
    """The lines of code that an error and its cause passed, and what kind each is; their messages are left out."""
    lines = [trace_without_values(error.__cause__)] if error.__cause__ is not None else []
    passed = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    return "\n".join([*lines, passed, type(error).__qualname__])
