"""Files of an audit: each path that its settings name is resolved here, each file looked at before it is opened.

What leads out of the audit folder, is no regular file, or is larger than any audit is refused. Nothing is opened to
find that out: a pipe would wait for ever, and a sparse file would be read for days.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cdi.model.fault import Fault, InputFaulty

LARGEST_BYTES = 8 * 2**30
"""Of a file of rows. Chosen: 50 million reports take 2 GB as CSV."""
LARGEST_SETTINGS = 2**20
"""Of a settings file or a file of author text. Chosen: the longest of ours has 20 KB."""
_MOST_FILES = 10_000
# Chosen: no address of a web page is longer; a word of a megabyte takes the typesetter hours.
_LONGEST_WORD = 1_000


def resolve_inside(folder: Path, name: str) -> Path:
    """The path of a file or folder that the settings of an audit name, when it lies in the audit folder.

    Raises InputFaulty for a path that leads out of it, by dots, as an absolute path or through a link, and for one that
    no file system knows.
    """
    try:
        path = folder / name
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        raise _refused(folder / "audit.toml", "names a path that cannot be", "a path inside the audit folder") from None
    if not inside:
        raise _refused(folder / "audit.toml", "names a path that leads out of the audit folder", "one inside it")
    return path


def check_regular(path: Path, largest: int = LARGEST_BYTES) -> Path:
    """The path, when it is a regular file (or a link to one) of no more than so many bytes; InputFaulty otherwise."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise _refused(path, "a link to nothing" if path.is_symlink() else "this file is missing", "a file") from None
    except (OSError, ValueError) as broken:
        raise _refused(path, f"cannot be looked at ({type(broken).__name__})", "a file that you may read") from None
    if not stat.S_ISREG(status.st_mode):
        raise _refused(path, "a folder, a pipe or a device", "a file")
    if status.st_size > largest:
        raise _refused(
            path,
            f"{_count(status.st_size)} bytes, so it was not opened",
            f"no more than {_count(largest)} bytes",
        )
    return path


def list_files(place: Path, folder: Path) -> tuple[Path, ...]:
    """The files at or below a place of an audit folder, in order, without what editors and office programs leave.

    Raises InputFaulty for one that is no regular file, too large, or a link that leads out of the folder, and for more
    than 10,000 files.
    """
    home = folder.resolve()
    files = []
    for path in [place] if place.is_file() else place.rglob("*"):
        if path.name.startswith((".", "~$")) or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            raise _refused(path, "leads out of the audit folder", "a copy of the file inside it")
        if not path.is_dir():
            files.append(check_regular(path))
        if len(files) > _MOST_FILES:
            raise _refused(folder, f"more than {_count(_MOST_FILES)} files", "the files of one audit")
    return tuple(sorted(files))


def read_author_file(path: Path, folder: Path) -> str:
    """The text of a file of author text; InputFaulty for a link out of the folder, a large file, or no UTF-8 text."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _refused(path, "leads out of the audit folder", "a copy of the file inside it")
    try:
        text = check_regular(path, LARGEST_SETTINGS).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _refused(path, "not UTF-8 text", "text; save it as UTF-8") from None
    except OSError as broken:
        raise _refused(path, f"cannot be read ({os.strerror(broken.errno or 0)})", "a file that you may read") from None
    return refuse_endless_word(path, text)


def refuse_endless_word(path: Path, text: str) -> str:
    """The text, when each of its words can be set on a page; InputFaulty for one of more than 1,000 letters."""
    longest = max(map(len, text.split()), default=0)
    if longest > _LONGEST_WORD:
        expected = f"words of no more than {_count(_LONGEST_WORD)} letters"
        raise _refused(path, f"a word of {_count(longest)} letters", expected)
    return text


def _count(number: int) -> str:
    from cdi.house_style import formatting  # it takes long to import, and nearly always nothing is refused

    return formatting.count(number)


def _refused(path: Path, problem: str, expected: str) -> InputFaulty:
    return InputFaulty([Fault(str(path), expected, problem=problem)])
