"""What the accessors of one document have printed: only that may stand in it as a figure, a fact or a quotation.

A bound text carries a seal that is drawn anew for each document, so that nobody can type one. A seal alone proves
nothing, since author text could move it: the text, the name and the facet must be among those that were issued too.
The seal never reaches the tree, so the same inputs give the same bytes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cdi.model.errors import PublicationRefused

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_QUOTES = str.maketrans('“”‘’"', "'''''")

_Span = tuple[str, str, str, str, str]
"""Figure or fact, its name, the facet, the value for programs, the text."""


@dataclass(frozen=True)
class Issued:
    """The bound texts and quotations of one document; accessors add to it, the parser asks it."""

    seal: str = field(default_factory=lambda: secrets.token_hex(16))
    spans: set[_Span] = field(default_factory=set)
    quotations: set[tuple[str, str]] = field(default_factory=set)

    def bind(self, text: str, **attributes: str) -> str:
        """The text as Markdown bound to a figure or a fact; `attributes` say to which, and how it is printed."""
        self.spans.add(_span(attributes, text))
        self.spans.add(_span(attributes, text[:1].upper() + text[1:]))
        written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
        return f'[{text}]{{{written} seal="{self.seal}"}}'

    def quote(self, state: str, speaker: str) -> str:
        """The state and the speaker of a quotation, as its directive names them."""
        self.quotations.add((state, speaker))
        return f"{state} {speaker}"

    def is_bound(self, attributes: Mapping[str, object], text: str) -> bool:
        """Whether an accessor printed this text under these attributes."""
        own = {name: str(value) for name, value in attributes.items()}
        return own.pop("seal", "") == self.seal and _span(own, text) in self.spans

    def is_quoted(self, state: str, speaker: str) -> bool:
        """Whether the document asked for a quotation of this speaker in this state."""
        return (state, speaker) in self.quotations

    def refuse_leak(self, text: str) -> None:
        """Raise PublicationRefused for text in which the seal is left, as it would be in a binding that was cut up."""
        if self.seal in text:
            raise PublicationRefused("author text cuts up a figure or fact; print it whole, with fig, words or fact")


def _span(attributes: Mapping[str, str], text: str) -> _Span:
    kind = "fact" if "fact" in attributes else "figure"
    value = _as_printed(attributes.get("value", ""))
    return kind, attributes.get(kind, ""), attributes.get("facet", "printed"), value, _as_printed(text)


def _as_printed(markdown: str) -> str:
    """The text without what Markdown takes away or changes: escapes, the shape of quotation marks, extra spaces."""
    return " ".join(_ESCAPE.sub(r"\1", markdown).translate(_QUOTES).split())
