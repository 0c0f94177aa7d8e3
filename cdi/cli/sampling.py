"""The commands before an audit: plan its sample, draw it. Each parses and calls into `cdi.sampling`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.cli import results, terminal
from cdi.cli.options import environ_of
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
    from cdi.sampling import plan as planning
    from cdi.sampling import plan_report
    from cdi.workspace.paths import Workspace

    if chart is not None and not chart.parent.is_dir():
        raise UsageRefused(f"{chart.parent}: no such folder")
    plan = planning.plan_sample(Workspace.find(), AuditRef(force, audit))
    terminal.show(plan_report.as_json(plan) if as_json else plan_report.as_text(plan))
    if chart is not None:
        chart.write_text(plan_report.as_svg(plan), encoding="utf-8")
        terminal.show(str(chart), err=True)


def draw_sample(
    context: typer.Context,
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
    sizes, sizes_from = _read_sizes(size or [], plan)
    layout = Layout(id_column, stratum, cluster, systematic_by)
    with _open_frame(file, table, layout, database_env, schema, environ_of(context)) as frame:
        drawn = draw(frame, sizes, seed, reserve)
    written = write_draw(out, drawn, sizes_from=sizes_from, file=file)
    terminal.show(
        written[-1].read_text(encoding="utf-8") if as_json else results.draw_as_text(drawn, written), nl=not as_json
    )


def _open_frame(
    file: Path | None,
    table: str | None,
    layout: Layout,
    database_env: str,
    schema: str | None,
    environ: Mapping[str, str],
) -> AbstractContextManager[Frame]:
    """The frame that the options name: a file, or a table of a database."""
    from cdi.sampling.open_frame import opened_file, opened_table

    if file is not None and table is None:
        return opened_file(file, layout)
    if table is not None and file is None:
        return opened_table(database_env, schema, table, layout, environ)
    raise UsageRefused("say where the frame is: either --file or --table")


def _read_sizes(sizes: list[str], plan: str | None) -> tuple[dict[str, int], str]:
    """The size of each stratum, and where it comes from."""
    if bool(sizes) == (plan is not None):
        raise UsageRefused("say how many units: either --size STRATUM=UNITS for each stratum, or --plan FORCE/AUDIT")
    if plan is not None:
        from cdi.sampling import plan as planning
        from cdi.workspace.paths import Workspace

        force, _, audit = plan.partition("/")
        return planning.plan_sample(Workspace.find(), AuditRef(force, audit)).sizes, f"the plan of {plan}"
    by_stratum: dict[str, int] = {}
    for size in sizes:
        name, _, units = size.rpartition("=")
        if not name or not units.isdecimal() or name in by_stratum:
            raise UsageRefused(f"--size {size}: expected STRATUM=UNITS, each stratum once, such as violence=774")
        by_stratum[name] = int(units)
    return by_stratum, "given"
