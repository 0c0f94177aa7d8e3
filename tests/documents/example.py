"""A document that holds every kind of block, for the parser and both skins."""

from collections.abc import Mapping

from cdi.compose.furniture import read_furniture
from cdi.compose.issued import Issued
from cdi.compose.markdown import parse
from cdi.model.document import LANGUAGE, Document, DocumentSettings
from cdi.model.exhibit import Chart, Table, TableCell, TableColumn
from cdi.model.figure import Control, Figure, Figures, Interval

FIGURES = Figures.of(
    [
        Figure(
            "recording.overall",
            "reported crime recorded",
            84.0673,
            "percent",
            "84.1%",
            "reports",
            "records",
            ("x",),
            interval=Interval(82.4, 85.8, 1.71, 0.95, "m"),
        ),
        Figure("national.average", "average rate", 87.7, "percent", "87.7%", "forces", "published", ("x",)),
    ],
    control=Control(5),
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 30"><rect width="80" height="20" fill="#12436d"/></svg>'
CHART = Chart(
    "rates",
    "Recording has improved",
    "Share recorded, 2018",
    "Violence: 78.9%.",
    "Source: audit.",
    SVG,
    ("recording.overall",),
)
TABLE = Table(
    "rates",
    "Recording rates",
    (TableColumn("Crime"), TableColumn("Recorded (%)", "number")),
    ((TableCell("Violence"), TableCell("78.9")), (TableCell("Sexual offences"), TableCell("87.8"))),
    "Source: audit.",
)
LONG = Table(
    "long",
    "A table that crosses a page",
    (TableColumn("Row"), TableColumn("Number", "number")),
    tuple((TableCell(f"Row {n}"), TableCell(str(n))) for n in range(70)),
    "Source: counting.",
)
SETTINGS = DocumentSettings("A subject", "Registrar", "2019-02-01", "OFFICIAL")

MARKDOWN = r"""# Heddlu: tŵr a thŷ, ≥ 84%

::: fields

Date
: Friday 1 February 2019

Marks
: `#panic`, $x^2$, \<b\>, \{\{ x \}\}, @ref

:::

::: notice Made-up data

Nothing here is real.

:::

## Findings

:::: numbered

The force records [84.1%]{figure="recording.overall" facet="printed"} of crime.[^base] See [appendix]{ref="report"}.

- a point with **weight** and *stress*
- another

A second paragraph with a [link](https://example.org/).

::::

::: roman

1. first
2. second

:::

1. one
2. two

::: quote draft Chief Constable

More to do.

And more.

:::

:::: decimal

## Sections

With numbers.

### Below

Deeper.

::::

::: table long
:::

:::::: appendix report

# The report

::: contents
:::

## Judgment

::: grade

[Requires improvement]{fact="inspection.grades.overall" facet="text" value="Requires improvement"}

:::

::: grades

Overall
: [Requires improvement]{fact="inspection.grades.overall" facet="text" value="Requires improvement"}

:::

::::: glance

:::: key Rape recorded

[84.1%]{figure="recording.overall" facet="printed"} ±1.71

::: interval recording.overall national.average
:::

A sentence beside it.

::::

:::::

::: callout

84 of 93 rapes were recorded

:::

### Detail

::: box Case study

A caller reported abuse.

:::

::: chart rates
:::

::: table rates
:::

:::: numbered

Numbers start again.

::::

::::::

[^base]: Weighted by yearly volume.
""".replace("`#panic`", "#panic")


class EverythingIssued(Issued):
    """For Markdown that a test writes by hand, as if accessors had printed it."""

    def is_bound(self, attributes: Mapping[str, object], text: str) -> bool:  # noqa: ARG002
        return True

    def is_quoted(self, state: str, speaker: str) -> bool:  # noqa: ARG002
        return True


def read(markdown: str = MARKDOWN) -> Document:
    return parse(
        markdown,
        figures=FIGURES,
        charts={"rates": CHART},
        tables={"rates": TABLE, "long": LONG},
        settings=SETTINGS,
        furniture=read_furniture(LANGUAGE),
        issued=EverythingIssued(),
    )
