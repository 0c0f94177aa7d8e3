"""What must be said wherever rows that nobody recorded are counted: a reconstruction, or an example."""

from __future__ import annotations

from cdi.model.audit import Audit

RECONSTRUCTED = "Made-up rows: what was not published was filled in, so a pattern in it means nothing."
INVENTED = "Made-up rows of a force that does not exist: an example, of which nothing follows for any police force."


def describe_made_up(audit: Audit, *, published: bool = False) -> str:
    """What the rows of an audit are, where they are no records; nothing for real ones.

    Counts that were `published` are real in a reconstruction, and in no example.
    """
    basis = audit.provenance.basis
    if basis == "made up":
        return INVENTED
    return RECONSTRUCTED if basis == "reconstruction" and not published else ""
