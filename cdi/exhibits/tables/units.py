"""Teams or other units side by side as a table, for the desk and for the extra measures of a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.forces import tabulate_places
from cdi.exhibits.tables.groups import describe_unknown
from cdi.house_style.cell_words import describe_cut
from cdi.measures.all_forces.side_by_side import SideBySide
from cdi.measures.cuts import Cut
from cdi.measures.extra import ExtraResult
from cdi.measures.finding_rules import FindingRules
from cdi.model.exhibit import Table


def tabulate_side_by_side(results: Iterable[ExtraResult], rules: FindingRules, caption: Caption) -> list[Table]:
    """A table for each extra measure whose units stand side by side."""
    return [
        replace(tabulate_units(each.together, each.rates.cut, rules, caption), id=each.measure.beside_exhibits["table"])
        for each in results
        if each.together is not None and each.rates is not None
    ]


def tabulate_units(together: SideBySide, cut: Cut, rules: FindingRules, caption: Caption) -> Table:
    """One row for each unit, the lowest rate first; the note says what is made up, and what is in no unit."""
    table = tabulate_places(together, rules, caption, describe_counted(cut))
    notes = [table.source, cut.made_up, *describe_unknown(cut)]
    return replace(table, source=" ".join(note for note in notes if note))


def describe_counted(cut: Cut) -> str:
    """What a cut counts, in words that follow from its columns."""
    return describe_cut(f"{cut.question.units} {cut.question.done}", cut.by, cut.where)
