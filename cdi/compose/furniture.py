"""The words of a document that stand in no template, by language: `templates/words/<language>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from functools import cache

from cdi.model.errors import PublicationRefused
from cdi.model.furniture import Furniture
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


@cache
def read_furniture(language: str, templates: Templates = SHIPPED_TEMPLATES) -> Furniture:
    """The words of a language (a BCP 47 tag), read once in a process.

    Raises PublicationRefused when there is no file of that language, or a word is missing or unknown.
    """
    path = templates.find(f"words/{language}.toml")
    try:
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        if missing := sorted({field.name for field in fields(Furniture)} - words.keys()):
            raise PublicationRefused(f"words of documents in {language}: {path.name} lacks {', '.join(missing)}")
        if not str(words["draft_notice"]).strip():
            raise PublicationRefused(
                f"words of documents in {language}: draft_notice is empty, so no draft would say so"
            )
        return Furniture(**words)
    except FileNotFoundError:
        raise PublicationRefused(f"no words of documents in {language}: {path.name} is missing") from None
    except TypeError as wrong:
        raise PublicationRefused(f"words of documents in {language}: {wrong}") from wrong
