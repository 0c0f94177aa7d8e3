"""Inline Markdown to runs: text, strong, emphasis, links, figures bound by id, references and note calls."""

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
        """The runs of a paragraph, heading or cell; neighbours of the same look are joined."""
        joined: list[Run] = []
        for run in self._walk(node, Run(""), line):
            if joined and replace(joined[-1], text="") == replace(run, text="") and _plain(run):
                joined[-1] = replace(run, text=joined[-1].text + run.text)
            elif run.text:
                joined.append(run)
        return tuple(joined)

    def _walk(self, node: SyntaxTreeNode, look: Run, line: int) -> list[Run]:
        found: list[Run] = []
        for child in node.children:
            found += self._one(child, look, line)
        return found

    def _one(self, node: SyntaxTreeNode, look: Run, line: int) -> list[Run]:
        match node.type:
            case "inline":
                return self._walk(node, look, line)
            case "text":
                return [replace(look, text=node.content)]
            case "softbreak":
                return [replace(look, text=" ")]
            case "strong":
                return self._walk(node, replace(look, strong=True), line)
            case "em":
                return self._walk(node, replace(look, emphasis=True), line)
            case "link":
                return self._walk(node, replace(look, href=str(node.attrs["href"])), line)
            case "span":
                return self._span(node, look, line)
            case "footnote_ref":
                return [self._note(node, look)]
            case "footnote_anchor":
                return []
        raise PublicationRefused(f"line {line}: {node.type} is not part of the documents' Markdown")

    def _span(self, node: SyntaxTreeNode, look: Run, line: int) -> list[Run]:
        text = "".join(child.content for child in node.children)
        if "ref" in node.attrs:
            key = str(node.attrs["ref"])
            if key not in self.references:
                hint = nearest(key, list(self.references))
                raise PublicationRefused(f"line {line}: no appendix or section {key!r} to refer to; {hint}")
            label, anchor = self.references[key]
            return [replace(look, text=label, href=f"#{anchor}")]
        if "fact" in node.attrs:
            return [self._fact(node, text, look, line)]
        figure_id = str(node.attrs.get("figure", ""))
        if figure_id not in self.figures:
            hint = nearest(figure_id, list(self.figures.by_id))
            raise PublicationRefused(f"line {line}: no figure {figure_id!r}; {hint}")
        if not text.strip():
            raise PublicationRefused(f"line {line}: figure {figure_id} is printed as nothing")
        facet = str(node.attrs.get("facet", "printed"))
        value = self.figures[figure_id].value
        return [replace(look, text=text, figure=figure_id, facet=facet, value=value)]

    def _fact(self, node: SyntaxTreeNode, text: str, look: Run, line: int) -> Run:
        path = str(node.attrs["fact"])
        if not text.strip():
            raise PublicationRefused(f"line {line}: fact {path} is printed as nothing")
        return replace(look, text=text, fact=path, facet=str(node.attrs["facet"]), value=str(node.attrs["value"]))

    def _note(self, node: SyntaxTreeNode, look: Run) -> Run:
        label = str(node.meta["label"])
        if label not in self.notes:
            self.notes.append(label)
        number = self.notes.index(label) + 1
        return replace(look, text=str(number), note=number)


def _plain(run: Run) -> bool:
    """Whether a run may be joined to its neighbour: figures, facts and note calls stay on their own."""
    return run.figure is None and run.fact is None and run.note is None
