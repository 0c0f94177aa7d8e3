"""What an import shows: each heading with what its cells look like, the column proposed, how sure that is and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from cdi.contract.cells import BOOLEANS
from cdi.contract.moments import parse_moment
from cdi.contract.personal_data import heading_is_personal, looks_personal
from cdi.contract.tables import AUDIT_TABLES
from cdi.house_style import formatting
from cdi.load.notices import tell_unsupplied
from cdi.load.recognise import fits_column
from cdi.model.fault import group_as_text, group_faults
from cdi.new_audit.import_file import Import
from cdi.new_audit.proposal import Proposal

_WIDTHS = (28, 40, 24, 6)
_ID = re.compile(r"[A-Za-z]{0,6}[-/ ]?\d[\w/-]{0,20}")


def import_as_text(result: Import) -> str:
    """The whole of an import: a table for each sheet, what was left out, the faults of cells, the questions."""
    lines = [line for each in result.proposals for line in _proposal_lines(each)]
    lines += [f"sheet {title!r}: no table of the contract; left out" for title in result.left_out_sheets]
    lines += [group_as_text(group) for group in group_faults(result.faults)]
    count = len(result.faults)
    if count:
        groups = len(group_faults(result.faults))
        in_groups = f"in {groups} {'group' if groups == 1 else 'groups'}"
        lines.append(f"{formatting.count(count)} {'fault' if count == 1 else 'faults'} to mend, {in_groups}")
    for question in result.questions:
        lines.append(f"? {question.table + ': ' if question.table else ''}{question.text}")
    return "\n".join(lines)


def _proposal_lines(proposal: Proposal) -> Iterator[str]:
    text = proposal.sheet.text
    rows = formatting.count(len(text.frame))
    yield f"{proposal.table} <- {proposal.sheet.title}: {rows} rows, headings in row {text.heading_row}"
    if proposal.sheet.surplus:
        counts = Counter(proposal.sheet.surplus.values())
        listed = ", ".join(f"{count} {what} (row {_rows_of(proposal, what)})" for what, count in counts.items())
        yield f"  left out: {listed}"
    yield _row("heading", "samples", "column", "sure", "why")
    for heading in text.frame.columns:
        yield from _heading_lines(proposal, heading)
    for day, time in proposal.sheet.joined.items():
        yield f"  {day}: with the time of day in {time}"
    for name, value in proposal.constants.items():
        yield f"  {name} = {value} (throughout)"
    for name, by_value in proposal.values.items():
        for value, words in by_value.items():
            yield f"  {name} {value or '(not established)'} <- {', '.join(word or '(an empty cell)' for word in words)}"
    for name, words in proposal.strange.items():
        what = f"{formatting.counted(len(words), 'word')} {'is' if len(words) == 1 else 'are'} not among its values"
        first = proposal.first_cell(name, words)
        yield f"  {name}: {what}, first in {first}; mend the cells, or say in the mapping what is meant"
    for notice in tell_unsupplied(AUDIT_TABLES[proposal.table], proposal.unsupplied):
        yield f"  unknown: {notice}"


def _rows_of(proposal: Proposal, what: str) -> str:
    text = proposal.sheet.text
    places = [text.place(row) for row, each in proposal.sheet.surplus.items() if each == what]
    rows = [f"{sheet} {row}" if text.sheets else str(row) for sheet, row in places]
    return ", ".join(rows[:3]) + (", …" if len(rows) > 3 else "")


def _heading_lines(proposal: Proposal, heading: str) -> Iterator[str]:
    """A line for each column that a heading fills or may fill, or one that says that it is left out."""
    filled = [name for name, own in proposal.columns.items() if own == heading]
    offered = [name for name, match in proposal.matches.items() if match.heading == heading and not match.sure]
    offered = [name for name in offered if name not in filled]
    for name in filled:
        match = proposal.matches.get(name)
        samples = _samples(proposal, heading, name)
        yield _row(heading, samples, name, "yes", match.how if match else "as the mapping says")
    for name in offered:
        match = proposal.matches[name]
        yield _row(heading, _samples(proposal, heading, name), f"{name}?", "ask", f"{match.how}: {match.why}")
    if not (filled or offered):
        why = "may hold personal data" if heading_is_personal(heading) else "not in the contract"
        yield _row(heading, _samples(proposal, heading, None), "-", "", f"{why}; left out")


def _row(heading: str, samples: str, column: str, sure: str, why: str) -> str:
    cells = [_cut(text, width) for text, width in zip((heading, samples, column, sure), _WIDTHS, strict=True)]
    return (
        "  " + "  ".join(text.ljust(width) for text, width in zip(cells, _WIDTHS, strict=True)) + f"  {why}"
    ).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _samples(proposal: Proposal, heading: str, name: str | None) -> str:
    """Three different cells of a column, each as it is only when it can be no person's, else what it looks like."""
    cells: pd.Series = proposal.sheet.text.frame[heading]
    written = [text for text in cells.str.strip().unique() if text]
    shown = dict.fromkeys(_sample(proposal, text, name, heading) for text in written[:200])
    return " | ".join([*shown][:3])


def _sample(proposal: Proposal, text: str, name: str | None, heading: str) -> str:
    if name is not None and not heading_is_personal(heading) and not looks_personal(text):
        column = AUDIT_TABLES[proposal.table].column(name)
        if column.kind != "text" and fits_column(column, text):
            return text
        if column.name.endswith("_id") and name in proposal.columns and _ID.fullmatch(text):
            return text
    return text if text.lower() in BOOLEANS and not text.isdigit() else _shape(text)


def _shape(text: str) -> str:
    """What a cell looks like, without what it says."""
    try:
        parse_moment(text, serial_dates=False)
    except ValueError:
        pass
    else:
        return "(date)"
    if re.fullmatch(r"[-£]?[\d,. ]+%?", text):
        return "(number)"
    return "(text)" if re.search(r"\w", text) else "(sign)"
