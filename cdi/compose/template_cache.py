"""Templates compiled once in a process, and in every process that is forked from it."""

from __future__ import annotations

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket


class _InMemory(BytecodeCache):
    """Keeps the code of each template under a key that holds its name and the checksum of its source."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code as it was kept; as bytes it would take longer to read than to run."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template that was just compiled."""
        assert bucket.code is not None  # noqa: S101 - Jinja has just compiled it
        self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def compiled_templates() -> BytecodeCache:
    """The compiled templates of this process, for environments that translate templates in the same way."""
    return _InMemory()


_author_text: dict[str, CodeType] = {}


def template_of_text(environment: Environment, source: str) -> Template:
    """What the environment's own `from_string` gives; a block of author text in two documents is compiled once.

    All environments must translate templates in the same way.
    """
    if (code := _author_text.get(source)) is None:
        code = _author_text[source] = environment.compile(source)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))
