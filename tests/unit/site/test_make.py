"""The site as a whole: every link leads somewhere, what is drawn again is only what changed, what is gone is removed."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from cdi.model.errors import PublicationRefused
from cdi.site import make
from cdi.site.make import SiteOutcome, is_page, make_site, outcome_as_text
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import RunCommand
from tests.thin import thin
from tests.unit.publication.conftest import REF
from tests.unit.site.conftest import ADDRESS, keep_to_few_forces

FindPage = Callable[[Workspace], Path]
LARGEST_PAGE = 300_000
ATOM = {"a": "http://www.w3.org/2005/Atom"}


class _Links(HTMLParser):
    """The addresses and the anchors of a page, and its elements that bring in files."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if value and name in ("href", "src", "srcset")]
        self.anchors += [value for name, value in attrs if value and name == "id"]


def pages_of(workspace: Workspace) -> Iterator[tuple[Path, str]]:
    root = workspace.reports / "site"
    for path in sorted(root.rglob("*.html")):
        if is_page(path.relative_to(root).as_posix()):
            yield path, path.read_text(encoding="utf-8")


def test_every_link_of_every_page_leads_to_a_file_of_the_site_and_every_anchor_is_there(with_site: Workspace) -> None:
    root, pages = with_site.reports / "site", dict(pages_of(with_site))
    assert len(pages) > 75
    read = {path: _Links(text) for path, text in pages.items()}
    lost = []
    for path, page in read.items():
        assert len(page.anchors) == len(set(page.anchors)), path
        for link in page.links:
            target, _, anchor = link.partition("#")
            if target.startswith(("data:", ADDRESS)):
                continue
            place = (path.parent / target).resolve() if target else path
            there = place.is_file() and place.is_relative_to(root.resolve())
            if not there or (anchor and place in read and anchor not in read[place].anchors):
                lost.append((path.name, link))
    assert lost == []


def test_what_the_copied_documents_lead_to_was_copied_too(with_site: Workspace, report_page: FindPage) -> None:
    folder = report_page(with_site).parent
    pages = [path for path in folder.rglob("*.html") if path != folder / "index.html"]
    assert {"inspection-report-2014.html", "accessibility.html", "assurance.html"} <= {path.name for path in pages}
    links = [(path, link.split("#")[0]) for path in pages for link in _Links(path.read_text(encoding="utf-8")).links]
    local = [(path, link) for path, link in links if link and not re.match(r"[a-z]+:", link)]
    assert len(local) > 5
    assert [link for path, link in local if not (path.parent / link).is_file()] == []


def test_every_page_is_small_and_asks_for_nothing_from_elsewhere(with_site: Workspace) -> None:
    for path, text in pages_of(with_site):
        assert len(text.encode()) < LARGEST_PAGE, path
        assert re.findall(r'<(?:script|img|iframe|source)[^>]+(?:src|srcset)="(?:https?:)?//', text) == []
        assert re.findall(r'<link rel="stylesheet" href="https?:', text) == []


def test_the_name_of_the_site_cannot_become_a_tag_nor_end_its_script(with_site: Workspace) -> None:
    text = (with_site.reports / "site" / "index.html").read_text(encoding="utf-8")
    assert "&lt;Crime&gt; &amp; data" in text
    assert "<Crime>" not in text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(data)["name"].startswith("<Crime> & data")


def test_a_published_report_says_so_and_is_no_draft(with_site: Workspace, report_page: FindPage) -> None:
    text = report_page(with_site).read_text(encoding="utf-8")
    assert "Published, version 1" in text
    assert "Draft" not in text
    assert "Reconstruction" in text
    assert 'href="about/assurance.html"' in text
    assert 'href="inspection-report-2014.pdf"' in text


