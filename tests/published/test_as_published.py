"""What was published stands on the pages as it was published: each half-width, and no rate with more decimals."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.contract.published_measures import MEASURES, PublishedMeasure
from cdi.house_style import formatting
from cdi.load.audit import read_audit
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.figure import Figures
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT, DemoAudit
from tests.documents.invented import as_text
from tests.documents.test_what_is_left_out import bundle_of
from tests.thin import thin
from tests.unit.measures.tables import holding

with (PROJECT / "data" / "reference" / "published_results.csv").open(encoding="utf-8", newline="") as _file:
    RATES = {
        (row["inspection_id"], row["measure"].removeprefix("rate_")): row
        for row in csv.DictReader(_file)
        if row["measure"].startswith("rate_") and row["rate_pct"]
    }
OWN = json.loads((PROJECT / "tests" / "oracles" / "published.json").read_text(encoding="utf-8"))["rates"]
FORCES = sorted({name.rpartition("-20")[0] for name, _ in RATES} - {"leicestershire"})


def pages_of(
    workspace: Workspace, ref: AuditRef, audit: Audit, figures: Figures, *names: str
) -> tuple[Bundle, dict[str, str]]:
    """The bundle of an audit and the words of its documents, or of those named."""
    bundle, folder = bundle_of(audit, figures), workspace.audit_folder(ref)
    return bundle, {name: as_text(compose(bundle, folder, name)) for name in names or workspace.documents(ref)}


def rates_of(ref: AuditRef, audit: Audit) -> dict[str, tuple[str, str]]:
    """By figure, the rate and the half-width that were published; the audit before is shown beside the audit."""
    prior = audit.prior
    names = {f"{ref.force}-{ref.audit}": "recording"} | ({prior.inspection.id: "prior"} if prior else {})
    return {
        f"{names[name]}.{kind}": (row["rate_pct"], row["ci_half_width_pp"])
        for (name, kind), row in RATES.items()
        if name in names
    }


@pytest.mark.parametrize("force", thin(FORCES, keep=2))
def test_each_published_interval_and_no_other_is_printed(force: str, demo: Workspace, demo_audit: DemoAudit) -> None:
    ref, audit, figures = demo_audit(force)
    bundle, pages = pages_of(demo, ref, audit, figures, "panel-pack")  # the paper with the report behind it
    for figure_id, (rate, half_width) in rates_of(ref, audit).items():
        figure = bundle.figures.get(figure_id)
        if figure is None:
            continue
        assert figure.printed == f"{rate}%"
        if not half_width:
            continue
        assert figure.interval is not None
        assert (figure.interval.method, figure.interval.level) == ("published", 0.95)
        places = formatting.places(Decimal(half_width))
        assert formatting.decimals(figure.interval.half_width or 0, places) == half_width
        rows = bundle.tables["headline-rates"].rows
        shown = [cell.text for row in rows for cell in row if cell.figure == figure_id]
        # A rate of the audit before stands beside the rate of this one, where there is one.
        assert shown == [rate, half_width] or (shown == [] and figure_id.startswith("prior."))
        for name, text in pages.items():
            beside = re.findall(rf"\b{re.escape(rate)}% \(95% confidence interval ±?([\d.]+)", text)
            assert {*beside} <= {half_width}, name
    whose = {figure.interval.method for figure in bundle.figures if figure.role == "recording rate" and figure.interval}
    if "published" in whose and len(whose) > 1:
        for words in (*pages.values(), bundle.tables["headline-rates"].source):
            assert "the interval is the published one" in words
            if re.search(r"\(95% confidence interval [\d.]+% to", words):
                assert "the interval is worked out here, since none was published" in words


SHIPPED = ("2018-reinspection", "2017-inspection", "2014-inspection")


def test_these_are_the_shipped_audits(project: Workspace) -> None:
    assert [ref.audit for ref in project.audits("leicestershire")] == sorted(SHIPPED)


@pytest.mark.parametrize("name", thin(reversed(SHIPPED), keep=1))
def test_the_shipped_audits_print_the_half_widths_that_were_published(name: str, project: Workspace) -> None:
    ref = AuditRef("leicestershire", name)
    audit = read_audit(project, ref)
    bundle, pages = pages_of(project, ref, audit, measure(audit))
    published = rates_of(ref, audit) if ref.audit != "2018-reinspection" else OWN
    for figure_id, (rate, half_width) in published.items():
        if half_width and figure_id in bundle.figures:
            beside = [
                width
                for text in pages.values()
                for width in re.findall(rf"\b{re.escape(rate.rstrip('%'))}% \(95% confidence interval ±([\d.]+)", text)
            ]
            assert {*beside} <= {half_width}, figure_id


def numbered() -> list[tuple[int, PublishedMeasure]]:
    """Each measure with a number of its own, which with seven more is none of another: 60 of 67, 75 of 82 and so on."""
    return [(60 + place % 7 + 14 * (place // 7), measure) for place, measure in enumerate(MEASURES)]


def test_every_published_measure_is_printed_whatever_else_is_known(demo: Workspace, demo_audit: DemoAudit) -> None:
    rows = [
        f"{measure.name} | {n if measure.holds != 'rate' else ''} | {n + 7 if measure.holds == 'part' else ''} |"
        f"{f'{n}.5' if measure.holds == 'rate' else ''} | derived"
        for n, measure in numbered()
    ]
    ref, known, _ = demo_audit("kent")
    header = "measure | numerator | denominator | rate_pct | basis"
    audit = holding(replace(known, tables={}, records={}, prior=None), published_results="\n".join([header, *rows]))
    _, pages = pages_of(demo, ref, audit, measure(audit), "inspection-report")
    (text,) = pages.values()
    text = text.partition("How each number was made")[0]
    numbers = {
        each.name: {str(n), str(n + 7)} if each.holds == "part" else {f"{n}.5"} if each.holds == "rate" else {str(n)}
        for n, each in numbered()
    }
    del numbers["crimes_audited"]  # stands in "crimes_recorded" already
    words = {*re.findall(r"\d+(?:\.\d)?", text)}
    assert {name: own for name, own in numbers.items() if not own <= words} == {}
