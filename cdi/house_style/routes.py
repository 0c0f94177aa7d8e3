"""The routes by which a report reaches a force: their names in tables, and what they are called in English."""

from __future__ import annotations

ROUTES = {
    "control_room": "Control room",
    "crime_bureau": "Crime bureau",
    "officer": "Officer",
    "front_counter": "Front counter",
    "public_protection": "Public protection",
    "partner_referral": "Partner referral",
    "nrm": "Modern slavery form",
}
