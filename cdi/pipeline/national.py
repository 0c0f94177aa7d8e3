"""The comparison of all forces as a report like any other: its notebook, its document, one delivery."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cdi.model.audit_ref import NATIONAL
from cdi.notebook.engine import Engine
from cdi.notebook.runner import ComparisonParameters, run_notebook
from cdi.pipeline import inputs
from cdi.pipeline.events import Listener, ignore
from cdi.pipeline.freshness import Input, StatedInput
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import ReportStages, restore, run_stages
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_comparison


def build_national(
    workspace: Workspace,
    chosen: Mapping[str, Any] | None = None,
    listener: Listener = ignore,
    *,
    engine: Engine = "fork",
) -> Outcome:
    """Bring the national comparison up to date and deliver it to `reports/national/`.

    `chosen` are keys of `data/national/comparison.toml` that are to be other than it says. Raises what `stages.build`
    raises, InputFaulty for settings that do not hold, and UsageRefused for a measure or programme that there is not.
    The caller holds the lock of the workspace.
    """
    restore(workspace, NATIONAL)
    return run_stages(_NationalStages(workspace, _parameters(workspace, chosen), listener, engine))


def plan_national(workspace: Workspace, chosen: Mapping[str, Any] | None = None) -> Outcome:
    """What a build would run, and why; nothing is written."""
    stages = _NationalStages(workspace, _parameters(workspace, chosen), ignore, "fork")
    return Outcome(stages.request, stages.final, stages.plan())


def _parameters(workspace: Workspace, chosen: Mapping[str, Any] | None) -> ComparisonParameters:
    settings = read_comparison(workspace.audit_folder(NATIONAL), chosen)
    return ComparisonParameters(settings.as_at.isoformat(), settings.measure, settings.regime, settings.seed, "")


class _NationalStages(ReportStages):
    """The stages of the national comparison; only its analysis differs from that of an audit."""

    def __init__(
        self, workspace: Workspace, parameters: ComparisonParameters, listener: Listener, engine: Engine
    ) -> None:
        request = Request(NATIONAL, tuple(workspace.documents(NATIONAL)))
        super().__init__(workspace, request, listener, engine, "report")
        self._parameters = parameters

    def analysis_inputs(self) -> list[Input]:
        notebook = self.workspace.comparison_notebook
        chosen = StatedInput("parameters of the comparison", json.dumps(asdict(self._parameters)))
        return [chosen, *inputs.of_notebook(self.workspace, notebook)]

    def run_analysis(self, executed: Path, bundle: Path) -> None:
        notebook = self.workspace.comparison_notebook
        run_notebook(
            notebook,
            executed,
            replace(self._parameters, output=str(bundle)),
            self.count_cells,
            self.engine,
            folder=self.workspace.folder_of(notebook),
        )
