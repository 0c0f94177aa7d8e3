"""What came of a publication, or of a look at published versions, as text and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cdi.publication.publish import PublicationOutcome
from cdi.publication.versions import CheckedVersions
from cdi.workspace.paths import Workspace

FORMAT = 1


def publication_as_text(workspace: Workspace, publication: PublicationOutcome) -> str:
    """Each gate that does not hold with its reasons; when all hold, what was kept and where."""
    return "\n".join(_lines(workspace, publication))


def publication_as_json(workspace: Workspace, publication: PublicationOutcome) -> dict[str, Any]:
    """The same as plain values, with the gates that hold."""
    gates = [
        {"gate": outcome.holds, "holds": not outcome.refusals, "refusals": [asdict(each) for each in outcome.refusals]}
        for outcome in publication.outcomes
    ]
    return {
        "format": FORMAT,
        "force": publication.ref.force,
        "audit": publication.ref.audit,
        "state": publication.state,
        "version": publication.version,
        "folder": None if publication.version is None else _shown(workspace, publication),
        "gates": gates,
    }


def versions_as_text(checked: CheckedVersions) -> str:
    """What is no longer as it was published."""
    if checked.refusals:
        return "\n".join(map(str, checked.refusals))
    if not checked.versions:
        return f"No version of {checked.ref} is published yet."
    return "Every published version is as it was published."


def versions_as_json(checked: CheckedVersions) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "format": FORMAT,
        "force": checked.ref.force,
        "audit": checked.ref.audit,
        "versions": list(checked.versions),
        "refusals": [asdict(each) for each in checked.refusals],
    }


def _lines(workspace: Workspace, publication: PublicationOutcome) -> Iterator[str]:
    for outcome in publication.outcomes:
        if outcome.refusals:
            yield f"Does not hold: {outcome.holds}"
            yield from (f"  {refusal}" for refusal in outcome.refusals)
    match publication.state:
        case "nothing changed":
            yield f"Nothing changed since version {publication.version}, so no new one was made."
        case "would be published":
            yield f"Every gate holds; it would be published as {_shown(workspace, publication)}"
        case "published":
            yield _shown(workspace, publication)


def _shown(workspace: Workspace, publication: PublicationOutcome) -> str:
    return publication.folder.relative_to(workspace.root).as_posix()
