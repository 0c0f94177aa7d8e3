"""A signature: one person in one role vouches for a delivered report exactly as it is."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import tomlkit

from cdi.contract.personal_data import looks_personal
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused, UsageRefused, describe_refusal
from cdi.pipeline.freshness import checksum
from cdi.pipeline.locks import lock_report
from cdi.pipeline.signed_content import checksum_of_document, checksum_of_figures
from cdi.publication.candidate import NOTEBOOK, Candidate, read_candidate
from cdi.publication.gates_of_build import files_as_delivered, stale_parts
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import check_settings
from cdi.workspace.sign_off import SIGN_OFF, SIGNING_ROLES, Signature, SigningRole, SignOff, read_sign_off

_COMMENT = (
    "Written by cdi sign-off. Each signature covers the content that its checksums name and lapses when anything of it "
    "changes."
)


def sign(workspace: Workspace, ref: AuditRef, role: SigningRole, by: str, on: date) -> Path:
    """Write the signature of a role (`by` a post, never a name) for all documents as delivered; returns the file.

    It takes the place of an earlier signature in the same role. Raises UsageRefused for somebody who signed in another
    role or who gives what would reach a person, PublicationRefused for a report that is not up to date or not as it was
    delivered.
    """
    if personal := looks_personal(by):
        raise UsageRefused(f"--by holds {personal}; expected a post or an office, such as Force Crime Registrar")
    with lock_report(workspace, workspace.work_folder(ref)):
        candidate = read_candidate(workspace, ref, on)
        refusals = [*files_as_delivered(candidate), *stale_parts(candidate, besides=(SIGN_OFF,))]
        if refusals:
            lines = "\n".join(f"  {each}" for each in refusals)
            raise PublicationRefused(f"{ref} cannot be signed, for nobody would know what was signed:\n{lines}")
        path = workspace.audit_folder(ref) / SIGN_OFF
        before = read_sign_off(path.parent)
        signature = _signature(candidate, role, by, on)
        _refuse_second_role(before, signature)
        others = [old for each in SIGNING_ROLES if each != role and (old := before.of(each))]
        _write(path, sorted([*others, signature], key=lambda each: SIGNING_ROLES.index(each.role)))
    return path


def _signature(candidate: Candidate, role: SigningRole, by: str, on: date) -> Signature:
    content = {
        "role": role,
        "by": " ".join(by.split()),
        "on": on,
        "figures": checksum_of_figures(candidate.bundle.manifest),
        "documents": {name: checksum_of_document(tree) for name, tree in candidate.trees.items()},
        "notebook": checksum(candidate.folder / NOTEBOOK),
    }
    return check_settings(Signature, content, Path(SIGN_OFF))


def _refuse_second_role(before: SignOff, signature: Signature) -> None:
    for role in SIGNING_ROLES:
        other = before.of(role)
        if other is not None and role != signature.role and other.person == signature.person:
            raise UsageRefused(
                f"“{signature.by}” has signed as {role} already; expected another post as {signature.role}, "
                f"for whoever assures or approves an analysis must not be the one who is assured"
            )


def _write(path: Path, signatures: list[Signature]) -> None:
    document = tomlkit.document()
    document.add(tomlkit.comment(_COMMENT))
    entries = tomlkit.aot()
    for signature in signatures:
        entries.append(tomlkit.item(signature.model_dump(exclude_none=True)))
    document.add("signature", entries)
    unfinished = path.with_name(f".{path.name}.new")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(tomlkit.dumps(document))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise PublicationRefused(f"not signed: {describe_refusal(error)}") from error
    finally:
        unfinished.unlink(missing_ok=True)
