"""From an answer of the desk to a measure of the next report, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cdi.explore.desk import Desk
from cdi.explore.opening import open_audit
from cdi.measures.questions import QUESTIONS
from cdi.model.errors import UsageRefused
from cdi.workspace.extra_measures import FILE
from cdi.workspace.paths import Workspace
from tests.conftest import copy_forces
from tests.thin import thin

pytestmark = pytest.mark.slow

SAID: dict[str, Any] = {"added_by": "Analyst", "reason": "The panel asked.", "added_on": date(2026, 1, 2)}


@pytest.fixture(scope="module")
def own(project: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    workspace = copy_forces(project, tmp_path_factory.mktemp("own"), ["leicestershire"])
    return open_audit("leicestershire", folder=workspace.root)


@pytest.fixture(autouse=True)
def nothing_left(own: Desk) -> None:
    file_of(own).unlink(missing_ok=True)


def file_of(desk: Desk) -> Path:
    return desk.workspace.audit_folder(desk.ref) / FILE


ASKED: dict[str, Callable[[Desk], Any]] = {
    **{of: (lambda desk, of=of: desk.rate(of=of)) for of in QUESTIONS},
    "a column": lambda desk: desk.rate("route"),
    "two columns": lambda desk: desk.rate(["category", "month"]),
    "rows chosen": lambda desk: desk.rate(
        "route", {"month": ["2018-04", "2018-05"], "domestic_abuse": True, "victim_age_group": None}
    ),
    "yes among others": lambda desk: desk.rate("stratum", where="domestic_abuse"),
}


@pytest.mark.parametrize("name", thin(ASKED, keep=6))
def test_every_question_that_is_published_is_the_same_question_when_the_audit_is_opened_again(
    name: str, own: Desk
) -> None:
    answer = ASKED[name](own)
    answer.publish("mine", **SAID)
    (measure,) = open_audit("leicestershire", folder=own.workspace.root).data.extra
    cut = answer.rates.cut
    assert (measure.of, measure.table, measure.by) == (cut.question.name, cut.question.table, cut.by)
    assert {**measure.where} == {**cut.where}
    assert measure.title == answer.subject
    assert own.unpublish("mine").name == "mine"
    assert not file_of(own).exists()


def test_it_says_where_it_is_and_what_is_still_to_be_filled_in(own: Desk) -> None:
    said = own.rate("route").publish("by-route")
    assert repr(said).splitlines() == [
        "by-route: an extra measure of the next report; its figures begin with extra.by_route. "
        "Still to be filled in there: added_by, reason",
        f"  {file_of(own)}",
    ]
    assert "<code>" in said._repr_html_()
    again = open_audit("leicestershire", folder=own.workspace.root)
    assert again.figures["extra.by_route.officer"].value == pytest.approx(100 * 231 / 277)


@pytest.mark.parametrize(
    ("publish", "message"),
    [
        (lambda desk: desk.rate("route").publish("By route"), "lower-case letters, digits and hyphens"),
        (lambda desk: desk.rate(["route", "stratum", "month"]).publish("mine"), "no more than 2 columns"),
        (lambda desk: desk.rate("misclassified_as").publish("mine"), "empty cells are unknown"),
        (lambda desk: desk.rate("route").publish("mine", title="two\nlines"), "one line of text"),
        (lambda desk: desk.unpublish("mine"), "this audit has none"),
    ],
)
def test_what_a_report_cannot_have_is_refused_and_nothing_is_written(
    publish: Callable[[Desk], Any], message: str, own: Desk
) -> None:
    with pytest.raises(UsageRefused, match=message):
        publish(own)
    assert not file_of(own).exists()


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/measures.toml")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageRefused, match=r"the system refused: measures\.toml \(permission denied\)"):
        own.rate("route").publish("mine")
    assert not [*file_of(own).parent.glob("*measures*"), *file_of(own).parent.glob(".*")]
    file_of(own).write_text("[mine]\n\n# of others\n", encoding="utf-8")
    with pytest.raises(UsageRefused, match="the system refused"):
        own.unpublish("mine")
    assert file_of(own).read_text(encoding="utf-8") == "[mine]\n\n# of others\n"
