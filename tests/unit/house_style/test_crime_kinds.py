"""One catalogue of kinds: its names are those of the data contract, and its words fit a count."""

from __future__ import annotations

import pytest

from cdi.contract.records import CATEGORIES, RECORD_TABLES
from cdi.house_style import colours, crime_kinds
from cdi.house_style.crime_kinds import ALL_CRIME, CANCELLED, RATED, STRATA, CrimeKind
from cdi.house_style.disposal_kinds import DISPOSALS

TABLES = {schema.name: schema for schema in RECORD_TABLES}


def test_kinds_are_those_that_the_data_contract_has() -> None:
    assert tuple(kind.id for kind in STRATA) == TABLES["audit_reports"].column("stratum").choices
    assert tuple(kind.id for kind in CANCELLED) == TABLES["cancelled_crimes"].column("category").choices
    assert tuple(DISPOSALS) == TABLES["out_of_court_disposals"].column("type").choices
    assert {kind.id for kind in (*RATED, *CANCELLED)} - {ALL_CRIME.id} <= set(CATEGORIES)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (crime_kinds.ALL_CRIME, "All crime: 84% of reported crime; one crime, two crimes"),
        (crime_kinds.VIOLENCE, "Violence: 84% of violent crime; one violent crime, two violent crimes"),
        (crime_kinds.SEXUAL, "Sexual offences: 84% of sexual offences; one sexual offence, two sexual offences"),
        (crime_kinds.OTHER, "Other crime: 84% of other crime; one other crime, two other crimes"),
        (crime_kinds.RAPE, "Rape: 84% of rape; one rape, two rapes"),
        (crime_kinds.ROBBERY, "Robbery: 84% of robbery; one robbery, two robberies"),
        (
            crime_kinds.SEXUAL_WITHOUT_RAPE,
            "Other sexual offences: 84% of sexual offences other than rape; "
            "one sexual offence other than rape, two sexual offences other than rape",
        ),
    ],
    ids=lambda each: each.label if isinstance(each, CrimeKind) else "",
)
def test_words_of_a_kind(kind: CrimeKind, words: str) -> None:
    assert f"{kind.label}: 84% of {kind.collective}; one {kind.singular}, two {kind.plural}" == words


def test_the_colours_that_carry_meaning_stand_out_against_white() -> None:
    for colour in (colours.BLUE, colours.ORANGE, colours.QUIET_GREY, colours.INK):
        assert 1.05 / (luminance(colour) + 0.05) >= 3, colour


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
