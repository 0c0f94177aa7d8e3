"""Attempts to find a hidden number of people in any file of a delivered report, whatever its format.

The strongest of them asks nothing of the attacker's wits: two audits that differ in hidden numbers alone must leave the
same files, byte for byte. What is the same in both cannot tell which of the two it was made from: not by sums, not by
the length of a bar, not by the properties of a file, and not by the difference of two versions.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from lxml import etree

from cdi.contract.tables import AUDIT_TABLES
from cdi.disclosure.faults import disclosure_faults
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import PROJECT, SharedFolder
from tests.documents.invented import AUDIT, FORCE, Stratum, add_audit, empty_workspace, write_sample, write_table
from tests.documents.reading import pdf_pages, pdf_tags, pdf_text
from tests.small_reports import leave_out_charts
from tests.thin import thin

REF, DOCUMENTS = AuditRef(FORCE, AUDIT), ("inspection-report", "panel-paper")
VICTIMS, CANCELLED = 37, 23


@dataclass(frozen=True)
class Few:
    """Small numbers: victims of abuse whose crimes were looked into, victims told of a cancellation, reports by offence."""

    investigated: int
    informed: int
    blackmail: int
    kidnap: int


ONE, OTHER = Few(34, 20, 3, 2), Few(35, 21, 2, 3)
Deliver = Callable[[str, Few, int], Path]
BY_OFFENCE = """
[by-offence]
title = "Recorded by offence"
of = "recorded"
by = ["offence"]
added_by = "Force crime registrar"
added_on = 2026-08-01
reason = "asked for by the panel"
"""


def write_audit(folder: Path, few: Few, threshold: int) -> Workspace:
    """An internal audit whose rows differ from those of its twin in the small numbers alone."""
    workspace = empty_workspace(folder)
    shutil.copy(PROJECT / "requirements.txt", folder)
    audit = add_audit(workspace, kind="internal audit", documents=DOCUMENTS)
    documents = audit / "documents.toml"
    text = documents.read_text("utf-8")
    assert "[panel-paper]\n" in text
    # One document in each format is enough.
    documents.write_text(text.replace("[panel-paper]\n", '[panel-paper]\nformats = ["html"]\n'), "utf-8")
    write_sample(audit, Stratum("violence", 260, 300), Stratum("sexual", 250, 260), Stratum("other", 255, 260))
    rows = [*csv.DictReader(io.StringIO((audit / "audit_reports.csv").read_text("utf-8")))]
    abused = [row for row in rows if row["recorded"] == "false"][:VICTIMS]
    for number, row in enumerate(abused):
        row |= {"domestic_abuse": "true", "investigated": str(number < few.investigated).lower()}
    offences = ["blackmail"] * few.blackmail + ["kidnap"] * few.kidnap
    for row, offence in zip([row for row in rows if row["category"] == "other"], offences, strict=False):
        row["offence"] = offence
    write_table(
        audit, "audit_reports", [{name: row[name] for name in AUDIT_TABLES["audit_reports"].names} for row in rows]
    )
    write_table(
        audit, "cancelled_crimes",
        [{"cancel_id": f"X{n}", "inspection_id": f"{FORCE}-{AUDIT}", "category": "robbery", "decision_correct": "true",
          "required_authority": "decision_maker", "victim_should_be_informed": "true",
          "victim_informed": str(n < few.informed).lower(), "cancelled_on": "2026-02-02"} for n in range(CANCELLED)],
    )  # fmt: skip
    (audit / "measures.toml").write_text(BY_OFFENCE, "utf-8")
    with (audit / "audit.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[disclosure]\nthreshold = {threshold}\n")
    return workspace


# The two charts say what is hidden where nothing is protected.
@pytest.fixture(scope="session", params=thin(["two charts", "every chart"], keep=1))
def deliver(shared_folder: SharedFolder, request: pytest.FixtureRequest) -> Deliver:
    """Builds an audit with small numbers once in a run, and gives the folder of its report."""

    def delivered(name: str, few: Few, threshold: int) -> Path:
        def make(folder: Path) -> None:
            workspace = write_audit(folder, few, threshold)
            if request.param == "two charts":
                leave_out_charts(workspace.notebook, but=["map_not_recorded", "draw_cancellations"])
            ended = run_cdi(workspace, "build", FORCE)
            assert ended.returncode == 0, ended.stderr

        return Workspace(shared_folder(f"few-{name}-{request.param}".replace(" ", "-"), make)).report_folder(REF)

    return delivered


@pytest.fixture(scope="session")
def one(deliver: Deliver) -> Path:
    return deliver("one", ONE, 5)


@pytest.fixture(scope="session")
def other(deliver: Deliver) -> Path:
    return deliver("other", OTHER, 5)


@pytest.fixture(scope="session")
def unprotected(deliver: Deliver) -> Path:
    """The same audit as `one` with a threshold that hides nothing, so that each attack can be seen to succeed."""
    return deliver("unprotected", ONE, 1)


def files(report: Path) -> dict[str, bytes]:
    return {path.relative_to(report).as_posix(): path.read_bytes() for path in report.rglob("*") if path.is_file()}


# ---- twins

CHECKSUM = re.compile(rb"[0-9a-f]{64}")


@pytest.mark.long(reason="builds three reports; test_disclosure holds files and documents to the same")
def test_reports_that_differ_in_hidden_numbers_alone_are_the_same_files(one: Path, other: Path) -> None:
    ours, theirs = files(one), files(other)
    assert ours.keys() == theirs.keys()
    # Two files name the checksums of the inputs, which differ; docs/disclosure.md says what these could be used for.
    assert {name for name in ours if ours[name] != theirs[name]} == {"manifest.json", "provenance.json"}
    for name in ("manifest.json", "provenance.json"):
        assert CHECKSUM.sub(b"", ours[name]) == CHECKSUM.sub(b"", theirs[name])
        changed = [key for key, value in checksums(ours[name]) if dict(checksums(theirs[name])).get(key) != value]
        tables = [f"data/{REF.path}/{table}.csv" for table in ("audit_reports", "cancelled_crimes")]
        assert changed == (tables if name == "manifest.json" else [*tables, "manifest.json"])


def checksums(data: bytes) -> Iterator[tuple[str, str]]:
    """Each name with its checksum, in a file that lists some."""
    yield from re.findall(r'"([^"]+)": "([0-9a-f]{64})"', data.decode())


@pytest.mark.long(reason="builds three reports; test_disclosure holds files and documents to the same")
def test_one_after_the_other_as_two_versions_gives_nothing_away(one: Path, other: Path) -> None:
    assert disclosure_faults(other, earlier=one) == ()


@pytest.mark.long(reason="builds three reports; test_disclosure holds files and documents to the same")
def test_twins_differ_where_nothing_is_hidden(unprotected: Path, one: Path) -> None:
    """Or the comparison above would be of files that never hold such numbers."""
    ours, theirs = files(unprotected), files(one)
    endings = {Path(name).suffix for name in ours if ours[name] != theirs.get(name)}
    assert endings == {".html", ".pdf", ".docx", ".xlsx", ".ods", ".json", ".csv", ".ipynb", ".svg"}
    assert disclosure_faults(one, earlier=unprotected) != ()


# ---- words, numbers and names in each format


def said_by(name: str, data: bytes) -> str:
    """Everything that a file says: its text, alternative texts, attributes, properties and hidden parts."""
    match Path(name).suffix:
        case ".pdf":
            alternatives = " ".join(alt or "" for _, _, alt in pdf_tags(data))
            return f"{pdf_text(data)}\n{pdf_pages(data)}\n{alternatives}"
        case ".docx" | ".xlsx" | ".ods":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return "\n".join(said_by(part, archive.read(part)) for part in archive.namelist())
        case ".xml" | ".rels":
            root = etree.fromstring(data)
            attributes = [value for element in root.iter() for value in element.attrib.values()]
            return "\n".join(["".join(root.itertext()), " ".join(root.itertext()), *map(str, attributes)])
        case ".ttf" | ".png":
            return ""
        case _:
            return unescape(data.decode("utf-8"))


GIVEN_AWAY = re.compile(
    r"\b(34 of (the )?37|20 of (the )?23|3 of (the )?(23|37)|three (were|had)? ?not|91\.9|91\.8918\d*|87\.0|86\.9565\d*)\b"
    r"|blackmail|kidnap",
    re.IGNORECASE,
)
WHERE_NUMBERS_STAND = {
    "inspection-report.html", "inspection-report.pdf", "inspection-report.docx", "inspection-report.json", "tables.xlsx",
    "tables.ods", "figures.csv", "figures.json", "analysis.ipynb", "analysis.html", "analysis.slides.html",
}  # fmt: skip


@pytest.mark.long(reason="builds three reports; test_disclosure holds files and documents to the same")
def test_no_file_of_any_format_says_a_hidden_number_or_name(one: Path, unprotected: Path) -> None:
    found = {
        name: {match.group() for match in GIVEN_AWAY.finditer(said_by(name, data))} for name, data in files(one).items()
    }
    assert {name: matches for name, matches in found.items() if matches} == {}
    build = (one.parents[1] / "build.json").read_text("utf-8")
    assert GIVEN_AWAY.search(build) is None
    said = {name for name, data in files(unprotected).items() if GIVEN_AWAY.search(said_by(name, data))}
    assert said >= WHERE_NUMBERS_STAND


BOUND = re.compile(r'data-figure="([^"]+)"')


def test_no_format_binds_a_number_to_a_hidden_id(one: Path) -> None:
    control = json.loads((one / "figures.json").read_text("utf-8"))["control"]
    assert {"cancellations.victims_informed", "domestic_abuse.not_investigated"} <= {*control["hidden"]}
    rows = csv.DictReader(io.StringIO((one / "figures.csv").read_text("utf-8")))
    figures = {row["id"] for row in rows if any(row[name] for name in ("value", "numerator", "denominator", "low"))}
    pages = [{*BOUND.findall((one / f"{name}.html").read_text("utf-8"))} for name in DOCUMENTS]
    for bound in (figures, *pages):
        assert bound
        assert not bound.intersection(control["hidden"])


# ---- who sees more


def test_what_was_hidden_and_why_is_never_delivered(one: Path) -> None:
    names = {Path(name).name for name in files(one)}
    assert not names & {"hidden.csv", "rows.json", "made-from.json", "audit_reports.csv"}
