"""What the reader is told: rows that were left out, and figures that come from published counts alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import RunCommand
from tests.documents.invented import with_choices
from tests.small_reports import leave_out_charts


def words(page: Path) -> str:
    text = re.sub(r"<style.*?</style>|data:image[^\"]*", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"</?(data|strong|em|a)\b[^>]*>", "", text)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def page_alone(documents: Path) -> None:
    """Lay the panel pack out as a page and as nothing else."""
    text = documents.read_text(encoding="utf-8")
    documents.write_text(text.replace("[panel-pack]\n", '[panel-pack]\nformats = ["html"]\n', 1), encoding="utf-8")


def test_rows_left_out_are_listed_and_change_the_denominator_visibly(spoilable: Workspace) -> None:
    folder = spoilable.audit_folder(AuditRef("leicestershire", "2018-reinspection"))
    (folder / "exclusions.csv").write_text(
        "table,key,reason,decided_by,decided_on\n"
        "cancelled_crimes,REC-LEI18-C00001,recorded by another force,force crime registrar,2018-11-05\n",
        encoding="utf-8",
    )
    page_alone(folder / "documents.toml")
    leave_out_charts(spoilable.notebook)
    built = run_cdi(spoilable, "report", "leicestershire")
    assert built.returncode == 0, built.stderr
    report = spoilable.report_folder(AuditRef("leicestershire", "2018-reinspection"))
    figure = json.loads((report / "figures.json").read_text(encoding="utf-8"))["figures"]["cancellations.all"]
    assert figure["denominator"] == 62
    assert (figure["base"], figure["excluded"]) == ("cancelled crimes reviewed", 1)
    page = words(report / "panel-pack.html")
    assert "Of 63 rows of cancelled_crimes supplied, one was left out on purpose, so that 62 are counted." in page
    assert "recorded by another force force crime registrar 5 November 2018" in page
    assert "REC-LEI18-C00001" not in page, "the id of a crime is for the force, not for readers"


def test_a_force_without_records_has_a_report_from_published_counts_that_says_so(
    cdi: RunCommand, spoilable: Workspace
) -> None:
    assert cdi(spoilable, "new", "kent", "2018-inspection").returncode == 0
    folder = spoilable.audit_folder(AuditRef("kent", "2018-inspection"))
    settings = with_choices((folder / "audit.toml").read_text(encoding="utf-8")).replace("# <fill in> ", "")
    settings = settings.replace('basis = "records" ', 'basis = "published" ').replace(
        '# kind = "csv" ', 'kind = "published" '
    )
    settings = settings.replace("# [source]", "[source]").replace("<", "").replace(">", "")
    (folder / "audit.toml").write_text(settings, encoding="utf-8")
    (folder / "published_results.csv").write_text(
        "inspection_id,measure,numerator,denominator,rate_pct,ci_half_width_pp,unit,basis\n"
        "kent-2018-inspection,rate_overall,,,83.6,1.53,crimes,published\n"
        "kent-2018-inspection,rate_violence,,,78.4,2.99,crimes,published\n",
        encoding="utf-8",
    )
    page_alone(folder / "documents.toml")
    leave_out_charts(spoilable.notebook)
    assert cdi(spoilable, "validate", "kent").stdout == "kent 2018-inspection: no faults\n"
    built = run_cdi(spoilable, "report", "kent")
    assert built.returncode == 0, built.stderr
    page = words(spoilable.report_folder(AuditRef("kent", "2018-inspection")) / "panel-pack.html")
    assert "Published counts The records of this audit are not held." in page
    assert "83.6% (95% confidence interval ±1.53 percentage points)" in page
    figures = json.loads(
        (spoilable.report_folder(AuditRef("kent", "2018-inspection")) / "figures.json").read_text(encoding="utf-8")
    )
    assert figures["figures"]["recording.overall"]["basis"] == "published"
    assert figures["gaps"]["timeliness.all"] == "the table audit_reports was not supplied"
