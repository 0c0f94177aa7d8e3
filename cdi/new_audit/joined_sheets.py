"""What belongs together in a workbook: the parts of one table on several sheets, a day and its time of day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, time

import pandas as pd

from cdi.contract.moments import parse_moment
from cdi.contract.usual_words import plain_heading
from cdi.contract.vocabulary import ROWS_OF_A_SHEET, TextTable
from cdi.house_style import formatting
from cdi.model.errors import UsageRefused
from cdi.new_audit.source_file import Sheet

SHEET_HEADING = "(sheet)"
"""The heading under which rows of several sheets say the title of theirs."""
# Chosen: the share of cells that must be what a heading says, so that a slip does not hide what the column is.
_MOST = 0.8
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)(?:[:.][0-5]\d)?(?:\.\d+)?")


def join_parts(tables: Sequence[tuple[Sheet, str]]) -> list[tuple[Sheet, str]]:
    """The tables, each once: those that stand on several sheets are put together."""
    by_name: dict[str, list[Sheet]] = {}
    for sheet, name in tables:
        by_name.setdefault(name, []).append(sheet)
    for name, parts in by_name.items():
        if len(parts) > 1 and not belong_together(parts):
            titles = formatting.listed([repr(each.title) for each in parts])
            raise UsageRefused(
                f"{titles} are all said to be {name}, but their headings differ; give them the same headings in the "
                'same columns, or leave one out with "" under [sheets]'
            )
    whole = {name: _join_sheets(parts) if len(parts) > 1 else parts[0] for name, parts in by_name.items()}
    return [(join_times(sheet), name) for name, sheet in whole.items()]


def _join_sheets(sheets: Sequence[Sheet]) -> Sheet:
    """The rows of sheets with the same headings in the same columns under one another, and which sheet each is of."""
    texts = [each.text for each in sheets]
    frames = [
        text.frame.set_axis(text.frame.index + place * ROWS_OF_A_SHEET).assign(**{SHEET_HEADING: sheet.title})
        for place, (sheet, text) in enumerate(zip(sheets, texts, strict=True))
    ]
    surplus = {
        row + place * ROWS_OF_A_SHEET: what for place, sheet in enumerate(sheets) for row, what in sheet.surplus.items()
    }
    titles = tuple(each.title for each in sheets)
    table = replace(
        texts[0],
        frame=pd.concat(frames).astype("str"),
        letters={**texts[0].letters, SHEET_HEADING: "A"},
        sheets=titles,
        faults=tuple(fault for text in texts for fault in text.faults),
    )
    return replace(sheets[0], title=formatting.listed([*titles]), text=table, surplus=surplus, parts=titles)


def belong_together(sheets: Sequence[Sheet]) -> bool:
    """Whether sheets have the same headings in the same columns and rows."""
    return len({tuple(_headings(sheet.text)) for sheet in sheets}) == 1


def _headings(text: TextTable) -> Iterable[tuple[str, str]]:
    return ((heading, text.letters[heading]) for heading in text.headings)


def join_times(sheet: Sheet) -> Sheet:
    """The sheet with each time of day put behind the day that it belongs to: Date Received and Time Received.

    The two are recognised by headings that differ in date and time alone, when the cells of the one are days without a
    time and those of the other are times of day. A day whose time is missing or cannot be read gets a question mark,
    so that it is a fault and not midnight. A Parquet file has typed columns and is left as it is.
    """
    frame, joined = sheet.text.frame, dict[str, str]()
    if sheet.text.file.lower().endswith(".parquet"):
        return sheet
    for heading in frame.columns:
        days = [each for each in frame.columns if _pair(each, heading)]
        if len(days) == 1 and _mostly(_says_day, frame[days[0]]) and _mostly(_clock, frame[heading]):
            joined[days[0]] = heading
    if not joined:
        return sheet
    moments = {day: _with_time(frame[day], frame[clock]) for day, clock in joined.items()}
    frame = frame.assign(**moments).drop(columns=list(joined.values()))
    return replace(sheet, text=replace(sheet.text, frame=frame), joined=joined)


def _pair(day: str, time: str) -> bool:
    own, other = plain_heading(day), plain_heading(time)
    return "time" in other and "date" in own and "time" not in own and own.replace("date", "time") == other


def _mostly(says: Callable[[str], object], cells: pd.Series) -> bool:
    """Whether most cells that hold anything say it."""
    written = [text for text in cells.str.strip() if text]
    return bool(written) and sum(says(text) is not None for text in written) >= _MOST * len(written)


def _says_day(text: str) -> date | None:
    """The day of a cell that says one and no time of day; a bare number may be either."""
    try:
        moment = parse_moment(text)
    except (ValueError, OverflowError):
        return None
    return moment.date() if moment.time() == time.min and ":" not in text else None


def _clock(text: str) -> str | None:
    """The time of day that a cell says: 08:15, 8.15, 0815, or the part of a day that a spreadsheet keeps (0.34375)."""
    if re.fullmatch(r"0?\.\d{3,}", text):
        minutes = round(float(text) * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes < 1440 else None
    if re.fullmatch(r"\d{1,4}", text):
        text = text.zfill(4)
    parts = _CLOCK.fullmatch(text)
    return f"{int(parts[1]):02d}:{parts[2]}" if parts else None


def _with_time(days: pd.Series, times: pd.Series) -> pd.Series:
    pairs = zip(days.str.strip(), times.str.strip(), strict=True)
    moments = [f"{day} {_clock(clock) or '?'}" if day else "" for day, clock in pairs]
    return pd.Series(moments, index=days.index, dtype="str")
