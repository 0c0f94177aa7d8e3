"""An audit of a force as a partition."""

from __future__ import annotations

import dagster as dg

from cdi.model.audit_ref import AuditRef

AUDITS = dg.DynamicPartitionsDefinition(name="audits")
"""A partition for each audit that documents can be made of; audits come and go, so they are not listed in code."""

# No name of a force or audit holds two hyphens in a row (`settings.NAME`), and no shell or address minds them.
_BETWEEN = "--"


def partition_of(ref: AuditRef) -> str:
    """The key of an audit: leicestershire--2018-reinspection."""
    return f"{ref.force}{_BETWEEN}{ref.audit}"


def audit_of(partition: str) -> AuditRef:
    """The force and audit of a key; ValueError when it is no such key."""
    force, between, audit = partition.partition(_BETWEEN)
    if not (force and between and audit):
        raise ValueError(f"partition {partition!r}: expected a force and an audit, such as kent--2018-reinspection")
    return AuditRef(force, audit)
