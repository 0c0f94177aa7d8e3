"""The part of the form that makes a document: which one, the button, how far it has got, and where it is."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from cdi.explore.announcement import Announcement
from cdi.explore.answers import in_house_style
from cdi.explore.desk import Desk
from cdi.model.errors import CdiError
from cdi.workspace.parameters import DOCUMENT


class DocumentMaker:
    """A choice of document and a button that makes it, as `cdi report` does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.document = widgets.Dropdown(
            description=DOCUMENT.label, tooltip=DOCUMENT.meaning, style={"description_width": "6.5rem"},
            layout={"width": "min(24rem, 100%)"},
        )  # fmt: skip
        self.button = widgets.Button(description="Make the document", layout={"width": "auto"})
        self.said = Announcement()
        self.place = widgets.Output()
        self.box = widgets.VBox([widgets.Box([self.document, self.button], layout={"flex_flow": "row wrap"}),
                                 self.said, self.place])  # fmt: skip
        self.button.on_click(self._make)
        self.take(desk)

    def take(self, desk: Desk) -> None:
        """Offer the documents of an audit."""
        self._desk = desk
        self.document.options = desk.documents
        self.document.value = next(iter(desk.documents), None)
        self.button.disabled = self.document.disabled = not desk.documents
        self.said.text = "" if desk.documents else "This audit has no documents.toml, so no document is made of it."
        self._show(None)

    def _make(self, _: Any) -> None:
        self.button.disabled = True
        self._show(None)
        name = self.document.value
        self.said.text = f"Making {name}: looking for what has changed"
        try:
            answer = self._desk.report(name, self._tell)
            done = "made" if answer.stages else "nothing had changed"
            self.said.text = f"{name}: {done}. Its links are below."
            self._show(answer)
        except CdiError as refusal:
            self.said.text = f"{name} was not made."
            self._show(_Refusal(str(refusal)))
        finally:
            self.button.disabled = False

    def _tell(self, line: str) -> None:
        self.said.text = f"Making {line}"

    def _show(self, answer: Any) -> None:
        self.place.outputs = () if answer is None else (_as_output(answer),)


class _Refusal:
    """Why a document was not made."""

    def __init__(self, why: str) -> None:
        self.why = why

    def __repr__(self) -> str:
        return self.why

    def _repr_html_(self) -> str:
        return in_house_style(f'<p class="note">{escape(self.why)}</p>')


def _as_output(answer: Any) -> dict[str, Any]:
    data = {"text/html": answer._repr_html_(), "text/plain": repr(answer)}
    return {"output_type": "display_data", "data": data, "metadata": {}}
