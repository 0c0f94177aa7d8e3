"""What belongs together in a workbook: the parts of one table on several sheets, a day and its time of day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from cdi.contract.moments import parse_moment
from cdi.contract.usual_words import plain_heading
from cdi.contract.vocabulary import ROWS_OF_A_SHEET, TextTable
from cdi.house_style import formatting
from cdi.new_audit.source_file import Sheet

SHEET_HEADING = "(sheet)"
"""The heading under which rows of several sheets say the title of theirs."""
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)(?:[:.][0-5]\d)?(?:\.\d+)?")


def join_sheets(sheets: Sequence[Sheet]) -> Sheet:
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
    return replace(sheets[0], title=formatting.listed(titles), text=table, surplus=surplus, parts=titles)


def belong_together(sheets: Sequence[Sheet]) -> bool:
    """Whether sheets have the same headings in the same columns and rows."""
    return len({tuple(_headings(sheet.text)) for sheet in sheets}) == 1


def _headings(text: TextTable) -> Iterable[tuple[str, str]]:
    return ((heading, text.letters[heading]) for heading in text.headings)


def join_times(sheet: Sheet) -> Sheet:
    """The sheet with each time of day put behind the day that it belongs to: Date Received and Time Received.

    The two are recognised by headings that differ in date and time alone, when all cells of the one are days, those of
    the other are times of day, and no day lacks its time.
    """
    frame, joined = sheet.text.frame, dict[str, str]()
    for heading in frame.columns:
        days = [each for each in frame.columns if _pair(each, heading)]
        if len(days) == 1 and _are_days(frame[days[0]]) and _are_times(frame[heading], frame[days[0]]):
            joined[days[0]] = heading
    if not joined:
        return sheet
    moments = {day: _with_time(frame[day], frame[time]) for day, time in joined.items()}
    frame = frame.assign(**moments).drop(columns=list(joined.values()))
    return replace(sheet, text=replace(sheet.text, frame=frame), joined=joined)


def _pair(day: str, time: str) -> bool:
    own, other = plain_heading(day), plain_heading(time)
    return "time" in other and "date" in own and "time" not in own and own.replace("date", "time") == other


def _are_days(cells: pd.Series) -> bool:
    written = {text for text in cells.str.strip() if text}
    return bool(written) and all(_is_day(text) for text in written)


def _is_day(text: str) -> bool:
    """Whether a cell says a day and no time of day; a bare number may be either."""
    try:
        moment = parse_moment(text)
    except (ValueError, OverflowError):
        return False
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0) and ":" not in text


def _are_times(times: pd.Series, days: pd.Series) -> bool:
    filled = days.str.strip() != ""
    return bool(times[filled].str.strip().map(lambda text: _clock(text) is not None).all())


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
    return pd.Series([f"{day} {_clock(time)}" if day else "" for day, time in pairs], index=days.index, dtype="str")
