"""A comparison in words: one line that says how much, then the details; and the same as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from cdi.diff.builds import Build
from cdi.diff.chance import Tested
from cdi.diff.compare import Comparison, Judged
from cdi.diff.figures import Named
from cdi.diff.inputs import DataChange, TableChange
from cdi.diff.wording import DocumentChange, marked
from cdi.house_style import formatting
from cdi.measures.figures import printed_base
from cdi.model.figure import Figure

FORMAT = 1
_LONG = 70


def summary(comparison: Comparison) -> str:
    """How much changed, in one line."""
    parts = [*_figures_in_short(comparison), *_words_in_short(comparison.documents), *_data_in_short(comparison.data)]
    if parts:
        return ", ".join(parts)
    if not comparison.data.has_rows or not all(table.has_keys for table in comparison.data.tables):
        return "Nothing changed in what both builds say; whether all rows are the same is not known"
    return "Nothing changed: both builds say the same and rest on the same data"


def as_text(comparison: Comparison, shown: int) -> str:
    """The whole comparison as lines; at most `shown` new figures, gaps, facts, rows and sentences that only follow."""
    sections = {
        "Figures": _figures(comparison, shown),
        "Gaps": _named(comparison.gaps, shown),
        "Facts": _named(comparison.facts, shown),
        "Words": [line for each in comparison.documents for line in _document(each, shown)],
        "Data": _data(comparison.data, shown),
        "Made by": _made_by(comparison.data),
        "Not to be published": iter(comparison.disclosure),
    }
    lines = [summary(comparison), f"before: {_build(comparison.before)}", f"after:  {_build(comparison.after)}"]
    for title, part in sections.items():
        details = [*part]
        lines += ["", title, *(f"  {line}" for line in details)] if details else []
    return "\n".join(lines)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values, nothing left out."""
    return {
        "format": FORMAT,
        "summary": summary(comparison),
        **{name: _build_as_json(build) for name, build in (("before", comparison.before), ("after", comparison.after))},
        "figures": {
            "changed": [_judged_as_json(each) for each in comparison.figures],
            "added": [figure.as_json() for figure in comparison.added],
            "removed": [figure.as_json() for figure in comparison.removed],
        },
        "gaps": [asdict(each) for each in comparison.gaps],
        "facts": [asdict(each) for each in comparison.facts],
        "documents": [asdict(each) for each in comparison.documents],
        "data": asdict(comparison.data),
        "disclosure": list(comparison.disclosure),
    }


def _build(build: Build) -> str:
    return f"{build.ref}, {build.folder}"


def _build_as_json(build: Build) -> dict[str, Any]:
    return {"force": build.ref.force, "audit": build.ref.audit, "folder": str(build.folder)}


def _judged_as_json(each: Judged) -> dict[str, Any]:
    change = each.change
    return {
        "id": change.id,
        "aspects": list(change.aspects),
        "before": change.before.as_json(),
        "after": change.after.as_json(),
        "difference": each.difference,
        "verdict": asdict(each.verdict) | {"case": each.verdict.case} if each.verdict else None,
    }


def _figures_in_short(comparison: Comparison) -> Iterator[str]:
    moved = [each for each in comparison.figures if each.change.moved]
    if moved:
        printed = sum(each.change.before.printed != each.change.after.printed for each in moved)
        in_print = f"{printed} in print; " if printed < len(moved) else ""
        yield f"{_some(len(moved), 'figure')} changed ({in_print}{_chance_in_short(moved)})"
    if others := len(comparison.figures) - len(moved):
        yield f"{_some(others, 'figure')} described otherwise"
    for figures, how in ((comparison.added, "new"), (comparison.removed, "gone")):
        if figures:
            yield f"{_some(len(figures), 'figure')} {how}"
    for named, what in ((comparison.gaps, "gap"), (comparison.facts, "fact")):
        if named:
            yield f"{_some(len(named), what)} changed"


def _chance_in_short(moved: Sequence[Judged]) -> str:
    """How many are more than chance; where none was tested, whether chance has no part in any of them."""
    answers = [each.verdict.more_than_chance for each in moved if each.verdict]
    if tested := [more for more in answers if more is not None]:
        more = sum(tested)
        return f"{more} more than chance, {len(tested) - more} not shown to be, {len(moved) - len(tested)} not tested"
    cases = {each.verdict.outcome for each in moved if each.verdict}
    no_part = {"same records", "published", "other interval", "counted"}
    return "chance has no part" if cases <= no_part else "none tested for chance"


def _words_in_short(documents: Sequence[DocumentChange]) -> Iterator[str]:
    if wording := sum(len(each.wording) for each in documents):
        yield f"{_some(wording, 'sentence')} changed beyond figures"
    if following := sum(len(each.following) for each in documents):
        yield f"{_some(following, 'sentence')} only in figures"
    for state in ("new", "gone", "not compared"):
        if listed := [each for each in documents if each.state == state]:
            yield f"{_some(len(listed), 'document')} {state}"


def _data_in_short(data: DataChange) -> Iterator[str]:
    for table in data.tables:
        yield from _table_in_short(table)
    parts = [f"{_some(len(data.settings), 'setting')} changed"] if data.settings else []
    parts += [f"{kind} changed" for kind in data.made_by]
    if not parts and data.files and not data.tables:
        parts = [f"{_some(len(data.files), 'input file')} changed"]
    yield from parts


