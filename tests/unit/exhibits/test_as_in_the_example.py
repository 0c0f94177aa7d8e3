"""The charts and tables of an audit as `reports/example/`, which is kept in git and looked at, has them to the byte.

What is meant to look otherwise is made there again: `make example`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cdi.exhibits import Caption, charts, show, tables
from cdi.exhibits.on_screen import OnScreen
from cdi.measures.patterns import count_delays, count_not_recorded
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit
from cdi.model.exhibit import Chart, Table
from cdi.model.figure import Figures
from tests.conftest import PROJECT
from tests.thin import thin

pytestmark = pytest.mark.slow

PAGE = (PROJECT / "reports" / "example" / "analysis.html").read_text(encoding="utf-8")
Draw = Callable[[Audit, Figures, Caption], Chart | Table | tuple[Table, ...] | None]
EXHIBITS: dict[str, Draw] = {
    "tables supplied": lambda audit, _, __: tables.tabulate_input_tables(audit),
    "rates": lambda audit, figures, caption: tables.tabulate_rates(figures, finding_rules(audit), caption),
    "recording rates": lambda audit, figures, caption: charts.draw_recording_rates(
        figures, finding_rules(audit), caption
    ),
    "not recorded": lambda audit, _, caption: charts.map_not_recorded(count_not_recorded(audit), caption),
    "timeliness": lambda _, figures, caption: charts.draw_timeliness(figures, caption),
    "delays": lambda audit, _, caption: charts.draw_delays(count_delays(audit), caption),
    "cancellations": lambda _, figures, caption: charts.draw_cancellations(figures, caption),
    "samples": lambda _, figures, caption: tuple(tables.tabulate_samples(figures, caption)),
    "figures": lambda _, figures, caption: tables.tabulate_figures(figures, caption),
    "gaps": lambda _, figures, caption: tables.tabulate_gaps(figures, caption),
}


@pytest.mark.parametrize("draw", thin(EXHIBITS.values(), keep=3), ids=EXHIBITS)
def test_an_exhibit_is_as_the_example_has_it(draw: Draw, leicestershire: Audit, figures: Figures) -> None:
    drawn = draw(leicestershire, figures, Caption.of(leicestershire))
    for exhibit in drawn if isinstance(drawn, tuple) else (drawn,):
        shown = show(exhibit)
        assert isinstance(shown, OnScreen)
        assert shown.html in PAGE
