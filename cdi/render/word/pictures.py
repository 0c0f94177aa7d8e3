"""Charts as pictures of a Word file: the drawing itself, with a PNG for programs that know no SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import typst

from cdi.model.errors import PublicationRefused
from cdi.model.exhibit import Chart
from cdi.render.pdf import typefaces
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.package import OFFICE
from cdi.render.word.xml import Xml, safe

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
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="{name}" descr="{alt}"/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{png}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip r:embed="{svg}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def draw_pictures(charts: Sequence[Chart]) -> list[bytes]:
    """The charts as PNG; PublicationRefused when one cannot be drawn."""
    if not charts:
        return []
    drawings = json.dumps([chart.svg for chart in charts])
    try:
        pages = typst.compile(
            _PAGES, format="png", ppi=_DOTS_PER_INCH, font_paths=typefaces(), sys_inputs={"charts": drawings}
        )
    except typst.TypstError as broken:
        raise PublicationRefused(f"Word skin: a chart cannot be drawn: {broken}") from broken
    return pages if isinstance(pages, list) else [pages]


def bare_drawing(svg: str) -> bytes:
    """The drawing without what stands before it: a Word file holds no DOCTYPE."""
    start = _ROOT.search(svg)
    return (svg[start.start() :] if start else svg).encode()


def write_picture(chart: Chart, manuscript: Manuscript) -> Xml:
    """The chart as wide as the text, with its alternative text."""
    manuscript.charts.append(chart)
    number = len(manuscript.charts)
    png, svg = (manuscript.leads.add(f"{OFFICE}/image", f"media/chart{number}.{kind}") for kind in ("png", "svg"))
    size = _SIZE.search(chart.svg)
    width = manuscript.layout.width * _TWENTIETH_OF_A_POINT
    height = int(width * float(size[2]) / float(size[1])) if size else width // 2
    name, alt = safe(f"{chart.id} {number}"), safe(chart.alt)
    return Xml(_INLINE.format(width=width, height=height, number=number, name=name, alt=alt, png=png, svg=svg))
