"""An audit folder in, a checked audit out: the one way to an `Audit`, from which everything is counted.

The stages are values: settings → tables as written → tables fitted and checked → `Audit`. Faults of all stages are
gathered and refused once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdi.house_style import formatting
from cdi.load.checksums import checksums, mark_files, refuse_changed
from cdi.load.decision_log import list_decisions
from cdi.load.folder import CheckedTables, check_folder, refuse_faults
from cdi.load.reference import check_reference
from cdi.model.audit import Audit, Force, Inspection
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import closest
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.audit_days import is_earlier
from cdi.workspace.audit_files import list_files, resolve_inside
from cdi.workspace.extra_measures import FILE as MEASURES
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_audit_settings, read_force
from cdi.workspace.settings_models import AuditSettings

_SETTINGS = ("audit.toml", MEASURES)


@dataclass(frozen=True, slots=True)
class AuditChain:
    """An audit, the one before it, the one before that and so on, each with its settings.

    `faults` are those of a chain that breaks off or runs in a circle.
    """

    audits: tuple[tuple[AuditRef, AuditSettings], ...]
    faults: tuple[Fault, ...] = ()


def read_audit(workspace: Workspace, ref: AuditRef) -> Audit:
    """An audit with the national registers and the audits before it, as far back as each `audit.toml` names one.

    Raises InputFaulty with one line for every fault of every file; nothing is computed from a faulty folder, nor from
    files that were changed meanwhile, since their checksums would be those of other rows.
    """
    before = mark_files(_inputs_of_chain(workspace, read_chain(workspace, ref)))
    chain = read_chain(workspace, ref)  # again: now its settings are marked too
    reference = check_reference(workspace.data / "reference")
    checked = [check_folder(workspace.audit_folder(each), settings, each.force) for each, settings in chain.audits]
    faults = [fault for tables in checked for fault in tables.faults]
    refuse_faults(workspace, [*chain.faults, *faults, *reference.faults])
    force, audit = read_force(workspace, ref.force, chain.audits[0][1].inspection.seen_on), None
    inputs = checksums(workspace, _shared_files(workspace))
    for (each, settings), tables in reversed([*zip(chain.audits, checked, strict=True)]):
        inputs = inputs | checksums(workspace, _files_of(workspace, each, settings))
        audit = _audit(force, settings, tables, reference, audit, inputs)
    refuse_changed(workspace, before, mark_files(_inputs_of_chain(workspace, chain)))
    assert audit is not None  # noqa: S101 - a chain begins with the audit itself
    return audit


def _audit(
    force: Force,
    settings: AuditSettings,
    checked: CheckedTables,
    reference: CheckedTables,
    prior: Audit | None,
    inputs: dict[str, str],
) -> Audit:
    return Audit(
        force=force,
        inspection=settings.inspection,
        provenance=settings.provenance,
        method=settings.method,
        tables=checked.frames,
        records=checked.elsewhere,
        reference=reference.frames,
        prior=prior,
        excluded=checked.excluded,
        extra=checked.extra,
        signed_off=tuple(settings.signed_off),
        disclosure=settings.disclosure,
        decisions=list_decisions(settings, checked.corrected, checked.excluded),
        inputs=dict(sorted(inputs.items())),
    )


def read_chain(workspace: Workspace, ref: AuditRef) -> AuditChain:
    """The settings of an audit and of all those before it, the latest first.

    Raises InputFaulty when the audit's own `audit.toml` cannot be read.
    """
    chain = [(ref, read_audit_settings(workspace.audit_folder(ref)))]
    while (name := chain[-1][1].inspection.prior) is not None:
        prior = AuditRef(ref.force, name)
        if fault := _prior_fault(workspace, [each for each, _ in chain], prior):
            return AuditChain(tuple(chain), (fault,))
        try:
            settings = read_audit_settings(workspace.audit_folder(prior))
        except InputFaulty as refused:
            return AuditChain(tuple(chain), refused.faults)
        if not is_earlier(settings.inspection, chain[-1][1].inspection):
            return AuditChain(tuple(chain), (_later_prior(workspace, chain[-1][0], prior, settings.inspection),))
        chain.append((prior, settings))
    return AuditChain(tuple(chain))


def _prior_fault(workspace: Workspace, chain: list[AuditRef], prior: AuditRef) -> Fault | None:
    """What is wrong with the prior audit that a chain's last one names: it does not exist, or is in the chain."""
    file = str(workspace.audit_folder(chain[-1]) / "audit.toml")
    if prior in chain:
        circle = " → ".join(each.audit for each in [*chain[chain.index(prior) :], prior])
        expected = f"an earlier audit; this one leads back to itself ({circle})"
        return Fault(file, expected, column="inspection.prior", value=prior.audit, private=())
    audits = [each for each in workspace.audits(prior.force) if each not in chain]
    if prior in audits:
        return None
    near = closest(prior.audit, [each.audit for each in audits])
    expected = f"the folder of an earlier audit of {prior.force}"
    return Fault(file, expected, column="inspection.prior", value=prior.audit, nearest=near, private=())


def _later_prior(workspace: Workspace, ref: AuditRef, prior: AuditRef, inspection: Inspection) -> Fault:
    """That an audit names as the one before it one that came out later, or whose period ends later."""
    expected = f"the folder of an earlier audit; that one is of {formatting.day(inspection.day)}"
    file = str(workspace.audit_folder(ref) / "audit.toml")
    return Fault(file, expected, column="inspection.prior", value=prior.audit, private=())


def _inputs_of_chain(workspace: Workspace, chain: AuditChain) -> list[Path]:
    """Every file whose checksum an audit names."""
    own = (path for each, settings in chain.audits for path in _files_of(workspace, each, settings))
    return [*_shared_files(workspace), *own]


def _shared_files(workspace: Workspace) -> list[Path]:
    return [workspace.data / "forces.toml", *_files(workspace.data / "reference")]


def _files_of(workspace: Workspace, ref: AuditRef, settings: AuditSettings) -> Iterator[Path]:
    """Every file of an audit folder that an analysis may read."""
    folder = workspace.audit_folder(ref)
    resolve_inside(folder, settings.source.path)
    yield from _files(folder)


def _files(folder: Path) -> list[Path]:
    """The tables and settings below a folder."""
    files = list_files(folder, folder)
    return [path for path in files if path.suffix in (".csv", ".xlsx", ".parquet") or path.name in _SETTINGS]
