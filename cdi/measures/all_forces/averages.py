"""The national average over time, simple and weighted, worked out again and held against what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import fmean

from cdi.house_style import formatting
from cdi.measures.all_forces.results import ForceResult, Registers, latest_of_each, out_on


@dataclass(frozen=True, slots=True)
class AverageOnDay:
    """The averages in percent once all reports out on a day are counted; None where no weight is known.

    `first` is the plain mean of the first report of each force, `latest` of the latest; `weighted` gives each force
    its weight in reported crime, U/(1 − r) from its yearly estimate U of crime not recorded and its rate r. `weighed`
    is how many forces have one.
    """

    day: date
    forces: int
    first: float
    latest: float
    weighted: float | None
    weighed: int


@dataclass(frozen=True, slots=True)
class PublishedAverage:
    """An average that others give, with what our own come to on its day, and whether one of them prints alike.

    `ties_with` names ours that is the same, rounded as it was published; empty where none is. `forces_here` is over how
    many forces ours go.
    """

    day: date
    percent: Decimal
    forces: int
    method: str
    known_by: str
    source: str
    note: str
    ours: AverageOnDay
    ties_with: str

    @property
    def printed(self) -> str:
        """As it was published: 87.7%."""
        return formatting.percent(self.percent, formatting.places(self.percent))


def averages_over_time(results: Sequence[ForceResult]) -> list[AverageOnDay]:
    """The averages on each day on which reports of a programme came out; `results` are those of one programme."""
    days = sorted({result.when for result in results})
    return [average_on(results, day) for day in days]


def average_on(results: Sequence[ForceResult], day: date) -> AverageOnDay:
    """The averages of the reports that were out on a day. ValueError where there was none yet."""
    out = out_on(results, day)
    if not out:
        raise ValueError(f"no report was out on {day}: expected a day from {min(r.when for r in results)} on")
    latest = latest_of_each(out)
    first = latest_of_each([*reversed(out)])
    weights = _weights(out)
    weighed = {force: weight for force, weight in weights.items() if force in latest}
    total = sum(weighed.values())
    return AverageOnDay(
        day=day,
        forces=len(latest),
        first=fmean(result.value for result in first.values()),
        latest=fmean(result.value for result in latest.values()),
        weighted=sum(weight * latest[force].value for force, weight in weighed.items()) / total if total else None,
        weighed=len(weighed),
    )


def published_averages(
    registers: Registers, measure: str, programme: str, as_at: date, results: Sequence[ForceResult]
) -> list[PublishedAverage]:
    """The averages that others give, up to a day, each with ours on its day; `results` are those of the programme."""
    averages = registers["national_averages"]
    rows = averages[(averages["measure"] == measure) & (averages["programme"] == programme)]
    own = []
    for row in rows.sort_values("as_at").to_dict("records"):
        day, percent = row["as_at"].date(), row["rate_pct"]
        if day <= as_at and any(result.when <= day for result in results):
            ours = average_on(results, day)
            note = str(row["note"]) if row["note"] == row["note"] else ""
            own.append(
                PublishedAverage(
                    day=day,
                    percent=percent,
                    forces=int(row["forces_n"]),
                    method=str(row["method"]),
                    known_by=str(row["known_by"]),
                    source=str(row["source"]),
                    note=note,
                    ours=ours,
                    ties_with=_ties_with(ours, percent, int(row["forces_n"])),
                )
            )
    return own


def _ties_with(ours: AverageOnDay, percent: Decimal, forces: int) -> str:
    """Which of our averages is the published one to its last digit, over as many forces; empty where none is."""
    if ours.forces != forces:
        return ""
    places = formatting.places(percent)
    means = {"latest": ours.latest, "first": ours.first, "weighted": ours.weighted}
    same = (name for name, mean in means.items() if mean is not None and formatting.half_up(mean, places) == percent)
    return next(same, "")


def _weights(results: Sequence[ForceResult]) -> dict[str, float]:
    """Crime reported a year by force, from its latest estimate: recorded and unrecorded together, U/(1 − r)."""
    return {
        result.force_id: result.unrecorded / (1 - result.value / 100)
        for result in results
        if result.unrecorded is not None and result.value < 100
    }
