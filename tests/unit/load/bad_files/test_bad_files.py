"""Bad input that must be met: each case spoils one thing of a good audit, and this is what the analyst reads."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from cdi.load.fault_report import find_faults
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.thin import thin
from tests.unit.load.bad_files.base import (
    CANCELLED,
    FORCE,
    RECORDS,
    REPORTS,
    SETTINGS,
    STAFFING,
    STATUS,
    STRATA,
    TABLES,
    write_base,
)

pytestmark = pytest.mark.slow

Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def with_registers(tmp_path_factory: pytest.TempPathFactory, project: Workspace) -> Workspace:
    """A workspace with the national registers alone, so that they are read once for all cases."""
    folder = tmp_path_factory.mktemp("bad_files")
    (folder / "data").mkdir()
    (folder / "data" / "reference").symlink_to(project.data / "reference")
    return Workspace(folder)


@pytest.fixture
def workspace(with_registers: Workspace) -> Iterator[Workspace]:
    data = with_registers.data
    (data / "forces.toml").write_text(FORCE, encoding="utf-8")
    write_base(data / "kent" / "2026")
    yield with_registers
    shutil.rmtree(data / "kent")


def lines(workspace: Workspace) -> list[str]:
    return [str(fault) for fault in find_faults(workspace, AuditRef("kent", "2026"))]


def text(name: str, base: str, old: str, new: str) -> Spoil:
    """Replace a piece of a table once."""

    def spoil(folder: Path) -> None:
        assert old in base, old
        (folder / f"{name}.csv").write_text(base.replace(old, new, 1), encoding="utf-8")

    return spoil


def report(old: str, new: str) -> Spoil:
    return text("audit_reports", REPORTS, old, new)


def data(name: str, content: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content) and None


def settings(old: str, new: str) -> Spoil:
    return lambda folder: (folder / "audit.toml").write_text(SETTINGS.replace(old, new, 1), encoding="utf-8") and None


def in_force(text: str) -> Spoil:
    """More in the force's entry of forces.toml."""
    return lambda folder: (
        (folder.parents[1] / "forces.toml").write_text(f"{FORCE}\n{text}\n", encoding="utf-8") and None
    )


def expected_audit(text: str) -> Spoil:
    return in_force(f'[[kent.calendar]]\naudit = "2027"\n{text}')


