"""Everything that is listed for authors can be written as it stands, and completes in their editor."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.compose.accessors import Accessors
from cdi.compose.template import Writer
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.preview.names import AuthorNames, list_names, render_names, write_snippets
from cdi.workspace.templates import SHIPPED_TEMPLATES
from tests.conftest import SharedFolder, built_once

REF = AuditRef("leicestershire", "2018-reinspection")


@pytest.fixture(scope="module")
def bundle(shared_folder: SharedFolder) -> Bundle:
    return read_bundle(built_once(shared_folder, Request(REF, ("panel-pack",))).work_folder(REF) / "bundle", REF)


@pytest.fixture(scope="module")
def names(bundle: Bundle) -> AuthorNames:
    return list_names(bundle, SHIPPED_TEMPLATES)


def test_every_figure_gap_and_fact_prints_when_it_is_written_as_listed(bundle: Bundle, names: AuthorNames) -> None:
    listed = [*names.figures, *names.gaps, *names.facts]
    blocks = {f"note/{number}": name.call for number, name in enumerate(listed)}
    writer = Writer(Accessors(bundle, {"note": {}}, "note"), blocks)
    assert len(names.figures) == len(bundle.figures.by_id)
    assert len(names.facts) > 100
    for key, call in blocks.items():
        writer.blocks = {key: call}
        assert writer.environment.from_string(call).render(), call


def test_passages_are_listed_with_what_they_need_and_what_they_print(names: AuthorNames) -> None:
    passages = {name.name: (name.call, name.meaning) for name in names.passages}
    assert passages["counts.share"] == (
        "{{ counts.share(id) }}",
        '"all nine", "none of the five" or "six of the nine".',
    )
    assert {name.split(".")[0] for name in passages} == {"rates", "counts", "standing", "samples"}


def test_the_page_has_a_row_for_each(names: AuthorNames) -> None:
    page = render_names(names, REF)
    listed = (names.figures, names.gaps, names.facts, names.passages)
    assert page.count('<tr><th scope="row">') == sum(map(len, listed))
    assert [int(number) for number in re.findall("<caption>.*, ([0-9]+)</caption>", page)] == [*map(len, listed)]


def test_each_name_completes_to_its_call(names: AuthorNames, tmp_path: Path) -> None:
    snippets = json.loads(write_snippets(names, tmp_path).read_text(encoding="utf-8"))
    assert snippets["figure recording.overall"] == {
        "scope": "markdown",
        "prefix": ["recording.overall", "fig.recording.overall"],
        "body": '{{ fig("recording.overall") }}',
        "description": snippets["figure recording.overall"]["description"],
    }
    assert len(snippets) == len(names.figures) + len(names.facts) + len(names.passages)
    assert [path.name for path in (tmp_path / ".vscode").iterdir()] == ["cdi.code-snippets"]
