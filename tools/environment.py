"""Writes `environment.yml` for conda users from the project's own list and the lock, so that both name one version.

Run by `make lock`, with whatever Python there is: so it needs the standard library alone, and its few lines of YAML are
text. A test says when the file is not what this writes.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_PROJECT = Path(__file__).parents[1]
_HEAD = """# Written by "make lock" from pyproject.toml and requirements.txt; the same versions, by a test.
# conda env create -f environment.yml && conda activate cdi && pip install --no-deps -e .
name: cdi
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def compose_environment(pyproject: str, lock: str) -> str:
    """The text of `environment.yml`: every direct dependency at the version of the lock, with its marker.

    Raises KeyError for a dependency that is not in the lock.
    """
    project = tomllib.loads(pyproject)
    requirements = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    versions = dict(re.findall(r"^([a-z0-9-]+)==([^\s\\;]+)", lock, re.MULTILINE))
    lines = []
    for requirement in sorted(requirements):
        constraint, _, marker = requirement.partition(";")
        name = re.split(r"[<>=\[]", constraint)[0].strip()
        lines.append(f"      - {name}=={versions[name]}" + (f"; {marker.strip()}" if marker else ""))
    return _HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Write `environment.yml` beside the two files that it is made from."""
    pyproject, lock = ((_PROJECT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "requirements.txt"))
    (_PROJECT / "environment.yml").write_text(compose_environment(pyproject, lock), encoding="utf-8")


if __name__ == "__main__":
    main()
