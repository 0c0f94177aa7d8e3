"""The registers: what is known of inspections, recommendations, plans, staff and the outside world, with sources."""

from __future__ import annotations

from cdi.schema.columns import Column, TableSchema

_BASES = ("published", "derived", "reconstruction", "records")
_SOURCE = Column("source", "text", "the publication or record it was taken from", optional=True)
_BASIS = Column("basis", "choice", "published, worked out from published figures, reconstructed, or records", _BASES)
_NOTE = Column("note", "text", "arithmetic or caveat", optional=True)

PUBLISHED_RESULTS = TableSchema(
    name="published_results",
    grain="one published result of one inspection",
    key=("inspection_id", "measure"),
    columns=(
        Column("inspection_id", "text", "the inspection"),
        Column("measure", "text", "the measure, such as rate_overall or rate_violence"),
        Column("numerator", "integer", "units that met the measure", optional=True, minimum=0),
        Column("denominator", "integer", "units looked at", optional=True, minimum=0),
        Column("rate_pct", "decimal", "the rate, in percent", optional=True, minimum=0),
        Column(
            "ci_half_width_pp", "decimal", "half-width of the 95% interval, percentage points", optional=True, minimum=0
        ),
        Column("unit", "text", "what is counted", optional=True),
        _BASIS,
        _SOURCE,
        _NOTE,
    ),
)

AUDIT_STRATA = TableSchema(
    name="audit_strata",
    grain="one stratum of an audit, or a part of its crime that was not sampled",
    key=("inspection_id", "stratum"),
    columns=(
        Column("inspection_id", "text", "the inspection"),
        Column("stratum", "text", "violence, sexual, other, or the name of the part that was not sampled"),
        Column("sampled", "boolean", "false for a part taken as known without sampling"),
        Column("audited", "integer", "reports audited, where no rows are held", optional=True, minimum=2),
        Column("recorded", "integer", "of them recorded, where no rows are held", optional=True, minimum=0),
        Column("reports_in_period", "integer", "finite population N of the audit period", optional=True, minimum=1),
        Column("weight", "decimal", "crimes a year that the stratum stands for", minimum=0),
        Column("known_rate", "decimal", "the rate of a part that was not sampled, 0 to 1", optional=True, minimum=0),
        _BASIS,
        _NOTE,
    ),
)
