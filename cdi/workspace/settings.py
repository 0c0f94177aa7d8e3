"""What `data/forces.toml`, an `audit.toml` and a `documents.toml` say, checked against what they may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cdi.model.audit import NAME_PATTERN, PLACEHOLDER, Force
from cdi.model.errors import closest
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.audit_days import find_contradicted_days
from cdi.workspace.audit_files import resolve_inside
from cdi.workspace.national_forces import look_up_force, names_of_force
from cdi.workspace.paths import Workspace
from cdi.workspace.settings_models import AuditSettings, ComparisonSettings, DocumentEntry, Source
from cdi.workspace.toml import read_toml

_Model = TypeVar("_Model", bound=BaseModel)


def read_force(workspace: Workspace, force: str, day: date | None = None) -> Force:
    """A force as it was on a day; see `read_forces`. InputFaulty when its entry does not hold."""
    forces, faults = read_forces(workspace, [force], day)
    if faults:
        raise InputFaulty(faults)
    return forces[0]


def read_forces(workspace: Workspace, names: Iterable[str], day: date | None = None) -> tuple[list[Force], list[Fault]]:
    """Those of the named forces whose entries hold, and what is wrong with the others.

    What the reference knows of a force on that day comes first; `data/forces.toml` adds what is a choice of the
    workspace, and may say how a force of the reference is called in short, but not its official name.
    """
    path = workspace.data / "forces.toml"
    entries, forces, faults = read_toml(path), [], []
    for name in names:
        official = look_up_force(workspace.data, name, day)
        try:
            entry = _table(entries, name, path)
            faults_of_name = _name_faults(workspace, name, entry, path)
            if faults_of_name:
                raise InputFaulty(faults_of_name)
            own = {key: value for key, value in entry.items() if key != "name" or "name" not in official}
            forces.append(check_settings(Force, {"id": name, **official, **own}, path, name))
        except InputFaulty as faulty:
            faults += workspace.shown(faulty.faults)
    return forces, faults


def _name_faults(workspace: Workspace, force: str, entry: dict[str, Any], path: Path) -> list[Fault]:
    """That an entry gives a force of the reference a name that it never had; one that it had is not needed there."""
    official = names_of_force(workspace.data, force)
    if not official or entry.get("name", official[0]) in official:
        return []
    expected = f"no name, or the official one, {' or '.join(official)}; data/reference/forces.csv has it"
    return [Fault(str(path), expected, column=f"{force}.name", value=str(entry["name"]))]


def read_audit_settings(folder: Path) -> AuditSettings:
    """The `audit.toml` of an audit folder; InputFaulty names every key that does not hold, or is still to be filled in.

    Placeholders alone are no fault here: `find_unfilled_keys` lists them.
    """
    path = folder / "audit.toml"
    data = read_toml(path)
    inspection = {"audit": folder.name, "grades": data.pop("grades", {}), **_table(data, "inspection", path)}
    missing = [] if _table(data, "provenance", path).get("basis") == "published" else _missing_days(inspection)
    faults = [Fault(str(path), "this key, which is missing", column=f"inspection.{key}") for key in missing]
    try:
        settings = check_settings(AuditSettings, {**data, "inspection": inspection}, path)
    except InputFaulty as faulty:
        faults += faulty.faults
    else:
        faults += find_contradicted_days(settings.inspection, path)
    if faults:
        said = {fault.column for fault in faults}
        raise InputFaulty([*faults, *(fault for fault in find_unfilled_keys(folder) if fault.column not in said)])
    return settings


def _table(data: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    """A table of a settings file, empty when it is not there; InputFaulty when the name stands for something else."""
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise InputFaulty([Fault(str(path), f"a table, [{name}]", column=name, problem="a single value")])
    return table


def _missing_days(inspection: Mapping[str, Any]) -> list[str]:
    """The days of an inspection that rows cannot be counted without, as far as they are not given."""
    needed = ("fieldwork_label", "audit_period_start", "audit_period_end", "published_on")
    return [key for key in needed if inspection.get(key) is None]


def read_source_settings(folder: Path) -> AuditSettings:
    """What an `audit.toml` says of its source, as settings without an inspection, while that is not filled in yet.

    A source that is no text file counts as none. Raises InputFaulty when the source's settings do
    not hold.
    """
    path = folder / "audit.toml"
    data = read_toml(path)
    source = check_settings(Source, _table(data, "source", path), path, "source")
    if source.kind in ("parquet", "database"):
        source = Source(kind="published")
    parts: dict[str, Any] = {name: _table(data, name, path) for name in ("map", "values", "constants", "drop")}
    return AuditSettings.model_construct(source=source, **parts)


def read_source_path(folder: Path) -> str | None:
    """The file or folder of the audit folder that an `audit.toml` names as the source of its rows; None for none.

    What is wrong with the settings themselves is said when they are read whole, not here.
    """
    try:
        source = str(read_toml(folder / "audit.toml").get("source", {})["path"])
        resolve_inside(folder, source)
        return source
    except (InputFaulty, OSError, KeyError, TypeError, AttributeError):
        return None


def find_unfilled_keys(folder: Path) -> list[Fault]:
    """The placeholders of a scaffold that still stand in an `audit.toml`."""
    path = folder / "audit.toml"
    expected = "your own value in place of the <placeholder>"
    return [Fault(str(path), expected, column=key) for key in find_placeholders(read_toml(path))]


def find_placeholders(value: Any, key: str = "") -> list[str]:
    """The dotted keys of settings in which a scaffold's <placeholder> still stands."""
    match value:
        case str():
            return [key] if PLACEHOLDER.search(value) else []
        case dict():
            inner = [(f"{key}.{name}".lstrip("."), item) for name, item in value.items()]
        case list():
            inner = [(key, item) for item in value]
        case _:
            return []
    return [place for name, item in inner for place in find_placeholders(item, name)]


