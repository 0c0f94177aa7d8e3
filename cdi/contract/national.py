"""The national registers, the same for every force: rules, averages, and the inspections of all forces."""

from __future__ import annotations

from cdi.contract.national_forces import FORCES, OVERSIGHT_BODIES
from cdi.contract.registers import AS_AT, FORCE, INSPECTION, NOTE, PUBLISHED_RESULTS, SOURCE
from cdi.contract.vocabulary import Column, Rule, TableSchema
from cdi.model.auditor import GRADES, KINDS_OF_INSPECTION, QUESTIONS

RECORDING_RULES = TableSchema(
    name="recording_rules",
    grain="one rule from one day on",
    key=("rule", "effective_from"),
    columns=(
        Column("rule", "text", "the rule, such as record_within_hours", example="record_within_hours"),
        Column("effective_from", "date", "the day it took effect"),
        Column("value", "text", "what it sets: a number or a role", example="24"),
        Column("unit", "text", "hours, years, pounds or role", optional=True, example="hours"),
        Column("reference", "text", "where it is laid down", example="Home Office Counting Rules, April 2015"),
    ),
)


KNOWN_AVERAGES = ("read", "worked out by others", "stated")
"""How an average is known; the reports of forces quote only those that were read."""

NATIONAL_AVERAGES = TableSchema(
    name="national_averages",
    grain="one average over forces as published on one day",
    key=("programme", "measure", "as_at"),
    columns=(
        Column("programme", "text", "the inspection programme", example="crime data integrity 2026"),
        Column("measure", "text", "the measure, such as rate_overall", example="rate_overall"),
        AS_AT,
        Column("rate_pct", "decimal", "the average, in percent", minimum=0, example="90.3", as_written=True),
        Column("forces_n", "integer", "forces it is taken over", minimum=1, example="43"),
        Column("method", "choice", "how the forces are weighed", ("simple", "weighted", "not_stated")),
        Column(
            "known_by",
            "choice",
            "whether it was read in a publication that quotes it, worked out by others, or only stated to this project",
            KNOWN_AVERAGES,
        ),
        SOURCE,
        NOTE,
    ),
)


INSPECTIONS = TableSchema(
    name="inspections",
    grain="one inspection of one force in the national programme",
    key=("inspection_id",),
    columns=(
        Column("inspection_id", "text", "the inspection", example="fx-2026"),
        FORCE,
        Column("programme", "text", "the programme", example="crime data integrity 2026"),
        Column("kind", "choice", "what it was", KINDS_OF_INSPECTION),
        Column("label_year", "integer", "the year it is known by", minimum=2000, example="2026"),
        Column("audit_period_start", "date", "first day of the audit period", optional=True),
        Column("audit_period_end", "date", "last day of the audit period", optional=True),
        Column("published_on", "date", "when the report came out", optional=True),
        Column(
            "published_month",
            "date",
            "first day of the month it came out in, where the day is not known",
            optional=True,
        ),
        SOURCE,
    ),
    rules=(
        Rule(
            column="audit_period_end",
            expected="a day not before audit_period_start",
            compared_with=("audit_period_start",),
            broken=lambda rows: rows["audit_period_end"] < rows["audit_period_start"],
        ),
    ),
)


JUDGEMENTS = TableSchema(
    name="judgements",
    grain="the grade of one question in one inspection",
    key=("inspection_id", "question"),
    columns=(
        INSPECTION,
        Column("question", "choice", "the question", QUESTIONS),
        Column("grade", "choice", "the grade", GRADES),
        SOURCE,
    ),
)


FINDING_RULES = TableSchema(
    name="finding_rules",
    grain="one statement that documents may make, and when",
    key=("rule", "outcome"),
    columns=(
        Column(
            "rule",
            "choice",
            "what is decided",
            (
                "rate",
                "force_estimate",
                "change",
                "change_in_brief",
                "before",
                "changes",
                "significance",
                "no_worse",
                "comparison",
                "average",
                "share",
                "difference",
                "rebuild",
                "rest",
                "forces",
                "forces_spread",
            ),
        ),
        Column("outcome", "text", "what the rule comes to", example="percent"),
        Column("at_least", "decimal", "the least value that gives it", optional=True, example="200"),
        Column("below", "decimal", "the value that no longer gives it", optional=True),
        Column("unit", "text", "what the two are counted in", optional=True, example="units audited"),
        Column("words", "text", "how documents say it, with {slots} for figures", optional=True),
        Column("reference", "text", "where the rule comes from, or whose choice it is"),
    ),
)


GUIDANCE = TableSchema(
    name="guidance",
    grain="one document of national guidance that an audit is measured by",
    key=("guidance_id",),
    columns=(
        Column("guidance_id", "text", "the guidance, such as simple_cautions", example="simple_cautions"),
        Column("topic", "choice", "what it is about", ("out_of_court_disposals", "recording")),
        Column("title", "text", "its title", example="Simple cautions for adult offenders"),
        Column("issued_on", "date", "when it was issued, or the first day of the month or year"),
        Column("precision", "choice", "how exactly that is known", ("day", "month", "year")),
        Column("issued_by", "text", "who issued it", example="Ministry of Justice"),
        SOURCE,
        NOTE,
    ),
)


READER_GLOSSARY = TableSchema(
    name="reader_glossary",
    grain="one term that documents explain to their readers",
    key=("term",),
    columns=(
        Column("term", "text", "the term as the glossary lists it", example="N100"),
        Column("forms", "text", "other forms of it in a text, with semicolons between", optional=True, example="DDMs"),
        Column("meaning", "text", "what it means, in full sentences and without numbers", example="A report of rape."),
        SOURCE,
        NOTE,
    ),
)


NATIONAL_TABLES = (
    RECORDING_RULES,
    FINDING_RULES,
    NATIONAL_AVERAGES,
    INSPECTIONS,
    PUBLISHED_RESULTS,
    JUDGEMENTS,
    GUIDANCE,
    READER_GLOSSARY,
    FORCES,
    OVERSIGHT_BODIES,
)
