"""The forms of figures, and what surrounds a number: its base, the rows left out, its role."""

from dataclasses import replace

import pytest

from cdi.measures import measure
from cdi.measures.figures import Base, Contribution, FigureMaker, combine, printed_base
from cdi.model.audit import Audit
from cdi.model.decisions import Exclusion
from cdi.model.figure import Figure, Figures

REVIEWED = Base("crimes reviewed in {year}", {"year": "2018"})


def leaving_out(audit: Audit, *tables: str) -> Audit:
    """The audit with a row of each of these tables left out on purpose."""
    rows = tuple(
        Exclusion(table, f"K{n}", "entered twice", "registrar", "2018-11-01") for n, table in enumerate(tables)
    )
    return replace(audit, excluded=rows)


def one(contribution: Contribution) -> Figure:
    (figure,) = contribution.figures
    return figure


@pytest.mark.parametrize(
    ("left_out", "base"),
    [
        ((), "crimes reviewed in 2018"),
        (("reviews",), "crimes reviewed in 2018; 1 row left out on purpose"),
        (("reviews", "reviews"), "crimes reviewed in 2018; 2 rows left out on purpose"),
        (("another table",), "crimes reviewed in 2018"),
    ],
)
def test_a_base_is_printed_with_its_values_and_the_rows_left_out(
    leicestershire: Audit, left_out: tuple[str, ...], base: str
) -> None:
    make = FigureMaker(leaving_out(leicestershire, *left_out), ("reviews",))
    assert printed_base(one(make.part("a.part", "part", 1, 2, REVIEWED))) == base
    assert printed_base(one(make.share("a.share", "share", 1, 2, REVIEWED))) == base
    assert printed_base(one(make.number("a.number", "number", 2, REVIEWED))) == base
    assert printed_base(one(make.breakdown("a.breakdown", {"kind": 2}, REVIEWED))) == base


def test_a_base_says_how_many_rows_are_unknown(leicestershire: Audit) -> None:
    make = FigureMaker(leicestershire, ("reviews",))
    part = one(make.part("a.part", "part", 1, 2, REVIEWED, unknown=1200))
    assert printed_base(part) == "crimes reviewed in 2018; 1,200 more unknown"
    part = one(FigureMaker(leaving_out(leicestershire, "reviews"), ("reviews",)).part("a.b", "b", 1, 2, "b", unknown=1))
    assert printed_base(part) == "b; 1 more unknown; 1 row left out on purpose"


def test_bases_that_differ_in_their_values_alone_have_the_same_words(leicestershire: Audit) -> None:
    make, later = FigureMaker(leicestershire, ("reviews",)), Base(REVIEWED.words, {"year": "2020"})
    assert one(make.number("a.n", "n", 1, REVIEWED)).base == one(make.number("a.n", "n", 1, later)).base


def test_braces_in_the_words_of_a_register_are_braces() -> None:
    assert Base("{as stated}").printed == "{as stated}"


def test_nothing_of_nothing_is_a_gap_with_its_base(leicestershire: Audit) -> None:
    make = FigureMaker(leicestershire, ("reviews",))
    assert make.part("a.b", "part", 0, 0, REVIEWED).gaps == {"a.b": "none in the sample (crimes reviewed in 2018)"}
    assert make.share("a.b", "share", 0, 0, REVIEWED).gaps == {"a.b": "there are none (crimes reviewed in 2018)"}


def test_the_forms_of_a_number(leicestershire: Audit) -> None:
    make = FigureMaker(leicestershire, ("reviews",))
    assert one(make.number("a.b", "posts", 1234, "posts", "posts")).printed == "1,234"
    assert one(make.number("a.b", "cost", 419000, "posts", "pounds")).printed == "£419,000"


def test_the_parts_of_a_breakdown_name_it_and_what_they_have_in_common(leicestershire: Audit) -> None:
    make = FigureMaker(leicestershire, ("recommendations",))
    within = make.breakdown_of("made.within", {"1 month": (1, 4), "3 months": (3, 2)}, "recommendations")
    assert [(figure.id, figure.part_of, figure.category, figure.value) for figure in within.figures] == [
        ("made.within.1_month", "made.within", 1, 4),
        ("made.within.3_months", "made.within", 3, 2),
    ]


def test_contributions_are_combined_in_their_order(leicestershire: Audit) -> None:
    make = FigureMaker(leicestershire, ("reviews",))
    whole = combine(
        [make.number("b.n", "n", 1, "b"), Contribution(gaps={"c.n": "why"}), make.number("a.n", "n", 1, "b")]
    )
    assert [figure.id for figure in whole.figures] == ["b.n", "a.n"]
    assert whole.gaps == {"c.n": "why"}


@pytest.mark.parametrize(
    ("figure_id", "role"),
    [
        ("recording.overall", "recording rate"),
        ("recording.rape", "part of a sample"),  # of the sample, and no estimate for the force
        ("audited.overall", "sample behind a rate"),
        ("prior.overall", "prior rate"),
        ("change.overall", "change"),
        ("additional.overall", "additional crimes"),
        ("timeliness.all", "part in time"),
        ("cancellations.all", "part of a sample"),
        ("plan.complete", "part of a whole"),
        ("rape.unrecorded.not_recorded_at_all", "breakdown"),
        ("gap.violence_to_overall", "distance"),
        ("national.gap", "distance"),
        ("national.average", "average"),
        ("rank.this_from_bottom", "rank"),
        ("auditable.share", "stated"),
        ("nrm.reports", "number"),
    ],
)
def test_a_figure_says_what_it_is_to_its_readers(figures: Figures, figure_id: str, role: str) -> None:
    assert figures[figure_id].role == role


@pytest.mark.slow
def test_rows_left_out_of_a_table_are_counted_with_every_figure_of_the_table(leicestershire: Audit) -> None:
    figures = measure(leaving_out(leicestershire, "cancelled_crimes", "audit_reports", "audit_reports"))
    assert {figure_id: figures[figure_id].excluded for figure_id in ("cancellations.all", "audited.violence")} == {
        "cancellations.all": 1,
        "audited.violence": 2,
    }
    assert printed_base(figures["recording.violence"]) == "774 reports of crime audited; 2 rows left out on purpose"
    assert printed_base(figures["prior.violence"]) == "the 2017 audit, as published"
