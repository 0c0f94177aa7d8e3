"""Which audit is meant: the one value that stands for a force and one of its audits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class AuditRef:
    """A force and the folder name of one of its audits, both as `data/forces.toml` and `data/` spell them.

    It sorts by force, then by audit. Whether the audit exists is for `cdi.workspace.names` to say.

    >>> str(AuditRef("kent", "2018-reinspection"))
    'kent 2018-reinspection'
    """

    force: str
    audit: str

    @classmethod
    def of_inspection(cls, force: str, inspection_id: str) -> AuditRef:
        """The audit of an inspection, by its id in the national registers."""
        return cls(force, inspection_id.removeprefix(f"{force}-"))

    @property
    def inspection_id(self) -> str:
        """What the national registers call it: kent-2018-reinspection."""
        return f"{self.force}-{self.audit}"

    def __str__(self) -> str:
        return f"{self.force} {self.audit}".rstrip()

    @property
    def path(self) -> PurePosixPath:
        """Where it lies below `data/` and below `reports/`: kent/2018-reinspection."""
        return PurePosixPath(self.force, self.audit)


NATIONAL = AuditRef("national", "")
"""The comparison of all forces, of no one audit: its words lie in data/national/, its pages in reports/national/."""
