"""The commands by which a report goes out: parse, call one function, print."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from cdi.cli import results, terminal
from cdi.cli.options import AuditName, AuditWord, ForceName, environ_of, read_audit_name
from cdi.workspace.sign_off import SigningRole


def sign_off(
    context: typer.Context,
    role: Annotated[SigningRole, typer.Option("--as", help="The role in which you sign.")],
    by: Annotated[str, typer.Option("--by", help="Your post, such as “Force crime registrar”; never a name.")],
    force: ForceName = None,
    audit_word: AuditWord = None,
    audit: AuditName = None,
) -> None:
    """Sign the delivered report exactly as it is; the signature lapses when anything of it changes."""
    from cdi.publication.signing import sign
    from cdi.workspace.names import choose_audit, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    ref = choose_audit(workspace, read_option(force, "FORCE", environ), read_audit_name(audit_word, audit, environ))
    results.print_paths(workspace, [sign(workspace, ref, role, by, datetime.now().astimezone().date())])
    terminal.say(f"When all three have signed: cdi build {ref.force}, then cdi publish {ref.force} --audit {ref.audit}")


def publish(
    context: typer.Context,
    force: ForceName = None,
    audit_word: AuditWord = None,
    audit: AuditName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look at the gates; nothing is kept.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only look whether published versions are as they were published.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Keep the delivered report as a published version, if every gate holds; else end with exit code 5."""
    from cdi.publication import report
    from cdi.publication.notice import publish_and_tell
    from cdi.workspace.names import choose_audit, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    ref = choose_audit(workspace, read_option(force, "FORCE", environ), read_audit_name(audit_word, audit, environ))
    if check:
        from cdi.publication.versions import check_versions

        checked = check_versions(workspace, ref)
        if as_json:
            terminal.show(json.dumps(report.versions_as_json(checked), ensure_ascii=False, indent=1))
        else:
            terminal.show(report.versions_as_text(checked))
        checked.refuse_damaged()
        return
    today = datetime.now().astimezone().date()
    publication = publish_and_tell(workspace, ref, today, environ=environ, say=terminal.say, dry_run=dry_run)
    if as_json:
        terminal.show(json.dumps(report.publication_as_json(workspace, publication), ensure_ascii=False, indent=1))
    else:
        terminal.show(report.publication_as_text(workspace, publication))
    publication.refuse_closed_gates()
