"""The part of the form that adds what is shown to the next report, as an extra measure of the audit."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from cdi.explore.announcement import Announcement
from cdi.explore.answers import Answer
from cdi.explore.parts import RateAnswer
from cdi.explore.selection import FormSelection
from cdi.model.errors import CdiError

_ONLY_RATES = "Only counts and rates can be added to the report; choose them as the answer."


class MeasureAdder:
    """A name, who adds it, why, and a button that writes it to the audit's `measures.toml`, as `.publish` does."""

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._suggested = ""
        self.name = _text("Name", "Lower-case letters, digits and hyphens")
        self.added_by = _text("Added by", "A role, such as force crime registrar; no personal name")
        self.reason = _text("Reason", "Why the panel should see it")
        self.button = widgets.Button(description="Add to the report", layout={"width": "auto"})
        self.said = Announcement()
        fields = widgets.Box(
            [self.name, self.added_by, self.reason, self.button],
            layout={"flex_flow": "row wrap", "grid_gap": "0.15rem"},
        )
        self.box = widgets.VBox([fields, self.said])
        self.button.on_click(self._add)

    def take(self, answer: Answer | None, selection: FormSelection) -> None:
        """Offer to add this answer, under a name that says what it is unless the person gave another."""
        self._answer = answer
        suggested = "-by-".join([selection.of, *selection.by]).replace("_", "-")
        if self.name.value in ("", self._suggested):
            self.name.value = suggested
        self._suggested = suggested
        self.button.disabled = not isinstance(answer, RateAnswer)
        self.said.text = _ONLY_RATES if answer is not None and self.button.disabled else ""

    def _add(self, _: Any) -> None:
        if not isinstance(self._answer, RateAnswer):
            return
        try:
            added = self._answer.publish(
                self.name.value.strip(), added_by=self.added_by.value.strip() or None,
                reason=self.reason.value.strip() or None,
            )  # fmt: skip
        except CdiError as refusal:
            self.said.text = f"Not added: {refusal}"
        else:
            self.said.text = f"Added: {added.name}, {added.words}"


def _text(label: str, expected: str) -> Any:
    style = {"description_width": "6.5rem"}
    return widgets.Text(
        description=label, placeholder=expected, tooltip=expected, style=style, layout={"width": "min(30rem, 100%)"}
    )
