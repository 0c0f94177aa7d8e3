"""Columns and values of a table as a reader sees them."""

from __future__ import annotations

import pytest

from cdi.house_style.cell_words import describe_cut, name_column, name_group, name_value


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("domestic_abuse", True, "Yes"),
        ("domestic_abuse", False, "No"),
        ("domestic_abuse", None, "Not known"),
        ("month", 202604, "April 2026"),
        ("month", 201912, "December 2019"),
        ("route", "nrm", "Modern slavery form"),
        ("stratum", "nrm", "Nrm"),  # the words of a route are for routes alone
        ("route", "by_pigeon_post", "By pigeon post"),
        ("decision", "no_crime", "No crime"),
        ("team", "east_2 CID", "east_2 CID"),  # a name, as it is written
    ],
)
def test_a_value_is_named_by_its_column(column: str, value: str | bool | int | None, words: str) -> None:
    assert name_value(column, value) == words


def test_a_column_is_a_heading() -> None:
    assert name_column("domestic_abuse") == "Domestic abuse"


def test_a_group_is_one_line_and_only_a_yes_or_no_has_its_column_with_it() -> None:
    columns = ("route", "domestic_abuse", "month")
    assert name_group(columns, ("officer", True, 202604)) == "Officer, domestic abuse: yes, April 2026"
    assert name_group(columns[1:], (False, 202604)) == "Domestic abuse: no, April 2026"
    assert name_group(columns[:2], (None, None)) == "Not known, Not known"
    assert name_group(("route", "team"), ("officer", "CID: East")) == "Officer, CID: East"
    with pytest.raises(ValueError, match="shorter"):
        name_group(columns, ("officer",))


def test_a_cut_says_what_is_counted_by_what_and_among_which_rows() -> None:
    where = {"route": "nrm", "month": (202604, 202605), "domestic_abuse": True}
    conditions = "route: modern slavery form; month: April 2026 or May 2026; domestic abuse: yes"
    assert describe_cut("recording rate", (), {}) == "Recording rate"
    assert describe_cut("recording rate", ("route", "domestic_abuse"), {}) == (
        "Recording rate by route and domestic abuse"
    )
    assert describe_cut("recording rate", ("stratum",), where) == f"Recording rate by stratum ({conditions})"
    assert describe_cut("rate", (), {"team": ("East CID", None)}) == "Rate (team: East CID or not known)"
