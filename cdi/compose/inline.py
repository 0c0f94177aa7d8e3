"""Inline Markdown becomes runs: text, strong, emphasis, links, bound figures and facts, references and note calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from markdown_it.tree import SyntaxTreeNode

from cdi.model.document import Run, Runs
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figures


@dataclass
class Inline:
    """Turns inline nodes into runs; remembers the notes called, in the order of their calls.

    `references` maps each key that can be referred to (an appendix, or a section of one) to the text and the anchor
    that a reference to it prints.
    """

    figures: Figures
    references: Mapping[str, tuple[str, str]]
    notes: list[str] = field(default_factory=list)

    def runs(self, node: SyntaxTreeNode, line: int) -> Runs:
        """The runs of a paragraph, heading or cell; neighbours in the same style are joined."""
        joined: list[Run] = []
        for run in self._walk(node, Run(""), line):
            if joined and replace(joined[-1], text="") == replace(run, text="") and _plain(run):
                joined[-1] = replace(run, text=joined[-1].text + run.text)
            elif run.text:
                joined.append(run)
        return tuple(joined)

    def _walk(self, node: SyntaxTreeNode, style: Run, line: int) -> list[Run]:
        return [run for child in node.children for run in self._one(child, style, line)]

    def _one(self, node: SyntaxTreeNode, style: Run, line: int) -> list[Run]:
        match node.type:
            case "inline":
                return self._walk(node, style, line)
            case "text":
                return [replace(style, text=node.content)]
            case "softbreak":
                return [replace(style, text=" ")]
            case "strong":
                return self._walk(node, replace(style, strong=True), line)
            case "em":
                return self._walk(node, replace(style, emphasis=True), line)
            case "link":
                return self._walk(node, replace(style, href=str(node.attrs["href"])), line)
            case "span":
                return self._span(node, style, line)
            case "footnote_ref":
                return [self._note(node, style)]
            case "footnote_anchor":
                return []
        raise PublicationRefused(f"line {line}: {node.type} is not part of the documents' Markdown")

    def _span(self, node: SyntaxTreeNode, style: Run, line: int) -> list[Run]:
        text = "".join(child.content for child in node.children)
        if "ref" in node.attrs:
            key = str(node.attrs["ref"])
            if key not in self.references:
                hint = nearest(key, list(self.references))
                raise PublicationRefused(f"line {line}: no appendix or section {key!r} to refer to; {hint}")
            label, anchor = self.references[key]
            return [replace(style, text=label, href=f"#{anchor}")]
        if "fact" in node.attrs:
            return [self._fact(node, text, style, line)]
        figure_id = str(node.attrs.get("figure", ""))
        if figure_id not in self.figures:
            hint = nearest(figure_id, list(self.figures.by_id))
            raise PublicationRefused(f"line {line}: no figure {figure_id!r}; {hint}")
        if not text.strip():
            raise PublicationRefused(f"line {line}: figure {figure_id} is printed as nothing")
        facet = str(node.attrs.get("facet", "printed"))
        value = self.figures[figure_id].value
        return [replace(style, text=text, figure=figure_id, facet=facet, value=value)]

    def _fact(self, node: SyntaxTreeNode, text: str, style: Run, line: int) -> Run:
        path = str(node.attrs["fact"])
        if not text.strip():
            raise PublicationRefused(f"line {line}: fact {path} is printed as nothing")
        return replace(style, text=text, fact=path, facet=str(node.attrs["facet"]), value=str(node.attrs["value"]))

    def _note(self, node: SyntaxTreeNode, style: Run) -> Run:
        label = str(node.meta["label"])
        if label not in self.notes:
            self.notes.append(label)
        number = self.notes.index(label) + 1
        return replace(style, text=str(number), note=number)


def _plain(run: Run) -> bool:
    """Whether a run may be joined to its neighbour: figures, facts and note calls stay on their own."""
    return run.figure is None and run.fact is None and run.note is None
