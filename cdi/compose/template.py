"""The words of a document: its Jinja Markdown template with the figures, facts and author text of one audit."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cdi.bundle.bundle import Bundle
from cdi.compose import binding
from cdi.compose.accessors import Accessors
from cdi.compose.author_language import PASSAGES, check_rendered, check_source
from cdi.compose.author_text import unwritten
from cdi.compose.author_words import marked_author, without_author_marks
from cdi.compose.data_text import DataText, read_only
from cdi.compose.issued import Issued
from cdi.compose.template_cache import compiled_templates, template_of_text
from cdi.compose.template_calls import blocks_named, document_types
from cdi.compose.typed_numbers import OwnNumber, marked_own, typed_numbers, without_marks
from cdi.model.errors import PublicationRefused, TextPlace, nearest
from cdi.model.figure import Figures
from cdi.model.language import ENGLISH, Language
from cdi.model.one_line import on_one_line
from cdi.workspace.settings import find_placeholders
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

# What a template or author text can break on besides its own mistakes: a number where a date is asked for, say.
_BROKEN = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
_WRONGLY_ASKED = "a function or a filter is given something that it cannot take"
# Markdown that is no word: the names of figures, and the lines of directives.
_MARKUP = re.compile(r"(?<=\])\{[^{}]*\}|^:::.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """The Markdown of a document, the author's blocks and words in it, and what accessors bound and quoted in it.

    `subjects_uncovered` are the subjects of which the document would say something and cannot.
    """

    markdown: str
    author_blocks: tuple[str, ...]
    author_words: int
    issued: Issued
    subjects_uncovered: tuple[str, ...] = ()


def write(
    document: str,
    *,
    bundle: Bundle,
    documents: Mapping[str, Any],
    narrative: Mapping[str, str],
    templates: Templates = SHIPPED_TEMPLATES,
    places: Mapping[str, TextPlace] | None = None,
    language: Language = ENGLISH,
) -> Written:
    """The words of a document.

    `documents` holds the settings of every document of the audit, `narrative` its author text by `document/key`, and
    `places` where each block of it begins, and `language` what it is written in.
    Raises PublicationRefused with the name of what is missing and the template and line that asked for it; also
    for author text that no template used, which would otherwise vanish because of a misspelt key.
    """
    accessors = Accessors(bundle, documents, document, templates)
    writer, text = _written(Writer(accessors, narrative, templates, places or {}, language=language))
    if unprinted := unwritten(narrative) - writer.used:  # only then is it known that nothing waits for them
        writer, text = _written(Writer(accessors, narrative, templates, places or {}, unprinted, language))
    writer.refuse_unused()
    subjects = tuple(each.subject for each in writer.accessors.uncovered())
    return Written(text, tuple(sorted(writer.used)), writer.author_words, writer.accessors.issued, subjects)


def _written(writer: Writer) -> tuple[Writer, str]:
    """The document's words and who wrote them."""
    document = writer.accessors.document
    try:
        return writer, writer.environment.get_template(f"{document.replace('-', '_')}.md.j2").render()
    except TemplateNotFound as missing:
        raise PublicationRefused(f"no template {missing.name} for document {document}") from missing
    except UndefinedError as missing:
        raise PublicationRefused(f"{document}: {missing.message}{_place(missing)}") from missing
    except TemplateError as broken:
        raise PublicationRefused(f"{document}: {broken}{_place(broken)}") from broken
    except _BROKEN as broken:  # its message may quote a fact
        raise PublicationRefused(f"{document}: {type(broken).__name__}{_place(broken)}") from broken


def compile_all() -> None:
    """Compile every template of the documents, so that no document does."""
    nothing = Bundle(Figures.of([]), {}, {}, {}, {})
    environment = Writer(Accessors(nothing, {}, ""), {}).environment
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)


