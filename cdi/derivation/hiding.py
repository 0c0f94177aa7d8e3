"""Whether a report hides a figure, and by which rule: for the analyst, who sees the figure all the same."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.disclosure import protect
from cdi.disclosure.numbers import owner_of
from cdi.house_style import formatting
from cdi.model.audit import Audit
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure, Figures


@dataclass(frozen=True, slots=True)
class Hiding:
    """Why a report does not print a figure: a small number itself, a part put together, or what gives one away."""

    kind: str
    rule: str

    def __str__(self) -> str:
        return f"hidden ({self.kind}): {self.rule}"


@dataclass(frozen=True, slots=True)
class Hidden:
    """What reports hide of an audit: the rule for each figure or breakdown, and the reasons that readers are given.

    `refused` says why no report can be made at all, and is empty where one can.
    """

    rules: dict[str, Hiding]
    shown: Figures | None
    refused: str = ""

    def rule_for(self, figure: Figure) -> Hiding | None:
        """Why a report does not print a figure; None where it does."""
        if self.refused:
            return Hiding("no report", self.refused)
        return self.rules.get(owner_of(figure), self.rules.get(figure.id))

    def reason_for(self, name: str) -> str | None:
        """What readers are told of a figure or breakdown that is hidden; None for any other."""
        return self.shown.gaps[name] if self.shown is not None and self.shown.is_hidden(name) else None


def find_hidden(audit: Audit) -> Hidden:
    """Disclosure control of an audit, as a report goes through it."""
    try:
        protected = protect(audit)
    except PublicationRefused as refused:
        return Hidden({}, None, str(refused))
    few = f"fewer than {formatting.count(audit.disclosure.threshold)} people"
    rules = {
        each.hidden: Hiding(each.kind, f"{few} ({each.rule})" if each.kind == "primary" else each.rule)
        for each in protected.log
    }
    return Hidden(rules, protected.results.figures)
