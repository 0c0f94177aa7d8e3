"""The page on accessibility says what the tests recorded, and the record is of the versions that are locked."""

from __future__ import annotations

import json

from cdi.render.accessibility_page import read_tested
from tests.every_page import DOCUMENT_TYPES, PAGES
from tools.accessibility import PAGE, PROJECT, write_page


def test_the_page_is_as_the_record_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == write_page(page), "run: make accessibility, or python -m tools.accessibility"


def test_the_record_is_of_the_locked_versions_and_of_every_page() -> None:
    tested = read_tested()
    lock = json.loads((PROJECT / "tests" / "browser" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    versions = {name: lock[f"node_modules/{name}"]["version"] for name in ("axe-core", "html-validate")}
    assert versions == {"axe-core": tested["axe"]["version"], "html-validate": tested["html-validate"]["version"]}
    assert (*tested["axe"]["documents"], *tested["axe"]["others"]) == PAGES
    assert tested["verapdf"]["documents"] == len(DOCUMENT_TYPES)
