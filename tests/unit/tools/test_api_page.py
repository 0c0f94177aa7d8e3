"""`docs/api.md` is what the docstrings say, and names everything that `import cdi` offers."""

from __future__ import annotations

import ast
import subprocess
import sys

import cdi
from tools.api_page import PAGE, write_page


def test_the_page_is_as_the_docstrings_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "run: python -m tools.api_page"


def test_every_public_name_is_on_the_page_and_in_the_stub() -> None:
    stub = PAGE.parents[1] / "cdi" / "__init__.pyi"
    names = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(stub.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert names | {"__version__"} == set(cdi.__all__) == set(dir(cdi))
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in names if f"### {name}" not in page and f"### cdi.{name}(" not in page] == []


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import cdi, sys; print([name for name in ('pandas', 'numpy', 'matplotlib', 'ibis') if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert printed.strip() == "[]"
