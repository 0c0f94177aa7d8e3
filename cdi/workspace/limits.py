"""What a command or one audit may take of the machine: its time and its memory, and how a person raises either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdi.model.errors import UsageRefused

TIME_LIMIT, MEMORY_LIMIT = "CDI_TIME_LIMIT", "CDI_MEMORY_LIMIT"
"""The environment variables that replace the limits below: seconds, and MiB."""

# Chosen: the longest of ours, 50 million reports, takes a quarter of either.
_SECONDS, _MEBIBYTES = 1800.0, 4096
# Chosen: below this Python and its libraries cannot even be loaded.
_FEWEST_SECONDS, _FEWEST_MEBIBYTES = 1.0, 256
# Chosen: to look at an audit is to read its files once, 2 GB of them from a slow drive.
_SECONDS_TO_LOOK = 300.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a command or one report may take, and the MiB that each of its processes may allocate."""

    seconds: float = _SECONDS
    mebibytes: int = _MEBIBYTES

    def to_look(self) -> Limits:
        """What looking at one audit may take, which is never as much as building it."""
        return Limits(min(self.seconds, _SECONDS_TO_LOOK), self.mebibytes)

    @property
    def too_long(self) -> str:
        """What to say of work that took too long."""
        seconds = str(self.seconds).removesuffix(".0")
        return f"it took longer than {seconds} seconds and was ended; {TIME_LIMIT} in the environment sets that limit"

    @property
    def too_large(self) -> str:
        """What to say of work that wanted more memory than it may have."""
        return f"it needs more than {self.mebibytes} MiB of memory; {MEMORY_LIMIT} in the environment sets that limit"


def read_limits(environ: Mapping[str, str], seconds: float | None = None, mebibytes: int | None = None) -> Limits:
    """The limits asked for, else those of the environment, else 1,800 seconds and 4,096 MiB.

    Raises UsageRefused for a variable that is no number, or less than a second or than 256 MiB.
    """
    if seconds is None:
        seconds = _read(environ, TIME_LIMIT, _FEWEST_SECONDS, _SECONDS)
    if mebibytes is None:
        mebibytes = int(_read(environ, MEMORY_LIMIT, _FEWEST_MEBIBYTES, _MEBIBYTES))
    return Limits(seconds, mebibytes)


def _read(environ: Mapping[str, str], variable: str, least: float, usual: float) -> float:
    written = environ.get(variable)
    if not written:
        return usual
    if not written.isdecimal() or len(written) > 9 or int(written) < least:
        raise UsageRefused(
            f"{variable}={written!r}: expected a whole number, {int(least)} or more, such as {int(usual)}"
        )
    return float(written)
