"""What went into two builds: input files, rows by key, settings, and the code, templates and lock behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdi.bundle.row_digests import Fingerprints
from cdi.diff.builds import Build, Record
from cdi.diff.figures import Named, changed_names, flat

# What a build rests on besides the force's own data, by where it lies; the first that fits.
_KINDS = (
    ("code", ("cdi/",)),
    ("templates", ("templates/",)),
    ("notebook", ("notebooks/",)),
    ("lock", ("requirements.txt", "installed packages")),
)
_WORDS = ("documents.toml", "narrative")


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows of one table that came, went or say something else, by key; `altered` gives the columns of each.

    For rows that stay where they are, in a Parquet file or a database, only their number is known: `has_keys` is false.
    """

    table: str
    before: int
    after: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: Mapping[str, tuple[str, ...]] | None = None
    has_keys: bool = True


@dataclass(frozen=True, slots=True)
class DataChange:
    """`files` are input files changed, new or gone; `made_by` the kinds of other things that changed, with their files.

    `has_rows` is false when one build has no record here, so that only files can be compared.
    """

    files: Mapping[str, str]
    tables: tuple[TableChange, ...]
    settings: tuple[Named, ...]
    made_by: Mapping[str, tuple[str, ...]]
    versions: tuple[str, str]
    has_rows: bool


def changed_data(before: Build, after: Build) -> DataChange:
    """What differs in the data of two builds; of two audits only what both rest on."""
    same = before.ref.audit == after.ref.audit
    old, new = before.record, after.record
    comparable = bool(old and new and old.rows and new.rows)
    return DataChange(
        files=_files(before.bundle.manifest["inputs"], after.bundle.manifest["inputs"], same=same),
        tables=changed_tables(old.rows, new.rows) if old and new and comparable and same else (),
        settings=tuple(changed_names(flat(old.settings), flat(new.settings))) if old and new and same else (),
        made_by=_made_by(old, new, same=same) if old and new else {},
        versions=(before.bundle.manifest["cdi_version"], after.bundle.manifest["cdi_version"]),
        has_rows=comparable,
    )


def _files(before: Mapping[str, str], after: Mapping[str, str], *, same: bool) -> dict[str, str]:
    both = {name: "changed" for name in before if name in after and before[name] != after[name]}
    if not same:
        return both
    new = dict.fromkeys(sorted(after.keys() - before.keys()), "new")
    return both | new | dict.fromkeys(sorted(before.keys() - after.keys()), "gone")


def changed_tables(before: Mapping[str, Fingerprints], after: Mapping[str, Fingerprints]) -> tuple[TableChange, ...]:
    """The tables whose rows differ, and those of which that is not known, in the order of the earlier build."""
    names = [*before, *(name for name in after if name not in before)]
    nothing = Fingerprints(0, (), {})
    changes = [_table(name, before.get(name, nothing), after.get(name, nothing)) for name in names]
    return tuple(change for change in changes if change is not None)


def _table(name: str, old: Fingerprints, new: Fingerprints) -> TableChange | None:
    if old.cells is None or new.cells is None:
        return TableChange(name, old.rows, new.rows, has_keys=False)
    added = tuple(key for key in new.cells if key not in old.cells)
    removed = tuple(key for key in old.cells if key not in new.cells)
    altered = {key: columns for key in new.cells if key in old.cells and (columns := _columns(key, old, new))}
    if not (added or removed or altered):
        return None
    return TableChange(name, old.rows, new.rows, added, removed, altered)


def _columns(key: str, old: Fingerprints, new: Fingerprints) -> tuple[str, ...]:
    """The columns in which a row says something else; a column that came or went counts."""
    if old.columns == new.columns and old.cells and new.cells and old.cells[key] == new.cells[key]:
        return ()
    cells = [dict(zip(table.columns, (table.cells or {})[key], strict=True)) for table in (old, new)]
    return tuple(named.name for named in changed_names(*cells))


def _made_by(old: Record, new: Record, *, same: bool) -> dict[str, tuple[str, ...]]:
    changed = [named.name for named in changed_names(old.made_from, new.made_from)]
    files: dict[str, list[str]] = {}
    for name in changed:
        kind = next((kind for kind, starts in _KINDS if name.startswith(starts)), None)
        if kind is None and same and any(f"/{part}" in name for part in _WORDS):
            kind = "words of the audit"
        if kind is not None:
            files.setdefault(kind, []).append(name)
    return {kind: tuple(sorted(names)) for kind, names in files.items()}
