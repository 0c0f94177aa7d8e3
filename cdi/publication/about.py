"""What is said about a published version beside it: how it was assured, and what changed since the version before.

Neither names a row: a published page must not tell which records were altered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cdi.compose.furniture import read_furniture
from cdi.diff import Comparison
from cdi.house_style import formatting
from cdi.model.document import LANGUAGE
from cdi.publication.candidate import Candidate
from cdi.publication.gates import GateOutcome
from cdi.render.html import page_template
from cdi.workspace.names_in_words import audit_in_words, force_in_words
from cdi.workspace.settings import read_audit_settings
from cdi.workspace.shipped import SHIPPED
from cdi.workspace.sign_off import Signature

_BASES = {
    "records": "number_of_records",
    "reconstruction": "number_of_reconstruction",
    "published": "number_as_published",
    "made up": "number_made_up",
}
_ASSUMPTION = re.compile(r"^\d+\. \*\*(.+?)\*\*(.*?)(?=^\d+\. |^#|\Z)", re.MULTILINE | re.DOTALL)
_CORRECTIONS = "corrections.csv"


@dataclass(frozen=True, slots=True)
class Issue:
    """A version as it goes out: its number, its day, and who signed it."""

    version: int
    published_on: date
    signatures: tuple[Signature, ...]


def name_of_report(candidate: Candidate) -> str:
    """The force and the audit in words."""
    workspace, ref = candidate.workspace, candidate.ref
    return f"{force_in_words(workspace, ref)}, {audit_in_words(workspace, ref)}"


def assurance_page(candidate: Candidate, issue: Issue, outcomes: Iterable[GateOutcome]) -> str:
    """The logs of data, decisions and assumptions, the limitations, the gates, and who signed, as a page."""
    provenance = candidate.bundle.facts["provenance"]
    method = read_audit_settings(candidate.inputs).method.model_dump(mode="json", exclude_none=True)
    furniture = read_furniture(LANGUAGE, candidate.workspace.templates)
    data = f"data/{candidate.ref.force}/"
    return _page(
        "assurance.html.j2",
        candidate,
        issue,
        code=str(candidate.origin.code),
        signatures=[{"role": s.role, "by": s.by, "day": formatting.day(s.on)} for s in issue.signatures],
        gates=[outcome.holds[:1].upper() + outcome.holds[1:] for outcome in outcomes],
        basis=getattr(furniture, _BASES[provenance["basis"]]),
        statement=provenance["statement"],
        sources=provenance["sources"],
        inputs=[name for name in candidate.origin.inputs if name.startswith((data, "data/reference/"))],
        method=[(f"method.{name} of audit.toml", value) for name, value in method.items()],
        decisions=[*_decisions(candidate)],
        assumptions=[*_assumptions()],
        limitations=[*_limitations(candidate)],
    )


def what_changed_page(
    candidate: Candidate, issue: Issue, comparison: Comparison, files: Mapping[str, Sequence[str]]
) -> str:
    """What a version says differently from the one before, as a page."""
    documents = [
        {
            "name": change.document,
            "state": "" if change.state == "changed" else change.state,
            "sentences": [*change.wording, *change.following],
        }
        for change in comparison.documents
    ]
    return _page(
        "what_changed.html.j2",
        candidate,
        issue,
        figures=[*_figures(comparison)],
        documents=documents,
        gaps=comparison.gaps,
        files=[f"{name}: {how}" for how, names in files.items() for name in names],
    )


def what_changed_as_json(issue: Issue, comparison: Comparison, files: Mapping[str, Sequence[str]]) -> str:
    """The same as plain values."""
    content = {
        "format": 1,
        "version": issue.version,
        "before": issue.version - 1,
        "figures": [*_figures(comparison)],
        "gaps": [asdict(each) for each in comparison.gaps],
        "documents": [asdict(each) for each in comparison.documents],
        "files": {how: [*names] for how, names in files.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _page(template: str, candidate: Candidate, issue: Issue, **words: Any) -> str:
    templates = candidate.workspace.templates
    return page_template(template, templates).render(
        style=templates.find("html/style.css").read_text(encoding="utf-8"),
        name=name_of_report(candidate),
        version=issue.version,
        published_on=formatting.day(issue.published_on),
        **words,
    )


def _figures(comparison: Comparison) -> Iterator[dict[str, str]]:
    for each in comparison.figures:
        before, after = each.change.before, each.change.after
        verdict = each.verdict.words if each.verdict else "described otherwise"
        yield {"label": after.label, "before": before.printed, "now": after.printed, "verdict": verdict}
    for figure in comparison.added:
        yield {"label": figure.label, "before": "none", "now": figure.printed, "verdict": "new"}
    for figure in comparison.removed:
        yield {"label": figure.label, "before": figure.printed, "now": "none", "verdict": "gone"}


def _decisions(candidate: Candidate) -> Iterator[str]:
    """What people decided by hand; how many rows it was about stands in the documents, as far as it may."""
    facts = candidate.bundle.facts
    if f"data/{candidate.ref.path}/{_CORRECTIONS}" in candidate.origin.inputs:
        yield f"Cells were corrected by hand; each has its reason in {_CORRECTIONS} of the audit."
    for each in facts["exclusions"]:
        yield f"Rows of {each['table']} were left out on purpose; each has its reason in exclusions.csv of the audit."
    for measure in facts["extra_measures"]:
        yield f"“{measure['title']}” was added by {measure['added_by']}: {measure['reason']}"
    for block in candidate.origin.signed_off:
        yield f"The quotation {block} was approved by whoever is quoted."


def _assumptions() -> Iterator[dict[str, str]]:
    """The assumptions of the method, from the one place where each is written."""
    text = (SHIPPED / "docs" / "assumptions.md").read_text(encoding="utf-8")
    for entry in _ASSUMPTION.finditer(text):
        yield {"what": entry[1], "affects": " ".join(entry[2].replace("`", "").split())}


def _limitations(candidate: Candidate) -> Iterator[str]:
    figures = candidate.bundle.figures
    reasons = [f"{figures.subjects.get(name, name)}: {reason}" for name, reason in figures.gaps.items()]
    yield from dict.fromkeys(reasons)
