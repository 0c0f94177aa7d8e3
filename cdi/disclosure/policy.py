"""What may be printed of an audit: by the reviewed table of what is about people, and by what the audit chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cdi.contract.people import About, read_classes
from cdi.measures.questions import find_question, why_no_limit
from cdi.model.audit import Audit
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.figure import Figure

_OUT_ALREADY = ("published", "register")


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be printed of an audit: the least number of people that is, and what its figures are about.

    `inspects` says that the audit is the inspectorate's, whose counts are published by law and stay as they are. Counts
    of people that are printed are rounded to `rounding_base`; 1 rounds none.
    """

    threshold: int
    figures: Mapping[str, About]
    columns: Mapping[str, About]
    inspects: bool
    rounding_base: int = 1

    def is_small(self, number: float) -> bool:
        """Whether a number of people is hidden; none is not, since it says what the force did and of nobody."""
        return 0 < number < self.threshold

    def class_of(self, figure_id: str) -> About | None:
        """What a figure is about, by the longest name that its id begins with; None where nobody classed it."""
        words = figure_id.split(".")
        names = (".".join(words[:length]) for length in range(len(words), 0, -1))
        return next((self.figures[name] for name in names if name in self.figures), None)

    def concerns(self, figure: Figure) -> bool:
        """Whether a figure, other than one of an extra measure, is to be held to the threshold."""
        if self.inspects or figure.basis in _OUT_ALREADY:
            return False
        return self.class_of(figure.id) != "process"

    def concerns_measure(self, audit: Audit, measure: ExtraMeasure) -> bool:
        """Whether an extra measure asks, chooses or cuts by a column that is about people, whoever audited."""
        return self.concerns_columns(audit, measure.table, measure.of, [*measure.by, *measure.where])

    def concerns_columns(self, audit: Audit, table: str, of: str, columns: Iterable[str]) -> bool:
        """Whether a question by some columns, or the question itself, is about people."""
        named = [*columns]
        if of != "in_time" or not why_no_limit(audit):
            question = find_question(audit, of)
            named += [*question.base, *question.asked]
        return any(self.columns.get(f"{table}.{name}") != "process" for name in named)


def policy_of(audit: Audit) -> Policy:
    """The policy of an audit."""
    classes = {kind: {row.name: row.about for row in read_classes() if row.kind == kind} for kind in _KINDS}
    chosen = audit.disclosure
    changed: dict[str, About] = {**dict.fromkeys(chosen.people, _PEOPLE), **dict.fromkeys(chosen.process, _PROCESS)}
    whole = {
        kind: {name: about for name, about in rows.items() if not _lies_in(name, changed)}
        for kind, rows in classes.items()
    }
    columns = whole["column"] | {name: about for name, about in changed.items() if name in classes["column"]}
    figures = whole["figure"] | {name: about for name, about in changed.items() if name not in classes["column"]}
    return Policy(chosen.threshold, figures, columns, audit.inspection.auditor.inspects, chosen.rounding_base)


_KINDS = ("figure", "column")
_PEOPLE: About = "people"
_PROCESS: About = "process"


def _lies_in(name: str, chosen: Iterable[str]) -> bool:
    """Whether what is chosen for a name, or for what it begins with, takes the place of what the table says."""
    return any(name == each or name.startswith(f"{each}.") for each in chosen)
