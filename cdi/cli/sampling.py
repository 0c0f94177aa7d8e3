"""The commands before an audit: plan its sample, draw it. Each parses and calls into `cdi.sampling`."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused

if TYPE_CHECKING:
    from cdi.sampling.frame import Frame, Layout


def plan_sample(
    force: Annotated[str, typer.Argument(help="The force, as data/forces.toml names it.")],
    audit: Annotated[str, typer.Argument(help="The audit whose audit.toml has a [plan].")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Also write the curve as a picture (.svg) here.")
    ] = None,
) -> None:
    """Say how many units to audit for the half-widths wanted, what they give, and what more or fewer would."""
    from cdi.sampling.plan import plan_sample as planned
    from cdi.sampling.plan_report import as_json as plan_as_json
    from cdi.sampling.plan_report import as_svg, as_text
    from cdi.workspace.paths import Workspace

    if chart is not None and not chart.parent.is_dir():
        raise UsageRefused(f"{chart.parent}: no such folder")
    plan = planned(Workspace.find(), AuditRef(force, audit))
    print(plan_as_json(plan) if as_json else as_text(plan))
    if chart is not None:
        chart.write_text(as_svg(plan), encoding="utf-8")
        print(chart, file=sys.stderr)


def draw_sample(
    out: Annotated[Path, typer.Argument(help="The sample to write (.csv); the reserve and the record go beside it.")],
    id_column: Annotated[str, typer.Option("--id", help="The column of the frame with the id of each row.")],
    stratum: Annotated[str, typer.Option("--stratum", help="The column with the stratum.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="A whole number; the same seed draws the same sample.")],
    file: Annotated[Path | None, typer.Option("--file", help="The frame: a CSV or Parquet file.")] = None,
    table: Annotated[str | None, typer.Option("--table", help="Or a table of the database in --database-env.")] = None,
    database_env: Annotated[
        str, typer.Option("--database-env", help="The environment variable that holds the database's address.")
    ] = "CDI_DATABASE_URL",
    schema: Annotated[str | None, typer.Option("--schema", help="The schema of the table.")] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", help="Draw whole clusters, such as incidents.")] = None,
    systematic_by: Annotated[
        str | None, typer.Option("--systematic-by", help="Spread over the list in this order: a date or whole number.")
    ] = None,
    size: Annotated[list[str] | None, typer.Option("--size", help="STRATUM=UNITS, once a stratum.")] = None,
    plan: Annotated[str | None, typer.Option("--plan", help="FORCE/AUDIT: the sizes that plan-sample gives.")] = None,
    reserve: Annotated[int, typer.Option("--reserve", min=0, help="Reserve units a stratum.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the record as JSON.")] = False,
) -> None:
    """Draw a stratified sample from a frame, with its reserve, weights and a record to draw it again."""
    from cdi.sampling.draw import draw
    from cdi.sampling.frame import Layout
    from cdi.sampling.record import targets, write_draw

    targets(out)
    sizes, sizes_from = _sizes(size or [], plan)
    with _frame(file, table, database_env, schema, Layout(id_column, stratum, cluster, systematic_by)) as frame:
        drawn = draw(frame, sizes, seed, reserve)
    written = write_draw(out, drawn, sizes_from=sizes_from, file=file)
    if as_json:
        print(json.dumps(json.loads(written[-1].read_text(encoding="utf-8")), indent=1))
        return
    for one in drawn.strata:
        print(f"{one.name}: {one.sample:,} of {one.units:,} units, {one.reserve:,} in reserve")
    for path in written:
        print(path)


def _frame(
    file: Path | None, table: str | None, database_env: str, schema: str | None, layout: Layout
) -> AbstractContextManager[Frame]:
    from cdi.sampling.open_frame import opened_file, opened_table

    if file is not None and table is None:
        return opened_file(file, layout)
    if table is not None and file is None:
        return opened_table(database_env, schema, table, layout)
    raise UsageRefused("say where the frame is: either --file or --table")


def _sizes(given: list[str], plan: str | None) -> tuple[dict[str, int], str]:
    """The size of each stratum, and where it comes from."""
    if bool(given) == (plan is not None):
        raise UsageRefused("say how many units: either --size STRATUM=UNITS for each stratum, or --plan FORCE/AUDIT")
    if plan is not None:
        from cdi.sampling.plan import plan_sample as planned
        from cdi.workspace.paths import Workspace

        force, _, audit = plan.partition("/")
        return planned(Workspace.find(), AuditRef(force, audit)).sizes, f"the plan of {plan}"
    sizes: dict[str, int] = {}
    for one in given:
        name, _, units = one.rpartition("=")
        if not name or not units.isdecimal() or name in sizes:
            raise UsageRefused(f"--size {one}: expected STRATUM=UNITS, each stratum once, such as violence=774")
        sizes[name] = int(units)
    return sizes, "given"
