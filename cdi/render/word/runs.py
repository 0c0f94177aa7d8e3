"""Runs of text: styles, links, note calls, and each figure as a content control bound to its id."""

from __future__ import annotations

from cdi.model.document import Run, Runs
from cdi.model.language import ENGLISH, WELSH
from cdi.render.word import styles
from cdi.render.word.binding import bookmark_name, figure_tag
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.xml import Xml, together, w

LANGUAGES: dict[str | None, str] = {ENGLISH: "en-GB", WELSH: "cy-GB"}
"""What Word calls the languages of documents."""


def write_runs(runs: Runs, manuscript: Manuscript) -> Xml:
    """The runs of a paragraph."""
    return together(*(_write_run(run, manuscript) for run in runs))


def write_text(
    text: str, *, bold: bool = False, italic: bool = False, style: str | None = None, language: str | None = None
) -> Xml:
    """Text in one style; `style` is the id of a character style, `language` given where it is not English."""
    properties = [w("rStyle", val=style)] if style else []
    properties += [w("b")] if bold else []
    properties += [w("i")] if italic else []
    properties += [w("lang", val=LANGUAGES[language])] if language not in (None, ENGLISH) else []
    # Attributes of XML's own: the spaces at either end count.
    said = w("t", text).replace("<w:t>", '<w:t xml:space="preserve">', 1)
    return w("r", *([w("rPr", *properties)] if properties else []), Xml(said))


def write_figure(run: Xml, figure: str, facet: str, manuscript: Manuscript) -> Xml:
    """Text that prints a figure, in a control that cannot be typed into and can be deleted with its sentence."""
    tag = figure_tag(figure, facet)
    about = w(
        "sdtPr",
        # Some programs keep the title of a control and lose its tag.
        w("alias", val=tag),
        w("tag", val=tag),
        w("id", val=manuscript.next_control()),
        w("lock", val="contentLocked"),
    )
    return w("sdt", about, w("sdtContent", run))


def write_number(text: str, figure: str, facet: str, manuscript: Manuscript, *, plain: Run | None = None) -> Xml:
    """A figure that leads to its entry in the list of numbers; `plain` gives the weight of the text around it."""
    style = manuscript.layout.style(styles.NUMBER)
    bold, italic = (plain.strong, plain.emphasis) if plain else (False, False)
    language = manuscript.language_of(plain) if plain else None
    run = write_text(text, bold=bold, italic=italic, style=style, language=language)
    return write_figure(manuscript.link(f"#number.{figure}", run), figure, facet, manuscript)


def write_field(code: str, result: Xml) -> Xml:
    """A field of Word with what it shows until Word works it out again; `code` is never text of an author."""
    return together(
        w("r", w("fldChar", fldCharType="begin")),
        Xml(f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'),
        w("r", w("fldChar", fldCharType="separate")),
        result,
        w("r", w("fldChar", fldCharType="end")),
    )


def _write_run(run: Run, manuscript: Manuscript) -> Xml:
    if run.note is not None:
        return _call_note(run.note, manuscript)
    figure, facet = run.figure, run.facet or ""
    if run.href is None and figure is not None:
        written = write_number(run.text, figure, facet, manuscript, plain=run)
    else:
        style = manuscript.layout.style(styles.LINK) if run.href is not None else None
        language = manuscript.language_of(run)
        written = write_text(run.text, bold=run.strong, italic=run.emphasis, style=style, language=language)
        written = written if run.href is None else manuscript.link(run.href, written)
        written = written if figure is None else write_figure(written, figure, facet, manuscript)
    return written if run.anchor is None else manuscript.bookmark(run.anchor, written)


def _call_note(number: int, manuscript: Manuscript) -> Xml:
    """A footnote; where it is called again, a field with its number that leads to the first call."""
    anchor, style = f"call-{number}", manuscript.layout.style(styles.NOTE_CALL)
    if number in manuscript.notes_called:
        return write_field(f"NOTEREF {bookmark_name(anchor)} \\f \\h", write_text(str(number), style=style))
    manuscript.notes_called.add(number)
    call = w("r", w("rPr", w("rStyle", val=style)), w("footnoteReference", id=number))
    return manuscript.bookmark(anchor, call)
