"""Two builds, compared in everything: figures with their verdicts, gaps, facts, documents and data."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.diff.builds import Build
from cdi.diff.chance import Grounds, Verdict, verdicts
from cdi.diff.figures import FigureChange, Named, changed_figures, changed_names, difference, flat, only_in
from cdi.diff.inputs import DataChange, changed_data
from cdi.diff.wording import DocumentChange, changed_documents
from cdi.disclosure.faults import disclosure_faults
from cdi.load.reference import read_reference
from cdi.measures.finding_rules import FindingRules
from cdi.model.figure import Figure
from cdi.workspace.paths import Workspace

# The rules of statements are not about the audit; when they change, the words that follow from them do.
_NOT_OF_THE_AUDIT = "finding_rules."


@dataclass(frozen=True, slots=True)
class Judged:
    """A changed figure with its difference in words, and the verdict; None for one that is only described otherwise."""

    change: FigureChange
    difference: str | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which two builds differ; `disclosure` is why the later must not be published."""

    before: Build
    after: Build
    figures: tuple[Judged, ...]
    added: tuple[Figure, ...]
    removed: tuple[Figure, ...]
    gaps: tuple[Named, ...]
    facts: tuple[Named, ...]
    documents: tuple[DocumentChange, ...]
    data: DataChange
    disclosure: tuple[str, ...] = ()


def compare(workspace: Workspace, before: Build, after: Build) -> Comparison:
    """Compare two builds; what may be said of chance follows the rules of the workspace as they are now."""
    rules = _rules(workspace)
    old, new = before.bundle, after.bundle
    changes = changed_figures(old.figures, new.figures)
    judged = verdicts(((each.before, each.after) for each in changes if each.moved), _grounds(before, after), rules)
    facts = [{k: v for k, v in flat(b.facts).items() if not k.startswith(_NOT_OF_THE_AUDIT)} for b in (old, new)]
    return Comparison(
        before,
        after,
        figures=tuple(Judged(each, difference(each, rules), judged.get(each.id)) for each in changes),
        added=tuple(only_in(new.figures, old.figures)),
        removed=tuple(only_in(old.figures, new.figures)),
        gaps=tuple(changed_names(old.figures.gaps, new.figures.gaps)),
        facts=tuple(changed_names(*facts)),
        documents=changed_documents(before.documents, after.documents),
        data=changed_data(before, after),
        disclosure=disclosure_faults(workspace.root / after.folder, workspace.root / before.folder),
    )


def _rules(workspace: Workspace) -> FindingRules:
    """The rules of statements as they are now. Registers refer to each other, so all of them are read and checked."""
    rows = read_reference(workspace)["finding_rules"].to_dict("records")
    return FindingRules.of({str(name): cell for name, cell in row.items()} for row in rows)


def _grounds(before: Build, after: Build) -> Grounds:
    limits = [build.bundle.facts.get("rules", {}).get("record_within_hours") for build in (before, after)]
    rows = [build.record.rows if build.record else {} for build in (before, after)]
    return Grounds(before.inspection, after.inspection, rows[0], rows[1], (limits[0], limits[1]))
