"""A delivered report made again from what its `provenance.json` names, and what differs when it does not come out so.

It is made from the data, templates, code and tools that are here now, in a workspace of its own, so neither the report
nor its cache is touched. What decides is the content of the delivered files; code, tools and inputs say why.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cdi.model.errors import PublicationRefused, UsageRefused
from cdi.pipeline.inputs import with_audits_before
from cdi.pipeline.provenance import PROVENANCE, ReportOrigin, read_provenance
from cdi.pipeline.replacement import replace_folder
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.packages import LOCK
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED

_SHOWN = 5
_SHARED = ("templates", "notebooks")


@dataclass(frozen=True, slots=True)
class Differences:
    """Names that two mappings do not share, or have other values for."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @classmethod
    def between(cls, then: Mapping[str, str], now: Mapping[str, str]) -> Differences:
        """What changed from `then` to `now`, each in alphabetical order."""
        return cls(
            tuple(sorted(name for name in then.keys() & now.keys() if then[name] != now[name])),
            tuple(sorted(then.keys() - now.keys())),
            tuple(sorted(now.keys() - then.keys())),
        )

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.added)


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A report as it was delivered, as it was made again, and the folder where that lies."""

    then: ReportOrigin
    now: ReportOrigin
    folder: Path

    @property
    def files(self) -> Differences:
        """The delivered files that differ; none when the reproduction is exact."""
        return Differences.between(self.then.files, self.now.files)

    def refuse_inexact(self) -> None:
        """Raise PublicationRefused when a file differs."""
        if self.files:
            raise PublicationRefused(f"{self.then.ref} could not be made again exactly; what differs is said above")


def reproduce(workspace: Workspace, manifest: Path) -> Reproduction:
    """Make the report that a manifest belongs to again, into `reports/.work/<force>/<audit>/reproduced/`.

    Raises UsageRefused when the report does not say what it was made from, or the audit is not here, and whatever a
    build raises.
    """
    then = read_provenance(manifest)
    if not (workspace.audit_folder(then.ref) / "audit.toml").is_file():
        raise UsageRefused(
            f"data/{then.ref.path} is not in this workspace; put the folder back that the report was made from: "
            f"{PROVENANCE} has the checksum of each of its files"
        )
    work = workspace.work_folder(then.ref)
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work, prefix="reproduction-") as folder:
        copy = _copy_inputs(workspace, then, Path(folder))
        outcome = build(copy, Request(then.ref, then.documents))
        replace_folder(outcome.folder, work / "reproduced")
    return Reproduction(then, read_provenance(work / "reproduced"), work / "reproduced")


def _copy_inputs(workspace: Workspace, then: ReportOrigin, folder: Path) -> Workspace:
    """A workspace with the audit, those before it, the registers, and what this one has in place of shipped files."""
    copy = Workspace(folder)
    for ref in with_audits_before(workspace, then.ref):
        if workspace.audit_folder(ref).is_dir():
            shutil.copytree(workspace.audit_folder(ref), copy.audit_folder(ref), symlinks=True)
    shutil.copytree(workspace.data / "reference", copy.data / "reference")
    shutil.copy2(workspace.data / "forces.toml", copy.data)
    if (workspace.root / LOCK).is_file():
        shutil.copy2(workspace.root / LOCK, folder)
    for name in _SHARED if workspace.root != SHIPPED else ():
        if (workspace.root / name).is_dir():
            shutil.copytree(workspace.root / name, folder / name)
    return copy


def as_text(reproduction: Reproduction) -> str:
    """Whether it is exact; if it is not, which files differ; and what is not as it was in code, tools and inputs."""
    return "\n".join(_lines(reproduction))


def _lines(reproduction: Reproduction) -> Iterator[str]:
    then, now, files = reproduction.then, reproduction.now, reproduction.files
    if files:
        yield f"{then.ref}: not exact. Of {len(then.files)} delivered files:"
        yield from _listed(files, "  ")
    else:
        yield f"{then.ref}: exact, all {len(then.files)} files byte for byte."
    if then.code != now.code:
        yield f"Code: then {then.code}; now {now.code}"
    tools, inputs = Differences.between(then.tools, now.tools), Differences.between(then.inputs, now.inputs)
    if tools:
        yield "Tools:"
        yield from (f"  {name}: then {then.tools[name]}; now {now.tools[name]}" for name in tools.changed)
        yield from _listed(Differences((), tools.missing, tools.added), "  ")
    if inputs:
        yield f"Inputs, of {len(then.inputs)}:"
        yield from _listed(inputs, "  ")
    if files and not (tools or inputs):
        yield f"Tools and inputs are the same; compare the two folders, and {PROVENANCE} with the delivered files."
    elif files:
        yield f"To make it exactly: {_cure(then)}."


def _cure(then: ReportOrigin) -> str:
    """What brings back what the report was made with."""
    code = f"check out commit {then.code.commit}" if then.code.commit else f"install cdi {then.code.version}"
    return f"{code} with its lock, put the inputs back whose checksums {PROVENANCE} has, and run this again"


def _listed(differences: Differences, indent: str) -> Iterator[str]:
    kinds = {"changed": differences.changed, "missing": differences.missing, "new": differences.added}
    for kind, names in kinds.items():
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            yield f"{indent}{len(names)} {kind}: {', '.join(names[:_SHOWN])}{more}"
