"""Settings that fill memory, hide a key or say what no TOML file says: refused in words before they are parsed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cdi.model.fault import InputFaulty
from cdi.workspace.toml import read_toml

# A key of so many parts takes gigabytes once it is parsed; what stands before it tries to keep it from being counted.
BOMB = "a . " * 5_000 + "a = 1"
TOO_MANY, NO_TOML, HIDDEN = "a key of more than 20 parts", "not readable", "a sign that nobody can see"
LONG = "a word of"
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "a long key": (BOMB, TOO_MANY),
    "a long table": (f"[{'a . ' * 5_000}a]", TOO_MANY),
    "a long table in an array": (f"[[{'a . ' * 5_000}a]]", TOO_MANY),
    "a long key in a table of one line": ("x = { " + BOMB + " }", TOO_MANY),
    "parts in quotation marks": (" . ".join(['"a b"'] * 5_000) + " = 1", TOO_MANY),
    "parts with a quotation mark inside": (" . ".join([r'"a\""'] * 5_000) + " = 1", TOO_MANY),
    "parts with a backslash and a quotation mark inside": (" . ".join([r'"\\\""'] * 5_000) + " = 1", TOO_MANY),
    "parts with the other quotation mark inside": (" . ".join(['"\'"', "'\"'"] * 5_000) + " = 1", TOO_MANY),
    "parts of nothing": (" . ".join(["''", '""'] * 5_000) + " = 1", TOO_MANY),
    "behind a text of several lines": ('x = { s = """\n \' """, ' + BOMB + ', t = "\'" }', TOO_MANY),
    "behind a text that ends in five marks": ('x = [ """a""""", {' + BOMB + '}, "\\"" ]', TOO_MANY),
    "behind a text that ends in four marks": ('x = [ """a"""", {' + BOMB + "} ]", TOO_MANY),
    "behind a literal text that ends in five marks": ("x = [ '''a''''', {" + BOMB + "}, '' ]", TOO_MANY),
    "behind an escaped end of a line": ('x = """a\\\n"""\n' + BOMB, TOO_MANY),
    "behind a backslash in a literal text": ("x = [ 'a\\', {" + BOMB + "}, '' ]", TOO_MANY),
    "behind an escaped backslash": (r'x = [ "\\", {' + BOMB + r'}, "\"" ]', TOO_MANY),
    "behind a comment with a quotation mark": ('x = [ 1, # it\'s "\n {' + BOMB + "}]", TOO_MANY),
    "behind a sign of comments in a text": ('x = [ "#", {' + BOMB + "}]", TOO_MANY),
    "arrays in arrays": ("a = " + "[ " * 50_000, NO_TOML),
    "tables in tables": ("a = " + "{ a = " * 20_000, NO_TOML),
    "arrays of tables in arrays": ("a = " + "[ { a = " * 20_000, NO_TOML),
    "a number of 5,000 digits": (f"a = {'9' * 5_000}", LONG),
    "a number of 5,000 digits in parts": (f"a = 9{'_9' * 5_000}", LONG),
    "a date that is none": ("a = 2018-02-31", NO_TOML),
    "a time zone that is none": ("a = 2018-01-01T00:00:00+99:99", NO_TOML),
    "a key twice": ("a = 1\na = 2", NO_TOML),
    "a key twice, once in code points": ('a = 1\n"\\u0061" = 2', NO_TOML),
    "a key twice, once by its dots": ("a.b = 1\n[a]\nb = 2", NO_TOML),
    "a table that is extended": ("a = {b = 1}\na.c = 2", NO_TOML),
    "a byte order mark": (b"\xef\xbb\xbfa = 1", "a byte order mark"),
    "UTF-16": ("a = 1".encode("utf-16"), "not UTF-8 text"),
    "letters of Latin-1": ("a = 'é'".encode("latin-1"), "not UTF-8 text"),
    "letters written too long": (b'a = "\xc0\xaf"', "not UTF-8 text"),
    "half a pair": (b'a = "\xed\xa0\x80"', "not UTF-8 text"),
    "half a pair in code points": ('a = "\\ud800"', NO_TOML),
    "a zero byte": (b'a = "\0"', NO_TOML),
    "a zero byte in a comment": (b"# \0\na = 1", NO_TOML),
    "a zero byte in code points": ('a = "\\u0000"', f"{HIDDEN}, U\\+0000"),
    "an order to a terminal in code points": ('a = "\\u001b[2J"', f"{HIDDEN}, U\\+001B"),
    "an order of reading turned round": ('[a]\nb = ["\u202elatot"]', f"a.b: .*{HIDDEN}, U\\+202E"),
    "a sign of no width in a key": ('[a]\n"b\u200b" = 1', f"{HIDDEN}, U\\+200B"),
    "a line break of few programs": ('a = "x\u2028y"', f"{HIDDEN}, U\\+2028"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_settings_that_nobody_writes_are_refused(tmp_path: Path, kind: str) -> None:
    content, said = REFUSED[kind]
    path = tmp_path / "audit.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputFaulty, match=said):
        read_toml(path)


@pytest.mark.parametrize(
    "text",
    [
        'a = """One. Two. Three. Four."""\n[b."c.d".\'e.f\']\n"g h" = 1.5 # i.j.k\n',
        "a = '''" + "It's so. " * 40 + "'''\n",
        'a = "' + r"\"x\". " * 40 + '"\n',
        f"# {'a.' * 40}\na = [1, 2.5, 2018-01-01T10:00:00Z]\n",
        '[a]\nb = """\nline one\nline two"""\n',
    ],
)
def test_settings_that_people_write_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "audit.toml"
    path.write_text(text, encoding="utf-8")
    assert read_toml(path) == tomllib.loads(text)
