"""The `measures.toml` of an audit: its extra measures read, one more written, one taken out again.

What people wrote in the file stays as it is, comments too, and the file changes in one move or not at all.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table, Whitespace

from cdi.model.errors import UsageRefused, nearest
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.names import NAME
from cdi.workspace.settings import check_settings
from cdi.workspace.toml import read_toml

FILE = "measures.toml"
MOST = 20
"""Chosen: of more measures that are looked at side by side, some lie apart by chance alone, whatever the correction."""
_PLACE = "\0\n"


def read_extra_measures(folder: Path) -> tuple[list[ExtraMeasure], list[Fault]]:
    """The extra measures of an audit folder, in the order of the file, and what is wrong with the others.

    Columns and values are not looked up here. None where there is no file.
    """
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        return [], []
    try:
        entries = read_toml(path)
    except InputFaulty as refused:
        return [], [*refused.faults]
    measures, faults = list[ExtraMeasure](), list[Fault]()
    if len(entries) > MOST:
        faults.append(Fault(str(path), f"no more than {MOST} extra measures", problem=f"{len(entries)} of them"))
    for name, entry in entries.items():
        try:
            measures.append(_read_measure(path, name, entry))
        except InputFaulty as refused:
            faults += refused.faults
    return measures, faults


def _read_measure(path: Path, name: str, entry: Any) -> ExtraMeasure:
    if not isinstance(entry, dict):
        raise InputFaulty([Fault(str(path), f"a table, [{name}]", column=name, problem="a single value")])
    if not NAME.fullmatch(name):
        expected = "lower-case letters, digits and hyphens, such as violence-by-route"
        raise InputFaulty([Fault(str(path), expected, column=name, value=name)])
    if "name" in entry:
        expected = "no key here; the table has the name of the measure"
        raise InputFaulty(
            [Fault(str(path), expected, column=f"{name}.name", problem="a name beside that of the table")]
        )
    return check_settings(ExtraMeasure, {"name": name, **entry}, path, name)


def add_extra_measure(folder: Path, measure: ExtraMeasure) -> Path:
    """Write one more measure, as the file words it, at the end of the file; the same once more changes nothing.

    Raises UsageRefused for a name that another measure has, for one too many, and while the file has faults.
    """
    path = folder / FILE
    measures, faults = read_extra_measures(folder)
    if faults:
        raise InputFaulty(faults)
    if not NAME.fullmatch(measure.name):
        raise UsageRefused(f"{measure.name!r}: expected lower-case letters, digits and hyphens, as violence-by-route")
    same = {each.name: each for each in measures}.get(measure.name)
    entry = _as_entry(measure)
    if same is not None:
        if _question(_as_entry(same)) == _question(entry):
            return path
        raise UsageRefused(f"{measure.name} is the name of another extra measure; unpublish that one or choose a name")
    if len(measures) == MOST:
        raise UsageRefused(f"this audit has {MOST} extra measures already; unpublish one of them first")
    before = _read_text(path)
    written = tomlkit.dumps({measure.name: entry})
    _replace(path, f"{before}\n{written}" if before else written)
    return path


def remove_extra_measure(folder: Path, name: str) -> Path:
    """Take a measure out of the file, which goes with its last one; all else in it stays as it was written.

    Raises UsageRefused, with the nearest name, for one that the file does not have.
    """
    path = folder / FILE
    names = [*read_toml(path)] if path.exists() else []
    if name not in names:
        raise UsageRefused(f"no extra measure {name!r}; {nearest(name, names) if names else 'this audit has none'}")
    before = _read_text(path)
    after = _without(before, name)
    expected = {key: entry for key, entry in tomllib.loads(before).items() if key != name}
    if tomllib.loads(after) != expected:
        raise UsageRefused(f"{FILE}: [{name}] is written in several places; take it out by hand")
    if after.strip():
        _replace(path, after)
    else:
        path.unlink()
    return path


def _question(entry: dict[str, Any]) -> dict[str, Any]:
    """What a measure counts, whoever added it, and when."""
    return {key: entry.get(key) for key in ("table", "of", "by", "where")}


def _as_entry(measure: ExtraMeasure) -> dict[str, Any]:
    """A measure as its table of the file, with what it does not say left out."""
    entry = {
        "title": measure.title,
        "table": measure.table,
        "of": measure.of,
        "by": [*measure.by],
        "added_by": measure.added_by,
        "added_on": measure.added_on,
        "reason": measure.reason,
    }
    return entry | ({"where": {**measure.where}} if measure.where else {})


def _without(text: str, name: str) -> str:
    """The file without a table. Comments behind it belong to what follows, and the line before it was set for it."""
    document = tomlkit.parse(text)
    trailing = ""
    for place, (key, item) in enumerate(document.body):
        if key is not None and key.key == name:
            trailing = _trailing(item)
            document.body[place] = (None, Whitespace(_PLACE))
    before, _, after = tomlkit.dumps(document).partition(_PLACE)
    rest = trailing + after.replace(_PLACE, "")
    if not before:
        return rest.lstrip("\n")
    # The empty line above the table, or the end of the line above it when nothing follows.
    return (before[:-1] if before.endswith("\n\n") or not rest else before) + rest


def _trailing(item: Any) -> str:
    """The comments and empty lines behind the last key of a table, as they are written."""
    if not isinstance(item, Table):
        return ""
    lines: list[str] = []
    for line in reversed(item.as_string().splitlines(keepends=True)):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        lines.insert(0, line)
    return "".join(lines)


def _read_text(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _replace(path: Path, text: str) -> None:
    """Write the file in one move; where that is refused, nothing is left."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