def test_a_delivered_report_that_nobody_signed_says_draft_on_each_page(
    built: Workspace, tmp_path: Path, report_page: FindPage
) -> None:
    shutil.copytree(built.root, tmp_path / "copy", symlinks=True)
    workspace = Workspace(tmp_path / "copy")
    keep_to_few_forces(workspace)
    make_site(workspace)
    pages = (
        report_page(workspace),
        *(workspace.reports / "site" / name for name in ("index.html", "forces/leicestershire.html")),
    )
    texts = [re.sub("<[^>]+>", "", page.read_text(encoding="utf-8")) for page in pages]
    assert ["Draft, not signed off" in text for text in texts] == [True] * 3
    (workspace.data / "site.toml").write_text("[site]\ndrafts = false\n", encoding="utf-8")
    outcome = make_site(workspace)
    assert (outcome.reports, report_page(workspace).exists()) == (0, False)
    assert "tag draft" not in pages[1].read_text(encoding="utf-8")


def test_nothing_is_written_twice_and_what_is_gone_is_removed(spoilt: Workspace, report_page: FindPage) -> None:
    again = make_site(spoilt)
    assert (again.written, again.removed, again.anew) == ((), (), 0)
    shutil.rmtree(spoilt.reports / "published")
    shutil.rmtree(spoilt.report_folder(REF))
    without = make_site(spoilt)
    assert not report_page(spoilt).parent.exists()
    pages = {name for name in without.written if name.endswith(".html")}
    assert pages == {"index.html", "forces/leicestershire.html"}


def test_a_new_audit_of_a_force_touches_its_pages_the_front_page_and_the_lists(spoilt: Workspace) -> None:
    here = spoilt.reports / "published" / REF.path
    shutil.move(here, spoilt.root / "aside")
    shutil.move(spoilt.report_folder(REF), spoilt.root / "report aside")
    make_site(spoilt)
    shutil.move(spoilt.root / "aside", here)
    written = make_site(spoilt).written
    own = f"forces/{REF.path}/"
    assert [name for name in written if not name.startswith(own)] == [
        "api/v1/forces/leicestershire.json", "api/v1/reports.csv", "api/v1/reports.json", "feed.xml",
        "forces/leicestershire.html", "index.html", "sitemap.xml",
    ]  # fmt: skip


def make_in_processes(workspace: Workspace) -> SiteOutcome:
    """The site, made as one of many reports is; for a clean process."""
    make._FEW = 0  # type: ignore[misc]
    return make_site(workspace)


def test_many_reports_are_made_in_processes_and_come_out_the_same(spoilt: Workspace, report_page: FindPage) -> None:
    before = report_page(spoilt).read_bytes()
    shutil.rmtree(report_page(spoilt).parent)
    outcome = in_clean_process(make_in_processes, spoilt)
    assert (outcome.anew, outcome.left_out) == (1, {})
    assert f"forces/{REF.path}/index.html" in outcome.written
    assert report_page(spoilt).read_bytes() == before


def test_a_damaged_report_is_left_out_by_name_and_stops_nothing(spoilt: Workspace) -> None:
    figures = spoilt.reports / "published" / REF.path / "1" / "figures.json"
    figures.write_text(figures.read_text(encoding="utf-8").replace("84", "85"), encoding="utf-8")
    (spoilt.reports / ".work" / "site.json").unlink()
    outcome = make_site(spoilt)
    assert list(outcome.left_out) == [str(REF)]
    assert "changed since the analysis wrote it" in outcome_as_text(outcome)
    assert outcome.reports == 0


