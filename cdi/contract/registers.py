"""The registers of what audits found and what follows: results, strata, recommendations, plans, crime totals."""

from __future__ import annotations

from cdi.contract.published_measures import BASES, MEASURES, RULES
from cdi.contract.vocabulary import Column, Rule, TableSchema

_BASES = ("published", "derived", "reconstruction", "records")
BASIS = Column("basis", "choice", "published, worked out from published figures, reconstructed, or records", _BASES)
SOURCE = Column("source", "text", "the publication or record it was taken from", optional=True)
NOTE = Column("note", "text", "arithmetic or caveat", optional=True)
INSPECTION = Column("inspection_id", "text", "the inspection", example="fx-2026")
FORCE = Column("force_id", "text", "the force", example="fx")
AS_AT = Column("as_at", "date", "the day it was so")

PUBLISHED_RESULTS = TableSchema(
    name="published_results",
    grain="one published result of one inspection",
    key=("inspection_id", "measure"),
    columns=(
        INSPECTION,
        Column("measure", "choice", "the measure", tuple(measure.name for measure in MEASURES), example="rate_overall"),
        Column(
            "numerator", "integer", "units that met the measure, or the number of a count", optional=True, minimum=0
        ),
        Column("denominator", "integer", "units looked at", optional=True, minimum=0),
        Column(
            "rate_pct",
            "decimal",
            "the rate, in percent, with the decimals that it was published with",
            optional=True,
            minimum=0,
            example="84.1",
            as_written=True,
        ),
        Column(
            "ci_half_width_pp",
            "decimal",
            "95% half-width in percentage points, with the decimals that it was published with",
            optional=True,
            minimum=0,
            example="1.71",
            as_written=True,
        ),
        Column("unit", "text", "what is counted", optional=True, example="crimes"),
        Column(
            "basis",
            "choice",
            "as published, worked out, rounded, “over” so much, or in words that the note gives",
            BASES,
        ),
        SOURCE,
        NOTE,
    ),
    rules=RULES,
)

AUDIT_STRATA = TableSchema(
    name="audit_strata",
    grain="one stratum of an audit, or a part of its crime that was not sampled",
    key=("inspection_id", "stratum"),
    columns=(
        INSPECTION,
        Column(
            "stratum",
            "text",
            "violence, sexual, other, or the name of the part that was not sampled",
            example="violence",
        ),
        Column("sampled", "boolean", "false for a part taken as known without sampling"),
        Column("audited", "integer", "reports audited, where no rows are held", optional=True, minimum=2),
        Column("recorded", "integer", "of them recorded, where no rows are held", optional=True, minimum=0),
        Column(
            "reports_in_period",
            "integer",
            "finite population N of the audit period",
            optional=True,
            minimum=1,
            example="7350",
        ),
        Column("weight", "decimal", "crimes a year that the stratum stands for", minimum=0, example="29400"),
        Column("known_rate", "decimal", "rate of a part that was not sampled, 0 to 1", optional=True, minimum=0),
        BASIS,
        NOTE,
    ),
    rules=(
        Rule(
            column="reports_in_period",
            expected="the finite population of a stratum that was sampled",
            compared_with=("sampled",),
            broken=lambda rows: rows["sampled"] & rows["reports_in_period"].isnull(),
        ),
        Rule(
            column="known_rate",
            expected="the rate of a part that was not sampled, between 0 and 1",
            compared_with=("sampled",),
            broken=lambda rows: ~rows["sampled"] & (rows["known_rate"].isnull() | (rows["known_rate"] > 1)),
        ),
        Rule(
            column="recorded",
            expected="no more than audited",
            compared_with=("audited",),
            broken=lambda rows: rows["recorded"] > rows["audited"],
        ),
        Rule(
            column="reports_in_period",
            expected="no fewer than audited",
            compared_with=("audited",),
            broken=lambda rows: rows["reports_in_period"] < rows["audited"],
        ),
    ),
)

