"""The table of the source documents' figure statements that the back-test holds rendered documents against."""

from __future__ import annotations

from cdi.contract.vocabulary import Column, Rule, TableSchema

DOCUMENTS = (
    "panel-pack",
    "panel-paper",
    "inspection-report",
    "inspectorate-release",
    "commissioner-release",
    "news-item",
    "panel-response",
    "inspection-report-2014",
    "board-update",
)
KINDS = ("computed", "author_text", "constant", "document_metadata", "not_derivable")
# Facets of figures first, then those of facts; docs/data-contract.md and data/README.md say how each is compared.
FACETS = (
    "printed", "numerator", "denominator", "missing", "value", "size", "half_width", "percent", "quantity", "finding",
    "day", "month", "year", "season", "text", "number",
)  # fmt: skip

SOURCE_FIGURES = TableSchema(
    name="source_figures",
    grain="one figure statement of a source document, and what must be printed in its place",
    key=("figure",),
    columns=(
        Column("figure", "text", "the statement, by a name of its own", example="panel19-overall-rate"),
        Column("document", "choice", "the document it belongs to", DOCUMENTS),
        Column("force", "text", "the force of that document", example="fx"),
        Column("audit", "text", "the audit of that document", example="2026"),
        Column("kind", "choice", "computed from data, or why not", KINDS),
        Column("figure_id", "text", "the figure that states it", optional=True, example="recording.overall"),
        Column("fact", "text", "the fact that states it, as a dotted path into facts.json", optional=True),
        Column(
            "facet", "choice", "which side of the figure or fact is printed", FACETS, optional=True, example="printed"
        ),
        Column("expected", "text", "what must be printed, in normal form", optional=True, example="84.1%"),
        Column("note", "text", "where the sources differ or are silent: what is right, and why", optional=True),
    ),
    rules=(
        Rule(
            column="figure_id",
            expected="either a figure_id or a fact for what is computed",
            compared_with=("kind", "fact"),
            broken=lambda rows: (rows["kind"] == "computed") & (rows["figure_id"].isnull() == rows["fact"].isnull()),
        ),
        Rule(
            column="facet",
            expected="a facet for what is computed",
            compared_with=("kind",),
            broken=lambda rows: (rows["kind"] == "computed") & rows["facet"].isnull(),
        ),
        Rule(
            column="expected",
            expected="a value for what is computed",
            compared_with=("kind",),
            broken=lambda rows: (rows["kind"] == "computed") & rows["expected"].isnull(),
        ),
        Rule(
            column="note",
            expected="the reason for what cannot be derived",
            compared_with=("kind",),
            broken=lambda rows: (rows["kind"] == "not_derivable") & rows["note"].isnull(),
        ),
    ),
)
BACKTEST_TABLES = (SOURCE_FIGURES,)
