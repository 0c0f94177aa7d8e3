"""What each stage of a report is made from: data, settings, words, skins, code and the lock of the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.model.fault import InputFaulty
from cdi.pipeline.freshness import Input, StatedInput, checksum
from cdi.pipeline.imports import code_behind, code_of_notebook
from cdi.workspace.audit_files import list_files, resolve_inside
from cdi.workspace.names import NAME
from cdi.workspace.packages import LOCK, state_locked_packages
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGN_OFF
from cdi.workspace.toml import read_toml

_WORDS = ("documents.toml", "narrative")
_Settings = dict[str, dict[str, object]]
"""The tables of an `audit.toml`."""
_NOT_READ = (*_WORDS, "reconstruction.toml", SIGN_OFF)


def of_analysis(workspace: Workspace, ref: AuditRef) -> list[Input]:
    """Data of the audit and those before it, registers, notebook, its code with the tables beside it, and the lock."""
    data = _data_of_chain(workspace, ref)
    return [*data, workspace.data / "forces.toml", *of_notebook(workspace, workspace.notebook)]


def of_notebook(workspace: Workspace, notebook: Path) -> list[Input]:
    """What every analysis rests on: the notebook, its code with the tables beside it, the registers, and the lock."""
    reference = workspace.data / "reference"
    code = {*code_of_notebook(notebook), *code_behind("cdi.notebook.runner")}
    tables = {table for folder in {path.parent for path in code} for table in folder.glob("*.csv")}
    return [notebook, *_lock(workspace), *list_files(reference, reference), *sorted(code | tables)]


def of_audit(workspace: Workspace, ref: AuditRef) -> list[Path]:
    """What comes in with an audit: its data and words, and the data of those before it; nothing that forces share."""
    return [*_data_of_chain(workspace, ref), *words_of(workspace, ref)]


def of_readable(workspace: Workspace, ref: AuditRef, executed: Path) -> list[Input]:
    """The executed notebook and its skin, and what decides its marking and whether it is a draft."""
    skin = [path for name in ("notebook", "words", "html") for path in workspace.templates.files(name)]
    return [executed, *_says_of_itself(workspace, ref), *_lock(workspace), *skin, *code_behind("cdi.pipeline.readable")]


def of_document(workspace: Workspace, ref: AuditRef, manifest: Path) -> list[Input]:
    """The bundle, the words of the audit, templates and skins."""
    templates = workspace.templates
    skins = [
        path for name in ("documents", "passages", "words", "html", "pdf", "word") for path in templates.files(name)
    ]
    words = words_of(workspace, ref)
    return [manifest, *words, *skins, *_lock(workspace), *code_behind("cdi.pipeline.pages")]


def of_workbook(workspace: Workspace, ref: AuditRef, manifest: Path) -> list[Input]:
    """The bundle, what the documents say about themselves, words and layout; no author text stands in the workbook."""
    layout = workspace.templates.files("workbook")
    return [
        manifest,
        *_says_of_itself(workspace, ref),
        *layout,
        *_lock(workspace),
        *code_behind("cdi.pipeline.workbook"),
    ]


def _says_of_itself(workspace: Workspace, ref: AuditRef) -> list[Path]:
    """What the documents of an audit say about themselves, and who signed them off; no author text."""
    return [path for path in words_of(workspace, ref) if path.name in ("documents.toml", SIGN_OFF)]


def words_of(workspace: Workspace, ref: AuditRef) -> list[Path]:
    """The settings of an audit's documents, its author text, and who signed them off."""
    folder = workspace.audit_folder(ref)
    words = (folder / "documents.toml", *list_files(folder / "narrative", folder), folder / SIGN_OFF)
    return [path for path in words if path.is_file()]


def lies_elsewhere(workspace: Workspace, ref: AuditRef) -> bool:
    """Whether rows of the audit, or of one before it, are in a database, where no file shows that they changed."""
    return "database" in [settings.get("source", {}).get("kind") for settings in _chain(workspace, ref).values()]


def with_audits_before(workspace: Workspace, ref: AuditRef) -> list[AuditRef]:
    """The audit, the one it is compared with, the one before that, and so on."""
    return list(_chain(workspace, ref))


def _chain(workspace: Workspace, ref: AuditRef) -> dict[AuditRef, _Settings]:
    """The settings of the audit and of all before it, the latest first."""
    chain: dict[AuditRef, _Settings] = {}
    while ref not in chain:
        chain[ref] = _settings(workspace.audit_folder(ref))
        prior = chain[ref].get("inspection", {}).get("prior")
        if isinstance(prior, str) and NAME.fullmatch(prior):
            ref = AuditRef(ref.force, prior)
    return chain


def refuse_changed(workspace: Workspace, checksums: Mapping[str, str]) -> None:
    """Raise InputFaulty for the inputs that no longer have the checksums that an analysis named when it began.

    Rows of Parquet files stay where they are and are counted until it ends.
    """
    from cdi.load.checksums import change_of

    files = {name: workspace.root / name for name in checksums}
    changed = [name for name, path in files.items() if not path.is_file() or checksum(path) != checksums[name]]
    if changed:
        raise InputFaulty(map(change_of, changed))


def _data_of_chain(workspace: Workspace, ref: AuditRef) -> list[Path]:
    chain = _chain(workspace, ref)
    return [path for each, settings in chain.items() for path in _data(workspace.audit_folder(each), settings)]


def _settings(folder: Path) -> _Settings:
    """The `audit.toml` as far as it can be read; what is wrong with it is for the analysis to say."""
    try:
        settings = read_toml(folder / "audit.toml")
    except CdiError:
        return {}
    return {name: table for name, table in settings.items() if isinstance(table, dict)}


def _data(folder: Path, settings: _Settings) -> Iterator[Path]:
    """The files of an audit folder that an analysis reads; nothing outside it, whatever its settings say."""
    resolve_inside(folder, str(settings.get("source", {}).get("path", ".")))
    yield from (path for path in list_files(folder, folder) if path.relative_to(folder).parts[0] not in _NOT_READ)


def _lock(workspace: Workspace) -> tuple[Input, ...]:
    """What stands for the environment: the lock of the workspace, or else the versions of what is installed.

    A workspace that `cdi init` wrote has no lock: there the environment is whatever pip made of it.
    """
    lock = workspace.root / LOCK
    return (lock,) if lock.is_file() else (StatedInput("installed packages", state_locked_packages()),)
