"""Texts from data, and names of files and folders, where no page is made: the notebook and its copies, logs, schedules.

A page is judged by a parser, as in `test_pages`; a log has one line for each thing that was said, and no sign that
steers a terminal or hides; a command that is shown to be copied has the words that it was given and no others.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cdi.cli import terminal, unattended
from cdi.cli.progress import Progress, ProgressOfAll
from cdi.derivation.derivation import Gap
from cdi.exhibits import show
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import RunFailed
from cdi.model.exhibit import Chart
from cdi.model.one_line import find_hidden
from cdi.pipeline.events import ReportEnded, StageStarted
from cdi.pipeline.freshness import Reason
from cdi.pipeline.log import Occasion, write_line
from cdi.pipeline.request import Failure, Report, Request
from cdi.pipeline.summary import Summary, write_summary
from cdi.render.failure_page import render_failure
from cdi.render.notebook_page import readable_copies
from cdi.unattended.inbox import list_files, why_no_audit
from cdi.unattended.schedulers import systemd
from cdi.unattended.schedulers.plan import Plan
from cdi.workspace.names import describe_bare_workbook, find_bare_workbooks
from cdi.workspace.paths import Workspace
from tests.attacks.test_cells import HIDDEN, LINE_ENDS
from tests.attacks.test_pages import payloads, shape, table_of, through_the_contract

KENT = AuditRef("kent", "2026-inspection")
WHEN = datetime(2026, 11, 27, 6, tzinfo=UTC)
SIGNS = [*(f"a{sign}b" for sign in (*HIDDEN, *LINE_ENDS)), "a\udcffb"]


def notebook(texts: Sequence[str], path: Path) -> Path:
    """An executed notebook that has each text wherever an analysis may show one."""
    table = show(table_of(texts))
    assert table is not None
    outputs = [new_output("display_data", table._repr_mimebundle_())]
    for text in texts:
        chart = show(Chart("rates", text, text, text, text, "<svg/>", ()))
        assert chart is not None
        outputs += [
            new_output("display_data", chart._repr_mimebundle_()),
            new_output("display_data", {"text/html": Gap(text, KENT, text, text, text)._repr_html_()}),
            new_output("execute_result", {"text/plain": text}),
            *(new_output("stream", name=name, text=text) for name in ("stdout", "stderr")),
            new_output("error", ename=text, evalue=text, traceback=[text]),
            new_output("error", ename=text, evalue=text, traceback=[]),
        ]
    given = new_code_cell(f"force = {texts[0]!r}", metadata={"tags": ["injected-parameters"]})
    cells = [given, new_markdown_cell("# The analysis\n\nwords"), new_code_cell("", outputs=outputs)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_no_text_adds_an_element_or_an_attribute_to_the_copies_of_a_notebook(tmp_path: Path) -> None:
    typed = through_the_contract(payloads())
    copies = readable_copies(notebook(typed, tmp_path / "a.ipynb"), title=typed[0])
    harmless = readable_copies(notebook(["plain words"] * len(typed), tmp_path / "b.ipynb"), title="a title")
    assert set(copies) == {"html", "slides.html"}
    added = {kind: shape(page) - shape(harmless[kind]) for kind, page in copies.items()}
    assert added == {"html": set(), "slides.html": set()}
    for page in copies.values():
        assert "<script>document.title='executed'</script>" in lxml.html.fromstring(page).text_content()


def test_a_record_of_a_build_and_a_page_of_a_failure_hold_no_hidden_sign(tmp_path: Path) -> None:
    request = Request(KENT, ("news",))
    for text in (*payloads(), *SIGNS):
        ran = {"news": (Reason("changed", (f"narrative/{text}.md",)),)}
        report = Report(request, "failed", ran, 1.0, Failure.of(RunFailed(text)))
        written = write_summary(Workspace(tmp_path), Summary((report,), 1.0)).read_text("utf-8")
        assert find_hidden(written) is None
        assert json.loads(written)["reports"][0]["force"] == "kent"
        page = render_failure(KENT, Failure.of(OSError(5, "refused", text)), None)
        assert find_hidden(page) is None
        assert shape(page) == shape(render_failure(KENT, Failure.of(OSError(5, "refused", "plain")), None))


def test_a_build_s_line_in_the_log_stays_one_line(tmp_path: Path) -> None:
    """Also when somebody else wrote the record that it is made of."""
    occasion = Occasion(WHEN, "hand", ("kent",))
    (tmp_path / "reports").mkdir()
    for text in (*payloads(), *SIGNS):
        reports = [{"force": text, "audit": text, "status": "failed"}]
        record = {**occasion.as_json(), "seconds": 1.0, "counts": {text: 1}, "reports": reports}
        (tmp_path / "reports" / "build.json").write_text(json.dumps(record), encoding="utf-8")
        write_line(Workspace(tmp_path), occasion, 4, text)
    log = (tmp_path / "reports" / "build.log").read_text(encoding="utf-8")
    assert {line.split(": ")[0] for line in log.splitlines()} == {"2026-11-27T06:00:00+00:00 hand exit 4"}
    assert find_hidden(log) is None


def test_a_terminal_gets_no_sign_that_steers_it_whoever_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    for text in (*payloads(), *SIGNS):
        reason = Reason("changed", (text,))
        ended = Report(Request(KENT, ("news",)), "failed", {}, 1.0, Failure.of(RunFailed(text)))
        terminal.show(text)
        terminal.say(text)
        for one in (Progress(explain=True), ProgressOfAll(explain=True)):
            one.show(StageStarted(KENT, "news", (reason,)))
            one.show(ReportEnded(ended))
        ProgressOfAll(explain=True).say(text)
        printed = capsys.readouterr()
        assert find_hidden(printed.out + printed.err) is None, repr(text)
        unattended._say(f"kent: {text} is no file")
        assert len(capsys.readouterr().out.splitlines()) == 1


ODD_NAMES = ["two\nlines", "two\n[Path]\nUnit=other.service", "ends in \\", "a\x1b[2Jb", "a\u202eb", 'a"; touch b; "',
             "$(touch b)", "`touch b`", "a%hb", "--force", "a\udcffb"]  # fmt: skip
no_odd_names = pytest.mark.skipif(sys.platform == "win32", reason="there no file can be called so")


@no_odd_names
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_command_to_be_copied_is_one_command_whatever_a_file_is_called(tmp_path: Path, name: str) -> None:
    workspace = Workspace(tmp_path)
    (workspace.data / "forces.toml").parent.mkdir()
    (workspace.data / "forces.toml").touch()
    folder = workspace.data / "kent" / name
    folder.mkdir(parents=True)
    (folder / f"{name}.xlsx").touch()
    words = ["cdi", "import", f"data/kent/{name}/{name}.xlsx", "--force", "kent", "--audit", name]
    why = why_no_audit(list_files(workspace.data), AuditRef("kent", name), ["kent"]) or ""
    assert shlex.split(why.partition("; ")[2].removesuffix(" makes an audit of it")) == words
    ((ref, workbook),) = find_bare_workbooks(workspace)
    assert shlex.split(describe_bare_workbook(workspace, ref, workbook).rpartition("; run: ")[2]) == words


@no_odd_names
def test_a_folder_s_name_adds_no_line_to_what_the_machine_s_scheduler_is_given(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for name in ODD_NAMES:
        (workspace.data / "kent" / name).mkdir(parents=True)
    units = systemd.texts(Plan(workspace))
    lines = [line for text in units.values() for line in text.encode().decode().splitlines()]
    assert not [line for line in lines if "Unit=other" in line or line.endswith("\\")]
    watched = [line.removeprefix(f"PathChanged={workspace.data}/kent/") for line in lines if "/data/kent/" in line]
    assert sorted(watched) == sorted(['a"; touch b; "', "$(touch b)", "`touch b`", "a%%hb", "--force"])
