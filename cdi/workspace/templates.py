"""Where words and skins are read from: a workspace's own templates first, by name, then the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cdi.workspace.shipped import SHIPPED

USUAL_WORD_TEMPLATE = "reference.docx"
"""The file in `word/` that documents are laid out by which name no other."""


@dataclass(frozen=True, slots=True)
class Templates:
    """Folders of templates; a file of the first takes precedence over one of the same name in the next.

    `own` holds the names, times and sizes of a workspace's own files. So two values are equal only while those files
    are what they were, and what is compiled from them can be cached by the value.
    """

    folders: tuple[Path, ...]
    own: tuple[tuple[str, int, int], ...] = ()

    @classmethod
    def of_workspace(cls, root: Path) -> Templates:
        """The shipped templates, with those in `templates/` of a workspace before them, if it has any of its own."""
        folder = root / "templates"
        if folder == SHIPPED_TEMPLATES.folders[0]:
            return SHIPPED_TEMPLATES
        own = tuple(_mark(folder, path) for path in list_files(folder) if path.suffix != ".md")
        return cls((folder, *SHIPPED_TEMPLATES.folders), own) if own else SHIPPED_TEMPLATES

    def places(self, *names: str) -> list[Path]:
        """The folders of those names, in the order in which they are searched."""
        return [folder / name for name in names for folder in self.folders]

    def find(self, name: str) -> Path:
        """The file of that name, such as `html/style.css`; the shipped place of it when there is none."""
        places = self.places(name)
        return next((path for path in places if path.is_file()), places[-1])

    def files(self, name: str) -> list[Path]:
        """Every file in use below the folder of that name, so none that another replaces; sorted by name."""
        used: dict[str, Path] = {}
        for folder in self.folders:
            paths = _shipped_files(folder / name) if folder in SHIPPED_TEMPLATES.folders else list_files(folder / name)
            for path in paths:
                used.setdefault(path.relative_to(folder).as_posix(), path)
        return [used[key] for key in sorted(used)]

    def below(self, name: str) -> Templates:
        """The same for who reads the folder of that name alone: the shipped ones where a workspace has no file in it.

        So what is compiled from that folder is not compiled anew for a workspace with own files in others.
        """
        if not self.own:
            return self
        own = tuple(mark for mark in self.own if mark[0].startswith(f"{name}/"))
        return replace(self, own=own) if own else SHIPPED_TEMPLATES

    def as_they_are_now(self) -> Templates:
        """The same with the state of every file, shipped ones too: for a process in which all of them may change."""
        return Templates(
            self.folders, tuple(_mark(folder, path) for folder in self.folders for path in list_files(folder))
        )

    def overrides(self) -> list[str]:
        """The names of a workspace's own files that are used in place of shipped ones."""
        shipped = SHIPPED_TEMPLATES.folders[0]
        return [name for name, *_ in self.own if (shipped / name).is_file()]


SHIPPED_TEMPLATES = Templates((SHIPPED / "templates",))
"""Those of the package alone."""


def list_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder, or the one file; nothing that an editor or an office program left beside them."""
    paths = [folder] if folder.is_file() else folder.rglob("*")
    return tuple(sorted(path for path in paths if path.is_file() and not path.name.startswith((".", "~$"))))


@cache
def _shipped_files(folder: Path) -> tuple[Path, ...]:
    """Like the code, they stay as they are while a process runs."""
    return list_files(folder)


def _mark(folder: Path, path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return path.relative_to(folder).as_posix(), status.st_mtime_ns, status.st_size
