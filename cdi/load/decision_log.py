"""The log of decisions and assumptions of an audit: written down, following from its files, and settings of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cdi.load.corrections import Correction
from cdi.model.decisions import Exclusion, LoggedDecision
from cdi.workspace.settings_models import AuditSettings

_OF_EITHER_KIND = ("estimator",)
"""Both are usual in an audit of the inspectorate, by whether its report gives half-widths."""
_NO_DECISION = ("comparable_because",)
"""A text that documents print in its own place."""


def list_decisions(
    settings: AuditSettings, corrections: Iterable[Correction], exclusions: Iterable[Exclusion]
) -> tuple[LoggedDecision, ...]:
    """Every line once, those that people wrote first; a setting is a line where it is not the usual one."""
    lines = [LoggedDecision(each.kind, each.what, each.why, each.by, each.on.isoformat()) for each in settings.log]
    lines += [
        LoggedDecision("correction", f"{each.column} of {each.table}", each.reason, each.decided_by, each.decided_on)
        for each in corrections
    ]
    lines += [
        LoggedDecision("exclusion", each.table, each.reason, each.decided_by, each.decided_on) for each in exclusions
    ]
    return tuple(dict.fromkeys([*lines, *_settings(settings)]))


def _settings(settings: AuditSettings) -> Iterator[LoggedDecision]:
    passed_over = (*_NO_DECISION, *(_OF_EITHER_KIND if settings.inspection.auditor.inspects else ()))
    for section, model in (("method", settings.method), ("disclosure", settings.disclosure)):
        for name, field in type(model).model_fields.items():
            value = getattr(model, name)
            if value != field.default and name not in passed_over:
                words = {"value": _words(value), "usual": _words(field.default)}
                yield LoggedDecision("setting", f"{section}.{name}", field.description or "", **words)


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)
