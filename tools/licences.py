"""Lists the licence of every installed package of the lock, and refuses one that is not known to allow our use.

    python -m tools.licences            prints a table; ends with 1 when a package is refused

Reports are made with these packages and hold nothing of them but fonts; none is changed or linked into our code. So
licences that ask for the source of changes only (LGPL, MPL) are allowed beside those that ask for their notice alone.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageMetadata, distribution
from pathlib import Path

from cdi.workspace.packages import installed_versions, read_lock

_ROOT = Path(__file__).parents[1]
_LONGEST = 60
# Words of SPDX expressions, of trove classifiers, and of the free text that older packages have; in lower case.
_ALLOWED = "|".join(
    (
        r"mit|mit-0|mit-cmu|hpnd|isc|isc license \(iscl\)|iscl|zlib|0bsd|cc0-1\.0|ofl-1\.1|zpl-2\.1",
        r"bsd|new bsd|simplified bsd|bsd-[23]-clause",
        r"apache|apache-2\.0|apache 2\.0|apache license 2\.0|apache software|apache license, version 2\.0",
        r"psf-2\.0|python software foundation|unlicense|unlicense \(unlicense\)|public domain|dfsg approved",
        r"mpl-2\.0|mozilla public license 2\.0 \(mpl 2\.0\)|lgpl-3\.0-only|gnu lesser general public license \(lgpl\)",
        "dependency licenses",
    )
)
_PARTS = re.compile(r" (?:and|or|with) |; |, (?!version)|/")


def read_licence(metadata: PackageMetadata) -> str:
    """What a package says its licence is: its SPDX expression, or else its classifiers, or else its free text."""
    if expression := metadata.get("License-Expression"):
        return expression
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    names = [text.rpartition(" :: ")[2] for text in classifiers if text.count(" :: ") > 1]
    text = (metadata.get("License") or "").strip().splitlines()
    return "; ".join(names) or (text[0][:_LONGEST] if text else "")


def is_allowed(licence: str) -> bool:
    """Whether every licence that a text names is one that we may use under; False for a text that names none."""
    text = licence.lower().replace("library or lesser", "lesser")
    parts = [part.strip(" ()") for part in _PARTS.split(text)]
    return all(re.fullmatch(f"(?:the )?(?:{_ALLOWED})(?: licen[cs]e)?", _closed(part)) for part in parts)


def _closed(part: str) -> str:
    """The part with the bracket that splitting took from its end."""
    return part + ")" if part.count("(") > part.count(")") else part


def list_licences() -> dict[str, tuple[str, str]]:
    """Version and licence of each package of the lock that is installed."""
    installed = installed_versions()
    names = [name for name in sorted(read_lock(_ROOT / "requirements.txt")) if name in installed]
    return {name: (installed[name], read_licence(distribution(name).metadata)) for name in names}


def main() -> int:
    """Print the table, then what is refused."""
    licences = list_licences()
    refused = [name for name, (_, licence) in licences.items() if not is_allowed(licence)]
    rows = [f"| {name} | {version} | {licence} |" for name, (version, licence) in licences.items()]
    sys.stdout.write("\n".join(["| package | version | licence |", "| --- | --- | --- |", *rows]) + "\n")
    for name in refused:
        sys.stderr.write(f"{name}: {licences[name][1] or 'no licence named'}: not known to be allowed; read it, then\n")
    if refused:
        sys.stderr.write("add its name to tools/licences.py, or use another package.\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
