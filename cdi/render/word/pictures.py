"""Charts as pictures of a Word file: the drawing itself, with a PNG for programs that know no SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import typst

from cdi.model.document import IntervalBar
from cdi.model.errors import PublicationRefused
from cdi.model.exhibit import Chart
from cdi.render.pdf import typefaces
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.package import OFFICE
from cdi.render.word.xml import NOTHING, Xml, safe

_TWENTIETH_OF_A_POINT = 635
"""In the unit of drawings, of which a point has 12,700."""
# Chosen: sharp enough on paper, and small.
_DOTS_PER_INCH = 144
_SIZE = re.compile(r'<svg[^>]*?\bviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_ROOT = re.compile(r"<svg\b")
_PAGES = b"""#set page(width: auto, height: auto, margin: 0pt)
#for chart in json(bytes(sys.inputs.charts)) { page(image(bytes(chart), format: "svg")) }"""
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_INLINE = (
    f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" '
    f'xmlns:pic="{_DRAWING}/picture" xmlns:asvg="{_SVG}" distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="{name}" {alt}>{more}</wp:docPr>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{png}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip r:embed="{svg}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)

_DECORATIVE = Xml(
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
"""What has a screen reader pass over a picture."""


def draw_pictures(drawings: Sequence[str]) -> list[bytes]:
    """SVG drawings as PNG; PublicationRefused when one cannot be drawn."""
    if not drawings:
        return []
    try:
        pages = typst.compile(
            _PAGES,
            format="png",
            ppi=_DOTS_PER_INCH,
            font_paths=typefaces(),
            sys_inputs={"charts": json.dumps(drawings)},
        )
    except typst.TypstError as broken:
        raise PublicationRefused(f"Word skin: a picture cannot be drawn: {broken}") from broken
    return pages if isinstance(pages, list) else [pages]


def bare_drawing(svg: str) -> bytes:
    """The drawing without what stands before it: a Word file holds no DOCTYPE."""
    start = _ROOT.search(svg)
    return (svg[start.start() :] if start else svg).encode()


def write_picture(chart: Chart, manuscript: Manuscript) -> Xml:
    """The chart as wide as the text, with its alternative text."""
    return _write(chart.svg, chart.id, f'descr="{safe(chart.alt)}"', NOTHING, manuscript.layout.width, manuscript)


def write_interval_bar(bar: IntervalBar, width: int, manuscript: Manuscript) -> Xml:
    """A line from 0 to 100%: the interval, the rate, and a dashed mark; as decoration, for the text says the same."""
    edge = 'stroke="#ffffff" stroke-width="2"'  # so that a mark stands out on any bar
    mark = ""
    if bar.mark is not None:
        line = f'<path d="M{bar.mark} 0v9"'
        mark = f'{line} {edge}/>{line} stroke="#8a4a00" stroke-dasharray="1.5 1"/>'
    value = f'<path d="M{bar.value} 1v7"'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 9">'
        '<rect y="2.5" width="100" height="4" fill="#dfe3e8"/>'
        f'<rect x="{bar.low}" y="2.5" width="{bar.high - bar.low}" height="4" fill="#4d7299"/>'
        f'{value} {edge}/>{value} stroke="#12436d" stroke-width="1.2"/>{mark}</svg>'
    )
    return _write(svg, f"interval {bar.figure}", "", _DECORATIVE, width, manuscript)


def _write(svg: str, name: str, alt: str, more: Xml, width: int, manuscript: Manuscript) -> Xml:
    """A drawing of that width, in twentieths of a point."""
    manuscript.drawings.append(svg)
    number = len(manuscript.drawings)
    keys = [manuscript.leads.add(f"{OFFICE}/image", f"media/picture{number}.{kind}") for kind in ("png", "svg")]
    size = _SIZE.search(svg)
    across = width * _TWENTIETH_OF_A_POINT
    down = int(across * float(size[2]) / float(size[1])) if size else across // 2
    named = safe(f"{name} {number}")
    return Xml(
        _INLINE.format(
            width=across, height=down, number=number, name=named, alt=alt, more=more, png=keys[0], svg=keys[1]
        )
    )
