"""A publication of which whoever is to know gets a notice; off unless the environment holds addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from cdi.model.audit_ref import AuditRef
from cdi.publication.publish import PublicationOutcome, publish
from cdi.unattended import notices
from cdi.workspace.paths import Workspace


def publish_and_tell(
    workspace: Workspace,
    ref: AuditRef,
    on: date,
    *,
    environ: Mapping[str, str],
    say: Callable[[str], None],
    dry_run: bool = False,
) -> PublicationOutcome:
    """Publish as `publish` does; a new version is told to the addresses of `environ` (`notices.VARIABLE`).

    The notice names force, audit and version. Whether it was sent is said; it changes nothing else.
    """
    publication = publish(workspace, ref, on, dry_run=dry_run)
    if publication.state == "published" and (addresses := environ.get(notices.VARIABLE)):
        title = "CDI reports: 1 published"
        say(notices.send(addresses, title, f"{ref.force} {ref.audit}, version {publication.version}"))
    return publication
