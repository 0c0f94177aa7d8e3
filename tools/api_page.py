"""`docs/api.md`: what `import cdi` offers, written from the docstrings, so that the page says what the code does.

.venv/bin/python -m tools.api_page
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cdi
from cdi.explore.comparison import ComparisonAnswer
from cdi.explore.figure_shelf import FigureCard, FigureList, FigureShelf
from cdi.explore.made_report import MadeReport
from cdi.explore.months import ChangePointAnswer, MonitorAnswer
from cdi.explore.next_audit import DrawAnswer, PlanAnswer
from cdi.explore.own_audits import OwnAudits
from cdi.explore.parts import DelayAnswer, MissedAnswer, RateAnswer
from cdi.explore.publication import Publication
from cdi.explore.row_list import RowAnswer
from cdi.explore.second_look import DisagreementAnswer, SecondLookAnswer
from cdi.explore.side_by_side import SideBySideAnswer
from cdi.explore.why import WhyAnswer
from cdi.measures.group_rates import SMALL_BASE
from cdi.measures.questions import QUESTIONS

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
_INTRO = f"""# The analyst's desk: `import cdi`

Written by `python -m tools.api_page` from the docstrings of `cdi/explore`; do not edit. A test compares the two.

```python
import cdi

audit = cdi.open("leicestershire")  # or cdi.open("leicestershire", "2017-inspection")
audit  # a card: what, when, by whom, headline figures, what is missing
audit.figures["recording.violence"]  # value, interval, base, method, sources, where printed
audit.figures.search("rape")
audit.rate(by="route", where="domestic_abuse")  # counts, rate or fraction, interval, test against the rest
audit.rate(by=["offence", "month"]).chart()
audit.delays(by="route").chart()  # share recorded by each hour, with the limit and intervals
audit.unrecorded(by="offence").chart()  # Pareto; of two columns a heat map
audit.compare("2017-inspection")  # each figure before and now, with what may be said
audit.why("recording.rape")
audit.rows("audit_reports", where={{"category": "rape", "recorded": False}})
audit.side_by_side("team").funnel()  # districts or teams as the national page sets forces
audit.monitor().chart()  # own audits month by month; audit.change_points() says when the rate changed
audit.plan(half_width=2.0).chart()  # how many records; audit.draw(…) says which
audit.second_look("second-review/decisions.csv")  # kappa, AC1, how far the rate would move
audit.rate(by="route", where={{"stratum": "violence"}}).publish("violence-by-route")  # into the next report
audit.report("panel-pack")  # what cdi report builds, with the same bytes
cdi.form("leicestershire")  # the same by choosing, in a notebook
```

Every answer is a value that never changes. A notebook shows it as a table with a caption, header cells and notes; a
terminal as text. `.frame()` gives it to pandas and `.to_csv()` to other programs, both unrounded, and `.chart()` draws
the chart that fits, with its alternative text. `of=` takes {", ".join(f"`{name}`" for name in QUESTIONS)}.

What an answer may say is decided as in a report: a rate stands only where the sample supports one, a difference is
called significant only after the correction for all tests of the table, a base under {SMALL_BASE} is marked, an empty
cell is unknown, and on made-up rows the table and the chart itself say so.
"""
_GROUPS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("Opening", (cdi.open, cdi.audits, cdi.form)),
    ("An open audit", (cdi.Desk,)),
    ("Answers", (cdi.Answer, RateAnswer, MissedAnswer, DelayAnswer, ComparisonAnswer, RowAnswer, cdi.Picture)),
    (
        "A force's own audits",
        (
            OwnAudits,
            MonitorAnswer,
            ChangePointAnswer,
            SecondLookAnswer,
            SideBySideAnswer,
            DisagreementAnswer,
            PlanAnswer,
            DrawAnswer,
        ),
    ),
    ("Figures", (FigureShelf, FigureCard, FigureList, WhyAnswer)),
    ("A document", (MadeReport, Publication)),
)
_CALLED = {"open_audit": "cdi.open", "list_audits": "cdi.audits", "open_form": "cdi.form"}


def write_page() -> str:
    """The text of `docs/api.md`."""
    parts = [_INTRO]
    for title, values in _GROUPS:
        parts.append(f"## {title}\n")
        for value in values:
            parts += _describe_class(value) if inspect.isclass(value) else [_describe_function(value, 3)]
    return "\n".join(parts)


def _describe_class(value: type) -> Iterator[str]:
    """A class and what it says of its own public attributes and methods, in the order of the source."""
    yield f"### {value.__name__}\n\n{inspect.getdoc(value)}\n"
    for name, member in vars(value).items():
        if name.startswith("_") or not getattr(member, "__doc__", None):
            continue
        if inspect.isfunction(member):
            yield _describe_function(member, 4)
        elif isinstance(member, property):
            yield f"#### {name}\n\n{inspect.getdoc(member)}\n"


def _describe_function(function: Any, level: int) -> str:
    name = _CALLED.get(function.__name__, function.__name__)
    words = [_parameter(each) for each in inspect.signature(function).parameters.values() if each.name != "self"]
    return f"{'#' * level} {name}({', '.join(words)})\n\n{inspect.getdoc(function)}\n"


def _parameter(parameter: inspect.Parameter) -> str:
    return parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default!r}"


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