def workbook(
    change: Callable[[openpyxl.Workbook], None], name: str = "audit.xlsx", source: str = "audit.xlsx"
) -> Spoil:
    """The good tables as a workbook, changed, in place of the CSV files."""

    def spoil(folder: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for table, content in TABLES.items():
            (folder / f"{table}.csv").unlink()
            sheet = book.create_sheet(table)
            for line in content.splitlines():
                sheet.append([cell or None for cell in line.split(",")])
        change(book)
        book.save(folder / name)
        in_settings(f'kind = "excel"\npath = "{source}"')(folder)

    return spoil


def in_settings(source: str) -> Spoil:
    return lambda folder: (
        (folder / "audit.toml").write_text(f"{SETTINGS}\n[source]\n{source}\n", encoding="utf-8") and None
    )


def cell(sheet: str, place: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    return lambda book: book[sheet].__setitem__(place, value)


def dropped_formula(book: openpyxl.Workbook) -> None:
    book["staffing"]["L1"], book["staffing"]["L2"] = "Extra", "=2+3"


def archive(entries: dict[str, bytes]) -> Spoil:
    def spoil(folder: Path) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
            for name, content in entries.items():
                zipped.writestr(name, content)
        (folder / "audit.xlsx").write_bytes(packed.getvalue())
        in_settings('kind = "excel"\npath = "audit.xlsx"')(folder)

    return spoil


def also(*spoils: Spoil) -> Spoil:
    def spoil(folder: Path) -> None:
        for one in spoils:
            one(folder)

    return spoil


def link_out(folder: Path) -> None:
    (folder / "cancelled_crimes.csv").unlink()
    outside = folder.parents[2] / "outside.csv"
    outside.write_text(CANCELLED, encoding="utf-8")
    (folder / "cancelled_crimes.csv").symlink_to(outside)


def folder_for_file(folder: Path) -> None:
    (folder / "cancelled_crimes.csv").unlink()
    (folder / "cancelled_crimes.csv").mkdir()


def correction(line: str) -> Spoil:
    return data("corrections.csv", f"table,key,column,expect,value,reason,author_role,decided_on\n{line}\n".encode())


def exclusion(line: str) -> Spoil:
    return data("exclusions.csv", f"table,key,reason,decided_by,decided_on\n{line}\n".encode())


def report_column(heading: str) -> Spoil:
    lines = REPORTS.splitlines()
    return data(
        "audit_reports.csv", "\n".join([f"{lines[0]},{heading}", *(f"{line},x" for line in lines[1:])]).encode()
    )


def orphan(folder: Path) -> None:
    lines = REPORTS.splitlines()
    cells = [f"{lines[0]},record_id", f"{lines[1]},R9", *(f"{line}," for line in lines[2:])]
    (folder / "audit_reports.csv").write_text("\n".join(cells), encoding="utf-8")


def swapped_dates(folder: Path) -> None:
    """Dates in two orders in one column: what is month first shows, the rest is taken as day first."""
    report("2026-01-05T10:00,2026-01-05T12:00", "01/05/2026 10:00,01/25/2026 12:00")(folder)


def long_line(folder: Path) -> None:
    """Longer than what is read of a file at a time."""
    data("cancelled_crimes.csv", b"cancel_id\n" + b"x" * 20_000_000)(folder)


def zip_bomb(folder: Path) -> None:
    archive({"xl/workbook.xml": b"0" * 60_000_000})(folder)


def unchanged(book: openpyxl.Workbook) -> None:
    """The good tables as they are."""


def merged(folder: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["audit_reports"].merge_cells("E2:E3")

    workbook(change)(folder)


CASES: dict[str, tuple[Spoil, str]] = {
    # headings, columns, keys
    "a column is missing": (report(",stratum,", ",strtm,"), "column stratum: expected this column, which is missing and cannot be left out"),
    "a heading is misspelt": (report(",stratum,", ",stratums,"), "found 'stratums'; expected a column of audit_reports; did you mean stratum?"),
    "a heading twice": (report(",stratum,", ",sample,"), "cell D1, column sample: found 'sample'; expected each column once"),
    "headings only in another case": (report("crime_id,", "Crime_ID,"), "cell A1, column Crime_ID: found 'Crime_ID'; expected a column of audit_reports; did you mean crime_id?"),
    "a key twice": (report("C2,", "C1,"), "cell A3, column crime_id: found 'C1': it stands in A2 already; expected a key that occurs once"),
    "a key is empty": (report("C2,", ","), "cell A3, column crime_id: found ''; expected text"),
    "an orphan": (orphan, "cell R2, column record_id: found 'R9'; expected a record_id of reviewed_records"),
    "a heading without cells": (report("domestic_abuse,weight\nC1", "domestic_abuse,weight,record_id\nC1"), "cell A2: 17 cells in row 2; expected 18, one for each heading"),
    "a row too short": (report(",victim,false,1\nC2", ",victim\nC2"), "cell A2: 15 cells in row 2; expected 17, one for each heading"),
    "a row too long": (report("victim,false,1\nC2", "victim,false,1,x\nC2"), "cell A2: 18 cells in row 2; expected 17"),
    "a file of another name": (data("audit_report.csv", REPORTS.encode()), "audit_report.csv: a file of no table; expected the name of a table of the data contract; did you mean audit_reports?"),
    # values
    "a category misspelt": (report("main,violence,violence,common", "main,violence,violense,common"), "cell E2, column category: found 'violense'; expected one of violence, sexual, rape"),
    "the nearest category is named": (report("main,violence,violence,common", "main,violence,violense,common"), "did you mean violence?"),
    "a stratum in capitals": (report("main,violence,violence,common", "main,VIOLENCE,violence,common"), "found 'VIOLENCE'; expected one of violence, sexual, other; did you mean violence?"),
    "a flag that is neither": (report("true,true,true,,2026-01-05", "perhaps,true,true,,2026-01-05"), "column required: found 'perhaps'; expected true or false"),
    "a flag left empty": (report("true,true,true,,2026-01-05", ",true,true,,2026-01-05"), "cell G2, column required: found '': an empty cell does not say no; where your system means no by it, give \"\" that meaning under [values]; expected true or false"),
    "a weight below zero": (report("victim,false,1\nC2", "victim,false,-1\nC2"), "column weight: found '-1'; expected a number, 0 or more"),
    "a weight in words": (report("victim,false,1\nC2", "victim,false,one\nC2"), "column weight: found 'one'; expected a number"),
    "a weight that is not a number": (report("victim,false,1\nC2", "victim,false,nan\nC2"), "column weight: found 'nan'"),
    "a weight without end": (report("victim,false,1\nC2", "victim,false,inf\nC2"), "column weight: found 'inf'"),
    "a negative count": (text("staffing", STAFFING, ",5,4.5", ",-5,4.5"), "column headcount: found '-5'; expected a whole number, 0 or more"),
    "a fractional count": (text("staffing", STAFFING, ",5,4.5", ",4.5,4.5"), "column headcount: found '4.5'; expected a whole number, 0 or more"),
    "a cost with a pound sign": (text("staffing", STAFFING, "200000", "£200000"), "column cost_gbp: found '£200000'; expected a whole number, 0 or more; did you mean 200000?"),
    # dates
    "an impossible day": (report("2026-01-05T10:00", "2026-02-31T10:00"), "cell K2, column received_at: found '2026-02-31T10:00': February 2026 has 28 days; expected a date and time"),
    "29 February of a common year": (report("2026-01-05T10:00", "2026-02-29T10:00"), "found '2026-02-29T10:00'"),
    "month first": (report("2026-01-05T10:00", "01/31/2026 10:00"), "found '01/31/2026 10:00': reads like month/day/year; if the whole source is written so, say dates = \"mdy\"; expected a date and time such as 2018-04-30T20:10; did you mean 2026-01-31T10:00?"),
    "a two-figure year": (report("2026-01-05T10:00", "05/01/26 10:00"), ""),
    "a date long ago": (report("2026-01-05T10:00", "0026-01-05T10:00"), "found '0026-01-05T10:00'"),
    "an hour that never was": (report("2026-01-05T10:00,2026-01-05T12:00", "2026-03-29T01:30,2026-03-29T12:00"), "found '2026-03-29T01:30'; expected a time that existed; the clocks went forward over this one"),
    "dates in two orders": (swapped_dates, "cell L2, column recorded_at: found '01/25/2026 12:00': reads like month/day/year; if the whole source is written so, say dates = \"mdy\"; expected a date and time such as 2018-04-30T20:10; did you mean 2026-01-25T12:00?"),
    "a report of another period": (report("2026-01-05T10:00", "2026-04-01T00:00"), "column received_at: found '2026-04-01T00:00'; expected a time within the audit period, 1 January 2026 to 31 March 2026"),
    "a day number in a text file": (report("2026-01-05T10:00", "46027.4"), "found '46027.4'"),
    "a date in words": (text("cancelled_crimes", CANCELLED, "2026-02-01", "1st Feb 2026"), ""),
    "a month that is none": (text("cancelled_crimes", CANCELLED, "2026-02-01", "1 Fab 2026"), "column cancelled_on: found '1 Fab 2026': no month is called Fab; expected a date such as 2018-04-30"),
    # rules across columns and tables
    "recorded before reported": (report("2026-01-05T12:00", "2026-01-04T12:00"), "cell L2, column recorded_at: found '2026-01-04T12:00': received_at says '2026-01-05T10:00'; expected a time not before received_at"),
    "timed without a time": (report("2026-01-05T12:00", ""), "column recorded_at: found ''; expected a time for a crime whose timeliness is assessable"),
    "rape outside the sexual stratum": (report("main,sexual,rape,rape", "main,other,rape,rape"), "column stratum: found 'other'; expected sexual for a row of category rape"),
    "no wrong class named anywhere": (report("false,exposure,", "false,,"), ""),
    "misclassified without a class": (report("common assault,true,true,true,,", "common assault,true,true,false,,"), "column misclassified_as: found ''; expected the wrong class, because classification_correct is false"),
    "a time without a record": (report("2026-01-06T10:00,,", "2026-01-06T10:00,2026-01-07T10:00,"), "column recorded_at: found '2026-01-07T10:00'; expected no time for a crime that was not recorded"),
    "a class without a record": (report("harassment,true,false,,", "harassment,true,false,true,"), "column classification_correct: found 'true'; expected nothing for a crime that was not recorded"),
    "a wrong class of a right one": (report("common assault,true,true,true,,", "common assault,true,true,true,theft,"), "column misclassified_as: found 'theft'; expected nothing, because classification_correct is true"),
    "more full-time equivalents than posts": (text("staffing", STAFFING, ",5,4.5", ",5,5.5"), "column fte: found '5.5': headcount says '5'; expected no more than headcount"),
    "a status of complete with a caveat": (text("recommendation_status", STATUS, "complete,", "complete,still going on"), "column caveat: found 'still going on'; expected nothing for a status of complete; use partly"),
    "a stratum smaller than its sample": (text("audit_strata", STRATA, "violence,true,100", "violence,true,1"), "column reports_in_period: found '1'; expected 2 or more, the reports audited in the stratum"),
    "a sampled stratum without a population": (text("audit_strata", STRATA, "violence,true,100", "violence,true,"), "column reports_in_period: found ''; expected the finite population"),
    "an unsampled part without a rate": (text("audit_strata", STRATA, "violence,true,100", "violence,false,100"), "expected this column|column known_rate"),
    "another audit's rows": (report("C1,kent-2026", "C1,kent-2024"), "cell B2, column inspection_id: found 'kent-2024'; expected kent-2026"),
    "another force's rows": (text("staffing", STAFFING, "kent,2026", "essex,2026"), "cell A2, column force_id: found 'essex'; expected kent"),
    "mixed forces in one file": (text("staffing", STAFFING, "cost_gbp\n", "cost_gbp\nessex,2026-02-01,registrar,clerk,police staff,1,1,false,in_post,in_post,1\n"), "found 'essex'; expected kent"),
    "a record that is not there": (report("weight\nC1,kent-2026,main", "weight\nC1,kent-2026,mane"), "column sample: found 'mane'; expected one of main"),
    # files
    "an empty file": (data("cancelled_crimes.csv", b""), "the file is empty; expected a heading row"),
    "a file of blank lines": (data("cancelled_crimes.csv", b"\n\n\n"), "the file is empty"),
    "a line of 20 MB": (long_line, "a line of more than 1,000,000 characters; expected one row on each line"),
    "a heading row alone": (data("audit_reports.csv", REPORTS.splitlines()[0].encode()), ""),
    "NUL bytes": (data("cancelled_crimes.csv", b"cancel_id\x00\n"), "holds NUL bytes; expected text; save it as CSV UTF-8"),
    "bytes of no encoding": (data("cancelled_crimes.csv", b"cancel_id\n\x81\x8d\xff\n"), "neither UTF-8 nor Windows-1252 text"),
    "UTF-16": (data("cancelled_crimes.csv", CANCELLED.encode("utf-16")), "holds NUL bytes"),
    "a quote that never ends": (data("cancelled_crimes.csv", CANCELLED.replace("X1", '"X1').encode()), "not readable as CSV"),
    "a folder in place of a file": (folder_for_file, "a folder; expected a file"),
    "a link out of the folder": (link_out, "leads out of the audit folder; expected a copy of the file inside it"),
    "a link to nothing": (lambda folder: (folder / "events.csv").symlink_to(folder / "gone.csv"), "a link to nothing"),
    "a placeholder left standing": (settings('sources = ["x"]', 'sources = ["<where from>"]'), "key provenance.sources: expected your own value in place of the <placeholder>"),
    "a key that is missing": (settings("published_on = 2026-06-01", ""), "key inspection.published_on: expected this key, which is missing"),
    "settings that are not TOML": (settings("[inspection]", "[inspection"), "expected TOML"),
    "a setting misspelt": (settings("kind =", "knd ="), "key inspection.knd: found 'knd'; expected one of as_at, audit, audit_period_end"),
    "a grade that does not exist": (settings("[provenance]", '[grades]\noverall = "Fine"\n\n[provenance]'), "key inspection.grades.overall: found 'Fine'; expected one of Outstanding, Good"),
    "a source that does not exist": (in_settings('kind = "sheets"'), "key source.kind: found 'sheets'; expected one of csv, excel"),
    "a force's key misspelt": (in_force('incident_sytem = "x"'), "data/forces.toml, key kent.incident_sytem: found 'incident_sytem'; expected one of area"),
    "a calendar's key misspelt": (expected_audit("due = 2027-01-31\ngrace_day = 3"), "key kent.calendar.0.grace_day: found 'grace_day'; expected one of audit, due, grace_days, note; did you mean grace_days?"),
    "an expected audit without a day": (expected_audit(""), "key kent.calendar.0.due: expected this key, which is missing"),
    "an expected audit on no day": (expected_audit('due = "soon"'), "key kent.calendar.0.due: found 'soon'; expected"),
    "an expected audit that is no folder": (in_force('[[kent.calendar]]\naudit = "../2027"\ndue = 2027-01-31'), "key kent.calendar.0.audit: found '../2027'"),
    "an audit expected twice": (expected_audit('due = 2027-01-31\n[[kent.calendar]]\naudit = "2027"\ndue = 2027-02-28'), "key kent.calendar: expected each audit once; 2027 is there twice"),
    # workbooks
    "a workbook that is not there": (in_settings('kind = "excel"\npath = "audit.xlsx"'), "audit.xlsx: this file is missing"),
    "a text file named .xlsx": (also(data("audit.xlsx", REPORTS.encode()), in_settings('kind = "excel"\npath = "audit.xlsx"')), "not a workbook, though it is named .xlsx"),
    "another archive named .xlsx": (archive({"a.txt": b"x"}), "not a workbook, though it is named .xlsx"),
    "a zip bomb": (zip_bomb, "unpacks to 60,000,000 bytes, so it was not opened; expected a workbook of the size of an audit"),
    "macros": (archive({"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}), "holds macros; expected a workbook saved as .xlsx, without macros"),
    "a macro workbook by its name": (also(data("audit.xlsm", b"x"), in_settings('kind = "excel"\npath = "audit.xlsm"')), "a file of type .xlsm; expected a workbook saved as .xlsx, without macros"),
    "a broken workbook": (archive({"xl/workbook.xml": b"<broken"}), "cannot be opened as a workbook"),
    "the lock file of an open workbook": (also(data("~$audit.xlsx", b"x"), in_settings('kind = "excel"\npath = "~$audit.xlsx"')), "the lock file of an open workbook; expected the workbook itself, saved and closed"),
    "a workbook outside the folder": (in_settings('kind = "excel"\npath = "../../forces.toml"'), "leads out of the audit folder"),
    "a sheet of another name": (workbook(lambda book: setattr(book["staffing"], "title", "staff")), "sheet staff: a sheet of no table; expected the name of a table, or a line for it in [source.sheets] or source.ignore_sheets; did you mean staffing?"),
    "merged cells among the rows": (merged, "sheet audit_reports, cell E3, column category: part of the merged cells E2:E3; expected a cell of its own"),
    "an error for a value": (workbook(cell("staffing", "F2", "#REF!")), "sheet staffing, cell F2, column headcount: found '#REF!': a formula whose cells are gone; mend the formula, or clear the cell; expected a whole number"),
    "a table in a sheet and a file": (also(workbook(unchanged), data("staffing.csv", STAFFING.encode())), "staffing is here and in"),
    "a sheet that is mapped and not there": (also(workbook(unchanged), in_settings('kind = "excel"\npath = "audit.xlsx"\nsheets = { staffing = "Staff" }')), "found 'Staff'; expected this sheet, which [source.sheets] names and the workbook lacks"),
    "a sheet without headings": (workbook(lambda book: book["staffing"].delete_rows(1)), "sheet staffing, cell A1: no heading row in the first 25 rows"),
    "a formula without a value": (workbook(cell("staffing", "F2", "=2+3")), "sheet staffing, cell F2, column headcount: a formula without a stored value; expected a value; open and save the workbook in Excel"),
    "a total below the rows": (workbook(lambda book: book["staffing"].append(["Total", None, None, None, None, 5])), "sheet staffing, cell A3: a row that is a total; expected rows of the table only; take it out, or use cdi import"),
    "a formula in a column that is dropped": (also(workbook(dropped_formula), in_settings('kind = "excel"\npath = "audit.xlsx"\n[drop]\nstaffing = ["Extra"]')), ""),
    "a faulty cell in a sheet": (workbook(cell("audit_reports", "D3", "violent")), "sheet audit_reports, cell D3, column stratum: found 'violent'"),
    "a workbook of nothing": (workbook(lambda book: [book[name].delete_rows(1, 20) for name in TABLES] and None), "no sheet holds anything"),
    # personal data
    "a column of names": (report_column("Victim Name"), "cell R1, column Victim Name: found 'Victim Name'; expected no personal data; take the column out"),
    "a column of addresses": (report_column("AddressLine1"), "expected no personal data"),
    "a column of free text": (report_column("Free text"), "expected no personal data"),
    "a telephone number in text": (report("common assault", "call 07700 900123"), "found '[withheld]'; expected no personal data, but the cell looks like it holds a telephone number"),
    "an e-mail address in text": (report("common assault", "a@example.org"), "looks like it holds an e-mail address"),
    "a postcode in text": (report("common assault", "assault at LE1 1AA"), "looks like it holds a postcode"),
    # decisions
    "a correction of a mended source": (correction("audit_reports,C1,stratum,other,violence,typing error,registrar,2026-03-01"), "column expect: found 'violence'; expected the source to say 'other'; it was mended or changed"),
    "a correction of no row": (correction("audit_reports,C99,stratum,other,violence,typing error,registrar,2026-03-01"), "found 'no such row'"),
    "a correction of no column": (correction("audit_reports,C1,strata,other,violence,typing error,registrar,2026-03-01"), "found 'strata'; expected a column of audit_reports; did you mean stratum?"),
    "a correction of no table": (correction("reports,C1,stratum,violence,other,typing error,registrar,2026-03-01"), "column table: found 'reports'; expected a table of the data contract; did you mean audit_reports?"),
    "an exclusion from no table": (exclusion("reports,C1,not a crime,registrar,2026-03-01"), "column table: found 'reports'; expected a table of the data contract"),
    "a correction without a reason": (correction("audit_reports,C1,stratum,violence,other,,registrar,2026-03-01"), "column reason: found ''; expected text"),
    "an exclusion of no row": (exclusion("audit_reports,C99,not a crime,registrar,2026-03-01"), "found 'C99'; expected a crime_id of audit_reports"),
    "an exclusion without a role": (exclusion("audit_reports,C1,not a crime,,2026-03-01"), "column decided_by: found ''; expected text"),
    # sources elsewhere
    "no address in the environment": (in_settings('kind = "database"\nurl_env = "CDI_NO_SUCH_VARIABLE"'), "the environment variable CDI_NO_SUCH_VARIABLE is not set"),
    "a file that is no Parquet": (also(lambda folder: (folder / "audit_reports.csv").unlink(), data("audit_reports.parquet", b"x" * 20), in_settings('kind = "parquet"')), "not readable as Parquet"),
    "Parquet of no table": (also(data("reports.parquet", b"x"), in_settings('kind = "parquet"')), "reports.parquet: a file of no table; expected the name of a record-level table; did you mean audit_reports?"),
    "a map to a heading that is not there": (lambda folder: (folder / "audit.toml").write_text(f'{SETTINGS}\n[map.staffing]\nteam = "Unit"\n', encoding="utf-8") and None, "found 'Unit'; expected this heading, which [map] names and the source lacks"),
}  # fmt: skip


def test_the_base_is_good(workspace: Workspace) -> None:
    assert lines(workspace) == []


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", thin(CASES, keep=9))
def test_bad_input_is_met_with_a_line_that_says_what_to_do(workspace: Workspace, name: str) -> None:
    spoil, expected = CASES[name]
    folder = workspace.audit_folder(AuditRef("kent", "2026"))
    spoil(folder)
    shown = lines(workspace)
    assert any(part in line for line in shown for part in expected.split("|")) if expected else shown == [], shown


def test_a_file_without_permission(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace.audit_folder(AuditRef("kent", "2026")) / "cancelled_crimes.csv"
    path.chmod(0)
    if os.getuid() == 0:  # root may read everything, so the answer of the system is acted here
        monkeypatch.setattr(os, "access", lambda asked, _: Path(asked) != path)
    assert lines(workspace) == [
        "data/kent/2026/cancelled_crimes.csv: no permission to read it; expected a file that you may read"
    ]


def test_every_fault_of_every_file_is_found_in_one_pass(workspace: Workspace) -> None:
    folder = workspace.audit_folder(AuditRef("kent", "2026"))
    spoiled = REPORTS.replace(",control_room,victim,false,1\nC2", ",controlroom,victm,flase,x\nC1", 1)
    spoiled = spoiled.replace("main,sexual,rape", "main,other,rape", 1) + "C7,short\n"
    (folder / "audit_reports.csv").write_text(spoiled, encoding="utf-8")
    text("staffing", STAFFING, ",5,4.5", ",-5,many")(folder)
    data("cancelled_crimes.csv", b"")(folder)
    assert [line.removeprefix("data/kent/2026/").split(";")[0] for line in lines(workspace)] == [
        "cancelled_crimes.csv: the file is empty",
        "audit_reports.csv, cell A8: 2 cells in row 8",
        "audit_reports.csv, cell N2, column route: found 'controlroom'",
        "audit_reports.csv, cell O2, column reported_by: found 'victm'",
        "audit_reports.csv, cell P2, column domestic_abuse: found 'flase'",
        "audit_reports.csv, cell Q2, column weight: found 'x'",
        "audit_reports.csv, cell A3, column crime_id: found 'C1': it stands in A2 already",
        "audit_reports.csv, cell D4, column stratum: found 'other'",
        "staffing.csv, cell F2, column headcount: found '-5'",
        "staffing.csv, cell G2, column fte: found 'many'",
    ]


def test_a_missing_table_is_not_a_fault(workspace: Workspace) -> None:
    (workspace.audit_folder(AuditRef("kent", "2026")) / "reviewed_records.csv").unlink()
    assert RECORDS
    assert lines(workspace) == []


@pytest.mark.parametrize(
    ("name", "content"),
    thin(
        [
            ("a mark at the start", b"\xef\xbb\xbf" + CANCELLED.encode()),
            ("semicolons", CANCELLED.replace(",", ";").encode()),
            ("tabs", CANCELLED.replace(",", "\t").encode()),
            ("Windows line ends", CANCELLED.replace("\n", "\r\n").encode()),
            ("Windows-1252", CANCELLED.replace("robbery,true", "robbery,yes").encode("cp1252")),
            (
                "day first, Y and N",
                CANCELLED.replace("2026-02-01", "01/02/2026").replace("true", "Y").replace("false", "N").encode(),
            ),
            ("trailing blanks and empty lines", CANCELLED.replace("X1,", " X1 ,").encode() + b"\n,,,,,,\n"),
            ("quoted line breaks", CANCELLED.replace("X1", '"X1"').replace("cancel_id", '"cancel_id"').encode()),
        ],
        keep=4,
    ),
)
def test_good_input_in_other_clothes_is_taken(workspace: Workspace, name: str, content: bytes) -> None:
    (workspace.audit_folder(AuditRef("kent", "2026")) / "cancelled_crimes.csv").write_bytes(content)
    assert lines(workspace) == [], name
