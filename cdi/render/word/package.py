"""The file itself: parts and what leads from one to another, packed so that the same parts give the same bytes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cdi.render.word.xml import HEAD, safe

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = f"{PACKAGE}/content-types"
# Chosen: the first moment that a zip file can name. The day of the report is in its properties.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_PLAIN = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}


class Relationship(NamedTuple):
    """What leads from one part to another, or to an address outside."""

    kind: str
    target: str
    external: bool = False


@dataclass
class Relationships:
    """What leads out of one part, by the ids that the part knows them by."""

    by_id: dict[str, Relationship] = field(default_factory=dict)

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """The id of a relationship; the same one for the same target."""
        wanted = Relationship(kind, target, external)
        for key, own in self.by_id.items():
            if own == wanted:
                return key
        number = len(self.by_id) + 1
        while f"rId{number}" in self.by_id:
            number += 1
        self.by_id[f"rId{number}"] = wanted
        return f"rId{number}"

    def as_xml(self) -> bytes:
        """The part that holds them."""
        outside = ' TargetMode="External"'
        lines = "".join(
            f'<Relationship Id="{key}" Type="{safe(own.kind)}" Target="{safe(own.target)}"'
            f"{outside if own.external else ''}/>"
            for key, own in self.by_id.items()
        )
        return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()


def relationships_of(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def resolve(part: str, target: str) -> str:
    """The name of the part that a relationship of another part leads to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def pack(parts: Mapping[str, bytes], kinds: Mapping[str, str]) -> bytes:
    """The file of these parts. `kinds` gives the content type of each part, or of all that end so (without a slash)."""
    endings = _PLAIN | {name: kind for name, kind in kinds.items() if "/" not in name}
    own = {name: kind for name, kind in kinds.items() if "/" in name}
    defaults = "".join(f'<Default Extension="{safe(name)}" ContentType="{safe(endings[name])}"/>' for name in endings)
    overrides = "".join(f'<Override PartName="/{safe(name)}" ContentType="{safe(own[name])}"/>' for name in sorted(own))
    types = f'{HEAD}<Types xmlns="{_TYPES}">{defaults}{overrides}</Types>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": types, **dict(sorted(parts.items()))}.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, data)
    return out.getvalue()
