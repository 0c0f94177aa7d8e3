"""The way to rows that stay where they are: a database by its address, or a folder of Parquet files, as tables of Ibis.

The address of a database, with its password, comes from an environment variable and is never kept or shown.
"""

from __future__ import annotations

import glob
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cdi.load.files import checked, refused
from cdi.model.errors import CdiError, ContractBroken, closest
from cdi.model.fault import Fault, InputFaulty


@contextmanager
def quiet() -> Iterator[None]:
    """Ibis asks pandas for an option that pandas is about to drop; nothing that a user of ours can act on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", message="The 'future.infer_string' option")
        yield


@contextmanager
def connected(variable: str, environ: Mapping[str, str] = os.environ) -> Iterator[Any]:
    """A connection to the database whose address is in the environment variable; it is left open.

    Raises ContractBroken when the variable is not set or anything inside the block fails; the message never holds the
    address.
    """
    address = environ.get(variable)
    if not address:
        raise ContractBroken(f"the environment variable {variable} is not set; expected the address of the database")
    try:
        with quiet():
            import ibis

            yield ibis.connect(address)
    except CdiError:
        raise
    except Exception as failed:
        refuse_memory(failed)
        raise ContractBroken(
            f"the database of {variable} cannot be reached ({type(failed).__name__}); its address is not shown"
        ) from None


def refuse_memory(error: Exception) -> None:
    """Raise MemoryError for an error of an engine that says so of our own memory: then nothing is wrong with the data.

    The embedded engine has a class of its own for it, whose message names files of the machine.
    """
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        raise MemoryError from None


def from_database(variable: str, schema: str | None, names: Sequence[str]) -> dict[str, Any]:
    """The tables of these names in the database, or in one schema of it, by `connected`."""
    place = {"database": schema} if schema else {}
    with connected(variable) as connection:
        return {name: connection.table(name, **place) for name in connection.list_tables(**place) if name in names}


def from_parquet(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """The Parquet files of a folder as tables of an embedded engine; the rows stay in the files."""
    import ibis

    connection = ibis.duckdb.connect()
    tables, faults = {}, []
    for path in sorted(folder.glob("*.parquet")):
        if path.stem not in names:
            expected = "the name of a record-level table"
            faults.append(
                Fault(
                    str(path),
                    expected,
                    problem="a file of no table",
                    nearest=closest(path.stem, names),
                    private=("file",),
                )
            )
            continue
        checked(path, folder)
        try:
            with quiet():
                tables[path.stem] = connection.read_parquet(glob.escape(str(path)))
        except Exception as broken:
            refuse_memory(broken)
            raise refused(path, f"not readable as Parquet ({type(broken).__name__})", "a Parquet file") from None
    if faults:
        raise InputFaulty(faults)
    return tables
