"""How long modules and functions are, what names they use, and where numbers become text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCES = {path.relative_to(PROJECT).as_posix(): path.read_text("utf-8") for path in (PROJECT / "cdi").rglob("*.py")}

LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
# The participles that once named everything: an audit, a rate, a process, a file.
PARTICIPLES = ("held", "found", "made", "told", "known")
_ANYWHERE = re.compile(rf"\b_*(?:{'|'.join(PARTICIPLES)})_*\b")
# `model` and `stats` lie below `house_style`, so they cannot call its formatting; their numbers are in errors alone.
FORMATTED_BY_THEMSELVES = ("cdi/model/", "cdi/stats/", "cdi/house_style/formatting")


@cache
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """The syntax of a module, for all the rules that look at it; as `ast.walk`, in a third of its time."""
    nodes: list[ast.AST] = [ast.parse(text)]
    for node in nodes:
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, ast.AST):
                nodes.append(value)
            elif isinstance(value, list):
                nodes += [each for each in value if isinstance(each, ast.AST)]
    return tuple(nodes)


def names_of(node: ast.AST) -> Iterator[str]:
    """What a node names: a variable, an attribute, an argument, a function, a class, a module."""
    if isinstance(node, ast.Constant):
        return
    for field in node._fields:
        value = getattr(node, field, None)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield from each.split(".")


def long_modules(sources: dict[str, str]) -> set[str]:
    return {path for path, text in sources.items() if len(text.splitlines()) > LONGEST_MODULE}


def long_functions(sources: dict[str, str]) -> set[str]:
    return {
        f"{path}: {node.name}"
        for path, text in sources.items()
        for node in nodes_of(text)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }


def homonyms(sources: dict[str, str]) -> dict[str, list[str]]:
    """The modules of each public class whose name another class has too."""
    homes: dict[str, list[str]] = {}
    for path, text in sorted(sources.items()):
        (module,) = (node for node in nodes_of(text) if isinstance(node, ast.Module))
        for node in module.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path)
    return {name: paths for name, paths in homes.items() if len(paths) > 1}


def participles(text: str) -> int:
    if not _ANYWHERE.search(text):  # which takes a moment, and the rest a hundred times as long
        return 0
    return sum(name.strip("_") in PARTICIPLES for node in nodes_of(text) for name in names_of(node))


def formatted_numbers(text: str) -> Iterator[int]:
    """The lines where a number becomes text: `{x:,}`, `{x:g}`, `{x:.1f}`, `"%.1f" %`, `round(x, 1)`."""
    for node in nodes_of(text):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=parts)):
                spec = "".join(part.value if isinstance(part, ast.Constant) else "0" for part in parts)
                if re.fullmatch(r"[^%]?[<>^=]?[-+ ]?#?0?\d*[,_]?(?:\.\d+)?[defgn%]?", spec) and re.search(
                    r"[,_.efgn%]", spec
                ):
                    yield node.lineno
            case ast.Call(func=ast.Name(id="round"), args=[_, _]):
                yield node.lineno
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str())):
                yield node.lineno


def test_modules_are_short_and_none_is_a_drawer_for_everything() -> None:
    assert long_modules(SOURCES) == set()
    assert [path for path in SOURCES if Path(path).stem in ("utils", "helpers", "common", "misc")] == []


def test_functions_are_short() -> None:
    assert long_functions(SOURCES) == set()


def test_names_say_what_a_thing_is() -> None:
    counts = {path: count for path, text in SOURCES.items() if (count := participles(text))}
    assert counts == {}, f"uses of {PARTICIPLES} as names"


def test_no_two_classes_have_the_same_name() -> None:
    assert homonyms(SOURCES) == {}


def test_only_formatting_turns_numbers_into_text() -> None:
    places = [
        f"{path}:{line}"
        for path, text in SOURCES.items()
        if not path.startswith(FORMATTED_BY_THEMSELVES)
        for line in formatted_numbers(text)
    ]
    assert places == []


def test_what_coverage_leaves_out_has_a_reason() -> None:
    marks = [
        f"{path}: {line.strip()}"
        for path, text in SOURCES.items()
        for line in text.splitlines()
        if re.search(r"pragma: no (cover|branch)", line) and not re.search(r"pragma: no (cover|branch) - \w", line)
    ]
    assert marks == []


def test_the_rules_see_what_they_are_for() -> None:
    long = "def f():\n" + "    pass\n" * 50
    assert long_functions({"a.py": long, "b.py": long[:-9]}) == {"a.py: f"}
    assert long_modules({"a.py": "\n" * 301, "b.py": "\n" * 300}) == {"a.py"}
    one, two = "class Chart:\n    pass\n", "class Chart(Base):\n    pass\nclass _Own:\n    pass\n"
    assert homonyms({"a.py": one, "b.py": two, "c.py": two[26:]}) == {"Chart": ["a.py", "b.py"]}
    assert participles('held = found  # held\n"found"\n') == 2
    assert participles("import told\nfrom a.made import b as known\nclass held:\n  def found(self, made): x._told") == 7
    assert participles("f(known=1)\nx.held = f'{found}'\nglobal made\ntry: pass\nexcept E as told: pass") == 5
    texts = (
        'f"{x:,}"',
        'f"{x:g}"',
        'f"{x:+.1f}"',
        'f"{x:{n}.2f}"',
        "round(x, 1)",
        '"%.1f" % x',
        'f"{x:.0%}"',
        'f"{x:,.12g}"',
    )
    assert [text for text in texts if not list(formatted_numbers(text))] == []
    others = 'f"{x}"', 'f"{x:%Y-%m-%d}"', 'f"{x:05d}"', 'f"{x:>10}"', "round(x)", 'f"{x!r}"', 'f"{x:032x}"'
    assert [text for text in others if list(formatted_numbers(text))] == []
