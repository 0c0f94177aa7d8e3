"""The record-level tables: one row for each thing an auditor looked at."""

from __future__ import annotations

from cdi.contract.vocabulary import Column, Rule, TableSchema

TEAM = Column(
    "team",
    "text",
    "the team, district or unit that dealt with it; no person",
    optional=True,
    label=True,
    example="East district",
)
CRIME_SAMPLES = ("main", "incident", "referral", "vulnerable_victim", "modern_slavery", "nrm", "burglary_recent")
CATEGORIES = ("violence", "sexual", "rape", "robbery", "burglary", "criminal_damage", "modern_slavery", "other")
AUTHORITIES = ("registrar", "decision_maker", "compliance_advisor", "sergeant", "other")

REVIEWED_RECORDS = TableSchema(
    name="reviewed_records",
    grain="one record looked at by the audit; none, one or several crimes may hang on it",
    key=("record_id",),
    columns=(
        Column("record_id", "text", "the record", example="R00205"),
        Column("inspection_id", "text", "the inspection it was reviewed in", example="fx-2026"),
        Column("sample", "choice", "the sample it was drawn into", CRIME_SAMPLES),
        Column(
            "source_system",
            "choice",
            "where the record was held",
            ("incident_system", "crime_system", "public_protection", "asb_database", "nrm_form"),
        ),
        Column("referring_agency", "text", "the agency that referred it", optional=True, example="social services"),
        TEAM,
        Column("received_at", "datetime", "when the report was received", example="2026-04-11T20:10"),
        Column("outcome", "choice", "what the record called for", ("crime_due", "no_crime_due", "no_action_needed")),
    ),
)

