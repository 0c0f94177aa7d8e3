"""The styles that the Word skin uses, by the names that Word shows; `docs/how-to/word-template.md` lists them."""

from __future__ import annotations

TITLE = "Title"
HEADINGS = ("heading 1", "heading 2", "heading 3", "heading 4")
CONTENTS_TITLE = "TOC Heading"
CONTENTS = ("toc 1", "toc 2", "toc 3")
BULLETS, NUMBERS, ROMANS = "List Bullet", "List Number", "CDI Roman List"
CONTINUED = "List Continue"
PARAGRAPHS, DECIMALS = "CDI Numbered Paragraph", "CDI Decimal Paragraph"
QUOTE, SPEAKER = "Quote", "CDI Speaker"
CAPTION, SUBTITLE, PICTURE, SOURCE = "caption", "CDI Subtitle", "CDI Picture", "CDI Source"
CELL, NUMBER_CELL, TABLE = "CDI Cell", "CDI Number Cell", "CDI Table"
FIELD, CALLOUT, NUMBER_LIST = "CDI Field", "CDI Callout", "CDI List of Numbers"
BOX, BOX_TITLE = {"box": "CDI Box", "notice": "CDI Notice"}, {"box": "CDI Box Title", "notice": "CDI Notice Title"}
GRADES = {
    grade: f"CDI Grade {grade}" for grade in ("Inadequate", "Requires improvement", "Adequate", "Good", "Outstanding")
}
KEY_TITLE, KEY_NUMBER, KEY_WORDS, KEY_FIGURES = "CDI Key Title", "CDI Key Number", "CDI Key Words", "CDI Key Figures"
LINK, NUMBER, NOTE_CALL, NOTE = "Hyperlink", "CDI Number", "footnote reference", "footnote text"

NUMBERED = (BULLETS, NUMBERS, ROMANS, PARAGRAPHS, DECIMALS)
"""Those that must have a numbering of their own in the template."""
LEVELS = {BULLETS: 3, NUMBERS: 3, ROMANS: 3, PARAGRAPHS: 1, DECIMALS: 3}
"""How many levels of it are used."""
PARAGRAPH_STYLES = (
    TITLE, *HEADINGS, CONTENTS_TITLE, *CONTENTS, BULLETS, NUMBERS, ROMANS, CONTINUED, PARAGRAPHS, DECIMALS, QUOTE,
    SPEAKER, CAPTION, SUBTITLE, PICTURE, SOURCE, CELL, NUMBER_CELL, FIELD, CALLOUT, NUMBER_LIST, *BOX.values(),
    *BOX_TITLE.values(), *GRADES.values(), NOTE,
    KEY_TITLE, KEY_NUMBER, KEY_WORDS,
)  # fmt: skip
CHARACTER_STYLES = (LINK, NUMBER, NOTE_CALL)
TABLE_STYLES = (TABLE, KEY_FIGURES)
