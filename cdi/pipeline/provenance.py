"""What a delivered report was made from and with, so that it can be made again in years (`cdi reproduce`).

`manifest.json` says what the figures rest on; `provenance.json` beside it says it of the whole report: every input and
every delivered file by its checksum, the code, the tools, the notebook's parameters, and who signed what off.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cdi
from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.model.errors import UsageRefused
from cdi.workspace.packages import installed_versions, read_lock
from cdi.workspace.paths import is_name
from cdi.workspace.shipped import SHIPPED

if TYPE_CHECKING:
    from pydantic import TypeAdapter

PROVENANCE = "provenance.json"
FORMAT = 1
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Code:
    """The code that a report was made by: its version, and its commit where it ran from a checkout of git."""

    version: str
    commit: str | None

    def __str__(self) -> str:
        return f"cdi {self.version}, commit {self.commit}" if self.commit else f"cdi {self.version}"


@dataclass(frozen=True, slots=True)
class ReportOrigin:
    """What `provenance.json` holds. `inputs` and `files` map names to checksums (SHA-256).

    `tools` maps Python and the packages of the lock to their versions; `signed_off` are blocks of author text, as the
    audit's settings name them.
    """

    force: str
    audit: str
    documents: tuple[str, ...]
    code: Code
    parameters: Mapping[str, str]
    tools: Mapping[str, str]
    signed_off: tuple[str, ...]
    inputs: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def ref(self) -> AuditRef:
        """The audit that the report is of."""
        return AuditRef(self.force, self.audit)


def write_provenance(
    folder: Path, ref: AuditRef, documents: Sequence[str], inputs: Mapping[str, str], files: Mapping[str, str]
) -> None:
    """Say in the folder of a report, whose bundle lies in it, what it was made from and with."""
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    provenance = ReportOrigin(
        ref.force,
        ref.audit,
        tuple(documents),
        code_here(),
        facts.get("parameters") or {"force": ref.force, "audit": ref.audit},
        tools_here(),
        tuple(facts["signed_off"]),
        dict(sorted(inputs.items())),
        dict(sorted(files.items())),
    )
    text = json.dumps({"format": FORMAT, **asdict(provenance)}, ensure_ascii=False, indent=1) + "\n"
    (folder / PROVENANCE).write_text(text, encoding="utf-8", newline="\n")


def read_provenance(path: Path) -> ReportOrigin:
    """What a report was made from: `path` is its folder, or its `manifest.json` or `provenance.json`.

    Raises UsageRefused when there is none, when it cannot be read, or when it has a format of another version.
    """
    folder = path if path.is_dir() else path.parent
    file = folder / PROVENANCE
    if not file.is_file():
        other = f"; {_MANIFEST} alone does not say how the pages were made" if (folder / _MANIFEST).is_file() else ""
        raise UsageRefused(f"{folder}: no {PROVENANCE}, which every delivered report has since version 0.1.0{other}")
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        number = content.pop("format")
    except (OSError, ValueError, RecursionError, KeyError, AttributeError, TypeError):
        raise _unreadable(file) from None
    if number != FORMAT:
        written_by = content.get("code", {}) if isinstance(content.get("code"), dict) else {}
        raise UsageRefused(
            f"{file}: format {number}; this version reads {FORMAT}. "
            f"Use the version that wrote it: cdi {written_by.get('version', '(not named)')}"
        )
    return _checked(file, content)


def _checked(file: Path, content: Mapping[str, Any]) -> ReportOrigin:
    """What the file says, when every part is there and of its kind, and every name could be the name of a folder."""
    from pydantic import ValidationError

    try:
        provenance = _reader().validate_python(content)
    except ValidationError:
        raise _unreadable(file) from None
    if provenance.ref == NATIONAL:
        raise UsageRefused(f"{file}: of the comparison of all forces; cdi national makes it again, from its parameters")
    if not all(map(is_name, (provenance.force, provenance.audit, *provenance.documents))):
        raise _unreadable(file)
    return provenance


@cache
def _reader() -> TypeAdapter[ReportOrigin]:
    """What reads the file: once made, it reads thousands."""
    from pydantic import TypeAdapter

    return TypeAdapter(ReportOrigin)


def _unreadable(file: Path) -> UsageRefused:
    return UsageRefused(
        f"{file}: not as a delivery wrote it; take the copy that was delivered, or one from a backup of it"
    )


@cache
def code_here() -> Code:
    """The code that runs now; its commit only where git is installed and the code lies in a checkout of its own."""
    git = shutil.which("git")
    if git is None or not (SHIPPED / ".git").exists():
        return Code(cdi.__version__, None)
    command = [git, "-C", str(SHIPPED), "rev-parse", "HEAD"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - words of our own
    return Code(cdi.__version__, asked.stdout.strip() or None)


def tools_here() -> dict[str, str]:
    """The versions of Python and of every installed package that the shipped lock names."""
    installed = installed_versions()
    packages = {name: installed[name] for name in sorted(read_lock()) if name in installed}
    return {"python": platform.python_version(), **packages}