AUDIT_REPORTS = TableSchema(
    name="audit_reports",
    grain="one crime that should have been recorded, or was recorded in error",
    key=("crime_id",),
    columns=(
        Column("crime_id", "text", "the crime", example="C00311"),
        Column("inspection_id", "text", "the inspection it was audited in", example="fx-2026"),
        Column("record_id", "text", "the reviewed record it hangs on", optional=True, example="R00205"),
        Column("sample", "choice", "the sample it belongs to", CRIME_SAMPLES),
        Column("stratum", "choice", "the stratum it was drawn from", ("violence", "sexual", "other")),
        Column("category", "choice", "what kind of crime it is", CATEGORIES, optional=True, example="violence"),
        Column(
            "offence", "text", "the offence that should have been recorded", optional=True, example="common assault"
        ),
        Column("required", "boolean", "a crime record was due; false for a crime recorded in error"),
        Column("recorded", "boolean", "some crime record exists for it"),
        Column("classification_correct", "boolean", "the record has the right class", optional=True, example="true"),
        Column("misclassified_as", "text", "the wrong class it was given, or N100", optional=True, none_if_empty=True),
        Column(
            "recorded_stage",
            "choice",
            "when in the force's work it was recorded",
            ("first_contact", "after_attendance", "investigation", "audit"),
            optional=True,
        ),
        Column("received_at", "datetime", "when the report was received", example="2026-04-11T20:10"),
        Column("recorded_at", "datetime", "when the crime was recorded", optional=True, example="2026-04-12T08:30"),
        Column("timeliness_assessable", "boolean", "the delay could be measured"),
        Column(
            "route",
            "choice",
            "how the report reached the force",
            (
                "control_room",
                "crime_bureau",
                "officer",
                "front_counter",
                "public_protection",
                "partner_referral",
                "nrm",
            ),
            optional=True,
            example="control_room",
        ),
        Column(
            "reported_by",
            "choice",
            "who reported it",
            ("victim", "public", "third_party_professional"),
            optional=True,
            example="victim",
        ),
        TEAM,
        Column("domestic_abuse", "boolean", "related to domestic abuse", optional=True, example="false"),
        Column("victim_id", "text", "the victim, as a pseudonym", optional=True, example="V882"),
        Column("victim_age_group", "choice", "child or adult", ("child", "adult"), optional=True, example="adult"),
        Column(
            "reason_not_recorded",
            "choice",
            "why no crime was recorded",
            (
                "rules misunderstood",
                "one of several crimes",
                "disclosed later",
                "third-party report not actioned",
                "victim reluctant",
                "no explanation",
            ),
            optional=True,
        ),
        Column("attended", "boolean", "an officer attended", optional=True),
        Column("risk_assessed", "boolean", "the risk to the victim was assessed", optional=True),
        Column("safeguarded", "boolean", "the victim was safeguarded", optional=True),
        Column("safeguarding_considered", "boolean", "safeguarding was considered", optional=True),
        Column("investigated", "boolean", "the report was investigated", optional=True),
        Column("weight", "decimal", "sampling weight within the stratum, 1 if none", minimum=0),
    ),
    rules=(
        Rule(
            column="recorded_at",
            expected="a time not before received_at",
            compared_with=("received_at",),
            broken=lambda rows: rows["recorded_at"].notnull() & (rows["recorded_at"] < rows["received_at"]),
        ),
        Rule(
            column="recorded_at",
            expected="a time for a crime whose timeliness is assessable",
            compared_with=("timeliness_assessable", "recorded"),
            broken=lambda rows: rows["timeliness_assessable"] & rows["recorded"] & rows["recorded_at"].isnull(),
        ),
        Rule(
            column="recorded_at",
            expected="no time for a crime that was not recorded",
            compared_with=("recorded",),
            broken=lambda rows: ~rows["recorded"] & rows["recorded_at"].notnull(),
        ),
        Rule(
            column="recorded",
            expected="true for a crime recorded in error (required is false)",
            compared_with=("required",),
            broken=lambda rows: ~rows["required"] & ~rows["recorded"],
        ),
        Rule(
            column="stratum",
            expected="sexual for a row of category rape",
            compared_with=("category",),
            broken=lambda rows: (rows["category"] == "rape") & (rows["stratum"] != "sexual"),
        ),
        Rule(
            column="classification_correct",
            expected="nothing for a crime that was not recorded",
            compared_with=("recorded",),
            broken=lambda rows: ~rows["recorded"] & rows["classification_correct"].notnull(),
        ),
        Rule(
            column="misclassified_as",
            expected="the wrong class, because classification_correct is false",
            compared_with=("classification_correct",),
            if_supplied=True,
            broken=lambda rows: ~rows["classification_correct"] & rows["misclassified_as"].isnull(),
        ),
        Rule(
            column="misclassified_as",
            expected="nothing, because classification_correct is true",
            compared_with=("classification_correct",),
            broken=lambda rows: rows["classification_correct"] & rows["misclassified_as"].notnull(),
        ),
        Rule(
            column="reason_not_recorded",
            expected="nothing for a crime that was recorded",
            compared_with=("recorded",),
            broken=lambda rows: rows["recorded"] & rows["reason_not_recorded"].notnull(),
        ),
    ),
)

N100_REVIEWS = TableSchema(
    name="n100_reviews",
    grain="one decision on classifying a reported rape that was reviewed",
    key=("review_id",),
    columns=(
        Column("review_id", "text", "the review", example="N007"),
        Column("inspection_id", "text", "the inspection it was reviewed in", example="fx-2026"),
        Column("record_id", "text", "the record reviewed", optional=True),
        Column(
            "sample",
            "choice",
            "records on which N100 was used, or records that required it",
            ("n100_used", "n100_required", "modern_slavery", "nrm"),
        ),
        Column("n100_required", "boolean", "the rules required N100"),
        Column("n100_applied", "boolean", "the force applied N100"),
        Column("third_party_professional", "boolean", "reported by a professional third party"),
        Column(
            "outcome",
            "choice",
            "what the review found",
            ("correct", "transferred_other_force", "should_be_rape", "later_other_crime", "missed"),
        ),
        Column("later_offence", "text", "the crime it was later recorded as", optional=True),
    ),
    rules=(
        Rule(
            column="later_offence",
            expected="nothing unless the outcome is later_other_crime",
            compared_with=("outcome",),
            broken=lambda rows: (rows["outcome"] != "later_other_crime") & rows["later_offence"].notnull(),
        ),
    ),
)

