"""The measures that a table of published results may hold: a closed list, each with what it is and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cdi.contract.vocabulary import Rule

Holds = Literal["rate", "part", "count"]


@dataclass(frozen=True, slots=True)
class PublishedMeasure:
    """One measure: its name in the table, its label, what it holds, and the figure that it is.

    A `rate` is an estimate for the force, in percent with or without a half-width; a `part` is so many of so many, or
    their share alone where the counts were not published; a `count` stands in `numerator`, without a denominator.
    `figure` is the id of the figure that an audit's own rows would give, or nothing where rows give no such figure.
    """

    name: str
    label: str
    holds: Holds
    figure: str | None = None


MEASURES: tuple[PublishedMeasure, ...] = (
    PublishedMeasure("rate_overall", "reported crime recorded", "rate", "recording.overall"),
    PublishedMeasure("rate_violence", "violent crime recorded", "rate", "recording.violence"),
    PublishedMeasure("rate_sexual", "sexual offences recorded", "rate", "recording.sexual"),
    PublishedMeasure("rate_other", "other crime recorded", "rate", "recording.other"),
    PublishedMeasure("crimes_audited", "reports of crime audited", "count"),
    PublishedMeasure("crimes_recorded", "audited reports of crime recorded", "part", "audited.overall"),
    PublishedMeasure("rape_recorded", "reports of rape accurately recorded", "part", "recording.rape"),
    PublishedMeasure(
        "domestic_abuse_recorded", "crimes of domestic abuse recorded", "part", "recording.domestic_abuse"
    ),
    PublishedMeasure("domestic_abuse_unrecorded_violent", "unrecorded crimes of domestic abuse with violence", "count"),
    PublishedMeasure("vulnerable_records", "vulnerable-victim records reviewed", "count", "vulnerable.records"),
    PublishedMeasure("vulnerable_recorded", "vulnerable-victim crimes recorded", "part", "vulnerable.crimes"),
    PublishedMeasure("slavery_recorded", "modern slavery crimes recorded", "part"),
    PublishedMeasure("n100_used_correctly", "rape reports rightly classified N100", "part"),
    PublishedMeasure("cancelled_rape", "rapes correctly cancelled", "part", "cancellations.rape"),
    PublishedMeasure("cancelled_violence", "violent crimes correctly cancelled", "part", "cancellations.violence"),
    PublishedMeasure(
        "cancelled_sexual", "sexual offences other than rape correctly cancelled", "part", "cancellations.sexual"
    ),
    PublishedMeasure("cancelled_robbery", "robberies correctly cancelled", "part", "cancellations.robbery"),
    PublishedMeasure("cancelled_all", "crimes correctly cancelled", "part", "cancellations.all"),
    PublishedMeasure(
        "victims_informed", "victims told that their crime was cancelled", "part", "cancellations.victims_informed"
    ),
    PublishedMeasure("timeliness_all", "crimes recorded in time", "part", "timeliness.all"),
    PublishedMeasure("timeliness_violence", "violent crimes recorded in time", "part", "timeliness.violence"),
    PublishedMeasure("timeliness_sexual", "sexual offences recorded in time", "part", "timeliness.sexual"),
    PublishedMeasure("timeliness_other", "other crimes recorded in time", "part", "timeliness.other"),
    PublishedMeasure("timeliness_violence_and_sexual", "violent crimes and sexual offences recorded in time", "part"),
    PublishedMeasure("unrecorded_overall", "crimes a year that are not recorded", "count"),
    PublishedMeasure("unrecorded_violence", "violent crimes a year that are not recorded", "count"),
    PublishedMeasure("unrecorded_sexual", "sexual offences a year that are not recorded", "count"),
    PublishedMeasure("additional_overall", "additional crimes recorded in a year", "count"),
    PublishedMeasure("additional_violence", "additional violent crimes recorded in a year", "count"),
    PublishedMeasure("additional_sexual", "additional sexual offences recorded in a year", "count"),
    PublishedMeasure("incidents_audited", "incident records audited", "count"),
    PublishedMeasure("incidents_misclassified", "crimes put in a wrong class", "count"),
    PublishedMeasure("incidents_late", "crimes recorded after the time limit", "count"),
    PublishedMeasure("burglary_recent_correct", "recent burglary incidents rightly dealt with", "part"),
    PublishedMeasure("antisocial_behaviour_recorded", "crimes in antisocial behaviour incidents recorded", "part"),
)
"""Every measure, in the order of a report."""

BASES = ("published", "derived", "rounded", "floor", "in words")
"""How a result was published: as it stands, worked out from other results, rounded, as "over" so much, or in words."""

_COUNTS = tuple(measure.name for measure in MEASURES if measure.holds == "count")
_RATES = tuple(measure.name for measure in MEASURES if measure.holds == "rate")


def measure_named(name: str) -> PublishedMeasure:
    """The measure of that name; StopIteration cannot be, since the contract checks names."""
    return next(measure for measure in MEASURES if measure.name == name)


def _in_numbers(rows: Any) -> Any:
    return rows["basis"] != "in words"


def _contradicts(rows: Any) -> Any:
    """Whether a rate lies more than a percentage point from the share of its counts, as rounding never puts it."""
    apart = rows["rate_pct"].astype("Float64") * rows["denominator"] - 100 * rows["numerator"]
    return (apart > rows["denominator"]) | (-apart > rows["denominator"])


RULES = (
    Rule(
        column="numerator",
        expected="no more than denominator",
        compared_with=("denominator",),
        broken=lambda rows: rows["numerator"] > rows["denominator"],
    ),
    Rule(
        column="denominator",
        expected="1 or more; leave the row out where nothing was looked at",
        broken=lambda rows: rows["denominator"] == 0,
    ),
    Rule(column="rate_pct", expected="100 or less", broken=lambda rows: rows["rate_pct"] > 100),
    Rule(
        column="ci_half_width_pp",
        expected="nothing, for a row without a rate: a half-width is of a rate_pct",
        compared_with=("rate_pct",),
        broken=lambda rows: rows["ci_half_width_pp"].notnull() & rows["rate_pct"].isnull(),
    ),
    Rule(
        column="ci_half_width_pp",
        expected="more than 0 and less than 100; empty where none was published",
        broken=lambda rows: (rows["ci_half_width_pp"] <= 0) | (rows["ci_half_width_pp"] >= 100),
    ),
    Rule(
        column="ci_half_width_pp",
        expected="nothing, unless the measure is a recording rate",
        compared_with=("measure",),
        broken=lambda rows: rows["ci_half_width_pp"].notnull() & ~rows["measure"].isin(_RATES),
    ),
    Rule(
        column="rate_pct",
        expected="the share that numerator and denominator give, within a point, or nothing beside them",
        compared_with=("numerator", "denominator"),
        broken=_contradicts,
    ),
    Rule(
        column="rate_pct",
        expected="a rate, or a numerator and a denominator from which it is worked out",
        compared_with=("measure", "basis", "numerator", "denominator"),
        broken=lambda rows: (
            _in_numbers(rows)
            & rows["measure"].isin(_RATES)
            & rows["rate_pct"].isnull()
            & (rows["numerator"].isnull() | rows["denominator"].isnull() | (rows["denominator"] == 0))
        ),
    ),
    Rule(
        column="numerator",
        expected="the number itself, for a measure that is a count",
        compared_with=("measure", "basis"),
        broken=lambda rows: _in_numbers(rows) & rows["measure"].isin(_COUNTS) & rows["numerator"].isnull(),
    ),
    Rule(
        column="denominator",
        expected="nothing, for a measure that is a count",
        compared_with=("measure",),
        broken=lambda rows: rows["measure"].isin(_COUNTS) & rows["denominator"].notnull(),
    ),
    Rule(
        column="rate_pct",
        expected="nothing, for a measure that is a count",
        compared_with=("measure",),
        broken=lambda rows: rows["measure"].isin(_COUNTS) & rows["rate_pct"].notnull(),
    ),
    Rule(
        column="numerator",
        expected="a rate, a numerator with its denominator, or the size of the sample alone",
        compared_with=("measure", "basis", "rate_pct", "denominator"),
        broken=lambda rows: (
            _in_numbers(rows)
            & ~rows["measure"].isin(_COUNTS)
            & rows["rate_pct"].isnull()
            & rows["denominator"].isnull()
        ),
    ),
    Rule(
        column="note",
        expected="what was published, for a result in words",
        compared_with=("basis",),
        broken=lambda rows: ~_in_numbers(rows) & rows["note"].isnull(),
    ),
)
"""What a row of published results must hold, by the kind of its measure."""
