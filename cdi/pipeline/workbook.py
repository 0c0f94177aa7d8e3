"""A bundle becomes the workbook of its tables, once for all documents of a report."""

from __future__ import annotations

from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.workbook import compose_workbook, read_workbook_words
from cdi.model.audit_ref import AuditRef
from cdi.model.document import LANGUAGE
from cdi.pipeline.signed_content import are_figures_signed
from cdi.render.workbook.ods import ods_environment, write_ods
from cdi.render.workbook.xlsx import write_xlsx
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


def produce_workbook(
    bundle: Path, words: Path, ref: AuditRef, templates: Templates = SHIPPED_TEMPLATES
) -> dict[str, bytes]:
    """The workbook by suffix. `bundle` is the folder of the bundle, `words` the audit folder with `documents.toml`.

    Raises PublicationRefused when the bundle is not of that force and audit.
    """
    whole = read_bundle(bundle, ref)
    workbook = compose_workbook(whole, words, templates, draft=not are_figures_signed(whole, words))
    return {"xlsx": write_xlsx(workbook), "ods": write_ods(workbook, templates)}


def make_ready() -> None:
    """Compile and read what is shipped, so that no fork has to. Starts no thread."""
    read_workbook_words(LANGUAGE)
    environment = ods_environment(SHIPPED_TEMPLATES)
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)
