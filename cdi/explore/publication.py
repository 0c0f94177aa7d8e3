"""An answer written down as an extra measure of its audit, for the next report, and taken out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from cdi.explore.answers import in_house_style
from cdi.explore.columns import show_month
from cdi.load.extra_measures import check_measure
from cdi.measures.cuts import Cut
from cdi.model.errors import UsageRefused, describe_refusal
from cdi.model.extra_measure import NOT_ESTABLISHED, ExtraMeasure
from cdi.model.fault import InputFaulty
from cdi.workspace.extra_measures import FILE, add_extra_measure, remove_extra_measure
from cdi.workspace.settings import check_settings, find_placeholders

_UNKNOWN = {"added_by": "<role of whoever added it>", "reason": "<why it was added>"}


@dataclass(frozen=True, repr=False)
class Publication:
    """What was done with an extra measure, where, and what is still to be filled in there.

    `figure_id` is how the ids of its figures begin.
    """

    name: str
    path: Path
    figure_id: str
    words: str

    def __repr__(self) -> str:
        return f"{self.name}: {self.words}\n  {self.path}"

    def _repr_html_(self) -> str:
        place = f"<code>{escape(str(self.path))}</code>"
        return in_house_style(f'<p class="title">{escape(self.name)}</p><p>{escape(self.words)}<br>{place}</p>')


def publish_cut(
    folder: Path, cut: Cut, name: str, title: str, said: Mapping[str, str | None], added_on: date | None
) -> Publication:
    """Declare a cut in the `measures.toml` of an audit folder.

    What is not said (`added_by`, `reason`) gets a placeholder there, and documents are drafts until it is filled in.
    Raises UsageRefused for a name that is taken, for what the contract of the file refuses, and for an example that
    came with the package, where nothing is written.
    """
    _require_own(folder)
    filled = {key: said.get(key) or placeholder for key, placeholder in _UNKNOWN.items()}
    entry = {
        "name": name,
        "title": title,
        "table": cut.question.table,
        "of": cut.question.name,
        "by": list(cut.by),
        "where": {column: _as_written(value) for column, value in cut.where.items()},
        "added_on": added_on or datetime.now().astimezone().date(),
        **filled,
    }
    try:
        measure = check_settings(ExtraMeasure, entry, folder / FILE, name)
        check_measure(folder / FILE, measure, lambda _: ())
        path = add_extra_measure(folder, measure)
    except InputFaulty as refused:
        raise UsageRefused(refused.for_terminal) from None  # whoever asked wrote it, and may see it
    except OSError as refused:
        raise UsageRefused(describe_refusal(refused)) from None
    words = f"an extra measure of the next report; its figures begin with {measure.figure_id}"
    if owed := find_placeholders(filled):
        words += f". Still to be filled in there: {', '.join(owed)}"
    return Publication(name, path, measure.figure_id, words)


def _require_own(folder: Path) -> None:
    if "_shipped" in folder.parts:
        raise UsageRefused(
            "this audit came with the package, where nothing is written; cdi init --sample makes a workspace with a "
            "copy of your own"
        )


def withdraw_measure(folder: Path, name: str) -> Publication:
    """Take an extra measure out of the `measures.toml` of an audit folder; UsageRefused for one that is not there."""
    try:
        path = remove_extra_measure(folder, name)
    except OSError as refused:
        raise UsageRefused(describe_refusal(refused)) from None
    return Publication(name, path, f"extra.{name.replace('-', '_')}", "no longer a measure of the next report")


def _as_written(value: Any) -> Any:
    """A condition as `measures.toml` has it."""
    if isinstance(value, tuple):
        return [_as_written(each) for each in value]
    return NOT_ESTABLISHED if value is None else show_month(value)
