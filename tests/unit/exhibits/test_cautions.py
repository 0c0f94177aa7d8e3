"""An interval that may hold less often than it says is called so wherever it is printed, and no other is."""

from dataclasses import replace

from cdi.exhibits.tables import tabulate_figures, tabulate_rates
from cdi.model.figure import Figure, Figures
from tests.unit.exhibits.examples import CAPTION, ROWS, RULES, rate
from tests.unit.exhibits.test_words_of_strength import passage

REASON = "the interval may hold less often than it says: only 1 of the 60 reports audited was not recorded"
DOUBTED, SURE = (
    replace(rate("recording.overall", 98.3), label="rate of Kent", caution=REASON),
    rate("prior.overall", 90),
)
SENTENCE = f" Rate of Kent: {REASON}."


def said(shown: Figure) -> str:
    return passage(f'rate("{shown.id}")', shown)(ROWS, None)  # type: ignore[arg-type]


def test_the_reason_follows_the_interval_in_a_sentence() -> None:
    assert said(DOUBTED).endswith(f" percentage points; {REASON})")
    assert said(SURE).endswith(" percentage points)")


def test_an_interval_that_is_not_symmetric_has_its_reason_too() -> None:
    assert DOUBTED.interval
    assert said(replace(DOUBTED, interval=replace(DOUBTED.interval, half_width=None))).endswith(f"; {REASON})")


def test_tables_have_the_reason_in_their_note() -> None:
    figures = Figures.of([DOUBTED, SURE])
    for table in (tabulate_figures(figures, CAPTION), tabulate_rates(figures, RULES, CAPTION)):
        assert SENTENCE in table.source
        assert table.source.count("less often") == 1
    assert "less often" not in tabulate_figures(Figures.of([SURE]), CAPTION).source
