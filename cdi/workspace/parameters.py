"""What the commands and the form ask a person for: its name, what it means, the variable that can give it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something to choose. `variable` is that of the environment, which make passes on.

    `otherwise` is what is taken when nothing is chosen; empty when there is nothing to take.
    """

    label: str
    meaning: str
    variable: str
    otherwise: str = ""

    @property
    def help(self) -> str:
        """The line that a command's help has for it."""
        return f"{self.meaning} (default: ${self.variable}{self.otherwise and f', else {self.otherwise}'})."


FORCE = Parameter("Force", "The force, as data/forces.toml names it", "FORCE")
AUDIT = Parameter("Audit", "The audit folder", "AUDIT", "the latest")
DOCUMENT = Parameter("Document", "The document type", "DOC", "the first")
