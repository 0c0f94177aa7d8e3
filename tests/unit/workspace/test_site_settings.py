"""What data/site.toml may say of the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.model.fault import InputFaulty
from cdi.workspace.paths import Workspace
from cdi.workspace.site_settings import read_site_settings


def test_without_the_file_the_usual_settings_hold_and_an_address_ends_with_a_slash(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    usual = read_site_settings(Workspace(tmp_path))
    assert (usual.address, usual.documents, usual.drafts) == (None, "inside", True)
    (tmp_path / "data" / "site.toml").write_text('[site]\naddress = "https://example.org/cdi"\n', encoding="utf-8")
    assert read_site_settings(Workspace(tmp_path)).address == "https://example.org/cdi/"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[site]\nadress = "https://example.org/"\n', "did you mean address?"),
        ('[site]\naddress = "example.org"\n', "an address that begins with https://"),
        ('[site]\naddress = "https://example.org/?a=<b>"\n', "an address that begins with https://"),
        ('[site]\ndocuments = "insde"\n', "did you mean inside?"),
        ("[kent]\n", "one table, [site]"),
        ('site = "x"\n', "one table, [site]"),
    ],
)
def test_settings_that_do_not_hold_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "site.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputFaulty) as refused:
        read_site_settings(Workspace(tmp_path))
    assert message in refused.value.for_terminal
    assert "data/site.toml" in refused.value.for_terminal
