"""Whether a report hides a figure, and by which rule: for the analyst, who sees the figure all the same."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.disclosure import protect
from cdi.disclosure.numbers import owner_of
from cdi.house_style import formatting
from cdi.model.audit import Audit
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure, Figures

_ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class Hiding:
    """Why a report does not print a figure: it is small, put together, rounded, or would give a small number away."""

    kind: str
    rule: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.rule}" if self.kind == _ROUNDED else f"hidden ({self.kind}): {self.rule}"


@dataclass(frozen=True, slots=True)
class Hidden:
    """What reports hide of an audit: the rule for each figure or breakdown, and the reasons that readers are given.

    `refused` says why no report can be made at all, and is empty where one can.
    """

    rules: dict[str, Hiding]
    shown: Figures | None
    refused: str = ""

    def rule_for(self, figure: Figure) -> Hiding | None:
        """Why a report does not print a figure as it is; None where it does."""
        if self.refused:
            return Hiding("no report", self.refused)
        printed = None if self.shown is None else self.shown.get(figure.id)
        if printed is not None and printed.rounded_to > 1:
            base = formatting.count(printed.rounded_to)
            return Hiding(_ROUNDED, f"printed as {printed.printed}, since numbers of people are rounded to {base}")
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
