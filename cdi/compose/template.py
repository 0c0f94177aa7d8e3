"""The words of a document: its Jinja Markdown template with the figures, facts and author text of one audit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from cdi.bundle.bundle import Bundle
from cdi.compose import binding
from cdi.compose.author_text import asked_for, optional_blocks, owed
from cdi.compose.template_cache import compiled_templates
from cdi.house_style import formatting
from cdi.measures.finding_rules import FindingRules
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import TEMPLATES

# The shared passages, for authors as for templates; on the first line, so that line numbers stay those of the author.
_PASSAGES = "".join(
    f'{{%- import "{name}.md.j2" as {name} with context -%}}' for name in ("rates", "counts", "standing", "samples")
)
# What stands in Markdown and is no word: the names of figures, and the lines of directives.
_MARKUP = re.compile(r"(?<=\])\{[^}]*\}|^:::.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """The Markdown of a document, and how many of its words an author wrote."""

    markdown: str
    author_words: int


def write(document: str, *, bundle: Bundle, documents: Mapping[str, Any], narrative: Mapping[str, str]) -> Written:
    """The words of a document.

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
    return Written(text, writer.author_words)


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


@dataclass
class _Writer:
    bundle: Bundle
    documents: Mapping[str, Any]
    blocks: Mapping[str, str]
    document: str
    used: set[str] = field(default_factory=set)
    author_words: int = 0

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
            "day": lambda value: formatting.day(binding.as_date(value)),
            "weekday": lambda value: formatting.weekday(binding.as_date(value)),
            "month": lambda value: formatting.month(binding.as_date(value)),
            "text": binding.escaped,
            "sentence": lambda value: str(value)[:1].upper() + str(value)[1:],
            "first_capital": binding.first_capital,
            "in_words": self.in_words,
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
            "fig_word": self.fig_word,
            "fact": self.fact,
            "value": lambda path: binding.look_up(self.facts, path),
            "knows": lambda path: binding.holds(self.facts, path),
            "figure": self.figure,
            "has": lambda figure_id: figure_id in self.bundle.figures,
            "gap": self.gap,
            "finding": self.finding,
            "parts": self.bundle.figures.parts_of,
            "narrative": self.narrative,
            "optional": lambda key: self.narrative(key) if key in self.blocks else "",
            "quotation": self.quotation,
            "appendix": self.appendix,
            "section": self.section,
            "refuse": self.refuse,
        }

    @cached_property
    def rules(self) -> FindingRules:
        """The rules by which figures may be stated, as the bundle keeps them."""
        return FindingRules.of(self.bundle.facts["finding_rules"])

    @property
    def facts(self) -> dict[str, Any]:
        """Everything that `fact` can be asked for: the bundle's facts and the settings of the documents."""
        return {**self.bundle.facts, "documents": self.documents}

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
        return binding.escaped(self.bundle.figures.gaps.get(figure_id) or self.refuse(f"{figure_id} is not a gap"))

    def fig(self, figure_id: str, facet: str = "printed") -> str:
        """A figure, or one facet of it, as text bound to its id."""
        figure = self.figure(figure_id)
        if facet == "percent" and figure.interval and self.rules.rate(figure.denominator or 0).outcome != "percent":
            self.refuse(f"figure {figure_id}: a fraction only; {figure.denominator} units are too few for a percentage")
        return binding.bound_figure(figure, binding.facet_text(figure, facet), facet)

    def words(self, figure_id: str, facet: str = "value", zero: str = "zero") -> str:
        """A count in words up to nine and in digits from 10 (or as the document sets it), bound to its figure.

        `zero` is the word for a count of none.
        """
        figure = self.figure(figure_id)
        number = binding.counted(figure, facet)
        return binding.bound_figure(figure, self.in_words(number) if number else zero, facet)

    def fig_word(self, figure_id: str, word: str) -> str:
        """A word that stands for a figure's value, such as lowest for a rank of 1, bound to its figure."""
        return binding.bound_figure(self.figure(figure_id), word, "value")

    def in_words(self, number: int) -> str:
        """A count in the style that the document is set to."""
        return formatting.in_words(number, self.documents.get(self.document, {}).get("digits_from", 10))

    def fact(self, path: str, facet: str = "text", shown: str | None = None) -> str:
        """A fact of the registers or of the documents' settings, as text bound to its path."""
        return binding.bound_fact(path, binding.look_up(self.facts, path), facet, shown)

    def finding(self, rule: str, figure_id: str) -> str:
        """What the rules permit to be said of a figure, in their words; nothing where they permit nothing more."""
        asked = {
            "change": self.rules.change,
            "no_worse": self.rules.no_worse,
            "average": self.rules.average,
            "share": self.rules.share,
        }
        if rule not in asked:
            self.refuse(f"no finding {rule!r}; {nearest(rule, list(asked))}")
        figure = self.figure(figure_id)
        found = asked[rule](figure)
        if found is None:
            return ""
        if "{" not in found.words:
            return binding.bound_figure(figure, found.words, "quantity" if rule == "share" else "finding")
        margin = formatting.points(self.rules.limit("no_worse", "shown"))
        before, slot, after = found.words.partition("{size}")
        words = [binding.bound_figure(figure, part, "finding") for part in (before.strip(),) if part]
        text = " ".join([*words, self.fig(figure_id, "size") + after] if slot else words)
        return text.replace("{margin}", margin)

    def narrative(self, key: str) -> str:
        """An author's block, with its own figures filled in."""
        if key not in self.blocks:
            self.refuse(f"author text {key} is missing; {nearest(key, list(self.blocks))}")
        self.used.add(key)
        if binding.is_hand_made(self.blocks[key]):
            self.refuse(f"author text {key} binds words to a figure by hand; use fig, words or fact")
        text = self.environment.from_string(_PASSAGES + self.blocks[key]).render()
        self.author_words += len(_MARKUP.sub("", text).split())
        return text

    def quotation(self, key: str, speaker: str) -> str:
        """What a person says: author text, shown as a draft for approval until audit.toml lists it as signed off."""
        state = "approved" if key in self.bundle.facts["signed_off"] else "draft"
        return f"::: quote {state} {speaker}\n\n{self.narrative(key)}\n\n:::"

    def appendix(self, key: str, otherwise: str) -> str:
        """A reference to an appendix of this document, or other words where the document has none of that key."""
        held = self.documents[self.document].get("appendices", [])
        return f'[appendix]{{ref="{key}"}}' if key in held else otherwise

    def section(self, key: str, heading: str, otherwise: str) -> str:
        """A reference to a section of an appendix by its heading, or other words where there is no such appendix."""
        held = self.documents[self.document].get("appendices", [])
        return f'[section]{{ref="{key}: {heading}"}}' if key in held else otherwise

    def refuse(self, message: str) -> NoReturn:
        """Stop the document; for templates that find their parts do not fit."""
        raise PublicationRefused(f"{self.document}: {message}")

    def refuse_unused(self) -> None:
        """Stop when an author's block has a key that no template asks for: it would vanish for a misspelt key."""
        known = {*self.used, *asked_for(TEMPLATES), *optional_blocks(TEMPLATES)}
        files = {key.split("/")[0] for key in self.used}
        unused = [key for key in self.blocks if key.split("/")[0] in files and key not in known]
        if unused:
            self.refuse(f"author text that nothing uses: {', '.join(sorted(unused))}")
