"""The figures of an audit by id: found by name, by part of a name, and by words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import bind, text_columns
from cdi.explore.answers import Answer, Picture
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_AVAILABLE
from cdi.measures.figures import printed_base
from cdi.model.errors import UsageRefused, closest
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Figure, Figures, Interval


class NoSuchFigure(UsageRefused, KeyError):
    """An id that is neither a figure nor a gap of the audit."""

    def __str__(self) -> str:
        return str(self.args[0])


def print_interval(interval: Interval | None) -> str:
    """An interval with its level, or the shorthand for none."""
    if interval is None:
        return NOT_AVAILABLE
    low, high = (formatting.decimals(end, 1) for end in (interval.low, interval.high))
    return f"{low} to {high} ({formatting.level(interval.level)})"


@dataclass(frozen=True, repr=False)
class FigureList(Answer):
    """Figures and gaps, one row each: id, what it is, as printed, interval, and what it is out of."""

    figures: tuple[Figure, ...]
    gaps: Mapping[str, str]
    caption: Caption
    subject: str = "Figures"

    @property
    def table(self) -> Table:
        """One row for each figure, the gaps last."""
        rows = [
            (
                TableCell(formatting.capitalised(figure.label)),
                TableCell(figure.id),
                bind(figure, figure.printed),
                TableCell(print_interval(figure.interval)),
                TableCell(printed_base(figure)),
            )
            for figure in self.figures
        ]
        rows += [
            (TableCell("A gap"), TableCell(name), TableCell(NOT_AVAILABLE), TableCell(NOT_AVAILABLE), TableCell(reason))
            for name, reason in self.gaps.items()
        ]
        columns = text_columns("What it is", "Id", "Printed", "Interval", "Out of, or why it is a gap")
        note = f"{self.caption.source} {NOT_AVAILABLE} means not available."
        return Table("figures", self.subject, columns, tuple(rows), note)

    def records(self) -> list[dict[str, Any]]:
        """One row for each figure: value, unit, interval and counts, unrounded; a gap has its reason alone."""
        rows = [
            {
                "id": figure.id,
                "label": figure.label,
                "value": figure.value,
                "unit": figure.unit,
                "low": figure.interval.low if figure.interval else None,
                "high": figure.interval.high if figure.interval else None,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "printed": figure.printed,
                "gap": None,
            }
            for figure in self.figures
        ]
        names = [*rows[0]][1:-1] if rows else []
        return rows + [{"id": name, **dict.fromkeys(names), "gap": reason} for name, reason in self.gaps.items()]

    def chart(self) -> Picture:
        """The figures that are in percent, with their intervals."""
        from cdi.exhibits.charts.figures import draw_figures

        return Picture(draw_figures(self.figures, self.caption, self.subject))


@dataclass(frozen=True, repr=False)
class FigureCard(Answer):
    """One figure with all that is known of it, or a gap with its reason and what would fill it."""

    id: str
    figure: Figure | None
    gap: str | None
    cure: str | None
    documents: tuple[str, ...]
    caption: Caption

    @property
    def value(self) -> float | None:
        """The value, unrounded: rates in percent; None for a gap."""
        return None if self.figure is None else self.figure.value

    @property
    def interval(self) -> Interval | None:
        """The interval, in the unit of the figure."""
        return None if self.figure is None else self.figure.interval

    @property
    def table(self) -> Table:
        """One row for each thing that is known of it."""
        columns = text_columns("Of this figure", "What is known")
        rows = tuple((TableCell(name), TableCell(words)) for name, words in self._facts().items())
        return Table("figure", self.id, columns, rows, self.caption.source)

    def _facts(self) -> dict[str, str]:
        figure = self.figure
        if figure is None:
            return {"Gap": self.gap or "", "What would fill it": self.cure or "nothing that an audit may supply"}
        facts = {
            "What it is": figure.label,
            "Printed": figure.printed,
            "Interval": print_interval(figure.interval) if figure.interval else "none",
            "Method": figure.interval.method if figure.interval else "counted, or stated as it is",
            "Out of": printed_base(figure),
        }
        if figure.numerator is not None and figure.denominator is not None:
            facts["Counts"] = formatting.fraction(figure.numerator, figure.denominator)
        if figure.test is not None:
            facts["Test"] = f"{figure.test.method}; p {formatting.p_value(figure.test.p_value)}"
        if figure.caution:
            facts["Caution"] = figure.caution
        printed = formatting.listed([*self.documents]) if self.documents else "no document that is built"
        return facts | {"Rests on": formatting.listed([*figure.sources]), "Basis": figure.basis, "Printed in": printed}

    def records(self) -> list[dict[str, Any]]:
        """One row for each thing that is known of it, the unrounded value first."""
        facts: dict[str, Any] = {"Value": self.value, **self._facts()}
        return [{"name": name, "content": content} for name, content in facts.items()]

    def chart(self) -> Picture:
        """The figure with its interval; a figure that is no percentage, or a gap, says so."""
        from cdi.exhibits.charts.figures import draw_figures

        return Picture(draw_figures([self.figure] if self.figure else [], self.caption, self.id))


@dataclass(frozen=True, repr=False)
class FigureShelf(Mapping[str, FigureCard]):
    """Every figure and gap of an audit by id.

    `shelf["recording.rape"]` and `shelf.recording.rape` are the same; `shelf.search("rape")` looks in labels too.
    `beginning` is the part of the ids that was chosen already: `shelf.recording` has those that begin with it.
    """

    figures: Figures
    caption: Caption
    printed_in: Mapping[str, tuple[str, ...]]
    beginning: str = ""

    def __getitem__(self, figure_id: str) -> FigureCard:
        whole = self.beginning + figure_id
        if whole not in self.figures and whole not in self.figures.gaps:
            raise NoSuchFigure(f"no figure {whole!r}; {_suggest(whole, self._ids())}")
        figure, gaps, cures = self.figures.get(whole), self.figures.gaps, self.figures.cures
        documents = tuple(name for name, ids in self.printed_in.items() if whole in ids)
        return FigureCard(whole, figure, gaps.get(whole), cures.get(whole), documents, self.caption)

    def __iter__(self) -> Iterator[str]:
        return (name.removeprefix(self.beginning) for name in self._ids())

    def __len__(self) -> int:
        return len(self._ids())

    def __getattr__(self, name: str) -> FigureCard | FigureShelf:
        whole = self.beginning + name
        if whole in self._ids():
            return self[name]
        if name.startswith("_") or not any(each.startswith(f"{whole}.") for each in self._ids()):
            raise AttributeError(f"no figure begins with {whole!r}; {_suggest(whole, self._next_words())}")
        return FigureShelf(self.figures, self.caption, self.printed_in, f"{whole}.")

    def __dir__(self) -> Iterable[str]:
        return sorted({*self._next_words(), "search", *super().__dir__()})

    def search(self, words: str) -> FigureList:
        """The figures and gaps whose id, label or base holds every one of the words, in any case.

        Where there are none, UsageRefused names the id that is nearest.
        """
        wanted = str(words).lower().split()
        chosen = [figure for figure in self._figures() if _holds(wanted, figure.id, figure.label, figure.base)]
        gaps = {name: reason for name, reason in self._gaps().items() if _holds(wanted, name, reason)}
        if not chosen and not gaps:
            raise UsageRefused(f"no figure mentions {words!r}; {_suggest(words, self._ids())}")
        return FigureList(tuple(chosen), gaps, self.caption, f"Figures that mention {words}")

    def all(self) -> FigureList:
        """Every figure and gap, as a table."""
        return FigureList(tuple(self._figures()), self._gaps(), self.caption)

    def __repr__(self) -> str:
        return repr(self.all())

    def _repr_html_(self) -> str:
        return self.all()._repr_html_()

    def _ipython_key_completions_(self) -> list[str]:
        return [*self]

    def _ids(self) -> list[str]:
        ids = [*self.figures.by_id, *self.figures.gaps]
        return [name for name in ids if name.startswith(self.beginning)]

    def _figures(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.id.startswith(self.beginning)]

    def _gaps(self) -> dict[str, str]:
        return {name: reason for name, reason in self.figures.gaps.items() if name.startswith(self.beginning)}

    def _next_words(self) -> list[str]:
        return [*dict.fromkeys(name.split(".")[0] for name in self)]


def _suggest(wrong: str, valid: list[str]) -> str:
    near = closest(wrong, valid)
    return f"did you mean {near}?" if near else ".all() lists them"


def _holds(wanted: list[str], *texts: str) -> bool:
    together = " ".join(texts).lower()
    return all(word in together for word in wanted)
