"""A figure of an audit, followed back to its rows and forward to its sentences."""

from __future__ import annotations

from cdi.contract.tables import AUDIT_TABLES
from cdi.derivation.derivation import Derivation, Gap
from cdi.derivation.formula import describe_formula
from cdi.derivation.hiding import find_hidden
from cdi.derivation.pages import find_sentences
from cdi.derivation.rows import Sides, find_sides
from cdi.load.audit import read_audit
from cdi.load.corrections import Correction, read_decisions
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.counted_rows import with_counting_rows
from cdi.model.decisions import Exclusion
from cdi.model.errors import UsageRefused, nearest
from cdi.model.figure import Figure
from cdi.workspace.paths import Workspace


def explain_figure(figure_id: str, force: str, audit: str, workspace: Workspace | None = None) -> Derivation | Gap:
    """How a figure of an audit was made and where it is printed; of a gap, why it is one and what would fill it.

    In a notebook the answer shows itself as a table. Raises UsageRefused for an id that is neither figure nor gap, with
    the nearest one; InputFaulty when the audit has faults.
    """
    workspace, ref = workspace or Workspace.find(), AuditRef(force, audit)
    return explain_in_audit(figure_id, read_audit(workspace, ref), workspace, ref)


def explain_in_audit(figure_id: str, audit: Audit, workspace: Workspace, ref: AuditRef) -> Derivation | Gap:
    """The same of an audit that was read already, which is the one that `ref` names in the workspace."""
    data = with_counting_rows(audit)
    figures = measure(data)
    if figure_id in figures.gaps:
        return Gap(figure_id, ref, figures.subjects[figure_id], figures.gaps[figure_id], figures.cures.get(figure_id))
    hidden = find_hidden(audit)  # which measures the audit again, and a gap is not hidden
    figure = figures.get(figure_id)
    if figure is None and (reason := hidden.reason_for(figure_id)) is not None:
        assert hidden.shown is not None  # noqa: S101 - it gave the reason
        return Gap(figure_id, ref, hidden.shown.subjects[figure_id], reason, None, hidden.rules.get(figure_id))
    if figure is None:
        near = nearest(figure_id, [*figures.by_id, *figures.gaps])
        raise UsageRefused(f"no figure or gap {figure_id!r} in the audit {ref}; {near}")
    sides = find_sides(data, figure)
    return Derivation(
        figure=figure,
        ref=ref,
        subject=figures.subjects[figure_id],
        formula=describe_formula(data, figures, figure),
        sides=sides,
        corrections=_list_corrections(workspace, ref, figure, sides),
        exclusions=_list_exclusions(data, figure),
        provenance=(data.provenance.statement, *data.provenance.sources),
        pages=find_sentences(workspace, ref, figure_id),
        hiding=hidden.rule_for(figure),
    )


def _list_corrections(workspace: Workspace, ref: AuditRef, figure: Figure, sides: Sides) -> tuple[Correction, ...]:
    """The corrections of rows that the figure counts or that are in its base, and of registers that it rests on."""
    decisions = read_decisions(workspace.audit_folder(ref), AUDIT_TABLES)
    ids = {each for side in (sides.counted, sides.not_counted) if side is not None for each in side.ids}
    return tuple(
        each
        for each in decisions.corrections
        if each.table in figure.sources and (sides.counted is None or each.key in ids)
    )


def _list_exclusions(audit: Audit, figure: Figure) -> tuple[Exclusion, ...]:
    return tuple(each for each in audit.excluded if each.table in figure.sources)