RECOMMENDATIONS = TableSchema(
    name="recommendations",
    grain="one recommendation, cause of concern or area for improvement",
    key=("rec_id",),
    columns=(
        Column("rec_id", "text", "the recommendation", example="FX-2026-1"),
        INSPECTION,
        Column("type", "choice", "what it is called", ("recommendation", "area_for_improvement", "cause_of_concern")),
        Column("number", "integer", "its number in the report", minimum=1),
        Column(
            "timescale_months",
            "integer",
            "months allowed, 0 for immediately; empty where none is stated",
            optional=True,
            minimum=0,
            example="3",
        ),
        Column("theme", "text", "what it is about, in two or three words", example="supervision"),
        Column("text", "text", "what the force should do", example="Check recording decisions before they stand."),
        SOURCE,
    ),
)

RECOMMENDATION_STATUS = TableSchema(
    name="recommendation_status",
    grain="what one assessor said of one recommendation on one day",
    key=("rec_id", "assessor", "as_at"),
    columns=(
        Column("rec_id", "text", "the recommendation", example="FX-2026-1"),
        Column("assessor", "choice", "who said it", ("inspectorate", "force", "commissioner")),
        AS_AT,
        Column("status", "choice", "what they said", ("complete", "partly", "outstanding", "not_stated")),
        Column(
            "caveat", "text", "what is still to do, for a status that is not plain", optional=True, none_if_empty=True
        ),
        SOURCE,
    ),
    rules=(
        Rule(
            column="caveat",
            expected="nothing for a status of complete; use partly",
            compared_with=("status",),
            broken=lambda rows: (rows["status"] == "complete") & rows["caveat"].notnull(),
        ),
    ),
)

ACTION_PLAN_ACTIONS = TableSchema(
    name="action_plan_actions",
    grain="one action of a plan as it stood on one day",
    key=("plan_id", "action_id", "as_at"),
    columns=(
        Column("plan_id", "text", "the plan", example="FX-plan"),
        Column("action_id", "text", "the action", example="A01"),
        AS_AT,
        FORCE,
        Column(
            "theme",
            "choice",
            "what it is about",
            (
                "leadership_governance",
                "victim_focus",
                "processes_systems",
                "training",
                "out_of_court_disposals",
                "other",
            ),
        ),
        Column("status", "choice", "where it stands", ("complete", "in_progress", "under_review", "not_started")),
        Column(
            "due_month",
            "date",
            "first day of the month it is due in",
            optional=True,
            example="2026-06-01",
            none_if_empty=True,
        ),
        Column(
            "completed_month", "date", "first day of the month it was completed in", optional=True, example="2026-04-01"
        ),
        Column(
            "source",
            "choice",
            "where the action came from",
            ("inspectorate", "national_plan", "peer_review", "own"),
            optional=True,
        ),
        Column("rec_id", "text", "the recommendation it answers", optional=True, example="FX-2026-1"),
    ),
    rules=(
        Rule(
            column="completed_month",
            expected="nothing for an action that is not complete",
            compared_with=("status",),
            broken=lambda rows: (rows["status"] != "complete") & rows["completed_month"].notnull(),
        ),
        Rule(
            column="completed_month",
            expected="a month not after as_at, the day of the status",
            compared_with=("as_at",),
            broken=lambda rows: rows["completed_month"] > rows["as_at"],
        ),
    ),
)

RECORDED_CRIME_TOTALS = TableSchema(
    name="recorded_crime_totals",
    grain="crime recorded in an area over some months, by group and route",
    key=("area", "period_end", "months", "crime_group", "auditable_route"),
    columns=(
        Column("area", "text", "the force, or national", example="fx"),
        Column("period_end", "date", "last day of the period", example="2026-06-30"),
        Column("months", "integer", "length of the period", minimum=1, example="12"),
        Column("crime_group", "choice", "which crime", ("total_ex_fraud", "violence", "sexual")),
        Column("auditable_route", "choice", "by the routes that the audit covers, or all", ("yes", "no", "all")),
        Column("recorded", "integer", "crimes recorded", minimum=0, example="84000"),
        BASIS,
        SOURCE,
        NOTE,
    ),
)

REGISTER_TABLES = (
    PUBLISHED_RESULTS,
    AUDIT_STRATA,
    RECOMMENDATIONS,
    RECOMMENDATION_STATUS,
    ACTION_PLAN_ACTIONS,
    RECORDED_CRIME_TOTALS,
)