CANCELLED_CRIMES = TableSchema(
    name="cancelled_crimes",
    grain="one cancelled crime that was reviewed (called a no-crime before April 2015)",
    key=("cancel_id",),
    columns=(
        Column("cancel_id", "text", "the cancellation", example="X041"),
        Column("inspection_id", "text", "the inspection it was reviewed in", example="fx-2026"),
        Column(
            "category", "choice", "the crime cancelled; sexual excludes rape", ("rape", "violence", "sexual", "robbery")
        ),
        TEAM,
        Column("decision_correct", "boolean", "the cancellation was right"),
        Column("reason_incorrect", "text", "why it was wrong", optional=True),
        Column("approved_by", "choice", "who approved it", AUTHORITIES, optional=True, example="registrar"),
        Column(
            "required_authority", "choice", "who had to approve it", AUTHORITIES, optional=True, example="registrar"
        ),
        Column("victim_should_be_informed", "boolean", "there was a victim to tell", optional=True, example="true"),
        Column("victim_informed", "boolean", "the victim was told", optional=True, example="true"),
        Column("cancelled_on", "date", "when it was cancelled", example="2026-05-22"),
    ),
    rules=(
        Rule(
            column="reason_incorrect",
            expected="nothing for a decision that was right",
            compared_with=("decision_correct",),
            broken=lambda rows: rows["decision_correct"] & rows["reason_incorrect"].notnull(),
        ),
    ),
)

OUT_OF_COURT_DISPOSALS = TableSchema(
    name="out_of_court_disposals",
    grain="one out-of-court disposal that was dip-sampled",
    key=("disposal_id",),
    columns=(
        Column("disposal_id", "text", "the disposal", example="D012"),
        Column("inspection_id", "text", "the inspection it was sampled in", example="fx-2026"),
        Column("type", "choice", "what kind", ("caution", "pnd", "cannabis_warning", "community_resolution")),
        Column("offender_age", "integer", "the offender's age in years", optional=True, minimum=0, example="34"),
        Column("offender_suitable", "boolean", "the offender's history suited the disposal"),
        Column(
            "implications_explained", "boolean", "the offender was told what it means", optional=True, example="true"
        ),
        Column("victim_to_consult", "boolean", "there was a victim to consult", optional=True, example="true"),
        Column(
            "victim_views_considered", "boolean", "the victim's views were considered", optional=True, example="true"
        ),
        Column(
            "outcome_meaningful", "boolean", "the outcome was meaningful; community resolutions only", optional=True
        ),
        Column("goods_value_gbp", "decimal", "value of the goods in pounds", optional=True, minimum=0),
        Column(
            "noncompliance",
            "choice",
            "which rule was broken",
            ("age", "value", "history", "form"),
            optional=True,
            none_if_empty=True,
        ),
    ),
    rules=(
        Rule(
            column="outcome_meaningful",
            expected="nothing unless the type is community_resolution",
            compared_with=("type",),
            broken=lambda rows: (rows["type"] != "community_resolution") & rows["outcome_meaningful"].notnull(),
        ),
        Rule(
            column="victim_views_considered",
            expected="nothing where there was no victim to consult",
            compared_with=("victim_to_consult",),
            broken=lambda rows: ~rows["victim_to_consult"] & rows["victim_views_considered"].notnull(),
        ),
    ),
)

RECORD_TABLES = (REVIEWED_RECORDS, AUDIT_REPORTS, N100_REVIEWS, CANCELLED_CRIMES, OUT_OF_COURT_DISPOSALS)
