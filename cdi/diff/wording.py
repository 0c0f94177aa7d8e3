"""What a document says differently, sentence by sentence: in its own words, or only in what it is bound to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from cdi.diff.sentences import Sentence, sentences
from cdi.model.document import Document

# Two sentences are one that was changed when at least half of their words are the same, in order.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence whose own words changed; `before` or `after` is None for one that came or went.

    `where` is the headings that it stands under.
    """

    where: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Following:
    """A sentence that is the same but for figures and facts it is bound to, or numbers in a chart or table."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What one document says differently.

    `state` is "new" or "gone" where only one build has the document, and "not compared" where a build has its pages
    but no tree that this version reads.
    """

    document: str
    state: str
    wording: tuple[Wording, ...] = ()
    following: tuple[Following, ...] = ()


def marked(before: str | None, after: str | None) -> str:
    """Both sentences in one text, as [-taken out-] and {+put in+}."""
    old, new = ((text or "").split() for text in (before, after))
    parts: list[str] = []
    for what, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts += old[i:j]
            continue
        parts += [f"[-{' '.join(old[i:j])}-]"] if j > i else []
        parts += [f"{{+{' '.join(new[k:n])}+}}"] if n > k else []
    return " ".join(parts)


def changed_document(name: str, before: Document, after: Document) -> DocumentChange | None:
    """How a document differs between its two trees; None when it says the same."""
    old, new = sentences(before), sentences(after)
    wording: list[Wording] = []
    following: list[Following] = []
    match = SequenceMatcher(None, [each.frame for each in old], [each.frame for each in new], autojunk=False)
    for what, i, j, k, n in match.get_opcodes():
        if what == "equal":
            pairs = zip(old[i:j], new[k:n], strict=True)
            following += [Following(two.where, one.text, two.text) for one, two in pairs if one.text != two.text]
        else:
            wording += _pair_sentences(old[i:j], new[k:n])
    return DocumentChange(name, "changed", tuple(wording), tuple(following)) if wording or following else None


def changed_documents(
    before: Mapping[str, Document | None], after: Mapping[str, Document | None]
) -> tuple[DocumentChange, ...]:
    """The documents that differ, in the order of the earlier build; None stands for one whose tree cannot be read."""
    names = [*before, *(name for name in after if name not in before)]
    return tuple(change for name in names if (change := _changed(name, before, after)) is not None)


def _changed(
    name: str, before: Mapping[str, Document | None], after: Mapping[str, Document | None]
) -> DocumentChange | None:
    if name not in before or name not in after:
        return DocumentChange(name, "new" if name in after else "gone")
    old, new = before[name], after[name]
    if old is None or new is None:
        return DocumentChange(name, "not compared")
    return changed_document(name, old, new)


def _pair_sentences(old: Iterable[Sentence], new: Iterable[Sentence]) -> list[Wording]:
    """Sentences taken out with what was put in their place; then those that only came."""
    left, pairs = [*new], []
    for one in old:
        best = max(left, key=lambda other: _likeness(one, other), default=None)
        if best is not None and _likeness(one, best) >= _ALIKE:
            left.remove(best)
            pairs.append(Wording(best.where, one.text, best.text))
        else:
            pairs.append(Wording(one.where, one.text, None))
    return pairs + [Wording(other.where, None, other.text) for other in left]


def _likeness(one: Sentence, other: Sentence) -> float:
    words: list[list[str]] = [re.findall(r"\w+", each.frame.lower()) for each in (one, other)]
    return SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()
