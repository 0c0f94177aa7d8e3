"""The words that stand around the blocks of a document, in its language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Furniture:
    """The words that every document of a language has and no template spells: `templates/words/<language>.toml`.

    A word in braces is a slot that a skin fills: `{number}`, `{headline}`, `{caption}`, `{page}`, `{pages}`; `compose`
    fills `{letter}`, `{heading}`, `{appendix}` and `{subjects}` itself, and those of the list of numbers (`numbers_`,
    `number_`) and of the glossary (`glossary_`).
    """

    skip_to_content: str
    contents: str
    notes: str
    note_label: str
    note_back: str
    note_back_label: str
    graded: str
    draft_quote: str
    chart_title: str
    table_title: str
    page: str
    appendix: str
    appendix_heading: str
    section_of_appendix: str
    section: str
    # Younger than the first delivered trees, which are read without them; `read_furniture` asks for every word.
    also_as: str = ""
    also_pdf: str = ""
    also_docx: str = ""
    numbers_heading: str = ""
    numbers_intro: str = ""
    number_base: str = ""
    number_interval: str = ""
    number_test: str = ""
    number_source: str = ""
    number_of_records: str = ""
    number_of_reconstruction: str = ""
    number_as_published: str = ""
    number_derived: str = ""
    number_rounded: str = ""
    number_floor: str = ""
    number_of_register: str = ""
    number_made_up: str = ""
    uncovered: str = ""
    draft_notice: str = ""
    glossary_heading: str = ""
    glossary_intro: str = ""
    glossary_source: str = ""
    only_english_title: str = ""
    only_english: str = ""
    accessibility: str = ""