def _table_in_short(table: TableChange) -> Iterator[str]:
    if not table.has_keys:
        if table.before != table.after:
            yield f"{table.table} {formatting.count(table.before)} rows before, {formatting.count(table.after)} now"
        return
    for keys, how in ((table.added, "added"), (table.removed, "removed"), (table.altered or {}, "altered")):
        if keys:
            yield f"{_some(len(keys), 'row')} of {table.table} {how}"


def _figures(comparison: Comparison, shown: int) -> Iterator[str]:
    groups: dict[str, list[Judged]] = {}
    for each in comparison.figures:
        groups.setdefault(each.verdict.words if each.verdict else "described otherwise", []).append(each)
    for words, group in groups.items():
        yield f"{words}:"
        for each in group:
            yield f"    {_figure(each)}"
            yield from (f"        {line}" for line in _figure_details(each))
    for how, figures in (("new", comparison.added), ("gone", comparison.removed)):
        if figures:
            yield f"{how}:"
            yield from (f"    {figure.id}  {figure.printed} ({figure.label})" for figure in figures[:shown])
            yield from _more(len(figures), shown)


def _figure(each: Judged) -> str:
    change = each.change
    printed = f"{change.before.printed} → {change.after.printed}"
    if change.before.printed == change.after.printed:
        printed = f"{change.after.printed}, printed the same"
    return f"{change.id}  {printed}" + (f"  ({each.difference})" if each.difference else "")


def _figure_details(each: Judged) -> Iterator[str]:
    before, after, aspects = each.change.before, each.change.after, each.change.aspects
    if "counts" in aspects and " of " not in after.printed:
        yield f"counts: {_counts(before)} → {_counts(after)}"
    if "interval" in aspects:
        yield f"interval: {_interval(before)} → {_interval(after)}"
    if "method" in aspects:
        yield f"the method changed: {_method(before)} → {_method(after)}"
    for aspect, one, other in (
        ("base", printed_base(before), printed_base(after)),
        ("name", before.label, after.label),
    ):
        if aspect in aspects:
            yield f"{aspect}: {one} → {other}"
    if "sources" in aspects:
        yield f"sources: {', '.join(before.sources)} → {', '.join(after.sources)}"
    if each.verdict and each.verdict.tested:
        yield _test(each.verdict.tested)


def _test(test: Tested) -> str:
    low, high = (formatting.signed(bound, 1) for bound in (test.low, test.high))
    level = formatting.percent(100 * test.level, 0)
    adjusted = f"p {formatting.p_value(test.p_value)}, adjusted for all that were tested"
    return f"{adjusted}; difference {low} to {high} percentage points at {level}; {test.method}"


def _counts(figure: Figure) -> str:
    if figure.numerator is None or figure.denominator is None:
        return "none"
    return formatting.fraction(figure.numerator, figure.denominator)


def _interval(figure: Figure) -> str:
    if figure.interval is None:
        return "none"
    places = 0 if figure.unit == "crimes" else 1
    return " to ".join(formatting.decimals(bound, places) for bound in (figure.interval.low, figure.interval.high))


def _method(figure: Figure) -> str:
    interval = figure.interval
    return f"{interval.method} at {formatting.percent(100 * interval.level, 0)}" if interval else "no interval"


def _named(named: Sequence[Named], shown: int) -> Iterator[str]:
    yield from (f"{each.name}: {_short(each.before)} → {_short(each.after)}" for each in named[:shown])
    yield from _more(len(named), shown)


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _document(change: DocumentChange, shown: int) -> Iterator[str]:
    if change.state == "not compared":
        yield f"{change.document}: not compared, for one of the builds keeps no document tree that this version reads"
        return
    if change.state != "changed":
        yield f"{change.document}: {change.state}"
        return
    for sentence in change.wording:
        yield f"{change.document} › {sentence.where}"
        yield f"    {marked(sentence.before, sentence.after)}"
    if change.following:
        some = _some(len(change.following), "sentence")
        yield f"{change.document}: {some} the same but for figures, facts and numbers"
        for same in change.following[:shown]:
            yield f"    {same.where}: {marked(same.before, same.after)}"
        yield from _more(len(change.following), shown)


def _data(data: DataChange, shown: int) -> Iterator[str]:
    yield from (f"{name}: {what}" for name, what in data.files.items())
    for table in data.tables:
        yield from _table(table, shown)
    yield from (f"setting {line}" for line in _named(data.settings, len(data.settings)))
    if not data.has_rows:
        yield "rows: not compared, for the record of one of the builds is not on this machine"


def _table(table: TableChange, shown: int) -> Iterator[str]:
    yield f"{table.table}: {formatting.count(table.before)} rows before, {formatting.count(table.after)} now"
    if not table.has_keys:
        yield "    not known which: these rows stay where they are and are only counted"
    for what, keys in (("added", table.added), ("removed", table.removed)):
        if keys:
            yield f"    {what}: {', '.join(keys[:shown])}"
            yield from _more(len(keys), shown)
    altered = table.altered or {}
    yield from (f"    altered: {key} ({', '.join(columns)})" for key, columns in [*altered.items()][:shown])
    yield from _more(len(altered), shown)


def _made_by(data: DataChange) -> Iterator[str]:
    if data.versions[0] != data.versions[1]:
        yield f"version {data.versions[0]} → {data.versions[1]}"
    yield from (f"{kind}: {', '.join(names)}" for kind, names in data.made_by.items())


def _more(n: int, shown: int) -> Iterator[str]:
    if n > shown:
        yield f"    and {formatting.count(n - shown)} more"


def _some(n: int, what: str) -> str:
    return f"{formatting.count(n)} {what}{'' if n == 1 else 's'}"
