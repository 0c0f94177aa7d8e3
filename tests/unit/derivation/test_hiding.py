"""What `cdi why` says of a figure that reports hide: that they do, and by which rule."""

from __future__ import annotations

import pytest

import cdi.stats.suppression
from cdi.derivation.hiding import Hiding, find_hidden
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.stats.suppression import Suppression
from tests.unit.disclosure.tables import audit_of, crimes

pytestmark = pytest.mark.slow

DISPOSALS = "\n".join(
    [
        "type | offender_suitable",
        *["caution | true"] * 20,
        *["caution | false"] * 2,
        *["pnd | true"] * 12,
        *["pnd | false"] * 9,
    ]
)


def test_a_small_number_and_one_that_goes_with_it_have_their_rules(leicestershire: Audit) -> None:
    audit = audit_of(leicestershire, [], out_of_court_disposals=DISPOSALS)
    hidden, figures = find_hidden(audit), measure(audit)
    assert hidden.rule_for(figures["disposals.caution.suitable"]) == Hiding(
        "primary", "fewer than 5 people (those of the base that are not counted)"
    )
    (secondary,) = {str(hidden.rule_for(figures[f"disposals.{kind}.suitable"])) for kind in ("all",)}
    assert secondary == "hidden (secondary): would give a hidden number away, or follows from one that is hidden"
    assert hidden.rule_for(figures["disposals.caution.sampled"]) is None


def test_a_breakdown_is_known_by_the_name_that_readers_see(leicestershire: Audit) -> None:
    offences = {"common assault": 28, "stalking": 2}
    missed = [row for name, n in offences.items() for row in crimes(n, offence=name, domestic_abuse="true")]
    hidden = find_hidden(audit_of(leicestershire, [*crimes(60, recorded="true"), *missed]))
    name = "domestic_abuse.unrecorded_offences"
    assert hidden.reason_for(name) == "numbers of fewer than 5 people, and those that would give one away, are hidden"
    assert str(hidden.rules[name]) == "hidden (primary): fewer than 5 people (parts that are no larger together)"
    assert hidden.reason_for("recording.overall") is None


def test_where_no_report_can_be_made_every_figure_says_so(
    leicestershire: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cdi.stats.suppression, "suppress", lambda release: Suppression((), (), (*release.hidden,)))
    audit = audit_of(leicestershire, [], out_of_court_disposals=DISPOSALS)
    rule = find_hidden(audit).rule_for(measure(audit)["disposals.pnd.suitable"])
    assert str(rule).startswith("hidden (no report): disclosure control: disposals.caution.suitable cannot be hidden")