def test_no_link_and_no_path_out_of_a_report_brings_another_file_onto_the_site(
    built: Workspace, tmp_path: Path
) -> None:
    shutil.copytree(built.root, tmp_path / "copy", symlinks=True)
    workspace, secret = Workspace(tmp_path / "copy"), tmp_path / "secret.txt"
    secret.write_text("not for the site", encoding="utf-8")
    keep_to_few_forces(workspace)
    report = workspace.report_folder(REF)
    origin = json.loads((report / "provenance.json").read_text(encoding="utf-8"))
    origin["files"]["charts/../../../../../secret.txt"] = "0" * 64
    (report / "provenance.json").write_text(json.dumps(origin), encoding="utf-8")
    assert make_site(workspace).left_out == {}
    pdf = report / "inspection-report-2014.pdf"
    pdf.unlink()
    pdf.symlink_to(secret)
    (workspace.reports / ".work" / "site.json").unlink()
    assert "a link" in make_site(workspace).left_out[str(REF)]
    site = [path for path in (workspace.reports / "site").rglob("*") if path.is_file()]
    assert [path for path in site if b"not for the site" in path.read_bytes()] == []


def test_a_version_that_followed_another_stands_among_the_corrections(spoilt: Workspace) -> None:
    home = spoilt.reports / "published" / REF.path
    shutil.copytree(home / "1", home / "2")
    said = json.loads((home / "2" / "published.json").read_text(encoding="utf-8"))
    (home / "2" / "published.json").write_text(json.dumps(said | {"version": 2}), encoding="utf-8")
    figure = {"label": "incident records audited", "before": "93", "now": "<94>", "verdict": "a correction"}
    changed = {"figures": [figure], "documents": [{"document": "inspection-report-2014"}]}
    (home / "2" / "about" / "what-changed.json").write_text(json.dumps(changed), encoding="utf-8")
    (home / "2" / "about" / "what-changed.html").write_text("<title>What changed</title>", encoding="utf-8")
    make_site(spoilt)
    text = (spoilt.reports / "site" / "corrections.html").read_text(encoding="utf-8")
    assert "Incident records audited" in text
    assert "&lt;94&gt;" in text
    (link,) = re.findall(r'href="(forces/[^"]*what-changed-2\.html)"', text)
    assert (spoilt.reports / "site" / link).read_text(encoding="utf-8") == "<title>What changed</title>"


def test_the_feed_and_the_map_have_whole_addresses(with_site: Workspace) -> None:
    root = with_site.reports / "site"
    feed = etree.parse(root / "feed.xml")
    ids = [each.text for each in feed.findall("a:entry/a:id", ATOM)]
    assert len(ids) == len(set(ids)) > 50
    assert all(each.startswith(ADDRESS) for each in ids)
    days = [each.text for each in feed.findall("a:entry/a:updated", ATOM)]
    assert days == sorted(days, reverse=True)
    assert "Leicestershire: Inspection 2014 (published version 1)" in (root / "feed.xml").read_text(encoding="utf-8")
    places = {each.text.removeprefix(ADDRESS) for each in etree.parse(root / "sitemap.xml").getroot().iter("{*}loc")}
    assert places == {path.relative_to(root).as_posix() for path, _ in pages_of(with_site)}


def test_without_an_address_there_is_neither_and_the_command_says_so(cdi: RunCommand, spoilt: Workspace) -> None:
    (spoilt.data / "site.toml").unlink()
    ended = cdi(spoilt, "site")
    assert ended.returncode == 0, ended.stderr
    assert "No feed and no site map" in ended.stdout
    assert ended.stdout.splitlines()[-1].endswith("reports/site/index.html")
    assert not [name for name in ("feed.xml", "sitemap.xml") if (spoilt.reports / "site" / name).exists()]
    said = json.loads(cdi(spoilt, "site", "--json").stdout)
    assert (said["format"], said["address"], said["written"]) == (1, None, [])


@pytest.mark.parametrize(
    ("text", "message"),
    thin(
        [
            ("{% extends 'layout.html.j2' %}\n{% block main %}", "templates/site/corrections.html.j2, line 2: "),
            ("{{ no_such_name }}", "'no_such_name' is undefined"),
            ("{% extends 'nowhere.html.j2' %}", "nowhere.html.j2"),
        ],
        keep=2,
    ),
)
def test_a_template_of_the_workspace_that_does_not_hold_is_named(spoilt: Workspace, text: str, message: str) -> None:
    (spoilt.root / "templates" / "site").mkdir(parents=True)
    (spoilt.root / "templates" / "site" / "corrections.html.j2").write_text(text, encoding="utf-8")
    with pytest.raises(PublicationRefused, match=re.escape(message)):
        make_site(spoilt)


