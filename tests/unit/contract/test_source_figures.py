"""The table of source figures is whole, says what it does not compute, and every figure and fact it names is so."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest

from cdi.bundle.facts import facts
from cdi.compose.binding import facet_text
from cdi.house_style import formatting
from cdi.load.audit import read_audit
from cdi.load.reference import read_source_figures
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import Workspace
from tests.thin import thin

pytestmark = pytest.mark.slow

AUDITS = [
    ("leicestershire", "2018-reinspection"),
    ("leicestershire", "2017-inspection"),
    ("leicestershire", "2014-inspection"),
    ("cambridgeshire", "2014-inspection"),
]


@pytest.fixture(scope="module")
def table(project: Workspace) -> pd.DataFrame:
    return read_source_figures(project)


def test_every_statement_is_there_and_nearly_all_are_computed(table: pd.DataFrame) -> None:
    assert len(table) == 428
    assert table["kind"].value_counts().to_dict() == {
        "computed": 395, "not_derivable": 12, "constant": 7, "document_metadata": 7, "author_text": 7,
    }  # fmt: skip


def test_a_statement_is_bound_to_one_thing_only(spoilable: Workspace) -> None:
    path = spoilable.data / "backtest" / "source_figures.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("computed,recording.overall,,printed", "computed,recording.overall,x.y,printed", 1))
    with pytest.raises(ContractBroken, match="either a figure_id or a fact for what is computed"):
        read_source_figures(spoilable)


@pytest.fixture(scope="module")
def measured(project: Workspace) -> Callable[[str, str], tuple[Audit, Figures]]:
    """An audit and its figures, measured once."""

    @cache
    def measure_audit(force: str, name: str) -> tuple[Audit, Figures]:
        audit = read_audit(project, AuditRef(force, name))
        return audit, measure(audit)

    return measure_audit


@pytest.mark.parametrize(("force", "audit"), thin(AUDITS, keep=2))
def test_every_figure_and_fact_it_names_is_computed_and_equal(
    measured: Callable[[str, str], tuple[Audit, Figures]], table: pd.DataFrame, force: str, audit: str
) -> None:
    read, figures = measured(force, audit)
    own_facts = facts(read)
    rows = table[(table["force"] == force) & (table["audit"] == audit) & (table["kind"] == "computed")]
    different = {}
    for row in rows.to_dict("records"):
        if pd.isna(row["fact"]):
            figure = figures.get(row["figure_id"])
            printed = "no such figure" if figure is None else of_figure(figure, row["facet"])
        elif row["fact"].startswith("documents."):
            continue
        else:
            printed = of_fact(at(own_facts, row["fact"]), row["facet"])
        if printed != row["expected"]:
            different[row["figure"]] = (printed, row["expected"])
    assert different == {}


def of_figure(figure: Figure, facet: str) -> str:
    match facet:
        case "percent":
            return formatting.percent(figure.value, 0)
        case "quantity":
            return "all" if figure.value == 100 else "vast majority" if figure.value >= 90 else "another word"
        case "finding":
            return figure.test.conclusion
    return facet_text(figure, facet)


def at(fact: Any, path: str) -> Any:
    for step in path.split("."):
        if fact is None:
            return None
        if isinstance(fact, list):
            fact = next(row for row in fact if row["number"] == int(step) and row["type"] == "recommendation")
        else:
            fact = fact.get(step)
    return fact


def of_fact(value: Any, facet: str) -> str:
    if value is None:
        return "no such fact"
    if facet in ("text", "number"):
        return str(value)
    if facet == "year":
        return str(value)[:4]
    day = date.fromisoformat(value)
    seasons = ["winter"] * 2 + ["spring"] * 3 + ["summer"] * 3 + ["autumn"] * 3 + ["winter"]
    forms = {"day": "%Y-%m-%d", "month": "%Y-%m"}
    return day.strftime(forms[facet]) if facet in forms else f"{seasons[day.month - 1]} {day.year}"


@pytest.mark.parametrize(("force", "audit"), thin(AUDITS, keep=2))
def test_what_it_calls_a_gap_is_one(
    measured: Callable[[str, str], tuple[Audit, Figures]], table: pd.DataFrame, force: str, audit: str
) -> None:
    gaps = measured(force, audit)[1].gaps
    rows = table[(table["force"] == force) & (table["audit"] == audit) & (table["kind"] == "not_derivable")]
    assert set(rows["figure_id"].dropna()) <= set(gaps)
