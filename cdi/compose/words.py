"""The words of a document: its Jinja Markdown template with the figures, facts and author text of one audit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from cdi import formatting
from cdi.bundle import Bundle
from cdi.compose.compiled import compiled_templates
from cdi.compose.narrative import asked_for, owed
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figure, Figures
from cdi.settings import TEMPLATES

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>#|])")


def write(document: str, *, bundle: Bundle, documents: Mapping[str, Any], narrative: Mapping[str, str]) -> str:
    """The Markdown of a document.

    `documents` holds the settings of every document of the audit, `narrative` its author text by `document/key`.
    Raises PublicationRefused with the name of what is missing and the template and line that asked for it; also
    for author text that no template used, which would otherwise vanish because of a misspelt key.
    """
    writer = _Writer(bundle, documents, narrative, document)
    name = f"{document.replace('-', '_')}.md.j2"
    try:
        text = writer.environment.get_template(name).render()
    except TemplateNotFound as missing:
        raise PublicationRefused(f"no template {missing.name} for document {document}") from missing
    except UndefinedError as missing:
        raise PublicationRefused(f"{document}: {missing.message}{_place(missing)}") from missing
    except TemplateError as broken:
        raise PublicationRefused(f"{document}: {broken}{_place(broken)}") from broken
    writer.refuse_unused()
    return text


def compile_all() -> None:
    """Compile every template of the documents, so that no document does."""
    nothing = Bundle(Figures.of([]), {}, {}, {}, {})
    environment = _Writer(nothing, {}, {}, "").environment
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)


def _place(error: Exception) -> str:
    """Template and line where an error arose, as far as the traceback knows."""
    trace, place = error.__traceback__, ""
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".j2":
            place = f" (at {file.name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place


def escaped(text: object) -> str:
    """Text from data as Markdown that prints as itself."""
    return _SPECIAL.sub(r"\\\1", str(text))


@dataclass
class _Writer:
    bundle: Bundle
    documents: Mapping[str, Any]
    blocks: Mapping[str, str]
    document: str
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        folders = [TEMPLATES / "documents", TEMPLATES / "passages"]
        self.environment = SandboxedEnvironment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # Markdown, not HTML; the HTML skin escapes
            bytecode_cache=compiled_templates(),
        )
        self.environment.finalize = lambda value: value if value is not None else self.refuse("a value is empty")
        self.environment.filters |= {
            "day": lambda value: formatting.day(_date(value)),
            "weekday": lambda value: formatting.weekday(_date(value)),
            "month": lambda value: formatting.month(_date(value)),
            "year": lambda value: str(_date(value).year),
            "text": escaped,
            "sentence": lambda value: str(value)[:1].upper() + str(value)[1:],
            "in_words": formatting.in_words,
            "digits": formatting.count,
            "ordinal": formatting.ordinal,
            "listed": lambda items: formatting.listed([str(item) for item in items]),
        }
        self.environment.globals |= {
            **self.bundle.facts,
            "documents": self.documents,
            "document_type": self.document,
            "owed": owed(dict(self.documents), self.blocks),
            "charts": list(self.bundle.charts),
            "tables": list(self.bundle.tables),
            "fig": self.fig,
            "words": self.words,
            "figure": self.figure,
            "has": lambda figure_id: figure_id in self.bundle.figures,
            "gap": self.gap,
            "parts": self.bundle.figures.under,
            "narrative": self.narrative,
            "appendix": self.appendix,
            "refuse": self.refuse,
        }

    def figure(self, figure_id: str) -> Figure:
        """The figure itself, for conditions."""
        found = self.bundle.figures.get(figure_id)
        if found is None and figure_id in self.bundle.figures.gaps:
            self.refuse(f"figure {figure_id} is a gap: {self.bundle.figures.gaps[figure_id]}")
        if found is None:
            self.refuse(f"no figure {figure_id!r}; {nearest(figure_id, list(self.bundle.figures.by_id))}")
        return found

    def gap(self, figure_id: str) -> str:
        """Why a figure cannot be had."""
        return escaped(self.bundle.figures.gaps.get(figure_id) or self.refuse(f"figure {figure_id} is not a gap"))

    def fig(self, figure_id: str, facet: str = "printed") -> str:
        """A figure, or one facet of it, as text bound to its id."""
        return _bound(facet_text(self.figure(figure_id), facet), figure_id, facet)

    def words(self, figure_id: str, facet: str = "value") -> str:
        """A count in words from zero to nine and in digits from 10, bound to its figure."""
        figure = self.figure(figure_id)
        return _bound(formatting.in_words(_count(figure, facet)), figure_id, facet)

    def narrative(self, key: str) -> str:
        """An author's block, with its own figures filled in."""
        if key not in self.blocks:
            self.refuse(f"author text {key} is missing; {nearest(key, list(self.blocks))}")
        self.used.add(key)
        return self.environment.from_string(self.blocks[key]).render()

    def appendix(self, key: str, otherwise: str) -> str:
        """A reference to an appendix of this document, or other words where the document has none of that key."""
        held = self.documents[self.document].get("appendices", [])
        return f'[appendix]{{ref="{key}"}}' if key in held else otherwise

    def refuse(self, message: str) -> NoReturn:
        """Stop the document; for templates that find their parts do not fit."""
        raise PublicationRefused(f"{self.document}: {message}")

    def refuse_unused(self) -> None:
        """Stop when an author's block has a key that no template asks for: it would vanish for a misspelt key."""
        known = {*self.used, *asked_for(TEMPLATES)}
        files = {key.split("/")[0] for key in self.used}
        unused = [key for key in self.blocks if key.split("/")[0] in files and key not in known]
        if unused:
            self.refuse(f"author text that nothing uses: {', '.join(sorted(unused))}")


def facet_text(figure: Figure, facet: str) -> str:
    """One facet of a figure as digits: counts, the missing ones, bounds, half-width, or the size of a change."""
    interval = figure.interval
    match facet:
        case "printed":
            return figure.printed
        case "numerator" | "denominator" | "missing":
            return formatting.count(_count(figure, facet))
        case "value":
            return formatting.decimals(figure.value, 0 if figure.unit not in ("percent", "percentage points") else 1)
        case "size":
            return formatting.points(abs(figure.value))
        case "half_width" if interval and interval.half_width is not None:
            return formatting.decimals(interval.half_width, 2)
        case "level" if interval:
            return formatting.percent(100 * interval.level, 0)
        case "low" | "high" if interval:
            bound = interval.low if facet == "low" else interval.high
            return formatting.estimate(bound) if figure.unit == "crimes" else formatting.decimals(bound, 1)
    raise PublicationRefused(f"figure {figure.id} has no {facet}")


def _count(figure: Figure, facet: str) -> int:
    counts = {"numerator": figure.numerator, "denominator": figure.denominator}
    if facet == "missing":
        return figure.missing
    if facet == "value":
        return round(figure.value)
    found = counts.get(facet)
    if found is None:
        raise PublicationRefused(f"figure {figure.id} has no {facet}")
    return found


def _bound(text: str, figure_id: str, facet: str) -> str:
    return f'[{text}]{{figure="{figure_id}" facet="{facet}"}}'


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
