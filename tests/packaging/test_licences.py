"""Each package of the lock names a licence that we may use it under."""

from __future__ import annotations

import pytest

from tools.licences import is_allowed, list_licences


def test_every_installed_package_of_the_lock_has_a_licence_that_is_allowed() -> None:
    licences = list_licences()
    assert len(licences) > 100
    assert {name: licence for name, (_, licence) in licences.items() if not is_allowed(licence)} == {}


@pytest.mark.parametrize(
    "licence",
    [
        "",
        "GPL-3.0-only",
        "MIT AND AGPL-3.0-or-later",
        "Proprietary",
        "Other/Proprietary License",
        "BUSL-1.1",
        "MIT-like",
    ],
)
def test_others_are_refused(licence: str) -> None:
    assert not is_allowed(licence)


@pytest.mark.parametrize("licence", ["MIT", "(MIT OR Apache-2.0)", "BSD License", "The Unlicense (Unlicense)"])
def test_these_are_allowed(licence: str) -> None:
    assert is_allowed(licence)
