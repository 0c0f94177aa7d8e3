"""Answers about a second, blind look at records that were audited already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdi.contract.tables import AUDIT_TABLES
from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.second_look import tabulate_apart, tabulate_second_look
from cdi.explore.answers import Answer, Picture
from cdi.house_style.cell_words import describe_cut, name_column
from cdi.measures.second_look import Coefficient, SecondLook
from cdi.model.exhibit import Table
from cdi.model.extra_measure import REPORTS


def _subject(look: SecondLook, what: str) -> str:
    return describe_cut(f"{what} on {name_column(look.column).lower()}", (), {})


@dataclass(frozen=True, repr=False)
class SecondLookAnswer(Answer):
    """How far a second auditor agrees with the audit, and how far the rate would move."""

    look: SecondLook
    caption: Caption

    @property
    def disagreements(self) -> DisagreementAnswer:
        """The records on which the two differ."""
        return DisagreementAnswer(self.look, self.caption)

    @property
    def table(self) -> Table:
        """One row for each question: agreement, kappa, AC1, both rates and their difference."""
        return tabulate_second_look(self.look, self.caption, _subject(self.look, "decisions of two auditors"))

    def records(self) -> list[dict[str, Any]]:
        """One row for each measure with its bounds; shares and rates in percent."""
        look = self.look
        measures = {
            "decided_alike": look.alike,
            "kappa": look.kappa,
            "ac1": look.ac1,
            "rate_of_audit": look.first,
            "rate_of_second": look.corrected,
        }
        rows = [{"measure": name, **_bounds(each)} for name, each in measures.items()]
        move = None if look.corrected is None else look.corrected.value - look.first.value
        return [*rows, {"measure": "points_moved", "value": move, "low": None, "high": None}]

    def chart(self) -> Picture:
        """The records by both decisions."""
        from cdi.exhibits.charts.second_look import draw_second_look

        return Picture(draw_second_look(self.look, self.caption, _subject(self.look, "decisions of two auditors")))


def _bounds(each: Coefficient | None) -> dict[str, float | None]:
    if each is None:
        return {"value": None, "low": None, "high": None}
    return {"value": each.value, "low": each.low, "high": each.high}


@dataclass(frozen=True, repr=False)
class DisagreementAnswer(Answer):
    """The records on which two auditors differ, by id."""

    look: SecondLook
    caption: Caption

    @property
    def table(self) -> Table:
        """One row for each record."""
        return tabulate_apart(self.look, self.caption, _subject(self.look, "different decisions"), _KEY)

    def records(self) -> list[dict[str, Any]]:
        """One row for each record: its id and both decisions."""
        return [{_KEY: each, "first": first, "second": second} for each, first, second in self.look.apart]

    def _columns(self) -> list[str]:
        return [_KEY, "first", "second"]

    def chart(self) -> Picture:
        """The records by both decisions."""
        return SecondLookAnswer(self.look, self.caption).chart()


_KEY = AUDIT_TABLES[REPORTS].key[0]
