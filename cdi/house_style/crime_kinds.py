"""The kinds of crime by the names that tables and figure ids use, and what each is called in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CrimeKind:
    """A kind of crime.

    `id` is its name in figure ids and in the tables. `label` heads a row or stands at an axis: Violence. `collective`
    is what a rate is a share of: 78.9% of violent crime. `singular` and `plural` follow a count: one violent crime,
    two violent crimes.
    """

    id: str
    label: str
    collective: str
    singular: str
    plural: str


ALL_CRIME = CrimeKind("overall", "All crime", "reported crime", "crime", "crimes")
VIOLENCE = CrimeKind("violence", "Violence", "violent crime", "violent crime", "violent crimes")
SEXUAL = CrimeKind("sexual", "Sexual offences", "sexual offences", "sexual offence", "sexual offences")
OTHER = CrimeKind("other", "Other crime", "other crime", "other crime", "other crimes")
RAPE = CrimeKind("rape", "Rape", "rape", "rape", "rapes")
ROBBERY = CrimeKind("robbery", "Robbery", "robbery", "robbery", "robberies")
SEXUAL_WITHOUT_RAPE = CrimeKind(
    "sexual",
    "Other sexual offences",
    "sexual offences other than rape",
    "sexual offence other than rape",
    "sexual offences other than rape",
)
"""The table of cancelled crimes has rape as a kind of its own, so its "sexual" is everything else."""

STRATA = (VIOLENCE, SEXUAL, OTHER)
"""The strata of the sample of reports, in the order in which reports name them."""
RATED = (ALL_CRIME, *STRATA)
"""The kinds that have a recording rate."""
HEADLINES = (ALL_CRIME, VIOLENCE, SEXUAL)
"""The rates that papers name, and that are compared with the audit before."""
CANCELLED = (RAPE, VIOLENCE, SEXUAL_WITHOUT_RAPE, ROBBERY)
"""The kinds of cancelled crime that are reviewed."""