def read_documents(folder: Path) -> dict[str, Any]:
    """The settings of each document of an audit, by document type: what was written, and only that."""
    path = folder / "documents.toml"
    entries, faults = dict[str, DocumentEntry](), list[Fault]()
    for name, own in read_toml(path).items():
        try:
            entries[name] = check_settings(DocumentEntry, own, path, name)
        except InputFaulty as faulty:
            faults += faulty.faults
    if faults:
        raise InputFaulty(faults)
    return {name: entry.model_dump(by_alias=True, exclude_unset=True) for name, entry in entries.items()}


def read_comparison(folder: Path, chosen: Mapping[str, Any] | None = None) -> ComparisonSettings:
    """What a `comparison.toml` says, with what was chosen otherwise; InputFaulty names every key that is wrong."""
    path = folder / "comparison.toml"
    return check_settings(ComparisonSettings, {**read_toml(path), **(chosen or {})}, path)


def check_settings(model: type[_Model], data: dict[str, Any], path: Path, table: str = "") -> _Model:
    """The values of a settings file, or of the table of it that is named; InputFaulty names every key that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as broken:
        errors = [fault for fault in broken.errors() if fault["loc"][-1:] != ("constrained-str",)]
        raise InputFaulty(_settings_fault(model, fault, path, table) for fault in errors or broken.errors()) from broken


def _settings_fault(model: type[BaseModel], fault: ErrorDetails, path: Path, table: str) -> Fault:
    """What pydantic found, as a fault of the file: the dotted key, the value and the nearest key there is."""
    place = [str(part) for part in fault["loc"]]
    key = ".".join([table, *place] if table else place)
    match fault["type"]:
        case "missing":
            return Fault(str(path), "this key, which is missing", column=key)
        case "extra_forbidden":
            valid = _keys(model, place[:-1])
            expected = f"one of {', '.join(valid)}" if valid else "no key here"
            return Fault(
                str(path),
                expected,
                column=key,
                value=place[-1],
                nearest=closest(place[-1], valid),
                private=("value", "column"),
            )
    if fault["type"].startswith("date"):
        # Pydantic names the kind behind the key where a key may also hold a placeholder.
        key = key.removesuffix(".date") if place[-2:-1] and place[-1] == "date" else key
        return Fault(str(path), "a date such as 2026-07-01, without quotes", column=key, value=str(fault["input"]))
    if fault["type"] == "contradicted":
        context = fault["ctx"]
        return Fault(
            str(path), context["expected"], column=f"{key}.{context['key']}".lstrip("."), value=str(context["value"])
        )
    if fault["type"] == "twice":
        return Fault(str(path), fault["msg"], column=key)
    if fault["type"] == "literal_error":
        valid = re.findall(r"'([^']+)'", fault["ctx"]["expected"])
        value = str(fault["input"])
        return Fault(str(path), f"one of {', '.join(valid)}", column=key, value=value, nearest=closest(value, valid))
    expected = _expected_text(fault) or fault["msg"][:1].lower() + fault["msg"][1:]
    return Fault(str(path), expected.removeprefix("input should be "), column=key, value=str(fault["input"]))


_FORMS = {
    r'^https?://[^\s<>"]+$': "a web address that begins with https:// or http://, without blanks",
    NAME_PATTERN: "a name of lower-case letters, digits and hyphens",
    r"^[A-Za-z0-9][A-Za-z0-9 _-]*\.(docx|dotx)$": "the name of a Word template, ending in .docx or .dotx",
    r"^[^\n<>]*\S[^\n<>]*$": "a post or an office, on one line and without < and >",
}


def _expected_text(fault: ErrorDetails) -> str | None:
    """What a text should have been, in words that say no pattern; None where pydantic's own say it."""
    match fault["type"]:
        case "string_too_short":
            return "some text" if not fault["input"] else "a longer text"
        case "string_too_long":
            return f"{fault['ctx']['max_length']} letters at most"
        case "string_pattern_mismatch":
            return _FORMS.get(fault["ctx"]["pattern"], "a text of another form; the data contract says which")
    return None


def _keys(model: type[BaseModel], place: list[str]) -> list[str]:
    """The keys that a table of a settings file may have."""
    for part in place:
        if part.isdigit():  # the place in a list of tables
            continue
        declared = model.model_fields[part].annotation if part in model.model_fields else None
        tables = [
            kind for kind in (declared, *get_args(declared)) if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        if not tables:
            return []
        model = tables[0]
    return sorted(model.model_fields)
