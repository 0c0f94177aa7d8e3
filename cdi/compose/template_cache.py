"""Templates compiled once in a process, and in every process that is forked from it."""

from __future__ import annotations

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps the code of each template under a key that holds its name and the checksum of its source.

    Templates that are no file, such as author text, are kept by their source. All environments that use this must
    translate templates in the same way.
    """

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}
        self._code_of_text: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja the code of a template that was compiled before."""
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template that Jinja has compiled."""
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()

    def template_of(self, environment: Environment, source: str) -> Template:
        """What the environment's own `from_string` gives; a block that two documents share is compiled once."""
        code = self._code_of_text.get(source)
        if code is None:
            code = self._code_of_text[source] = environment.compile(source)
        return environment.template_class.from_code(environment, code, environment.make_globals(None))


@cache
def compiled_templates() -> CompiledTemplates:
    """The compiled templates of this process, for environments that translate templates in the same way."""
    return CompiledTemplates()
