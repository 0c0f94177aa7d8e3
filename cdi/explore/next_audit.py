"""Answers about an audit that is still to come: how many records, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import explained_table, number_columns, text_columns
from cdi.explore.answers import Answer, Picture
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_AVAILABLE
from cdi.model.errors import UsageRefused
from cdi.model.exhibit import Table, TableCell
from cdi.sampling.draw import DrawnSample
from cdi.sampling.plan import PlannedStratum, SamplePlan
from cdi.sampling.plan_report import draw_plan
from cdi.sampling.record import write_draw
from cdi.workspace.settings_models import PlanSettings


def choose_wishes(
    given: PlanSettings | None, half_width: float | None, half_widths: Mapping[str, float] | None, budget: int | None
) -> PlanSettings | None:
    """What is wanted: that of `[plan]`, or in its place what is asked for here, in percentage points and records.

    What `[plan]` says of rates, populations and weights stays.
    """
    if half_width is None and half_widths is None and budget is None:
        return given
    kept = {} if given is None else given.model_dump(exclude={"half_width_pp", "half_widths_pp", "budget"})
    try:
        return PlanSettings(**kept, half_width_pp=half_width, half_widths_pp=dict(half_widths or {}), budget=budget)
    except ValidationError as refused:
        first = refused.errors()[0]
        raise UsageRefused(
            f"plan: {'.'.join(map(str, first['loc']))}: {first['msg']}; half-widths are in percentage points, above 0 "
            "and below 100, and a budget is a number of records"
        ) from None


@dataclass(frozen=True, repr=False)
class PlanAnswer(Answer):
    """How many records to audit for the half-widths wanted, what they give, and what more or fewer would."""

    plan: SamplePlan
    caption: Caption
    made_up: str

    @property
    def sizes(self) -> dict[str, int]:
        """The records to draw, by stratum; `audit.draw` takes them."""
        return self.plan.sizes

    @property
    def table(self) -> Table:
        """One row for each stratum, and one for the whole."""
        columns = (
            *text_columns("Stratum"),
            *number_columns("Reports", "Expected rate (%)", "Wanted ±", "To audit", "Gives ±", "Finds a change of"),
        )
        plan = self.plan
        population = formatting.count(sum(stratum.population for stratum in plan.strata))
        whole = ("Overall", population, NOT_AVAILABLE, _points(plan.wanted), formatting.count(plan.chosen.units))
        rows = (*map(_row, plan.strata), (*whole, _points(plan.chosen.overall), _points(plan.detectable)))
        notes = [self.caption.source, *([self.made_up] if self.made_up else [])]
        notes.append(
            f"Half-widths and changes in percentage points, at {formatting.level(plan.level)}; a change is against the "
            f"audit before, to be seen in {formatting.percent(100 * plan.power, 0)} of audits."
        )
        notes += [f"Assumed: {'; '.join(plan.assumed)}."]
        subject = f"Records to audit: {formatting.count(plan.chosen.units)}"
        return explained_table("plan", subject, columns, (tuple(map(TableCell, row)) for row in rows), " ".join(notes))

    def records(self) -> list[dict[str, Any]]:
        """One row for each effort of the curve: records, the overall half-width in points, and those of the strata."""
        return [
            {"units": effort.units, "planned": effort.units == self.plan.chosen.units, "overall": 100 * effort.overall}
            | {
                name: part
                for stratum, size, width in zip(self.plan.strata, effort.sizes, effort.half_widths, strict=True)
                for name, part in ((f"{stratum.name}_units", size), (stratum.name, 100 * width))
            }
            for effort in self.plan.curve
        ]

    def chart(self) -> Picture:
        """Half-widths against the records audited, with the plan marked."""
        return Picture(draw_plan(self.plan, self.caption.source, self.made_up))


def _row(stratum: PlannedStratum) -> tuple[str, ...]:
    return (
        formatting.capitalised(stratum.name),
        formatting.count(stratum.population),
        formatting.decimals(100 * stratum.rate, 1),
        _points(stratum.wanted),
        formatting.count(stratum.size),
        _points(stratum.half_width),
        _points(stratum.detectable),
    )


def _points(fraction: float | None) -> str:
    return NOT_AVAILABLE if fraction is None else formatting.decimals(100 * fraction, 2)


@dataclass(frozen=True, repr=False)
class DrawAnswer(Answer):
    """A drawn sample: how many of each stratum, and with what chance.

    The same frame, sizes and seed give the same sample, on every machine and engine.
    """

    drawn: DrawnSample
    sizes_from: str
    file: Path
    caption: Caption
    made_up: str

    @property
    def ids(self) -> list[str]:
        """The drawn records, in the order of the draw."""
        return [row.id for row in self.drawn.rows if row.in_sample]

    @property
    def table(self) -> Table:
        """One row for each stratum."""
        columns = (
            *text_columns("Stratum"),
            *number_columns("In the frame", "Drawn", "Reserve", "Chance of each (%)", "Each stands for"),
        )
        rows = tuple(
            tuple(
                TableCell(text)
                for text in (
                    formatting.capitalised(stratum.name),
                    formatting.count(stratum.units),
                    formatting.count(stratum.sample),
                    formatting.count(stratum.reserve),
                    formatting.decimals(100 * float(stratum.probability), 1),
                    formatting.decimals(stratum.units / stratum.sample, 2) if stratum.sample else NOT_AVAILABLE,
                )
            )
            for stratum in self.drawn.strata
        )
        note = (
            f"{self.made_up} Frame {self.file.name}, seed {self.drawn.seed}, sizes {self.sizes_from}; "
            f"frame hash {self.drawn.frame_hash[:12]}."
        ).strip()
        subject = f"Records drawn: {formatting.count(len(self.ids))}"
        return explained_table("drawn", subject, columns, rows, f"{self.caption.source} {note}")

    def records(self) -> list[dict[str, Any]]:
        """One row for each drawn record: its id, stratum, whether it is of the sample, and its number in the draw."""
        return [
            {"id": row.id, "stratum": row.stratum, "in_sample": row.in_sample, "number": row.number}
            for row in self.drawn.rows
        ]

    def chart(self) -> Picture:
        """How large a part of each stratum was drawn."""
        from cdi.exhibits.charts.drawn import draw_parts

        strata = [(formatting.capitalised(each.name), each.sample, each.units) for each in self.drawn.strata]
        return Picture(draw_parts(strata, self.caption, self.table.caption, self.made_up))

    def write(self, path: str | Path) -> list[Path]:
        """Write the sample (.csv), beside it its reserve and the record to draw it again; says which files they are.

        Nothing is written over: UsageRefused where one of them is there already.
        """
        return write_draw(Path(path), self.drawn, sizes_from=self.sizes_from, file=self.file)


def draw_from_file(
    frame: Path, columns: tuple[str, str, str | None], sizes: Mapping[str, int] | PlanAnswer, seed: int, reserve: int,
    caption: Caption, made_up: str,
) -> DrawAnswer:  # fmt: skip
    """Draw from a file; `columns` are those of the id, the stratum and, for a systematic draw, the list's order."""
    from cdi.sampling.draw import draw
    from cdi.sampling.frame import Layout
    from cdi.sampling.open_frame import opened_file

    planned = isinstance(sizes, PlanAnswer)
    wanted = sizes.sizes if isinstance(sizes, PlanAnswer) else dict(sizes)
    unit, stratum, place = columns
    with opened_file(frame, Layout(unit, stratum, place=place)) as opened:
        drawn = draw(opened, wanted, seed, reserve)
    return DrawAnswer(drawn, "as planned" if planned else "given", frame, caption, made_up)
