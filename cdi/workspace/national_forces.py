"""What the reference knows of the forces: their names and the bodies that oversee them, as on a day.

The two tables are part of the data contract, which checks them (`cdi.contract.national_forces`); here they are only
looked up, so that a force can be named before any table is checked.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_Row = dict[str, str]
_PANELS = ("commissioner", "fire and crime commissioner", "mayor")
# What the reference knows and an entry of forces.toml may put in its own words; names are not among them.
_KNOWN = ("short_name", "area")


def list_national_forces(data: Path) -> list[str]:
    """The forces of the reference, by the names of their folders; none where it has no such table."""
    return sorted({row["force_id"] for row in _rows(data, "forces")})


def look_up_force(data: Path, force: str, day: date | None = None) -> dict[str, Any]:
    """The settings of a force that the reference knows, as they were on a day, or as they are now; none if unknown.

    A paper of a force that a commissioner or mayor oversees goes to a panel, any other to a board; the panel's own
    name stands only where the reference has it.
    """
    named = _on(_rows(data, "forces"), force, day)
    if named is None:
        return {}
    settings: dict[str, Any] = {"name": named["name"], **{key: named[key] for key in _KNOWN}}
    settings |= {"welsh": named["welsh"] == "true", "home_office": named["home_office"] == "true"}
    body = _on(_rows(data, "oversight_bodies"), force, day)
    if body is not None:
        settings |= {"governing_body": body["name"], "forum_kind": "panel" if body["kind"] in _PANELS else "board"}
        settings |= {"forum": body["panel"]} if body["panel"] else {}
    return settings


def names_of_force(data: Path, force: str) -> list[str]:
    """Every official name that the reference has for a force, the latest last."""
    return [row["name"] for row in _rows(data, "forces") if row["force_id"] == force]


def _on(rows: list[_Row], force: str, day: date | None) -> _Row | None:
    """The row of a force that is valid on a day, or that still is; else the first, for days before any is known."""
    own = sorted((row for row in rows if row["force_id"] == force), key=lambda row: row["valid_from"])
    written = day.isoformat() if day else "9999-12-31"
    begun = [row for row in own if row["valid_from"] <= written]
    return begun[-1] if begun else next(iter(own), None)


def _rows(data: Path, table: str) -> list[_Row]:
    path = data / "reference" / f"{table}.csv"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else []


@cache
def _read(path: Path, _changed: int) -> list[_Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
