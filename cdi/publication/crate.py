"""A published version described as an RO-Crate 1.1 (https://www.researchobject.org/ro-crate/specification/1.1/)."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.provenance import Code
from cdi.publication.versions import CRATE, PUBLISHED, sha256_of
from cdi.workspace.sign_off import Signature

_CONFORMS = "https://w3id.org/ro/crate/1.1"
# Version 1.1 has no word for a checksum; schema.org has.
_CONTEXT = [f"{_CONFORMS}/context", {"sha256": "https://schema.org/sha256"}]
_TYPES = {".ipynb": "application/x-ipynb+json", ".md": "text/markdown", ".csv": "text/csv"}

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CrateWords:
    """What a crate says of a version besides its files."""

    ref: AuditRef
    version: int
    published_on: date
    name: str
    description: str
    force: str
    code: Code
    signatures: tuple[Signature, ...]


def crate_of(folder: Path, files: Iterable[str], words: CrateWords) -> str:
    """The `ro-crate-metadata.json` of a folder: every file with size, type and checksum; who answers; what made it.

    `published.json` is named without a checksum, for it holds that of the crate itself.
    """
    names = sorted(files)
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _CONFORMS},
            "about": {"@id": "./"},
        },
        _root(names, words),
        *(_file(folder, name) for name in names),
        {"@id": PUBLISHED, "@type": "File", "name": PUBLISHED, "encodingFormat": "application/json"},
        *_around(names, words),
    ]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _root(names: list[str], words: CrateWords) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "identifier": f"{words.ref.force}/{words.ref.audit}/{words.version}",
        "name": words.name,
        "description": words.description,
        "version": str(words.version),
        "datePublished": words.published_on.isoformat(),
        "license": {"@id": "#terms"},
        "publisher": {"@id": "#publisher"},
        "contributor": [{"@id": f"#{signature.role}"} for signature in words.signatures],
        "hasPart": [{"@id": name} for name in (*names, PUBLISHED)],
        "mentions": [{"@id": "#analysis"}],
    }


def _file(folder: Path, name: str) -> Entity:
    path = folder / name
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {
        "@id": name,
        "@type": "File",
        "name": path.name,
        "contentSize": str(path.stat().st_size),
        "encodingFormat": kind,
        "sha256": sha256_of(path),
    }


def _around(names: list[str], words: CrateWords) -> list[Entity]:
    """Publisher, who signed, terms, the software, and the run that joins them."""
    software = {
        "@id": "#cdi",
        "@type": "SoftwareApplication",
        "name": "cdi",
        "version": words.code.version,
        **({"identifier": words.code.commit} if words.code.commit else {}),
    }
    return [
        {"@id": "#publisher", "@type": "Organization", "name": words.force},
        {
            "@id": "#terms",
            "@type": "CreativeWork",
            "name": "Terms of the publisher",
            "description": "The files are the publisher's; ask there how they may be used. The software is under MIT.",
        },
        *(
            {"@id": f"#{each.role}", "@type": "Role", "name": each.by, "roleName": each.role}
            for each in words.signatures
        ),
        software,
        {
            "@id": "#analysis",
            "@type": "CreateAction",
            "name": "The build of this report",
            "instrument": {"@id": "#cdi"},
            "result": [{"@id": name} for name in names],
        },
    ]