def test_a_template_of_the_workspace_is_used_before_the_shipped_one(spoilt: Workspace) -> None:
    (spoilt.root / "templates" / "site").mkdir(parents=True)
    (spoilt.root / "templates" / "site" / "site.css").write_text("body { color: teal; }", encoding="utf-8")
    make_site(spoilt)
    assert (spoilt.reports / "site" / "site.css").read_text(encoding="utf-8") == "body { color: teal; }"


def test_the_national_comparison_is_led_to_where_it_was_made(spoilt: Workspace) -> None:
    front = spoilt.reports / "site" / "index.html"
    assert "national-comparison" not in front.read_text(encoding="utf-8")
    (spoilt.reports / "national").mkdir()
    for name in (
        "national-comparison.html",
        "national-comparison.pdf",
        "tables.xlsx",
        "accessibility.html",
        "facts.json",
    ):
        (spoilt.reports / "national" / name).write_text(name, encoding="utf-8")
    assert not [name for name in make_site(spoilt).pages if name.startswith("national/")]
    assert 'href="national/national-comparison.html"' in front.read_text(encoding="utf-8")
    assert sorted(path.name for path in (spoilt.reports / "site" / "national").iterdir()) == [
        "accessibility.html", "national-comparison.html", "national-comparison.pdf", "tables.xlsx",
    ]  # fmt: skip


def test_documents_may_stay_beside_the_site(spoilt: Workspace, report_page: FindPage) -> None:
    (spoilt.data / "site.toml").write_text('[site]\ndocuments = "beside"\n', encoding="utf-8")
    make_site(spoilt)
    folder = report_page(spoilt).parent
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    links = [
        link
        for link in _Links(report_page(spoilt).read_text(encoding="utf-8")).links
        if link.endswith((".pdf", ".svg"))
    ]
    assert links
    assert [link for link in links if not (folder / link).is_file()] == []


def test_a_link_in_the_place_of_the_site_is_refused(spoilt: Workspace, tmp_path: Path) -> None:
    shutil.rmtree(spoilt.reports / "site")
    (spoilt.reports / "site").symlink_to(tmp_path)
    with pytest.raises(PublicationRefused, match="expected a folder"):
        make_site(spoilt)


def test_csv_json_and_dictionary_say_the_same(with_site: Workspace) -> None:
    api = with_site.reports / "site" / "api" / "v1"
    package = json.loads((api / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == 6
    for resource in package["resources"]:
        rows = list(csv.DictReader((api / resource["path"]).read_text(encoding="utf-8").splitlines()))
        records = json.loads((api / f"{resource['name']}.json").read_text(encoding="utf-8"))[resource["name"]]
        fields = [each["name"] for each in resource["schema"]["fields"]]
        assert (list(rows[0]), list(records[0])) == (fields, fields)
        assert len(rows) == len(records)
        assert [row[fields[0]] for row in rows] == [record[fields[0]] for record in records]


def test_a_result_of_the_data_is_as_precise_as_it_was_published(with_site: Workspace) -> None:
    api = with_site.reports / "site" / "api" / "v1"
    rows = list(csv.DictReader((api / "results.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 346
    own = {row["inspection"]: row for row in rows if row["measure"] == "rate_overall"}
    merseyside, lancashire = own["merseyside-2016-inspection"], own["lancashire-2019-reinspection"]
    assert [merseyside[name] for name in ("rate_pct", "half_width_pp", "drawn")] == ["84.16", "2.07", "interval"]
    assert [lancashire[name] for name in ("printed", "drawn", "value", "low", "high")] == [
        "over 93%",
        "band",
        "",
        "93.0",
        "100.0",
    ]
