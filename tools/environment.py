"""Writes `environment.yml` for conda users from the project's own list and the lock, so that both name one version.

Run by `make lock`; a test says when the two disagree.
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


def environment_yml(pyproject: str, lock: str) -> str:
    """The text of `environment.yml`: every direct dependency at the version of the lock.

    Raises KeyError for a dependency that the lock does not hold.
    """
    wanted = tomllib.loads(pyproject)
    names = [*wanted["project"]["dependencies"], *wanted["dependency-groups"]["dev"]]
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", lock, re.MULTILINE))
    lines = []
    for requirement in sorted(names):
        wanted_name, _, marker = requirement.partition(";")
        name = re.split(r"[<>=\[]", wanted_name)[0].strip()
        lines.append(f"      - {name}=={locked[name]}" + (f"; {marker.strip()}" if marker else ""))
    return _HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Write the file."""
    pyproject, lock = ((_PROJECT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "requirements.txt"))
    (_PROJECT / "environment.yml").write_text(environment_yml(pyproject, lock), encoding="utf-8")


if __name__ == "__main__":
    main()
