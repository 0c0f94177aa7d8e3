"""The police forces of the reference and the bodies that oversee them, by the names that they had from day to day."""

from __future__ import annotations

from cdi.contract.registers import FORCE, NOTE, SOURCE
from cdi.contract.vocabulary import Column, Rule, TableSchema

_FROM = Column("valid_from", "date", "first day it held; empty as far back as is known", optional=True)
_TO = Column("valid_to", "date", "last day it held; empty while it still does", optional=True)
_PRECISION = Column(
    "precision", "choice", "how exactly these days are known; a month is written by its days", ("day", "month"), True
)
_KNOWN_BY = Column(
    "known_by",
    "choice",
    "how it is known: from an order, compared with published lists, or general knowledge that no order was checked for",
    ("order", "published list", "general knowledge"),
)
_IN_ORDER = Rule(
    column="valid_to",
    expected="a day not before valid_from",
    compared_with=("valid_from",),
    broken=lambda rows: rows["valid_to"] < rows["valid_from"],
)
_DATED = Rule(
    column="precision",
    expected="day or month, since a day is given",
    compared_with=("valid_from", "valid_to"),
    broken=lambda rows: rows["precision"].isnull() & (rows["valid_from"].notnull() | rows["valid_to"].notnull()),
)

FORCES = TableSchema(
    name="forces",
    grain="one official name of one force, for as long as it was called that",
    key=("force_id", "name"),
    columns=(
        FORCE,
        Column("name", "text", "official name", example="FX Constabulary"),
        _FROM,
        _TO,
        _PRECISION,
        Column("short_name", "text", "name in running text and charts", example="FX"),
        Column("area", "text", "police area", example="FX"),
        Column("ons_code", "text", "code of the police force area", optional=True, example="E23000099"),
        Column("region", "text", "region, where the force belongs to one", optional=True, example="South East"),
        Column("welsh", "boolean", "whether it is a force of Wales"),
        Column("welsh_name", "text", "its name in Welsh", optional=True),
        Column("home_office", "boolean", "one of the 43 territorial forces that are inspected together"),
        _KNOWN_BY,
        SOURCE,
        NOTE,
    ),
    rules=(_IN_ORDER, _DATED),
)

OVERSIGHT_BODIES = TableSchema(
    name="oversight_bodies",
    grain="one body that oversees a force, for as long as it did",
    key=("force_id", "name"),
    columns=(
        FORCE,
        Column("name", "text", "its name", example="Police and Crime Commissioner for FX"),
        Column("kind", "choice", "what it is", ("commissioner", "fire and crime commissioner", "mayor", "authority")),
        _FROM,
        _TO,
        _PRECISION,
        Column(
            "panel", "text", "name of the panel that holds it to account; empty where it is not known", optional=True
        ),
        _KNOWN_BY,
        SOURCE,
        NOTE,
    ),
    rules=(_IN_ORDER, _DATED),
)