def filled_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that people fill in, which may hold a placeholder yet."""
    return {name: facts[name] for name in ("force", "extra_measures") if name in facts}


def _with_passages(source: str) -> str:
    """Author text with the shared passages that it names, which are at hand for authors as for templates.

    On its first line, so that line numbers stay those of the author.
    """
    named = [f'{{%- import "{name}.md.j2" as {name} with context -%}}' for name in PASSAGES if name in source]
    return "".join(["{#- the author’s -#}", *named, source])


def _place(error: Exception) -> str:
    """Template and line where an error arose, as far as the traceback knows."""
    trace, place = error.__traceback__, ""
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".j2":
            place = f" (at {file.name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place


def _line_in_text(error: Exception) -> int:
    """The line of author text where an error arose; its template has no file."""
    trace, line = error.__traceback__, 1
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@dataclass
class Writer:
    """Renders one document and counts the author's words in it; `blocks` is the author text by `document/key`.

    `unprinted` are blocks still to be written that the document has no place for, `language` is that of the author
    text. `own_numbers` are those that the author answers for.
    """

    accessors: Accessors
    blocks: Mapping[str, str]
    templates: Templates = SHIPPED_TEMPLATES
    places: Mapping[str, TextPlace] = field(default_factory=dict)
    unprinted: Collection[str] = ()
    language: Language = ENGLISH
    own_numbers: dict[OwnNumber, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    author_words: int = 0

    def __post_init__(self) -> None:
        self.environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self.templates.places("documents", "passages")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # Markdown, not HTML; the HTML skin escapes
            bytecode_cache=compiled_templates(),
        )
        self.environment.finalize = self._finished
        self.environment.filters |= self.accessors.filters()
        # Nothing of Jinja's own: its functions count without end, invent text, or hold what can be changed.
        self.environment.globals.clear()
        self.environment.globals |= {**self.accessors.facts, **self.names()}
        self.author_environment = self.environment.overlay()
        author = replace(self.accessors, language=self.language)
        self.author_environment.filters = {**self.environment.filters, **author.filters()}
        self.author_environment.globals = {**self.environment.globals, **author.functions()}

    def names(self) -> dict[str, Any]:
        """What templates can use besides the facts of the bundle: functions, and what the document is made of."""
        bundle = self.accessors.bundle
        return {
            **self.accessors.functions(),
            "narrative": self.narrative,
            "optional": lambda key: self.narrative(key) if key in self.blocks else "",
            "quotation": self.quotation,
            "own": self.own,
            "own_numbers": lambda: list(self.own_numbers),
            "documents": self.accessors.facts["documents"],
            "document_type": self.accessors.document,
            "owed": read_only(self._owed()),
            "charts": tuple(bundle.charts),
            "tables": tuple(name for name, table in bundle.tables.items() if table.rows),
        }

    def _owed(self) -> list[str]:
        """What people still have to fill in: settings of the audit's documents, and the blocks that this one prints."""
        settings = {**self.accessors.documents, **filled_in(self.accessors.bundle.facts)}
        return find_placeholders(settings) + sorted(unwritten(self.blocks) - {*self.unprinted})

    def _finished(self, value: Any) -> Any:
        """What is printed: text, numbers and dates. Text from data is escaped; anything else is a mistake."""
        if value is None:
            self.accessors.refuse("a value is empty")
        if isinstance(value, DataText):
            return binding.escaped(value)
        if isinstance(value, bool) or not isinstance(value, str | int | float | date | Undefined):
            self.accessors.refuse(f"a {type(value).__name__} is printed; expected text, a number or a date")
        return value

    def narrative(self, key: str) -> str:
        """An author's block, with its own figures filled in."""
        if key not in self.blocks:
            document, _, name = key.partition("/")
            near = f"; {nearest(key, list(self.blocks))}" if self.blocks else ""
            self.accessors.refuse(
                f"author text {key} is missing from narrative/{document}.md; "
                f"write it there, below a line ## {name}{near}"
            )
        self.used.add(key)
        text = self._render(key)
        if typed := typed_numbers(text):
            raise self._refusal(
                f"{self.accessors.document}: a number typed in author text: {', '.join(typed)}; print a figure or a "
                f'fact, or mark it as your own: own("{typed[0]}", source="…")',
                key,
                self._line_with(key, typed[0]),
            )
        text = without_marks(text)
        self.author_words += len(_MARKUP.sub("", text).split())
        return text if self.language == ENGLISH else marked_author(text)

    def own(self, text: str, source: str) -> str:
        """A number that the author answers for, with its source, which the document lists."""
        if not (isinstance(text, str) and isinstance(source, str) and source.strip()):
            self.accessors.refuse(f"own({text!r}): a number of the author's own is a text that needs its source")
        self.own_numbers[OwnNumber(text, source)] = None
        return marked_own(text)

    def _render(self, key: str) -> str:
        """A block as Markdown, judged before and after; what is wrong in it is said with the author's file and line."""
        source, functions = self.blocks[key], {*self.accessors.functions(), "own"}
        try:
            if source != without_author_marks(without_marks(source)):
                self.accessors.refuse("signs that only own may set")
            check_source(self.environment, source, functions)
            text = template_of_text(self.author_environment, _with_passages(source)).render()
            check_rendered(without_marks(text), self.accessors.issued)
        except (PublicationRefused, TemplateError) as broken:
            cause = broken.__cause__
            line = cause.lineno if isinstance(cause, TemplateSyntaxError) else _line_in_text(broken)
            message = getattr(broken, "message", None) or str(broken)
            raise self._refusal(f"author text {key}: {message}", key, line) from broken
        except _BROKEN as broken:
            raise self._refusal(f"author text {key}: {_WRONGLY_ASKED}", key, _line_in_text(broken)) from broken
        return text

    def _line_with(self, key: str, number: str) -> int:
        """The line of a block that holds a number as it is printed; the first where it is made by a call."""
        lines = self.blocks[key].splitlines()
        return next((place for place, line in enumerate(lines, start=1) if number in line), 1)

    def _refusal(self, message: str, key: str, line: int) -> PublicationRefused:
        """What is wrong in a line of a block, with its place in the author's file."""
        block = self.places.get(key)
        if block is None:
            return PublicationRefused(f"{message} (author text {key})")
        place = TextPlace(block.file, block.line + line - 1)
        return PublicationRefused(f"{message} (at {place})", place)

    def quotation(self, key: str, speaker: str) -> str:
        """What a person says: author text, shown as a draft for approval until audit.toml lists it as signed off."""
        state = "approved" if key in self.accessors.bundle.facts["signed_off"] else "draft"
        return f"::: quote {self.accessors.issued.quote(state, on_one_line(speaker))}\n\n{self.narrative(key)}\n\n:::"

    def refuse_unused(self) -> None:
        """Stop for a block, or a whole file, that no template asks for: a misspelt name would make it vanish."""
        self._refuse_unknown_files()
        files = {key.split("/")[0] for key in self.used}
        unused = {key for key in self.blocks if key.split("/")[0] in files} - self.used
        # Templates are read only for what is left, a block that belongs to a case this audit is not: the document's
        # own first, which nearly always has it.
        for documents in (files, None):
            unused -= {*blocks_named(self.templates, documents)} if unused else set()
        if unused:
            first = min(unused)
            raise self._refusal(
                f"{self.accessors.document}: author text that nothing uses: {', '.join(sorted(unused))}", first, 1
            )

    def _refuse_unknown_files(self) -> None:
        """A file of author text belongs to the document of its name."""
        documents = document_types(self.templates)
        for name in sorted({key.split("/")[0] for key in self.blocks} - {key.split("/")[0] for key in self.used}):
            if name not in documents:
                self.accessors.refuse(f"narrative/{name}.md is of no document; {nearest(name, documents)}")
