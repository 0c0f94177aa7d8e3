"""A new audit folder from a file that the analyst already has: which table it is, and how its columns fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from cdi.contract.moments import DateOrder, parse_moment
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.model.fault import Fault
from cdi.new_audit.answers import Answers, OpenQuestion, read_answers, write_answers
from cdi.new_audit.proposal import Proposal, propose_tables, settle, word_questions
from cdi.new_audit.scaffold import refuse_names, write_audit_folder, write_text
from cdi.new_audit.source_file import describe_original, read_sheets
from cdi.new_audit.stored_tables import find_cell_faults, refuse_edited_tables, store_tables
from cdi.workspace.paths import Workspace

MAPPING = "mapping.toml"
Ask = Callable[[OpenQuestion], str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose by hand: a mapping file, one sheet, and the table that it is."""

    mapping: Path | None = None
    sheet: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What became of an import.

    With `questions` nothing was stored but the mapping file, in which they wait for an answer. `faults` are those of
    the cells of the columns that are settled, so that they can be mended at the same time.
    """

    written: tuple[Path, ...]
    proposals: tuple[Proposal, ...]
    questions: tuple[OpenQuestion, ...]
    faults: tuple[Fault, ...]
    left_out_sheets: tuple[str, ...]


def import_file(
    workspace: Workspace, file: Path, ref: AuditRef, choices: Choices | None = None, ask: Ask | None = None
) -> Import:
    """Make an audit folder from a workbook, a CSV or a Parquet file, or bring its tables in again.

    Only columns of the contract are stored; the file is never changed or copied, but recorded by name, size, checksum
    and date. What is uncertain is asked with `ask`, or written as a question into a mapping file. Raises UsageRefused
    for a file that does not exist, is of another type or is like no table of the contract, and for a name that no
    folder may have.
    """
    refuse_names(ref)
    choices = choices or Choices()
    sheets = read_sheets(file)
    folder, pending = workspace.audit_folder(ref), pending_mapping(workspace, ref)
    answers = _read_answers(workspace, choices.mapping, folder, pending)
    inspection = f"{ref.force}-{ref.audit}"

    def propose(answers: Answers) -> tuple[list[Proposal], list[OpenQuestion]]:
        return propose_tables(sheets, answers, inspection, sheet=choices.sheet, table=choices.table)

    proposals, questions = propose(answers)
    while questions and ask is not None:
        for question in questions:
            answers = _ask(question, answers, ask, propose)
        proposals, questions = propose(answers)
    settled = settle(answers, proposals)
    faults = [fault for each in proposals for fault in find_cell_faults(each, settled.dates or "dmy")]
    words = [question for each in proposals for question in word_questions(each)]
    unused = list(dict.fromkeys(heading for each in proposals for heading in each.unused))
    if questions:
        write_answers(pending, settled, [*questions, *words], file.name, unused)
        written = [pending]
    else:
        written = _store(workspace, file, ref, proposals, settled)
        write_answers(folder / MAPPING, settled, words, file.name, unused)
        pending.unlink(missing_ok=True)
        written.append(folder / MAPPING)
    used = {title for each in proposals for title in each.sheet.titles}
    left_out = tuple(each.title for each in sheets if each.title not in used)
    return Import(tuple(dict.fromkeys(written)), tuple(proposals), tuple(questions), tuple(faults), left_out)


def _ask(question: OpenQuestion, answers: Answers, ask: Ask, propose: Callable[[Answers], object]) -> Answers:
    """The answers with one more; an answer that does not fit is refused with the reason, and asked for again."""
    asked = question
    while True:
        try:
            answered = answers.with_answer(question, ask(asked))
            propose(answered)
        except UsageRefused as refused:
            asked = replace(question, text=f"{refused}. {question.text}")
        else:
            return answered


def pending_mapping(workspace: Workspace, ref: AuditRef) -> Path:
    """The mapping file in which the questions of an import wait."""
    return workspace.data / ref.force / f"{ref.audit}.{MAPPING}"


def _read_answers(workspace: Workspace, mapping: Path | None, folder: Path, pending: Path) -> Answers:
    """The answers of the mapping file named, or of the import before."""
    if mapping is not None:
        return read_answers(mapping)
    if pending.exists():
        shown = pending.relative_to(workspace.root)
        raise UsageRefused(f"{shown} holds the questions of an earlier run; say --mapping {shown}, or delete it")
    return read_answers(folder / MAPPING) if (folder / MAPPING).is_file() else Answers()


def _store(
    workspace: Workspace, file: Path, ref: AuditRef, proposals: Sequence[Proposal], answers: Answers
) -> list[Path]:
    """Write the tables into a new folder, or replace those that were imported into it before."""
    folder, dates = workspace.audit_folder(ref), answers.dates or "dmy"
    if (folder / "audit.toml").exists():
        refuse_edited_tables(folder, [each.table for each in proposals])
        written = store_tables(folder, file, proposals, dates)
        return [*written, _update_settings(folder / "audit.toml", file, proposals, dates)]
    first, last = _reporting_months(proposals, dates)
    fit: dict[str, Any] = {
        "source": "parquet" if file.suffix.lower() == ".parquet" else "csv",
        "dates": dates,
        "original": describe_original(file),
        "first": first,
        "last": last,
        "proposals": proposals,
        "dropped": list(dict.fromkeys(heading for each in proposals for heading in each.unused)),
    }

    def add_files(staging: Path) -> None:
        store_tables(staging, file, proposals, dates)

    return write_audit_folder(workspace, ref, fit=fit, add_files=add_files)


def _update_settings(path: Path, file: Path, proposals: Sequence[Proposal], dates: str) -> Path:
    """Say in an `audit.toml` that is there already which file the rows are of now, and what its words mean."""
    settings = tomlkit.parse(path.read_text(encoding="utf-8"))
    source = settings.setdefault("source", tomlkit.table())
    source["original"] = asdict(describe_original(file))
    if dates != "dmy" or "dates" in source:
        source["dates"] = dates
    for each in proposals:
        _replace_part(settings, "values", each.table, each.fitting.values)
        _replace_part(settings, "constants", each.table, each.fitting.constants)
    write_text(path, tomlkit.dumps(settings))
    return path


def _replace_part(settings: Any, part: str, table: str, entries: Mapping[str, Any]) -> None:
    if entries:
        settings.setdefault(part, tomlkit.table(is_super_table=True))[table] = _plain(entries)
    elif table in settings.get(part, {}):
        del settings[part][table]


def _plain(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(entry) if isinstance(entry, Mapping) else entry for name, entry in entries.items()}


def _reporting_months(proposals: Sequence[Proposal], dates: DateOrder) -> tuple[str, str] | tuple[None, None]:
    """The first and last day of the months in which the reports of the file were received; None without any."""
    for each in proposals:
        if each.table == "audit_reports" and "received_at" in each.columns:
            moments = [
                moment
                for text in each.sheet.text.frame[each.columns["received_at"]].unique()
                if (moment := _moment(text, dates)) is not None
            ]
            if moments:
                last = max(moments) + pd.offsets.MonthEnd(0)
                return f"{min(moments):%Y-%m-01}", f"{last:%Y-%m-%d}"
    return None, None


def _moment(text: str, dates: DateOrder) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(parse_moment(text.strip(), order=dates, serial_dates=True))
    except (ValueError, OverflowError):
        return None
