"""The site over 43 forces, and over a hundred audits of each: from nothing, when nothing changed, after one new audit.

    python -m bench.site [--audits 100] [--inside]     writes the table into docs/performance.md

The 43 reconstructed forces with one document each are built once. More audits of a force are copies of its report under
other names, with the names in its bundle changed and the checksums made again; what does not name the audit is linked,
not copied. With `--inside` documents are copied into the large site too, as they are into the small one.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from bench.measured import Measured, run, write_section
from cdi.bundle.bundle import MANIFEST
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.provenance import PROVENANCE
from cdi.workspace.paths import Workspace

_NAMING = ("facts.json", "figures.json", MANIFEST, PROVENANCE)
LARGEST_PAGE = 300_000
_BUILD = """
import sys
from pathlib import Path
from cdi.notebook.engine.preload import keep_to_one_thread
keep_to_one_thread()
from cdi.new_audit.demo import write_demo
from cdi.pipeline.all_audits import Settings, build_all
from cdi.pipeline.request import Request
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED
workspace = write_demo(Workspace(SHIPPED), Path(sys.argv[1]))
newest = [audits[-1] for force in workspace.forces() if (audits := workspace.reportable(force))]
requests = [Request(ref, ("panel-pack",)) for ref in newest]
build_all(workspace, requests, Settings(2, "fork")).refuse_failed()
"""
_MAKE = """
import json, sys
from pathlib import Path
from cdi.notebook.engine.preload import keep_to_one_thread
keep_to_one_thread()
from cdi.site.make import make_site, outcome_as_json
from cdi.workspace.paths import Workspace
workspace = Workspace(Path(sys.argv[1]))
print(json.dumps(outcome_as_json(workspace, make_site(workspace))))
"""


def multiply(workspace: Workspace, ref: AuditRef, name: str) -> None:
    """The report of an audit once more, under another name of the audit."""
    source, copy = workspace.report_folder(ref), workspace.report_folder(AuditRef(ref.force, name))
    for path in source.rglob("*"):
        target = copy / path.relative_to(source)
        if path.is_dir() or path.name in _NAMING or path.suffix == ".ipynb":
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, target)
    texts = {part: (source / part).read_text(encoding="utf-8") for part in _NAMING}
    facts, figures, manifest, origin = (json.loads(texts[part]) for part in _NAMING)
    facts["inspection"]["audit"] = figures["audit"] = manifest["audit"] = origin["audit"] = name
    manifest["files"] |= {
        part: _write(copy / part, text) for part, text in (("facts.json", facts), ("figures.json", figures))
    }
    _write(copy / MANIFEST, manifest)
    _write(copy / PROVENANCE, origin)


def _write(path: Path, content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def measure(workspace: Workspace) -> tuple[Measured, dict[str, Any]]:
    """Make the site in a process of its own; how long it took, start of the process included, and what it did."""
    measured = run("-c", _MAKE, str(workspace.root))
    return measured, json.loads(measured.printed)


def zipped(folder: Path) -> int:
    """The bytes of the folder as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return buffer.tell()


def rows_of(workspace: Workspace, what: str, new: AuditRef, *, zipping: bool) -> list[str]:
    """The site from nothing, unchanged, and after one new audit of one force."""
    shutil.rmtree(workspace.reports / "site", ignore_errors=True)
    (workspace.reports / ".work" / "site.json").unlink(missing_ok=True)
    first, made = measure(workspace)
    again, unchanged = measure(workspace)
    assert unchanged["written"] == []
    multiply(workspace, new, "2030-new")
    after, one = measure(workspace)
    assert one["made"] == 1
    assert max(each["largest_page"]["bytes"] for each in (made, one)) < LARGEST_PAGE
    pages = [name for name in one["written"] if name.endswith(".html") and f"/{new.force}/2030-new/" not in name]
    assert pages == [f"forces/{new.force}.html", "index.html"], pages
    shutil.rmtree(workspace.report_folder(AuditRef(new.force, "2030-new")))
    size = f"{made['bytes'] / 1e6:.0f} MB"
    size += f", {zipped(workspace.reports / 'site') / 1e6:.1f} MB as a zip file" if zipping else ""
    times = [first.seconds, first.processor_seconds, again.seconds, after.seconds]
    cells = [what, f"{made['reports']:,}", *(f"{seconds:.1f} s" for seconds in times), f"{made['files']:,}", size]
    cells.append(f"{made['largest_page']['bytes'] / 1000:.0f} KB")
    return [f"| {' | '.join(cells)} |"]


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--audits", type=int, default=100)
    parser.add_argument("--inside", action="store_true")
    asked = parser.parse_args()
    rows = [
        "| site | reports | from nothing | processor time | unchanged | one new audit | files | size | largest page |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        run("-c", _BUILD, folder)
        workspace = Workspace(Path(folder))
        refs = [
            AuditRef(path.parents[1].name, path.parent.name)
            for path in sorted(workspace.reports.glob(f"*/*/{PROVENANCE}"))
        ]
        settings = workspace.data / "site.toml"
        rows += rows_of(workspace, "43 forces, documents inside", refs[0], zipping=True)
        settings.write_text('[site]\ndocuments = "beside"\n', encoding="utf-8")
        rows += rows_of(workspace, "43 forces, documents beside", refs[0], zipping=True)
        for ref in refs:
            for number in range(1, asked.audits):
                multiply(workspace, ref, f"own-{number:03d}")
        if asked.inside:
            settings.unlink()
        rows += rows_of(
            workspace,
            f"{asked.audits} audits of each, documents {'inside' if asked.inside else 'beside'}",
            refs[0],
            zipping=not asked.inside,
        )
    text = "\n".join(rows)
    sys.stdout.write(text + "\n")
    write_section("site", text)


if __name__ == "__main__":
    main()
