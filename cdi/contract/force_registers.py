"""The registers of how a force works: staff, milestones, meetings, numbers that it states, audits of its own."""

from __future__ import annotations

from typing import get_args

from cdi.contract.registers import AS_AT, FORCE, SOURCE
from cdi.contract.vocabulary import Column, Rule, TableSchema
from cdi.model.figure import Unit

STAFFING = TableSchema(
    name="staffing",
    grain="posts of one role in one team on one day",
    key=("as_at", "team", "role", "employment", "change", "status"),
    columns=(
        FORCE,
        AS_AT,
        Column("team", "text", "the team", example="crime registrar"),
        Column("role", "text", "the role", example="decision maker"),
        Column("employment", "text", "police officer or police staff", example="police officer"),
        Column("headcount", "integer", "posts; empty where only fte is stated", optional=True, minimum=0, example="3"),
        Column("fte", "decimal", "full-time equivalents", optional=True, minimum=0, example="2.5"),
        Column("temporary", "boolean", "the posts are temporary"),
        Column("change", "choice", "why they are counted", ("in_post", "realigned", "growth")),
        Column("status", "choice", "whether there are people in them", ("in_post", "funded", "proposed")),
        Column("budget_year", "text", "the year that pays for them", optional=True),
        Column(
            "cost_gbp", "integer", "cost in pounds, for the row or for the group it heads", optional=True, minimum=0
        ),
        SOURCE,
    ),
    rules=(
        Rule(
            column="fte",
            expected="no more than headcount",
            compared_with=("headcount",),
            broken=lambda rows: rows["fte"] > rows["headcount"],
        ),
        Rule(
            column="headcount",
            expected="posts, where no fte is given",
            compared_with=("fte",),
            broken=lambda rows: rows["headcount"].isnull() & rows["fte"].isnull(),
        ),
    ),
)

EVENTS = TableSchema(
    name="events",
    grain="one dated milestone",
    key=("event_id",),
    columns=(
        Column("event_id", "text", "the milestone, such as training_start", example="training_start"),
        FORCE,
        Column("event_date", "date", "its day, or the first day of the month, season or year", example="2026-02-01"),
        Column("precision", "choice", "how exactly it is known", ("day", "month", "season", "year")),
        Column("kind", "text", "what kind of milestone", example="training"),
        Column("label", "text", "what happened", example="General training in crime recording began."),
        SOURCE,
    ),
)

GOVERNANCE_BODIES = TableSchema(
    name="governance_bodies",
    grain="one meeting or board",
    key=("body_id",),
    columns=(
        Column("body_id", "text", "the body", example="operations_group"),
        FORCE,
        Column("name", "text", "its name", example="Crime data integrity group"),
        Column("kind", "text", "what kind of body", example="group"),
        Column("chair", "text", "the role that chairs it", optional=True, example="assistant chief constable"),
        Column(
            "frequency",
            "choice",
            "how often it meets",
            ("weekly", "every 4 weeks", "monthly", "every two months", "quarterly"),
            optional=True,
            example="monthly",
        ),
        Column("receives_audit_results", "boolean", "audit results are reported to it", optional=True),
        Column("next_meeting", "date", "the next meeting, as known on the day of the source", optional=True),
        Column("sample_n", "integer", "cases that it looks at each time, where it samples", optional=True, minimum=0),
        SOURCE,
    ),
)

OPERATIONAL_FACTS = TableSchema(
    name="operational_facts",
    grain="one number about how the force works, on one day",
    key=("key", "as_at"),
    columns=(
        FORCE,
        Column("key", "text", "what is measured, such as auditable_share", example="auditable_share"),
        AS_AT,
        Column("value", "decimal", "the number", example="94.3"),
        Column("unit", "choice", "what it is measured in; count is for numbers of anything", get_args(Unit)),
        Column("base", "text", "what is counted, or what the share is of", example="recorded crime except fraud"),
        Column("stated_by", "choice", "who said it", ("force", "inspectorate", "statistics office")),
        SOURCE,
    ),
)

SELF_AUDITS = TableSchema(
    name="self_audits",
    grain="one audit that the force made of itself",
    key=("audit_id",),
    columns=(
        Column("audit_id", "text", "the audit", example="FX-S03"),
        FORCE,
        Column("audit_month", "date", "first day of its month", example="2026-03-01"),
        Column("topic", "choice", "what it looked at", ("ASB", "rape", "no-crime", "burglary", "routes")),
        Column("n", "integer", "cases looked at", optional=True, minimum=0, example="40"),
        Column("compliant", "integer", "cases found compliant", optional=True, minimum=0, example="36"),
        Column(
            "rate_pct",
            "decimal",
            "share compliant in percent, where n is not stated",
            optional=True,
            minimum=0,
            as_written=True,
        ),
        Column("plan_year", "text", "the plan it belongs to", optional=True),
        Column("national_standard", "boolean", "made to the national standard", optional=True),
        Column("routes_covered", "text", "routes of reporting it covered", optional=True),
        SOURCE,
    ),
    rules=(
        Rule(
            column="compliant",
            expected="no more than n",
            compared_with=("n",),
            broken=lambda rows: rows["compliant"] > rows["n"],
        ),
        Rule(
            column="rate_pct",
            expected="100 or less, and nothing where n is stated",
            compared_with=("n",),
            broken=lambda rows: (rows["rate_pct"] > 100) | (rows["rate_pct"].notnull() & rows["n"].notnull()),
        ),
    ),
)

WORKING_TABLES = (STAFFING, EVENTS, GOVERNANCE_BODIES, OPERATIONAL_FACTS, SELF_AUDITS)
