"""What a template and author text can say of figures and facts: the functions and filters, and nothing else.

`docs/how-to/write-a-document.md` lists them all for authors; a test compares the two lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, cast

from cdi.bundle.bundle import Bundle
from cdi.compose import binding
from cdi.compose.agreement import agreeing
from cdi.compose.coverage import Uncovered, uncovered
from cdi.compose.data_text import read_only
from cdi.compose.figure_words import words_for
from cdi.compose.issued import Issued
from cdi.house_style import formatting
from cdi.measures.finding_rules import FindingRules
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figure
from cdi.model.language import ENGLISH, Language
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

_PARTS = ("part of a sample", "part in time", "sample behind a rate")
_OF_FRACTIONS = ("printed", "numerator", "missing")

Functions = dict[str, Callable[..., Any]]


@dataclass(frozen=True)
class Accessors:
    """The figures and facts of one document, as its template asks for them.

    `documents` holds the settings of every document of the audit. What is missing raises PublicationRefused. `asked`
    are the figures and gaps that the document asked for, so that it can say what it would have covered and could not.
    `language` is the one that dates, lists and words for numbers are printed in.
    """

    bundle: Bundle
    documents: Mapping[str, Any]
    document: str
    templates: Templates = SHIPPED_TEMPLATES
    issued: Issued = field(default_factory=Issued)
    asked: dict[str, None] = field(default_factory=dict)
    language: Language = ENGLISH

    def functions(self) -> Functions:
        """The functions by the names that templates use."""
        return {
            "fig": self.fig,
            "words": self.words,
            "number_of": self.number_of,
            "agree": self.agree,
            "fig_word": self.fig_word,
            "figure": self.figure,
            "has": self.has,
            "there_is": self.there_is,
            "gap": self.gap,
            "caution": self.caution,
            "parts": self.parts,
            "uncovered": self.uncovered,
            "rounded_to": self.rounded_to,
            "printed_fraction": self.printed_fraction,
            "finding": self.finding,
            "fact": self.fact,
            "value": lambda path: binding.look_up(self.facts, path),
            "knows": lambda path: binding.has_fact(self.facts, path),
            "appendix": self.appendix,
            "section": self.section,
            "refuse": self.refuse,
        }

    def filters(self) -> Functions:
        """The filters by the names that templates use."""
        return {
            "text": binding.escaped,
            "day": lambda value: formatting.day(binding.as_date(value), self.language),
            "weekday": lambda value: formatting.weekday(binding.as_date(value), self.language),
            "month": lambda value: formatting.month(binding.as_date(value), self.language),
            "sentence": lambda value: str(value)[:1].upper() + str(value)[1:],
            "first_capital": binding.first_capital,
            "in_words": self.in_words,
            "digits": formatting.count,
            "ordinal": lambda value: formatting.ordinal(value, self.language),
            "plural": self._agreeing,
            "listed": lambda items: formatting.listed([str(item) for item in items], self.language),
        }

    @cached_property
    def rules(self) -> FindingRules:
        """The rules by which figures may be stated, as the bundle keeps them."""
        return FindingRules.of(self.bundle.facts["finding_rules"])

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """Everything that `fact` can be asked for, read-only: the bundle's facts and the settings of the documents."""
        return cast("Mapping[str, Any]", read_only({**self.bundle.facts, "documents": self.documents}))

    def has(self, figure_id: str) -> bool:
        """Whether there is such a figure; if not, it is one that the document would have covered."""
        self.asked[figure_id] = None
        return figure_id in self.bundle.figures

    def there_is(self, figure_id: str) -> bool:
        """Whether there is such a figure or breakdown; a document that asks so does not miss it otherwise."""
        return figure_id in self.bundle.figures or bool(self.bundle.figures.parts_of(figure_id))

    def parts(self, breakdown: str) -> list[Figure]:
        """The parts of a breakdown; none where it cannot be had."""
        self.asked[breakdown] = None
        return self.bundle.figures.parts_of(breakdown)

    def uncovered(self) -> list[Uncovered]:
        """What the document would have covered so far and could not, by subject, in the order of a report."""
        return uncovered(self.bundle.figures, self.asked)

    def rounded_to(self) -> int:
        """The base that numbers of people are rounded to; zero where every number is exact."""
        return max((figure.rounded_to for figure in self.bundle.figures if figure.rounded_to > 1), default=0)

    def printed_fraction(self) -> str:
        """The id of a part of a sample printed as a fraction so far; empty where there is none."""
        printed = {name for kind, name, facet, *_ in self.issued.spans if kind == "figure" and facet in _OF_FRACTIONS}
        parts = (figure for figure in self.bundle.figures.by_id.values() if figure.role in _PARTS)
        return next((figure.id for figure in parts if figure.id in printed and "%" not in figure.printed), "")

    def figure(self, figure_id: str) -> Figure:
        """The figure itself, for conditions."""
        figures = self.bundle.figures
        self.asked[figure_id] = None
        if figure_id in figures.gaps:
            self.refuse(f"figure {figure_id} is a gap: {figures.gaps[figure_id]}")
        if figure_id not in figures:
            self.refuse(f"no figure {figure_id!r}; {nearest(figure_id, [*figures.by_id, *figures.gaps])}")
        return figures[figure_id]

    def gap(self, figure_id: str) -> str:
        """Why there is no such figure."""
        self.asked[figure_id] = None
        return binding.escaped(self.bundle.figures.gaps.get(figure_id) or self.refuse(f"{figure_id} is not a gap"))

    def caution(self, figure_id: str) -> str:
        """Why the interval of a figure may hold less often than it says; empty where nothing speaks against it."""
        return binding.escaped(self.figure(figure_id).caution or "")

    def fig(self, figure_id: str, facet: str = "printed") -> str:
        """A figure, or one facet of it, as text bound to its id."""
        figure = self.figure(figure_id)
        if facet == "percent" and figure.interval and self.rules.rate(figure.denominator or 0).outcome != "percent":
            self.refuse(f"figure {figure_id}: a fraction only; {figure.denominator} units are too few for a percentage")
        return binding.bound_figure(self.issued, figure, binding.facet_text(figure, facet, self.language), facet)

    def words(self, figure_id: str, facet: str = "value", zero: str = "zero") -> str:
        """A count in words up to nine and in digits from 10 (or as the document sets it), bound to its figure.

        `zero` is the word for a count of zero.
        """
        figure = self.figure(figure_id)
        if zero not in formatting.ZERO_WORDS:
            self.refuse(f"{zero!r} is not a word for zero; {nearest(zero, formatting.ZERO_WORDS)}")
        text = self.in_words(binding.counted(figure, facet), zero)
        return binding.bound_figure(self.issued, figure, text, facet)

    def number_of(self, figure_id: str, noun: str, facet: str = "value", zero: str = "no") -> str:
        """A count in words with what is counted: "no crimes", "one crime", "two crimes"; the noun is given for one."""
        return f"{self.words(figure_id, facet, zero)} {self.agree(noun, figure_id, facet)}"

    def agree(self, word: str, figure_id: str, facet: str = "value") -> str:
        """A noun, verb or pronoun, given for one, as it stands beside a count of a figure."""
        return self._agreeing(word, binding.counted(self.figure(figure_id), facet))

    def _agreeing(self, word: str, count: float) -> str:
        """In Welsh as it is given, since a noun behind a number is in the singular."""
        return agreeing(word, count) if self.language == ENGLISH else word

    def fig_word(self, figure_id: str, word: str) -> str:
        """A word that stands for a figure's value, such as lowest for a rank of 1, bound to its figure.

        Only the words that `figure_words` gives for this value are taken.
        """
        figure = self.figure(figure_id)
        allowed = words_for(figure, self.bundle.figures, self.templates)
        if word not in allowed:
            self.refuse(
                f"figure {figure_id} is not {word!r}; {nearest(word, allowed) if allowed else 'it has no words'}"
            )
        return binding.bound_figure(self.issued, figure, word, "value")

    def in_words(self, number: int, zero: str = "zero") -> str:
        """A count in the style that the document is set to."""
        digits_from = self.documents.get(self.document, {}).get("digits_from", 10)
        return formatting.in_words(number, digits_from, zero, self.language)

    def fact(self, path: str, facet: str = "text", shown: str | None = None) -> str:
        """A fact of the registers or of the documents' settings, as text bound to its path."""
        return binding.bound_fact(self.issued, path, binding.look_up(self.facts, path), facet, shown, self.language)

    def finding(self, rule: str, figure_id: str) -> str:
        """What the rules permit to be said of a figure, in their words; nothing where they permit nothing more."""
        rules = {
            "change": self.rules.change,
            "change_in_brief": self.rules.change_in_brief,
            "before": self.rules.before,
            "no_worse": self.rules.no_worse,
            "z_differs": self.rules.z_differs,
            "average": self.rules.average,
            "share": self.rules.share,
        }
        if rule not in rules:
            self.refuse(f"no finding {rule!r}; {nearest(rule, list(rules))}")
        figure = self.figure(figure_id)
        finding = rules[rule](figure)
        if finding is None:
            return ""
        if "{" not in finding.words:
            return binding.bound_figure(
                self.issued, figure, finding.words, "quantity" if rule == "share" else "finding"
            )
        margin = formatting.points(self.rules.limit("no_worse", "shown"))
        z = "" if figure.test is None or figure.test.z is None else formatting.decimals(figure.test.z, 2)
        filled = finding.words.replace("{margin}", margin).replace("{z}", z)
        before, slot, after = filled.partition("{size}")
        words = [binding.bound_figure(self.issued, figure, part, "finding") for part in (before.strip(),) if part]
        return " ".join([*words, self.fig(figure_id, "size") + after] if slot else words)

    def appendix(self, key: str, otherwise: str) -> str:
        """A reference to an appendix of this document, or other words where the document has none of that key."""
        return f'[appendix]{{ref="{key}"}}' if key in self._appendices else otherwise

    def section(self, key: str, heading: str, otherwise: str) -> str:
        """A reference to a section of an appendix by its heading, or other words where there is no such appendix."""
        return f'[section]{{ref="{key}: {heading}"}}' if key in self._appendices else otherwise

    @property
    def _appendices(self) -> list[str]:
        return list(self.documents[self.document].get("appendices", []))

    def refuse(self, message: str) -> NoReturn:
        """Stop the document; for templates that find their parts do not fit."""
        raise PublicationRefused(f"{self.document}: {message}")
