"""The stand-in for the grammars of web addresses: nothing is built until an address is checked, then all is as ever."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdi.notebook.engine.address_grammars import built_when_first_used
from tests.unit.notebook.engine.notebooks import run_in_forks, text, write_notebook

PACKAGE = "rfc3987_syntax"


@pytest.fixture
def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package of the same name and function whose import costs nothing."""
    (tmp_path / f"{PACKAGE}.py").write_text("def is_valid_syntax(term, value):\n    return value == 'good'\n", "utf-8")
    imported = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == PACKAGE}
    for name in imported:
        del sys.modules[name]
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop(PACKAGE, None)
    sys.modules.update(imported)


@pytest.mark.usefixtures("_package")
def test_the_package_is_imported_when_the_first_address_is_checked() -> None:
    with built_when_first_used():
        from rfc3987_syntax import is_valid_syntax
    assert PACKAGE not in sys.modules
    assert is_valid_syntax("iri", "good")
    assert not is_valid_syntax("iri", "bad")
    assert PACKAGE in sys.modules


@pytest.mark.usefixtures("_package")
def test_an_address_checked_while_the_stand_in_is_there_is_checked_by_the_package() -> None:
    with built_when_first_used():
        from rfc3987_syntax import is_valid_syntax

        assert not is_valid_syntax("iri", "bad")
    assert PACKAGE in sys.modules


@pytest.mark.usefixtures("_package")
def test_a_package_that_is_already_imported_stays() -> None:
    import rfc3987_syntax

    with built_when_first_used():
        assert sys.modules[PACKAGE] is rfc3987_syntax


LOOK = f"""
        import sys
        from jsonschema import FormatChecker
        print('jsonschema' in sys.modules, '{PACKAGE}.syntax_helpers' in sys.modules)
"""


def test_a_fork_has_jsonschema_without_the_grammars(tmp_path: Path) -> None:
    [node] = run_in_forks(write_notebook(tmp_path / "look.ipynb", LOOK))
    assert text(node, 0) == "True False\n"


@pytest.mark.long(
    reason="a second of grammars; test_an_address_checked_while_the_stand_in_is_there has another package"
)
def test_a_fork_has_jsonschema_without_the_grammars_and_checks_addresses_all_the_same(tmp_path: Path) -> None:
    source = f"""{LOOK}
        print(FormatChecker().conforms('no scheme', 'iri'), FormatChecker().conforms('http://ŵ.example', 'iri'))
    """
    [node] = run_in_forks(write_notebook(tmp_path / "addresses.ipynb", source))
    assert text(node, 0) == "True False\nFalse True\n"
